"""The page of numbers: for whom it is, what it says of few and of none, and its files."""

import datetime as dt
import re

from db import feedback, messages
from db.content import Content
from db.models import Author, CaseRating, Conversation, Direction, Role
from handlers.numbers import PERIODS
from tests.bot.desk.world import Browser, World

TILE = re.compile(r"<dt>([^<]+)</dt><dd><b>\s*(.*?)\s*</b>(.*?)</dd>", re.DOTALL)
CHARTS = {
    "questions",
    "answered",
    "first-answer",
    "helped",
    "faces",
    "checkins",
    "open",
    "deliveries",
}


async def _boss(world: World, **more: object) -> Browser:
    return await world.signed_in(await world.colleague("Zoë", role=Role.COORDINATOR, **more))  # type: ignore[arg-type]


async def _answered(world: World, thread: Conversation, *verdicts: bool | None) -> None:
    """Questions an hour apart that were answered, and what was thought of it."""
    for number, helped in enumerate(verdicts):
        at = world.now - dt.timedelta(hours=number)
        async with world.runtime.database.transaction() as session:
            row = await session.get_one(Conversation, thread.id)
            message = await messages.write(
                session,
                row,
                Content(text="Secret words", entry_id="school-enrol"),
                direction=Direction.OUT,
                author=Author.BOT,
                now=at,
            )
            await feedback.record_answer(session, message.id, "school-enrol", "en", now=at)
            if helped is not None:
                await feedback.record(session, message.id, "school-enrol", helped=helped, now=at)


def _tiles(page: str) -> dict[str, tuple[str, str]]:
    """Each number on top, and what is said below it."""
    plain = [(name, big, re.sub("<[^>]+>", " ", rest)) for name, big, rest in TILE.findall(page)]
    return {name: (big, " ".join(rest.split())) for name, big, rest in plain}


async def test_workers_have_no_numbers_and_no_link_to_them(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    assert (await ana.get("/desk/numbers")).status_code == 403
    assert (await ana.get("/desk/numbers/questions.csv")).status_code == 403
    assert 'href="/desk/numbers"' not in (await ana.get("/desk/")).text
    boss = await _boss(world)
    assert 'href="/desk/numbers"' in (await boss.get("/desk/")).text
    signed_out = await world.browser().get("/desk/numbers")
    assert signed_out.headers["location"].startswith("/desk/sign-in")


async def test_before_anything_happened_nothing_is_nought_percent(world: World) -> None:
    page = (await (await _boss(world)).get("/desk/numbers")).text
    tiles = _tiles(page)
    assert tiles["Questions to the bot"] == ("0", "none in the period before")
    assert tiles["Answered by the bot"][0] == tiles["The answer helped"][0] == "–"
    assert tiles["First answer of a colleague"][0] == "–"
    assert "0%" not in page and page.count("Nothing of this kind happened.") == len(CHARTS)


async def test_the_numbers_say_of_how_many_and_compare_only_enough(world: World) -> None:
    lotte = await world.talk(await world.volunteer("Lotte", language="nl"))
    await _answered(world, lotte, True, True, False, None)
    world.clock.advance(dt.timedelta(weeks=4))
    boss = await _boss(world)
    await _answered(world, lotte, True, True, True, True, False, None)
    case = await world.case(lotte)
    await boss.act(lotte.id, "claim")
    world.clock.advance(dt.timedelta(hours=3))
    await boss.act(lotte.id, "reply", text="Good day")

    page = (await boss.get("/desk/numbers?period=4-weeks")).text
    tiles = _tiles(page)
    assert tiles["Questions to the bot"] == ("6", "2 more than in the period before (4)")
    assert tiles["Answered by the bot"][0] == "100%"
    assert tiles["The answer helped"] == (
        "80%",
        "4 of 5 who said so too few to compare with the period before",
    )
    assert tiles["First answer of a colleague"][0] == "3 hrs"
    assert "of 1 answer only" in tiles["First answer of a colleague"][1]
    assert tiles["Open now"] == ("1", "all are in somebody’s hands")
    assert "Lotte" not in page and "Secret words" not in page
    assert page.count('role="img"') == page.count("<details>") and "<table>" in page

    async with world.runtime.database.transaction() as session:
        session.add(CaseRating(case_id=case.id, asked_at=world.now, face="good"))
    assert "What people thought of our help" in (await boss.get("/desk/numbers")).text


async def test_one_language_leaves_the_others_out(world: World) -> None:
    boss = await _boss(world)
    await _answered(world, await world.talk(await world.volunteer("L", language="nl")), None, None)
    await _answered(
        world, await world.talk(await world.volunteer("A", language="ar"), phone="2"), None
    )
    for language, count in (("", "3"), ("nl", "2"), ("ar", "1"), ("tr", "0")):
        page = (await boss.get(f"/desk/numbers?language={language}")).text
        assert _tiles(page)["Questions to the bot"][0] == count


async def test_each_chart_is_a_file_with_the_figures_of_its_table(world: World) -> None:
    boss = await _boss(world)
    lotte = await world.talk(await world.volunteer("Lotte", language="nl"))
    await _answered(world, lotte, True, None)
    page = (await boss.get("/desk/numbers?period=4-weeks&language=nl")).text
    found = await boss.get("/desk/numbers/questions.csv?period=4-weeks&language=nl")
    assert "/desk/numbers/questions.csv?period=4-weeks&amp;language=nl" in page
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="questions-4-weeks-2026-02-04.csv"' in found.headers["content-disposition"]
    assert found.content.decode("utf-8-sig").split("\r\n") == [
        "week,nl",
        "2026-01-12,0",
        "2026-01-19,0",
        "2026-01-26,0",
        "2026-02-02,2",
        "",
    ]
    for name in CHARTS:
        text = (await boss.get(f"/desk/numbers/{name}.csv")).text
        assert text.startswith("\ufeff") and "Lotte" not in text


async def test_what_is_not_there_is_not_found(world: World) -> None:
    boss = await _boss(world)
    for path in ("?period=century", "?language=<b>", "/secrets.csv", "/questions.csv?period=x"):
        assert (await boss.get(f"/desk/numbers{path}")).status_code == 404
    for period in PERIODS:
        assert (await boss.get(f"/desk/numbers?period={period}")).status_code == 200

"""Check-ins: looked at, planned, cancelled; planning never sends."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from db import desk_year, occurrences, replies
from db.models import Consent, ConsentState, Delivery, Occurrence, Role
from db.occurrences import OccurrenceState
from tests.bot.desk.world import World
from tests.db import scene as rows

PLAN = {"step": "how-are-you", "on": "2026-02-10", "at": "10:00"}


async def _planned(world: World) -> list[Occurrence]:
    async with world.runtime.database.reading() as session:
        return list((await session.execute(select(Occurrence))).scalars())


async def test_a_check_in_is_planned_on_the_family_s_clock_and_nothing_is_sent(
    world: World,
) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    home = await world.family()
    answer = await browser.post(
        "/desk/checkins", "/desk/checkins", household=str(home.id), do="plan", **PLAN
    )
    assert answer.headers["location"] == "/desk/checkins?done=planned"
    (one,) = await _planned(world)
    assert (one.state, one.created_by) == (OccurrenceState.PLANNED, ana.id)
    assert one.due_at == dt.datetime(2026, 2, 10, 9, 0, tzinfo=dt.UTC)
    async with world.runtime.database.reading() as session:
        sent = (await session.execute(select(func.count(Delivery.id)))).scalar_one()
    assert sent == 0
    page = (await browser.get("/desk/checkins")).text
    assert "Tue 10 Feb" in page
    assert "10:00" in page


async def test_the_text_is_shown_in_the_family_s_language_before_it_is_planned(
    world: World,
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family(language="ar")
    answer = await browser.post(
        "/desk/checkins", "/desk/checkins", household=str(home.id), do="preview", **PLAN
    )
    assert answer.status_code == 200
    assert 'dir="auto" lang="ar"' in answer.text
    assert "فبراير" in answer.text
    assert "Tuesday, February 10, 2026" in answer.text
    assert "It goes out on Tue 10 Feb 10:00, Europe/Brussels." in answer.text
    assert 'value="2026-02-10"' in answer.text
    assert await _planned(world) == []


async def test_a_time_in_quiet_hours_says_when_it_goes_instead(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    answer = await browser.post(
        "/desk/checkins",
        "/desk/checkins",
        household=str(home.id),
        do="preview",
        **{**PLAN, "at": "22:00"},
    )
    assert "it is held until Wed 11 Feb 08:30" in answer.text


@pytest.mark.parametrize(
    ("writes", "said", "sentence"),
    [
        (False, None, "Waits for first contact: hand over the invitation"),
        (True, None, "Waits: no consent yet"),
        (True, ConsentState.WITHDRAWN, "Not sent: no consent"),
        (True, ConsentState.GIVEN, None),
    ],
)
async def test_the_preview_says_what_the_sender_would_say(
    world: World, writes: bool, said: ConsentState | None, sentence: str | None
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    if writes:
        await world.talk(home)
    if said is not None:
        await world._add(
            Consent(
                household_id=home.id, purpose="checkins", state=said, wording_version="x",
                language="ar", how="desk", at=world.now,
            )
        )  # fmt: skip
    form = {**PLAN, "household": str(home.id), "do": "preview"}
    page = (await browser.post("/desk/checkins", "/desk/checkins", **form)).text
    assert ("As things stand" in page) is (sentence is not None)
    if sentence is not None:
        assert sentence in page
    assert await _planned(world) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"on": "2026-02-03"}, "This time has passed already."),
        ({"on": "2026-02-04", "at": "09:59"}, "This time has passed already."),
        ({"on": "tomorrow"}, "This is not a date."),
        ({"on": ""}, "This is not a date."),
        ({"on": "9999-12-31", "at": "23:59"}, "This is not a date."),
        ({"on": "0001-01-01", "at": "00:00"}, "This is not a date."),
        ({"at": "25:00"}, "This is not a time of day."),
        ({"at": "10:00+05:00"}, "This is not a time of day."),
        ({"step": "nonsense"}, "Choose one of the texts."),
    ],
)
@pytest.mark.parametrize("do", ["plan", "preview"])
async def test_what_cannot_be_planned_gets_a_sentence_and_is_kept(
    world: World, wrong: dict[str, str], sentence: str, do: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    form = {**PLAN, "household": str(home.id), **wrong, "do": do}
    answer = await browser.post("/desk/checkins", "/desk/checkins", **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'<option value="{home.id}" selected>' in answer.text
    assert await _planned(world) == []


async def test_a_time_that_has_passed_can_be_now_or_not_at_all(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    form = {**PLAN, "household": str(home.id), "on": "2026-02-03"}
    refused = await browser.post("/desk/checkins", "/desk/checkins", **form, do="plan")
    asked = refused.text.partition('<form class="fields"')[2].partition("</form>")[0]
    assert 'name="do" value="now"' in asked and "Do without it" in asked
    await browser.post("/desk/checkins", "/desk/checkins", **form, do="now")
    (one,) = await _planned(world)
    assert dt.timedelta() < one.due_at - world.now <= dt.timedelta(minutes=1)


async def test_what_is_sent_now_at_night_names_the_day_on_which_it_goes(world: World) -> None:
    world.clock.advance(dt.timedelta(hours=12))  # 22:00 in Brussels
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    form = {**PLAN, "household": str(home.id), "do": "now"}
    await browser.post("/desk/checkins", "/desk/checkins", **form)
    (one,) = await _planned(world)
    assert (one.local_date, one.local_time) == (dt.date(2026, 2, 5), dt.time(8, 30))


async def test_a_planned_check_in_can_be_cancelled_once(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    form = {**PLAN, "household": str(home.id), "do": "plan"}
    await browser.post("/desk/checkins", "/desk/checkins", **form)
    (one,) = await _planned(world)
    path = f"/desk/checkins/{one.id}/cancel"
    done = await browser.post(path, "/desk/checkins")
    assert done.headers["location"] == "/desk/checkins?done=cancelled"
    again = await browser.post(path, "/desk/checkins")
    assert again.status_code == 422
    assert "not planned any more" in again.text


async def test_families_out_of_scope_cannot_be_planned_for_nor_cancelled(world: World) -> None:
    worker = await world.signed_in(await world.colleague("Ana", languages=("nl",)))
    boss = await world.signed_in(await world.colleague("Ben", role=Role.ADMIN))
    home = await world.family("Al-Hamdan", language="ar")
    form = {**PLAN, "household": str(home.id), "do": "plan"}
    for do in ("plan", "preview"):
        refused = await worker.post("/desk/checkins", "/desk/checkins", **{**form, "do": do})
        assert refused.status_code == 400
    await boss.post("/desk/checkins", "/desk/checkins", **form)
    (one,) = await _planned(world)
    assert "Al-Hamdan" not in (await worker.get("/desk/checkins")).text
    refused = await worker.post(f"/desk/checkins/{one.id}/cancel", "/desk/checkins")
    assert refused.status_code == 404
    assert (await world.fresh(Occurrence, one.id)).state == OccurrenceState.PLANNED


@pytest.mark.parametrize(
    ("state", "reason", "answer", "sentence"),
    [
        ("planned", "first_contact", None, "hand over the invitation"),
        ("planned", "no_consent", None, "no consent yet"),
        ("planned", "not_safe", None, "Waits: it is not safe to write to this phone"),
        ("expired", "not_safe", None, "Not sent: it was not safe to write to this phone"),
        ("skipped", "consent_withdrawn", None, "Not sent: no consent"),
        ("skipped", "no_translation", None, "Not sent: no translation"),
        ("expired", "too_late", None, "Not sent in time"),
        ("sent", None, "need_help", "Needs help"),
        ("sent", None, "words", "all is &lt;well&gt;"),
    ],
)
async def test_the_list_says_why_and_what_was_answered(
    world: World, state: str, reason: str | None, answer: str | None, sentence: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    await browser.post(
        "/desk/checkins", "/desk/checkins", household=str(home.id), do="plan", **PLAN
    )
    async with world.runtime.database.transaction() as session:
        row = await session.get_one(Occurrence, 1)
        row.state, row.reason = state, reason
        if answer is not None:
            asked = await rows.address(session, world.now, "phone-9")
            await replies.record(
                session,
                row.id,
                asked.id,
                answer=answer,
                text="all is <well>",
                contact_id=None,
                now=world.now,
            )
    assert sentence in (await browser.get("/desk/checkins")).text


async def test_an_early_check_in_does_not_hide_a_late_one(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    home = await world.family()
    for day in ("2026-03-01", "2026-02-20"):
        form = {**PLAN, "on": day, "household": str(home.id), "do": "plan"}
        await browser.post("/desk/checkins", "/desk/checkins", **form)
    page = (await browser.get("/desk/checkins")).text
    assert page.index("Fri 20 Feb") < page.index("Sun 1 Mar")
    async with world.runtime.database.reading() as session:
        soon = desk_year.coming(world.now)
        found = await desk_year.checkins(session, ana, *soon)
    assert len(found) == 2, "what was planned by hand shows however far ahead it is"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (None, "To do"),
        ("unconfirmed", "To do: explain it in person"),
        ("first_contact", "To do in person. Waits for first contact"),
        ("no_consent", "To do in person. Waits: no consent yet"),
        ("consent_withdrawn", "To do in person. Not sent: no consent"),
        ("unreachable", "To do in person. Held: the person cannot be reached"),
        ("not_safe", "To do in person. Waits: it is not safe to write to this phone"),
        ("too_late", "To do in person. Not sent in time"),
    ],
)
async def test_a_task_says_why_it_is_one_and_what_the_family_was_to_read(
    world: World, reason: str | None, sentence: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    form = {**PLAN, "step": "group-goes", "household": str(home.id), "do": "plan"}
    await browser.post("/desk/checkins", "/desk/checkins", **form)
    async with world.runtime.database.transaction() as session:
        row = await session.get_one(Occurrence, 1)
        await occurrences.add_task(session, row, reason=reason, now=world.now)
    page = (await browser.get("/desk/checkins")).text
    tasks = page.partition('action="/desk/checkins/2/done"')[0]
    assert sentence in tasks and "Planned" in page
    assert "The support of your group of volunteers has ended" in tasks

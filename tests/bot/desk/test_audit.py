"""Who looked at or did what: by colleague, family, conversation and deed; nobody reads unseen."""

import ast
import re
from pathlib import Path

from sqlalchemy import func, select

from bot.desk import audit
from db import staff
from db.models import AuditEvent, Priority, Role
from tests.bot.desk.world import Browser, World

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"<p><b>(?:<bdi>)?([^<]+)(?:</bdi>)?</b> <span class=\"deed\">([^<]+)</span>")


async def _rows(browser: Browser, query: str = "") -> list[tuple[str, str]]:
    page = await browser.get(f"/desk/audit{query}")
    assert page.status_code == 200
    return ROW.findall(page.text)


async def test_the_trail_is_filtered_by_who_about_whom_and_what(world: World) -> None:
    zoe = await world.colleague("Zoë", role=Role.ADMIN)
    boss = await world.signed_in(zoe)
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    home = await world.family("Al-Hamdan")
    amal = await world.volunteer("Amal", kind="family", household_id=home.id)
    theirs = await world.talk(home, phone="1")
    hers = await world.talk(amal, phone="2")
    other = await world.talk(await world.volunteer("Lotte"), phone="3")
    letter = await world.file(await world.hear(hers, "see"), b"png")
    for thread in (theirs, hers, other):
        await browser.get(f"/desk/conversations/{thread.id}")
    await browser.get(f"/desk/media/{letter.id}")
    await browser.act(theirs.id, "note", text="secret words")
    async with world.runtime.database.transaction() as session:
        await staff.audit(session, None, "set_password", "staff", ana.id, now=world.now)

    every = await _rows(boss)
    assert every[:2] == [("Zoë", "Looked at"), ("The command line", "Set the password")]
    family = await _rows(boss, f"?family={home.id}")
    # two looks at the first thread (the note's page is one), one at the second, its file, a note
    assert sorted(family) == [("Ana", "Looked at")] * 4 + [("Ana", "Wrote a note")]
    assert await _rows(boss, f"?family={home.id}&action=note") == [("Ana", "Wrote a note")]
    assert len(await _rows(boss, f"?conversation=%23{hers.id}")) == 2
    assert {who for who, _ in await _rows(boss, f"?colleague={zoe.id}")} == {"Zoë"}
    page = (await boss.get("/desk/audit")).text
    assert "Al-Hamdan" in page and "Amal" in page
    assert "secret words" not in page


async def test_reading_the_trail_is_written_down(world: World) -> None:
    boss = await world.signed_in(await world.colleague("Zoë", role=Role.ADMIN))
    await boss.get("/desk/audit")
    assert await _rows(boss) == [("Zoë", "Looked at")] * 2


async def test_a_long_trail_has_pages_that_hold_everything_once(world: World) -> None:
    zoe = await world.colleague("Zoë", role=Role.ADMIN)
    boss = await world.signed_in(zoe)
    async with world.runtime.database.transaction() as session:
        for number in range(2 * audit.PAGE + 1):
            await staff.audit(session, zoe.id, "claim", "conversation", number, now=world.now)
    query, seen = "?action=claim", []
    while query:
        page = (await boss.get(f"/desk/audit{query}")).text
        seen += re.findall(r"conversation #(\d+)</a>", page)
        older = re.search(r'href="/desk/audit([^"]+)" rel="next"', page)
        query = older[1].replace("&amp;", "&") if older else ""
    assert seen == [str(number) for number in reversed(range(2 * audit.PAGE + 1))]


async def test_a_number_that_is_none_is_told_and_hides_nothing(world: World) -> None:
    boss = await world.signed_in(await world.colleague("Zoë", role=Role.ADMIN))
    page = await boss.get("/desk/audit?conversation=abc&action=<b>&colleague=x")
    assert "not the number of a conversation" in page.text
    assert "<b>&" not in page.text
    async with world.runtime.database.reading() as session:
        assert (await session.execute(select(func.count(AuditEvent.id)))).scalar_one() == 1


def _written_down() -> set[str]:
    """Every deed that the code writes into the trail, as far as it stands there as a word."""
    found: set[str] = set()
    for path in (*ROOT.glob("handlers/*.py"), *ROOT.glob("bot/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            named = [one.value for one in node.keywords if one.arg == "action"]
            given = [*named, *(node.args if name.endswith("audit") else [])]
            found |= {
                one.value
                for one in given
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return found


def test_every_deed_and_whatever_it_was_done_to_has_a_name() -> None:
    words = (ROOT / "bot/desk/templates/account_words.html").read_text(encoding="utf-8")
    named = set(re.findall(r"\'([a-z_:]+)\': _\(", words))
    kinds = set(re.findall(r"kind == \'([a-z_]+)\'", words))
    deeds = _written_down()
    assert {"claim", "snooze", "add_duty", "merge", "call_done"} <= deeds
    assert deeds - named - kinds == set()
    assert {f"priority:{one}" for one in Priority} <= named

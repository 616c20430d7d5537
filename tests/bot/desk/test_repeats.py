"""A form sent twice is carried out once, and leads to the same page both times."""

import asyncio
import datetime as dt
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.desk import repeats
from db import sent_forms
from db.models import Appointment, Gathering, Household, InternalNote, SentForm
from tests.bot.desk.world import CSRF, Browser, World

ONCE = re.compile(r'name="once" value="([^"]+)"')
APPOINTMENT = {"kind": "doctor", "on": "2026-02-10", "at": "10:00"}
GATHERING = {"title": "Tea", "language": "en", "on": "2026-02-10", "at": "19:00"}


async def _count(world: World, model: type) -> int:
    async with world.runtime.database.reading() as session:
        return (await session.execute(select(func.count()).select_from(model))).scalar_one()


async def _hidden(browser: Browser, page: str, action: str) -> dict[str, str]:
    """The token and the one-time value of the form of a page that is sent to `action`."""
    html = (await browser.get(page)).text
    form = html.partition(f'action="{action}"')[2].partition("</form>")[0]
    csrf, once = CSRF.search(form), ONCE.search(form)
    assert csrf is not None and once is not None, page
    return {"csrf": csrf[1], "once": once[1]}


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_reply_and_a_note_reach_their_readers_once(world: World, at_once: bool) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.volunteer())
    page = f"/desk/conversations/{thread.id}"
    fields = await browser.fields(thread.id)
    for deed in ("reply", "note"):
        form = {**fields, **await _hidden(browser, page, f"{page}/{deed}"), "text": "Tomorrow"}
        sending = [browser.http.post(f"{page}/{deed}", data=form) for _ in range(2)]
        answers = await asyncio.gather(*sending) if at_once else [await one for one in sending]
        assert [one.headers.get("location") for one in answers] == [f"{page}#end"] * 2
    said = [one for one in await world.last(thread) if "Tomorrow" in str(one.content)]
    assert len(said) == 1
    assert await _count(world, InternalNote) == 1


async def test_other_words_from_the_same_page_are_another_reply(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.volunteer())
    page = f"/desk/conversations/{thread.id}"
    form = {
        **await browser.fields(thread.id),
        **await _hidden(browser, page, f"{page}/reply"),
    }
    for text in ("Tomorrow", "At ten"):
        await browser.http.post(f"{page}/reply", data={**form, "text": text})
    said = str([one.content for one in await world.last(thread)])
    assert "Tomorrow" in said and "At ten" in said


async def test_a_file_that_is_sent_again_is_not_kept_again(world: World, tmp_path: Path) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.volunteer())
    page = f"/desk/conversations/{thread.id}"
    form = {
        **await browser.fields(thread.id),
        **await _hidden(browser, page, f"{page}/reply"),
        "text": "",
    }
    kept = []
    for _ in range(2):
        files = {"file": ("letter.pdf", b"%PDF-1.4 a letter", "application/pdf")}
        answer = await browser.http.post(f"{page}/reply", data=form, files=files)
        assert answer.status_code == 303
        kept.append(sum(one.is_file() for one in (tmp_path / "media").rglob("*")))
    assert kept == [1, 1]


@pytest.mark.parametrize("at_once", [False, True])
async def test_what_is_entered_twice_is_there_once(world: World, at_once: bool) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    group = await world.group()
    home = await world.family(group=group)
    dates = f"/desk/families/{home.id}/appointments"
    family = {"name": "Al-Hamdan", "language": "ar", "group": str(group.id)}
    entered = (
        ("/desk/people", "/desk/people/households", family, Household, 2),
        (dates, dates, APPOINTMENT, Appointment, 1),
        ("/desk/gatherings/new", "/desk/gatherings/new", GATHERING, Gathering, 1),
    )
    for page, action, typed, model, number in entered:
        form = {**await _hidden(browser, page, action), **typed}
        sending = [browser.http.post(action, data=form) for _ in range(2)]
        answers = await asyncio.gather(*sending) if at_once else [await one for one in sending]
        places = {one.headers.get("location") for one in answers}
        assert len(places) == 1 and "done=" in str(places), (action, answers[0].text)
        assert await _count(world, model) == number, action


async def test_a_form_that_was_refused_may_be_sent_again(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    group = await world.group()
    hidden = await _hidden(browser, "/desk/people", "/desk/people/households")
    form = {**hidden, "name": " ", "language": "ar", "group": str(group.id)}
    for _ in range(2):
        assert (await browser.http.post("/desk/people/households", data=form)).status_code == 422
    assert await _count(world, SentForm) == 0


async def test_a_form_is_remembered_for_a_day(world: World) -> None:
    async with world.runtime.database.transaction() as session:
        assert await sent_forms.begin(session, "a", "/desk/", now=world.now) is None
        assert await sent_forms.begin(session, "a", "/desk/x", now=world.now) == "/desk/"
        await sent_forms.forget(session, before=world.now - repeats.KEPT)
    assert await _count(world, SentForm) == 1
    async with world.runtime.database.transaction() as session:
        await sent_forms.forget(session, before=world.now + dt.timedelta(seconds=1))
    assert await _count(world, SentForm) == 0

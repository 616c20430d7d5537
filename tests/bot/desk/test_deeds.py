"""Case work at the desk: passing on, putting aside, sorting, and what a late click is told."""

import datetime as dt

from sqlalchemy import select

from db import labels, ratings
from db.models import (
    AuditEvent,
    Case,
    CaseState,
    Control,
    Conversation,
    InternalNote,
    Mention,
    Priority,
    Role,
)
from handlers import context, rating
from tests.bot.desk.world import World


async def _page(world: World, browser: object, thread: Conversation) -> str:
    return (await browser.get(f"/desk/conversations/{thread.id}")).text  # type: ignore[attr-defined]


async def test_it_is_passed_on_with_a_word_and_taken_up(world: World) -> None:
    ana, ben = await world.colleague("Ana Haddad"), await world.colleague("Ben Claes")
    one, other = await world.signed_in(ana), await world.signed_in(ben)
    thread = await world.talk()
    await world.case(thread)
    await one.act(thread.id, "claim")
    answer = await one.act(thread.id, "assign", to=f"staff:{ben.id}", word="She speaks <b>Dari</b>")
    assert answer.headers["location"] == "/desk/?done=passed"
    assert "passed on. The person has been told" in (await one.get("/desk/?done=passed")).text

    page = await _page(world, other, thread)
    assert "Ana Haddad passed this on to you." in page
    assert "She speaks &lt;b&gt;Dari&lt;/b&gt;" in page and "Asked to look:" in page
    await other.act(thread.id, "claim")
    assert "passed this on to you" not in await _page(world, other, thread)
    assert (await one.get(f"/desk/conversations/{thread.id}")).status_code == 403


async def test_whoever_speaks_a_language_sees_what_was_passed_on_for_it(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana", languages=("en",)))
    sara = await world.signed_in(await world.colleague("Sara", languages=("ti",)))
    thread = await world.talk()
    assert (await sara.get(f"/desk/conversations/{thread.id}")).status_code == 404
    await ana.act(thread.id, "assign", to="language:ti")
    assert "Whoever speaks Tigrinya is asked to take this." in await _page(world, sara, thread)
    await sara.act(thread.id, "claim")
    assert (await world.fresh(Conversation, thread.id)).control == Control.HUMAN
    assert "is asked to take this" not in await _page(world, sara, thread)


async def test_what_cannot_be_passed_on_is_refused_with_a_sentence(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben")
    browser = await world.signed_in(ana)
    thread = await world.talk()
    await world.case(thread, independent=True)
    assert (await browser.get(f"/desk/conversations/{thread.id}")).status_code == 404
    cas = await world.signed_in(await world.colleague("Cas", role=Role.ADMIN))
    for whom, said in (
        (f"staff:{ben.id}", "kept from this colleague"),
        ("staff:9999", "Choose to whom"),
        ("", "Choose to whom"),
        ("language:ps", "No other colleague speaks this language."),
    ):
        answer = await cas.act(thread.id, "assign", to=whom, word="kept")
        assert (answer.status_code, said in answer.text) == (422, True), whom
    async with world.runtime.database.reading() as session:
        assert (await session.execute(select(InternalNote.id))).first() is None


async def test_it_is_put_aside_until_what_the_page_said_and_taken_up_again(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    case = await world.case(thread)
    assert "Tomorrow morning" in await _page(world, ana, thread)
    assert (
        await ana.act(thread.id, "snooze", until="2026-02-05T09:00:00+01:00")
    ).status_code == 303
    row = await world.fresh(Case, case.id)
    assert (row.state, row.snoozed_until) == (
        CaseState.SNOOZED,
        dt.datetime(2026, 2, 5, 8, tzinfo=dt.UTC),
    )
    assert "Put aside until Thu 5 Feb 09:00 by Ana." in await _page(world, ana, thread)
    await ana.act(thread.id, "wake")
    assert (await world.fresh(Case, case.id)).state == CaseState.OPEN

    for form, said in (
        ({"until": "own", "on": "2026-02-04", "at": "09:59"}, "This moment is past."),
        ({"until": "own", "on": "2028-02-04", "at": "09:59"}, "at most a year"),
        ({"until": "own", "on": "", "at": "09:59"}, "Choose a date and a time"),
        ({"until": "2026-02-05T09:00"}, "Choose a date and a time"),
    ):
        answer = await ana.act(thread.id, "snooze", **form)
        assert (answer.status_code, said in answer.text) == (422, True), form
    assert (
        await ana.act(thread.id, "snooze", until="own", on="2026-02-06", at="13:30")
    ).is_redirect
    assert (await world.fresh(Case, case.id)).snoozed_until.hour == 12


async def test_a_late_click_is_told_who_took_it_or_put_it_aside(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk()
    await world.case(thread)
    stale = await ben.fields(thread.id)
    await ana.act(thread.id, "snooze", until="2026-02-05T09:00:00+01:00")
    answer = await ben.send(thread.id, "snooze", stale, until="2026-02-06T09:00:00+01:00")
    assert answer.status_code == 409
    assert "Ana has put this aside meanwhile, until Thu 5 Feb 09:00." in answer.text

    await ana.act(thread.id, "claim")
    for deed, form in (
        ("priority", {"priority": "urgent"}),
        ("label", {"name": "housing"}),
        ("assign", {"to": "language:ar"}),
        ("wake", {}),
    ):
        answer = await ben.send(thread.id, deed, stale, **form)
        assert answer.status_code == 409
        assert "Ana already took this." in answer.text
    await ana.act(thread.id, "close", outcome="passed_on")
    answer = await ben.send(thread.id, "priority", stale, priority="urgent")
    assert "Ana closed this case meanwhile:" in answer.text


async def test_priority_and_labels_are_changed_and_written_down(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread, other = await world.talk(), await world.talk(phone="phone-2")
    case, second = await world.case(thread), await world.case(other)
    await ana.act(thread.id, "priority", priority="urgent")
    row = await world.fresh(Case, case.id)
    assert (row.priority, row.priority_rank) == (Priority.URGENT, 0)
    assert (await ana.act(thread.id, "priority", priority="soon")).status_code == 400

    await ana.act(thread.id, "label", name="  Social   <housing> ")
    await ana.act(other.id, "label", name="social <HOUSING>")
    page = await _page(world, ana, other)
    assert '<bdi class="label">Social &lt;housing&gt;</bdi>' in page
    assert (
        '<bdi class="label">Social &lt;housing&gt;</bdi>'
        in (await ana.get("/desk/?view=open")).text
    )
    async with world.runtime.database.reading() as session:
        found = await labels.of_cases(session, [case.id, second.id])
    assert found[case.id] == found[second.id]
    await ana.act(other.id, "label", gone=str(found[second.id][0].id))
    page = await _page(world, ana, other)
    assert 'class="label"' not in page and "Social &lt;housing&gt;" in page
    for name in ("", "x" * 41):
        assert (await ana.act(thread.id, "label", name=name)).status_code == 422
    async with world.runtime.database.reading() as session:
        deeds = (await session.execute(select(AuditEvent.action))).scalars().all()
    assert {"priority:urgent", "label", "unlabel"} <= set(deeds)


async def test_labels_of_cases_that_are_not_theirs_are_not_offered(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    dora = await world.signed_in(await world.colleague("Dora", complaints=True))
    own, closed, hidden = [await world.talk(phone=name) for name in ("own", "closed", "hidden")]
    for thread in (own, closed):
        await world.case(thread)
    await world.case(hidden, independent=True)
    await dora.act(hidden.id, "label", name="About Ben")
    await dora.act(closed.id, "label", name="Housing")
    await dora.act(closed.id, "claim")
    await dora.act(closed.id, "close", outcome="passed_on")
    for browser, is_offered in ((ana, False), (dora, True)):
        page = (await browser.get(f"/desk/conversations/{own.id}")).text
        assert "Housing" in page
        assert ("About Ben" in page) is is_offered


async def test_a_colleague_named_in_a_note_may_look_and_add_a_note_and_nothing_more(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    member = await world.colleague("Ben Claes")
    ben = await world.signed_in(member)
    thread = await world.talk(text="between us")
    await world.case(thread)
    await ana.act(thread.id, "claim")
    fields = await ana.fields(thread.id)
    assert (await ben.get(f"/desk/conversations/{thread.id}")).status_code == 403
    await ana.act(thread.id, "note", text="@Ben, do you know this street?")
    inbox = (await ben.get("/desk/")).text
    assert 'data-count="mentions">1<' in inbox
    listed = (await ben.get("/desk/mentions")).text
    assert "@Ben, do you know this street?" in listed and "new" in listed
    assert "between us" in await _page(world, ben, thread)
    assert 'data-count="mentions" hidden>0<' in (await ben.get("/desk/")).text

    assert (await ben.act(thread.id, "note", text="Yes, near the school")).status_code == 303
    for deed, form in (
        ("reply", {"text": "me too"}),
        ("close", {"outcome": "answered"}),
        ("assign", {"to": f"staff:{member.id}"}),
        ("label", {"name": "x"}),
    ):
        answer = await ben.act(thread.id, deed, **form)
        assert (answer.status_code, "Ana already took this." in answer.text) == (409, True)
    await ana.send(thread.id, "close", fields, outcome="answered")
    assert await world.fresh(Mention, 1) is not None
    assert "between us" in (await ben.get(f"/desk/conversations/{thread.id}")).text  # free again


async def test_what_the_person_thought_of_it_stands_with_the_earlier_case(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    case = await world.case(thread)
    await ana.act(thread.id, "close", outcome="answered")
    async with world.runtime.database.transaction() as session:
        turn = await context.reopen(session, world.runtime.house, thread.id, now=world.now)
        assert turn is not None
        for argument, taken in (
            (f"{case.id}:fair", True),
            (f"{case.id}:great", False),
            ("99:good", False),
            ("x:good", False),
        ):
            assert await rating.press_rate(turn, argument) is taken
        assert await ratings.of_cases(session, [case.id]) == {case.id: "fair"}
    assert "It helped a little" in await _page(world, ana, thread)

"""The day list of calls: who sees what, what is marked, what is late; looks leave a trace."""

import datetime as dt

from sqlalchemy import select

from db import calls
from db.models import (
    AuditEvent,
    CallState,
    Case,
    Conversation,
    PhoneCall,
    Role,
)
from handlers import call_booking, context
from handlers.call_times import Wish, free
from tests.bot.desk.world import Browser, World

NUMBER, SHOWN = "+32470123456", "+32 470 12 34 56"


async def call(
    world: World,
    thread: Conversation,
    *,
    language: str = "en",
    interpreter: bool = False,
    hours: float = 2,
) -> PhoneCall:
    """A call that this person has agreed, so many hours from now."""
    starts_at = world.now + dt.timedelta(hours=hours)
    async with world.runtime.database.transaction() as session:
        turn = await context.reopen(session, world.runtime.house, thread.id, now=world.now)
        assert turn is not None
        wish = Wish(language=language, interpreter=interpreter)
        opening = next(one for one in await free(turn, wish) if one.starts_at == starts_at)
        made = await call_booking.hold(turn, wish, opening)
        assert made is not None
        await call_booking.book(turn, made, NUMBER)
    return made


async def mark(browser: Browser, one: PhoneCall, deed: str, **form: str) -> tuple[int, str]:
    """Press a button of the list: the status, and where it leads or what it says."""
    answer = await browser.post(f"/desk/calls/{one.id}/{deed}", "/desk/calls?view=week", **form)
    return answer.status_code, answer.headers.get("location", answer.text)


async def test_the_day_list_shows_whom_to_call_when_on_which_number_about_what(
    world: World,
) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    thread = await world.talk(await world.volunteer("<b>Lotte</b>"), text="About the <i>school</i>")
    agreed = await call(world, thread)
    later = await call(world, await world.talk(phone="phone-2"), language="en", hours=24)

    page = (await browser.get("/desk/calls")).text

    assert "&lt;b&gt;Lotte&lt;/b&gt;" in page and "About the &lt;i&gt;school&lt;/i&gt;" in page
    assert f'href="tel:{NUMBER}"' in page and SHOWN in page
    assert ">12:00</time>" in page and "you call" in page and "Asked to be called" in page
    assert f'href="/desk/conversations/{thread.id}"' in page
    assert f'id="call-{later.id}"' not in page
    assert f'id="call-{later.id}"' in (await browser.get("/desk/calls?view=tomorrow")).text
    week = (await browser.get("/desk/calls?view=week")).text
    assert week.index(f'id="call-{agreed.id}"') < week.index(f'id="call-{later.id}"')
    assert (await browser.get("/desk/calls?view=year")).status_code == 404
    assert (
        f"/desk/calls/{agreed.id}" in (await browser.get(f"/desk/conversations/{thread.id}")).text
    )


async def test_every_look_at_a_number_is_written_down_once_in_a_while(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    agreed = await call(world, await world.talk(await world.volunteer()))
    await browser.get("/desk/calls")
    await browser.get(f"/desk/calls/{agreed.id}")
    assert await _views(world) == [(ana.id, agreed.id)]
    world.clock.advance(dt.timedelta(minutes=11))
    await browser.get("/desk/calls")
    assert len(await _views(world)) == 2


async def test_workers_see_their_own_calls_and_their_languages_coordinators_all(
    world: World,
) -> None:
    ana = await world.colleague("Ana", languages=("en", "fa"))
    ben = await world.colleague("Ben", languages=("nl",))
    cem = await world.colleague("Cem", role=Role.COORDINATOR, languages=("nl",))
    dari = await call(world, await world.talk(phone="p1"), language="fa_AF")
    helped = await call(world, await world.talk(phone="p2"), language="ti", interpreter=True)
    assert (dari.staff_id, helped.staff_id) == (ana.id, ben.id)
    sees = {ana.id: {dari.id}, ben.id: {helped.id}, cem.id: {dari.id, helped.id}}
    for member in (ana, ben, cem):
        browser = await world.signed_in(member)
        page = (await browser.get("/desk/calls")).text
        for one in (dari, helped):
            seen = one.id in sees[member.id]
            assert (f'id="call-{one.id}"' in page) is seen
            assert (await browser.get(f"/desk/calls/{one.id}")).status_code == (
                200 if seen else 404
            )
    browser = await world.signed_in(ben)
    assert (await mark(browser, dari, "done"))[0] == 404
    assert (await world.fresh(PhoneCall, dari.id)).state == CallState.BOOKED


async def test_what_somebody_independent_must_look_at_is_kept_from_others(world: World) -> None:
    boss = await world.signed_in(await world.colleague("Ben", role=Role.COORDINATOR))
    trusted = await world.signed_in(await world.colleague("Ana", complaints=True))
    thread = await world.talk(await world.volunteer())
    agreed = await call(world, thread)
    async with world.runtime.database.transaction() as session:
        case = await session.get_one(Case, agreed.case_id)
        case.independent = True
    assert SHOWN not in (await boss.get("/desk/calls")).text
    assert SHOWN in (await trusted.get("/desk/calls")).text


async def test_a_call_is_marked_and_its_case_closed_with_it(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    agreed = await call(world, await world.talk(await world.volunteer()))
    assert "checked" in (await browser.get("/desk/calls")).text
    done = await mark(browser, agreed, "done", view="week", close="1")
    assert done == (303, "/desk/calls?view=week&done=done")
    row = await world.fresh(PhoneCall, agreed.id)
    assert (row.state, row.settled_by) == (CallState.DONE, ana.id)
    assert (await world.fresh(Case, agreed.case_id)).state == "closed"
    assert "We have talked, <bdi>Ana</bdi>" in (await browser.get("/desk/calls")).text


async def test_done_closes_no_case_that_is_in_the_charge_of_a_colleague(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben")
    thread = await world.talk(await world.volunteer())
    agreed = await call(world, thread)
    await (await world.signed_in(ben)).act(thread.id, "claim")
    assert (await mark(await world.signed_in(ana), agreed, "done", close="1"))[0] == 303
    assert (await world.fresh(PhoneCall, agreed.id)).state == CallState.DONE
    assert (await world.fresh(Case, agreed.case_id)).state == "open"


async def test_two_colleagues_mark_one_call_and_the_second_reads_who_was_first(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk(await world.volunteer())
    agreed = await call(world, thread)
    assert (await mark(ana, agreed, "missed"))[1] == "/desk/calls?view=today&done=missed"
    status, page = await mark(ben, agreed, "missed")
    assert status == 409
    assert "Ana has marked this call meanwhile:" in page and "No answer" in page
    offers = [one for one in await world.last(thread) if "nobody answered" in str(one.content)]
    assert len(offers) == 1


async def test_a_new_time_is_one_that_is_free_and_the_person_is_told(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.volunteer())
    agreed = await call(world, thread)
    page = (await browser.get(f"/desk/calls/{agreed.id}")).text
    assert f'value="{agreed.starts_at.isoformat()}"' not in page
    for wrong in ("", "tomorrow", "2026-02-04T12:20", agreed.starts_at.isoformat()):
        status, said = await mark(browser, agreed, "move", at=wrong)
        assert status in (409, 422) and "This time is not free any more." in said
    at = world.now + dt.timedelta(hours=3)
    moved = await mark(browser, agreed, "move", at=at.isoformat(), view="week")
    assert moved == (303, "/desk/calls?view=week&done=moved")
    async with world.runtime.database.reading() as session:
        new = await calls.booked(session, thread.id)
    assert new is not None and (new.starts_at, new.number) == (at, NUMBER)
    assert "at another time" in str((await world.last(thread))[-1].content)
    assert (await mark(browser, agreed, "move", at=at.isoformat()))[0] == 409


async def test_a_call_that_nobody_marked_is_late_from_the_next_day_on(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    agreed = await call(world, await world.talk(await world.volunteer()))
    world.clock.advance(dt.timedelta(hours=8))
    assert "Nobody has marked these" not in (await browser.get("/desk/calls")).text
    world.clock.advance(dt.timedelta(hours=8))
    browser = await world.signed_in(await world.colleague("Ben"))
    page = (await browser.get("/desk/calls?view=tomorrow")).text
    assert "Nobody has marked these" in page and f'id="call-{agreed.id}"' in page
    await mark(browser, agreed, "done")
    assert "Nobody has marked these" not in (await browser.get("/desk/calls")).text


async def test_a_phone_that_is_not_safe_is_shown_before_anybody_calls(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.volunteer())
    agreed = await call(world, thread)
    async with world.runtime.database.transaction() as session:
        turn = await context.reopen(session, world.runtime.house, thread.id, now=world.now)
        assert turn is not None
        turn.address.unsafe_at = world.now
    assert "Others may read or answer this phone" in (await browser.get("/desk/calls")).text
    assert "the person is not told" in (await browser.get(f"/desk/calls/{agreed.id}")).text


async def _views(world: World) -> list[tuple[int | None, int]]:
    async with world.runtime.database.reading() as session:
        found = await session.execute(
            select(AuditEvent.staff_id, AuditEvent.subject_id).where(
                AuditEvent.action == "view", AuditEvent.subject_kind == "phone_call"
            )
        )
        return [(staff_id, subject_id) for staff_id, subject_id in found]

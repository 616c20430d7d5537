"""Appointments at the desk: entered, changed, cancelled; nothing is kept by half."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from db import appointments, deliveries, messages
from db.content import Content
from db.models import (
    Address,
    Appointment,
    AppointmentState,
    AuditEvent,
    Control,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
    Household,
    Occurrence,
    Sponsorship,
)
from db.models import Author as SentBy
from handlers import appointment_answers as answers
from handlers import context
from handlers.appointment_steps import Why
from tests.bot.desk.world import Browser, World

ENTER = {
    "kind": "dentist", "on": "2026-02-20", "at": "14:30", "until": "15:00",
    "place": "Grote Markt 1, Mechelen", "bring": "Identity card", "along": "",
}  # fmt: skip
WEEKLY = {**ENTER, "kind": "class", "weekly": "1", "last_on": "2026-04-24", "pauses": "flanders"}


async def rows(world: World) -> list[Appointment]:
    async with world.runtime.database.reading() as session:
        found = await session.execute(select(Appointment).order_by(Appointment.starts_at))
        return list(found.scalars())


async def planned(world: World) -> list[tuple[str, str]]:
    async with world.runtime.database.reading() as session:
        found = await session.execute(
            select(Occurrence.step_key, Occurrence.state).order_by(Occurrence.id)
        )
        return [(key, state) for key, state in found]


async def test_an_appointment_is_entered_changed_and_cancelled(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    group = await world.group()
    home = await world.family(group=group)
    lotte = await world.volunteer("Lotte <i>", welcome_group_id=group.id)
    thread = await world.talk(home)
    page = f"/desk/families/{home.id}/appointments"
    answer = await browser.post(page, page, **{**ENTER, "along": str(lotte.id)})
    assert answer.headers["location"] == f"{page}?done=saved"
    (row,) = await rows(world)
    assert row.starts_at == dt.datetime(2026, 2, 20, 13, 30, tzinfo=dt.UTC)
    assert (row.bring, row.until, row.companion_id) == ("=card", dt.time(15), lotte.id)
    keys = ["appointment-new", "appointment-7", "appointment-1"]
    assert await planned(world) == [(key, "planned") for key in keys]
    own = f"/desk/appointments/{row.id}"
    for path in (page, own, f"/desk/families/{home.id}", f"/desk/conversations/{thread.id}"):
        assert "Dentist" in (shown := (await browser.get(path)).text)
        assert "Fri 20 Feb 14:30" in shown
    stale = await browser.post(own, own, **{**ENTER, "sequence": "7"})
    assert stale.status_code == 409 and "changed this appointment meanwhile" in stale.text
    await browser.post(own, own, **{**ENTER, "at": "16:00", "until": "", "sequence": "0"})
    (row,) = await rows(world)
    assert (row.local_time, row.sequence, row.bring) == (dt.time(16), 1, "=card")
    await browser.post(f"{own}/cancel", own)
    (row,) = await rows(world)
    assert row.state == AppointmentState.CANCELLED
    assert {state for _, state in await planned(world)} == {"cancelled"}
    async with world.runtime.database.reading() as session:
        deeds = await session.execute(
            select(AuditEvent.action).where(AuditEvent.subject_kind == "appointment")
        )
        assert [one for one in deeds.scalars() if one != "view"] == ["add", "edit", "cancel"]


HELP = "the family needs help"


async def asked_for_help(world: World, browser: Browser) -> tuple[Appointment, Conversation]:
    """A family that pressed "I need help" under its dentist's appointment."""
    home = await world.family(group=await world.group())
    thread = await world.talk(home)
    page = f"/desk/families/{home.id}/appointments"
    for kind in ("dentist", "school"):
        await browser.post(page, page, **{**ENTER, "kind": kind})
    row, _ = await rows(world)
    async with world.runtime.database.transaction() as session:
        turn = await context.reopen(session, world.runtime.house, thread.id, now=world.now)
        assert turn is not None
        assert await answers.press(turn, "help", str(row.id))
    return row, thread


@pytest.mark.parametrize("way", ["closed", "dealt with"])
async def test_i_need_help_stands_at_the_appointment_until_somebody_has_dealt_with_it(
    world: World, way: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    row, thread = await asked_for_help(world, browser)
    own, home = f"/desk/appointments/{row.id}", f"/desk/families/{row.household_id}"
    where = (own, home, f"{home}/appointments", f"/desk/conversations/{thread.id}")
    for path in where:
        assert (await browser.get(path)).text.count(HELP) == 1, path
    shown = (await browser.get(own)).text
    assert "The family needs help with this appointment." in shown
    assert f'href="/desk/conversations/{thread.id}"' in shown
    if way == "closed":
        await browser.act(thread.id, "close", outcome="answered")
    else:
        answer = await browser.post(f"{own}/dealt-with", own)
        done = (await browser.get(answer.headers["location"])).text
        assert "stays until somebody closes it" in done
    for path in where:
        assert HELP not in (await browser.get(path)).text, path
    assert (await world.fresh(Conversation, thread.id)).control == (
        Control.BOT if way == "closed" else Control.QUEUED
    )


#: A form with a fault, and what is said.
FAULTY = (
    ({**ENTER, "on": "2026-02-03"}, "This time has passed already"),
    ({**ENTER, "on": "2029-02-03"}, "more than two years away"),
    ({**ENTER, "on": "20/2"}, "This is not a date"),
    ({**ENTER, "at": "25:00"}, "This is not a time of day"),
    ({**ENTER, "until": "14:00"}, "It ends before it starts"),
    ({**ENTER, "kind": "other"}, "Write what it is"),
    ({**ENTER, "along": "999"}, "not in the group of this family"),
    ({**WEEKLY, "last_on": ""}, "needs a last day"),
    ({**WEEKLY, "last_on": "2026-02-19"}, "last day lies before the first"),
    ({**WEEKLY, "last_on": "2027-06-30"}, "a year at most"),
    ({**WEEKLY, "on": "2026-02-16", "last_on": "2026-02-20"}, "All of these days are holidays"),
)


async def test_what_is_wrong_is_said_and_nothing_is_kept(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    page = f"/desk/families/{home.id}/appointments"
    for form, said in FAULTY:
        answer = await browser.post(page, page, **form)
        assert answer.status_code == 422
        assert said in answer.text
        assert f'value="{ENTER["place"]}"' in answer.text
    assert await rows(world) == []
    assert await planned(world) == []


async def test_one_whose_time_has_passed_is_written_down_and_nobody_is_told(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    await world.talk(home)
    page, offered = f"/desk/families/{home.id}/appointments", 'name="held" value="1">It took place'
    assert offered not in (await browser.get(page)).text
    past = {**ENTER, "on": "2026-02-03"}
    refused = (await browser.post(page, page, **past)).text
    assert offered in refused and "Correct the day or the time, or write down" in refused
    # of a weekly one only what is to come is entered
    weekly = await browser.post(page, page, **{**WEEKLY, "on": "2026-02-03"}, held="1")
    assert (weekly.status_code, offered in weekly.text) == (422, False)
    for wrong, said in (
        ({"on": "2026-02-20"}, "it cannot have taken place"),
        ({"until": "14:00"}, "It ends before it starts"),
        ({"on": "2020-02-03"}, "more than two years away"),
    ):
        answer = await browser.post(page, page, **{**past, **wrong}, held="1")
        assert (answer.status_code, said in answer.text) == (422, True)
    assert await rows(world) == []
    answer = await browser.post(page, page, **past, held="1")
    assert answer.headers["location"] == f"{page}?done=recorded"
    assert "Nobody was told anything" in (await browser.get(f"{page}?done=recorded")).text
    (row,) = await rows(world)
    assert row.state == AppointmentState.DONE
    assert await planned(world) == []


async def test_one_that_took_place_earlier_than_was_written_is_corrected(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    page = f"/desk/families/{home.id}/appointments"
    await browser.post(page, page, **ENTER)
    (row,) = await rows(world)
    own, form = f"/desk/appointments/{row.id}", {**ENTER, "on": "2026-02-03", "sequence": "0"}
    refused = await browser.post(own, own, **form)
    assert refused.status_code == 422 and 'name="held" value="1">It took place' in refused.text
    done = await browser.post(own, own, **form, held="1")
    assert done.headers["location"] == f"{own}?done=recorded"
    (row,) = await rows(world)
    assert (row.state, row.local_date) == (AppointmentState.DONE, dt.date(2026, 2, 3))
    assert {state for _, state in await planned(world)} == {"cancelled"}
    again = await browser.post(own, own, **form | {"sequence": "1"}, held="1")
    assert (again.status_code, "over or was cancelled" in again.text) == (422, True)


async def test_a_family_in_a_zone_that_does_not_exist_keeps_nothing(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    async with world.runtime.database.transaction() as session:
        await session.execute(update(Household).values(timezone="Mars/Phobos"))
    page = f"/desk/families/{home.id}/appointments"
    answer = await browser.post(page, page, **ENTER)
    assert answer.status_code == 422
    assert "time zone of this family does not exist (Mars/Phobos)" in answer.text
    assert await rows(world) == []


async def test_a_weekly_one_pauses_in_holidays_and_its_rest_is_cancelled_at_once(
    world: World,
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    page = f"/desk/families/{home.id}/appointments"
    looked = await browser.post(page, page, **WEEKLY, do="look")
    assert "7 times, on these days" in looked.text and await rows(world) == []
    await browser.post(page, page, **WEEKLY, do="save")
    found = await rows(world)
    # carnival 16-22 February, Easter 6-19 April
    assert [one.local_date.isoformat() for one in found] == [
        "2026-02-27", "2026-03-06", "2026-03-13", "2026-03-20", "2026-03-27", "2026-04-03",
        "2026-04-24",
    ]  # fmt: skip
    # the lesson before the change of the clocks and the one after it begin at the same local time
    assert {f"{one.starts_at:%H:%M}" for one in found} == {"13:30", "12:30"}
    assert {one.local_time for one in found} == {dt.time(14, 30)}
    assert [key for key, _ in await planned(world)].count("appointment-1") == 7
    assert "appointment-7" not in dict(await planned(world))
    await browser.post(
        f"/desk/appointments/{found[3].id}/cancel", f"/desk/appointments/{found[3].id}", rest="1"
    )
    states = [one.state for one in await rows(world)]
    assert states == [AppointmentState.PLANNED] * 3 + [AppointmentState.CANCELLED] * 4


async def test_only_colleagues_of_the_family_see_its_appointments(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    home = await world.family(language="ar")
    page = f"/desk/families/{home.id}/appointments"
    await ana.post(page, page, **ENTER)
    (row,) = await rows(world)
    other = await world.signed_in(await world.colleague("Bob", languages=("nl",)))
    for path in (page, f"/desk/appointments/{row.id}"):
        assert (await other.get(path)).status_code == 404
    for deed in ("", "/cancel", "/dealt-with"):
        path = f"/desk/appointments/{row.id}{deed}"
        assert (await other.post(path, **ENTER)).status_code == 404


#: By state: why a message about an appointment waits or did not go, in the page's words.
REASONS = {
    "planned": {Why.FIRST_CONTACT: "Waits for first contact"},
    "skipped": {
        Why.CONSENT_WITHDRAWN: "Not sent: no consent",
        Why.UNREACHABLE: "Not sent: nobody could be reached",
        Why.NOT_WELCOMING: "does not welcome this family any more",
        Why.UNDELIVERED: "no phone got it",
        Why.GONE: "not sent: the appointment is not there any more",
        Why.WAS_CANCELLED: "not sent: it was cancelled",
        Why.WAS_DECLINED: "not sent: the family cannot come",
        Why.IS_OVER: "not sent: it was over",
    },
    "expired": {Why.TOO_LATE: "Not sent in time", Why.FIRST_CONTACT: "the family never wrote"},
    "cancelled": {
        Why.CHANGED: "because the appointment was changed",
        Why.COMES: "because the family comes after all",
    },
}


async def test_every_reason_has_words_and_what_was_sent_is_told_copy_by_copy(world: World) -> None:
    assert {one for known in REASONS.values() for one in known} == set(Why)
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    page = f"/desk/families/{home.id}/appointments"
    await browser.post(page, page, **ENTER)
    (row,) = await rows(world)
    own = f"/desk/appointments/{row.id}"
    for state, known in REASONS.items():
        for reason, words in known.items():
            async with world.runtime.database.transaction() as session:
                await session.execute(update(Occurrence).values(state=state, reason=reason))
            assert words in (await browser.get(own)).text, reason
    thread = await world.talk(home)
    async with world.runtime.database.transaction() as session:
        await session.execute(update(Occurrence).values(state="sent", reason=None))
        [first, *_] = (await appointments.reminders(session, [row.id]))[row.id]
        message = await messages.write(
            session, await session.get_one(Conversation, thread.id), Content(text="Tomorrow"),
            direction=Direction.OUT, author=SentBy.BOT, now=world.now,
        )  # fmt: skip
        address = await session.get_one(Address, thread.address_id)
        number = await deliveries.queue(
            session, message, address, kind=DeliveryKind.REMINDER, now=world.now,
            dedupe_key="copy", occurrence_id=first.id,
        )  # fmt: skip
        copy = await session.get_one(Delivery, number)
        copy.state, copy.reason = DeliveryState.EXPIRED, "too_late"
    shown = (await browser.get(own)).text
    assert "shared phone" in shown and "Not sent: it was too late" in shown


async def test_an_ended_sponsorship_says_which_appointments_still_stand(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    group = await world.group()
    home = await world.family(group=group)
    page = f"/desk/families/{home.id}/appointments"
    await browser.post(page, page, **ENTER)
    async with world.runtime.database.reading() as session:
        link = (await session.execute(select(Sponsorship))).scalars().one()
    own = f"/desk/sponsorships/{link.id}"
    assert "still stand" not in (await browser.get(own)).text
    async with world.runtime.database.transaction() as session:
        await session.execute(update(Sponsorship).values(ended_on=world.now.date()))
    shown = (await browser.get(own)).text
    assert "still stand" in shown and "Fri 20 Feb 14:30" in shown

"""Who hears about an appointment when somebody does not: staff, or the next of a series."""

import asyncio
import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import appointment_news as news
from db import appointments as rows
from db import cases, consents, conversations, copies
from db.content import Content
from db.engine import Database
from db.models import (
    Address,
    Appointment,
    AppointmentSeries,
    AppointmentState,
    Case,
    ConsentState,
    Contact,
    ContactKind,
    DeliveryKind,
    DeliveryState,
    Message,
    Occurrence,
    Purpose,
)
from handlers import appointment_answers as answers
from handlers import appointment_reminders as reminding
from handlers import appointment_sending as sending
from handlers import appointment_series as series
from handlers import appointments, checkins, context, editing, reach, sponsorships
from handlers.appointment_steps import News, Why
from handlers.appointments import Author, Facts
from tests.handlers import year
from tests.handlers.scene import house
from tests.handlers.test_appointments import NOW, family, reminders


@dataclass(frozen=True, kw_only=True)
class Declined:
    """A family that cannot come to what a volunteer of its group entered."""

    row: Appointment
    circle: year.Circle
    volunteer: Contact
    phone: Address
    family: Address

    async def said(self, session: AsyncSession) -> Occurrence:
        """What the volunteer hears of it."""
        every = await reminders(session, self.row)
        return [one for one in every if one.step_key == News.DECLINED][-1]


async def declined(session: AsyncSession) -> Declined:
    circle = await year.circle(session, NOW)
    assert circle.group is not None
    jan = Contact(
        kind=ContactKind.VOLUNTEER, name="Jan", welcome_group_id=circle.group.id, created_at=NOW
    )
    session.add(jan)
    await session.flush()
    phone = await year.phone(session, NOW, "jan", contact=jan, said=None)
    shared = await year.phone(session, NOW, "home", home=circle.home)
    facts = Facts(kind="doctor", on=dt.date(2026, 2, 20), at=dt.time(10), companion_id=jan.id)
    by = Author(contact_id=jan.id)
    row = await appointments.enter(session, house(), circle.home, facts, by=by, now=NOW)
    found = Declined(row=row, circle=circle, volunteer=jan, phone=phone, family=shared)
    await press(session, found, "no")
    return found


async def press(session: AsyncSession, about: Declined, verb: str) -> None:
    """A button of the family."""
    thread = await conversations.of_address(session, about.family, now=NOW)
    turn = await context.of(session, house(), about.family, thread, now=NOW)
    assert await answers.press(turn, verb, str(about.row.id))


async def case_of(session: AsyncSession, about: Declined) -> Case | None:
    thread = await conversations.of_address(session, about.family, now=NOW)
    return await cases.unclosed(session, thread.id)


@pytest.mark.parametrize("lost", ["left", "ended", "stop", "blocked", "late"])
async def test_a_family_that_cannot_come_is_heard_by_staff_when_the_volunteer_does_not_hear_it(
    database: Database, lost: str
) -> None:
    now = NOW
    async with database.transaction() as session:
        about = await declined(session)
        assert await case_of(session, about) is None
        if lost == "left":
            about.volunteer.left_at = NOW
        elif lost == "ended":
            about.circle.link.ended_on = NOW.date()
        elif lost == "blocked":
            about.phone.reachable = False
        elif lost == "late":
            now = about.row.starts_at
        else:
            await consents.record(
                session, about.phone, purpose=Purpose.CHECKINS, state=ConsentState.WITHDRAWN,
                wording_version="1", language="en", how="test", now=NOW,
            )  # fmt: skip
        said = await about.said(session)
        await session.flush()
        assert await sending.send_one(session, house(), said.id, now=now)
        assert said.state == ("expired" if lost == "late" else "skipped")
        found = await case_of(session, about)
        assert found is not None
        assert (found.reason, found.priority, found.confidential) == ("checkin", "today", True)


async def test_a_lost_copy_of_cannot_come_is_made_up_for_once(database: Database) -> None:
    async with database.transaction() as session:
        about = await declined(session)
        said = await about.said(session)
        assert await sending.send_one(session, house(), said.id, now=NOW)
        assert await news.lost(session, now=NOW, keys=sending.LOST) == []
        [copy] = (await copies.with_names(session, [said.id]))[said.id]
        copy.delivery.state = DeliveryState.FAILED
        await session.flush()
        assert await news.lost(session, now=NOW, keys=sending.LOST) == [said.id]
        assert await sending.make_up_one(session, house(), said.id, now=NOW)
        assert (said.state, said.reason) == ("skipped", Why.UNDELIVERED)
        assert await case_of(session, about) is not None
        assert not await sending.make_up_one(session, house(), said.id, now=NOW)


@pytest.mark.parametrize("told", ["not yet", "waits", "went"])
async def test_a_family_that_comes_after_all_takes_its_word_back_or_staff_tell_the_volunteer(
    database: Database, told: str
) -> None:
    async with database.transaction() as session:
        about = await declined(session)
        said = await about.said(session)
        if told != "not yet":
            await sending.send_one(session, house(), said.id, now=NOW)
        if told == "went":
            [copy] = (await copies.with_names(session, [said.id]))[said.id]
            copy.delivery.state = DeliveryState.DONE
        await session.flush()
        await press(session, about, "yes")
        assert about.row.state == AppointmentState.CONFIRMED
        found = await case_of(session, about)
        if told == "went":
            assert found is not None and said.state == "sent"
        else:
            assert found is None and (said.state, said.reason) == ("cancelled", Why.COMES)


async def test_who_does_not_welcome_the_family_any_more_is_not_named(database: Database) -> None:
    async with database.transaction() as session:
        about = await declined(session)
        found = await reminding.companion_of(session, about.row)
        assert found is about.volunteer
        about.circle.link.ended_on = NOW.date()
        await session.flush()
        assert await reminding.companion_of(session, about.row) is None
        assert await reminding.volunteer_phones(session, about.row) == []


async def test_the_end_keeps_appointments_without_the_group_and_drops_what_was_planned_by_hand(
    database: Database,
) -> None:
    async with database.transaction() as session:
        about = await declined(session)
        await press(session, about, "yes")
        assert await sending.send_one(
            session, house(), (await reminders(session, about.row))[0].id, now=NOW
        )
        link, member = about.circle.link, about.circle.colleague
        assert member is not None
        step = next(iter(checkins.steps(house())))
        by_hand = await checkins.plan(
            session, about.circle.home, step=step, on=dt.date(2026, 3, 2), at=dt.time(10), now=NOW
        )
        await sponsorships.end(
            session, house(), link, on=NOW.date(), today=NOW.date(), seen=editing.stamp(link),
            member=member, now=NOW,
        )  # fmt: skip
        await session.refresh(by_hand)
        assert (by_hand.state, by_hand.reason) == ("cancelled", "ended")
        coming = await rows.coming(session, [about.circle.home.id], now=NOW)
        assert [(one.id, one.companion_id) for one in coming] == [(about.row.id, None)]
        assert await alone(session, about.row) == ["planned"]


async def test_whoever_leaves_goes_along_no_more_and_the_family_hears_it(
    database: Database,
) -> None:
    async with database.transaction() as session:
        about = await declined(session)
        await press(session, about, "yes")
        [new, *_] = await reminders(session, about.row)
        assert await sending.send_one(session, house(), new.id, now=NOW)
        unheard = await appointments.enter(
            session, house(), about.circle.home, appointments.facts_of(about.row),
            by=Author(), now=NOW,
        )  # fmt: skip
        await reach.leave(session, house(), about.volunteer, member=None, now=NOW)
        assert (about.row.companion_id, unheard.companion_id) == (None, None)
        assert await alone(session, unheard) == [], "its first message names nobody"
        [said] = [one for one in await reminders(session, about.row) if one.step_key == News.ALONE]
        assert await sending.send_one(session, house(), said.id, now=NOW)
        [copy] = (await copies.with_names(session, [said.id]))[said.id]
        message = await session.get_one(Message, copy.delivery.message_id)
        told = Content.from_json(message.content)
        assert told.text.startswith("Nobody of the volunteers goes with you")
        assert [one.label for one in told.buttons] == ["I come", "I cannot come", "I need help"]
        assert copy.delivery.kind == DeliveryKind.REMINDER


async def test_of_a_weekly_class_the_family_hears_once_that_nobody_goes_along(
    database: Database,
) -> None:
    async with database.transaction() as session:
        about = await declined(session)
        facts = Facts(
            kind="class", on=dt.date(2026, 2, 20), at=dt.time(10), companion_id=about.volunteer.id
        )
        off, *every = await series.enter(
            session, house(), about.circle.home, facts,
            last_on=dt.date(2026, 3, 13), community=None, by=Author(), now=NOW,
        )  # fmt: skip
        off.state = AppointmentState.CANCELLED
        await session.flush()
        await reach.leave(session, house(), about.volunteer, member=None, now=NOW)
        assert [len(await alone(session, one)) for one in (off, *every)] == [0, 1, 0, 0]


async def alone(session: AsyncSession, row: Appointment) -> list[str]:
    """Where it stands that the family hears that nobody goes along."""
    every = await reminders(session, row)
    return [one.state for one in every if one.step_key == News.ALONE]


@pytest.mark.parametrize("how", ["cancelled", "passed", "lost"])
async def test_a_series_is_told_with_its_next_date_when_the_first_one_could_not_tell_it(
    database: Database, how: str
) -> None:
    async with database.transaction() as session:
        home = await family(session)
        if how == "lost":
            await year.phone(session, NOW, "home", home=home)
        facts = Facts(kind="class", on=dt.date(2026, 2, 20), at=dt.time(10))
        first, second, *_ = await series.enter(
            session, house(), home, facts,
            last_on=dt.date(2026, 3, 13), community=None, by=Author(), now=NOW,
        )  # fmt: skip
        new = (await reminders(session, first))[0]
        if how == "cancelled":
            await appointments.cancel(session, first, now=NOW)
        elif how == "passed":
            assert await sending.send_one(session, house(), new.id, now=first.starts_at)
        else:
            assert await sending.send_one(session, house(), new.id, now=NOW)
            [copy] = (await copies.with_names(session, [new.id]))[new.id]
            copy.delivery.state = DeliveryState.EXPIRED
            await session.flush()
            assert await news.lost(session, now=NOW, keys=sending.LOST) == []
            assert await sending.make_up_one(session, house(), new.id, now=first.starts_at)
        told = [one for one in await reminders(session, second) if one.step_key == News.NEW]
        assert [one.state for one in told] == ["planned"]
        found = await session.get_one(AppointmentSeries, second.series_id)
        assert found.first_on == second.local_date


async def test_a_sender_that_waits_for_a_conversation_holds_nothing_that_its_holder_wants(
    database: Database,
) -> None:
    async with database.transaction() as session:
        about = await declined(session)
        said = await about.said(session)

    async def send() -> bool:
        async with database.transaction() as session:
            return await sending.send_one(session, house(), said.id, now=NOW)

    async with database.transaction() as session:
        phone = await session.get_one(Address, about.phone.id)
        await conversations.of_address(session, phone, now=NOW)
        sender = asyncio.create_task(send())
        while database.engine.dialect.name == "postgresql":
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            async with database.reading() as other:
                if (await other.execute(text(waiting))).scalar_one():
                    break
        row = await rows.locked(session, about.row.id)
        assert row is not None
        await asyncio.wait_for(appointments.cancel(session, row, now=NOW), 5)
    assert await sender is False

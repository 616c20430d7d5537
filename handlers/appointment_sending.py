"""What is due about an appointment is said, one message a transaction; what is lost is made up for.

Whoever writes holds a conversation and then wants appointments and what is planned for them. So
here conversations come first, in the order of their ids, then the appointment, then the occurrence.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, appointment_news, appointments, audiences, occurrences
from db.models import (
    Address,
    Appointment,
    Occurrence,
    OccurrenceKind,
    Priority,
    Reason,
)
from db.occurrences import OccurrenceState
from faq.year import Side
from handlers import appointment_planning as planning
from handlers import appointment_reminders as reminders
from handlers import context, escalation
from handlers.appointment_steps import ENDS, NO_REMINDER, News, Why
from handlers.house import House

#: How often what waits for somebody's first message is looked at again.
LOOK_AGAIN = dt.timedelta(minutes=15)

#: What somebody else has to hear when no copy of it arrives.
LOST = (News.DECLINED, News.NEW)

Verdict = tuple[OccurrenceState, Why]


async def send_one(
    session: AsyncSession, house: House, occurrence_id: int, *, now: dt.datetime
) -> bool:
    """Say one due message, or write down why not; False when it is not due any more."""
    about = await appointment_news.subject(session, occurrence_id)
    seen = await session.get(Appointment, about[0] or 0) if about else None
    phones = await _phones(session, seen, about[1]) if seen and about else []
    await audiences.lock_conversations(session, [one.id for one in phones], now=now)
    appointment = await appointments.locked(session, seen.id) if seen else None
    kinds = [OccurrenceKind.APPOINTMENT]
    claimed = await occurrences.claim(session, [occurrence_id], now=now, kinds=kinds)
    if not claimed:
        return False
    [occurrence] = claimed
    if appointment is None:
        occurrence.state, occurrence.reason = OccurrenceState.SKIPPED, Why.GONE
        return True
    there = await recipients(session, occurrence, appointment)
    if not {one.id for one in there} <= {one.id for one in phones}:
        return False  # a phone came meanwhile: the next tick locks it, too
    await _settle(session, house, occurrence, appointment, there, now=now)
    return True


async def make_up_one(
    session: AsyncSession, house: House, occurrence_id: int, *, now: dt.datetime
) -> bool:
    """A message of which every copy failed: somebody else has to hear of it."""
    about = await appointment_news.subject(session, occurrence_id)
    seen = await session.get(Appointment, about[0] or 0) if about else None
    if seen is None:
        return False
    phones = await reminders.family(session, seen.household_id)
    await audiences.lock_conversations(session, [one.id for one in phones], now=now)
    appointment = await appointments.locked(session, seen.id)
    occurrence = await appointment_news.claim_lost(session, occurrence_id, now=now, keys=LOST)
    if appointment is None or occurrence is None:
        return False
    occurrence.state, occurrence.reason = OccurrenceState.SKIPPED, Why.UNDELIVERED
    await _make_up(session, house, occurrence, appointment, now=now)
    return True


async def recipients(
    session: AsyncSession, occurrence: Occurrence, appointment: Appointment
) -> Sequence[Address]:
    """The family, or the volunteer who entered it while their group welcomes the family."""
    if occurrence.side == Side.FAMILY:
        return await reminders.family(session, appointment.household_id)
    return await reminders.volunteer_phones(session, appointment)


async def _phones(session: AsyncSession, appointment: Appointment, side: str) -> Sequence[Address]:
    """Whose conversations are written in: a case about the family stands with the family."""
    family = await reminders.family(session, appointment.household_id)
    if side == Side.FAMILY:
        return family
    return [*family, *await reminders.volunteer_phones(session, appointment)]


async def _settle(
    session: AsyncSession,
    house: House,
    occurrence: Occurrence,
    appointment: Appointment,
    there: Sequence[Address],
    *,
    now: dt.datetime,
) -> None:
    willing = [one for one in there if await reminders.is_willing(session, one)]
    verdict = _verdict(occurrence, appointment, there, willing, now=now)
    if verdict is not None:
        occurrence.state, occurrence.reason = verdict
        if occurrence.state == OccurrenceState.PLANNED:
            occurrence.look_at = min(now + LOOK_AGAIN, occurrence.expires_at)
        else:
            await _make_up(session, house, occurrence, appointment, now=now)
        return
    for address in willing:
        await reminders.say(session, house, occurrence, appointment, address, now=now)
    occurrence.state, occurrence.reason = OccurrenceState.SENT, None
    occurrence.sent_at = now


def _verdict(
    occurrence: Occurrence,
    appointment: Appointment,
    there: Sequence[Address],
    willing: Sequence[Address],
    *,
    now: dt.datetime,
) -> Verdict | None:
    """Why it is not said now; None when it is."""
    if occurrence.step_key not in ENDS and appointment.state in NO_REMINDER:
        return OccurrenceState.SKIPPED, Why(f"appointment_{appointment.state}")
    if occurrence.expires_at <= now:
        return OccurrenceState.EXPIRED, Why(occurrence.reason or Why.TOO_LATE)
    if occurrence.side == Side.FAMILY:
        if not there:
            return OccurrenceState.PLANNED, Why.FIRST_CONTACT
        return None if willing else (OccurrenceState.SKIPPED, Why.CONSENT_WITHDRAWN)
    if not there:
        return OccurrenceState.SKIPPED, Why.NOT_WELCOMING
    if not willing:
        return OccurrenceState.SKIPPED, Why.CONSENT_WITHDRAWN
    if not any(one.reachable for one in willing):
        return OccurrenceState.SKIPPED, Why.UNREACHABLE
    return None


async def _make_up(
    session: AsyncSession,
    house: House,
    occurrence: Occurrence,
    appointment: Appointment,
    *,
    now: dt.datetime,
) -> None:
    """What the volunteer does not hear, staff do; the next of a series says what one cannot."""
    if occurrence.step_key == News.DECLINED:
        await _tell_staff(session, house, appointment, now=now)
    elif occurrence.step_key == News.NEW and occurrence.reason != Why.CONSENT_WITHDRAWN:
        await session.flush()
        await planning.announce_rest(session, appointment, now=now)


async def _tell_staff(
    session: AsyncSession, house: House, appointment: Appointment, *, now: dt.datetime
) -> None:
    """A case with the family, where it wrote last; a family without a phone has none."""
    family = await reminders.family(session, appointment.household_id)
    threads = await audiences.lock_conversations(session, [one.id for one in family], now=now)
    newest = max(family, key=addresses.last_written, default=None)
    if newest is None:
        return
    turn = await context.reopen(session, house, threads[newest.id].id, now=now)
    if turn is not None:
        await escalation.open_case(turn, Reason.CHECKIN, priority=Priority.TODAY, confidential=True)

"""What is to be said about an appointment, and when: each is an occurrence of its own."""

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import appointment_news, appointments, deliveries, occurrences, people
from db.models import Appointment, AppointmentSeries, Delivery, Occurrence, OccurrenceKind
from db.occurrences import OccurrenceState
from faq.year import Anchor, Side, Step
from handlers import hours, plans
from handlers.appointment_reminders import KEY
from handlers.appointment_steps import News, Why
from handlers.house import House

#: Before a weekly class no reminder goes earlier than the class before it.
WEEK = 7


async def announce(
    session: AsyncSession,
    appointment: Appointment,
    news: News,
    *,
    now: dt.datetime,
    side: Side = Side.FAMILY,
) -> None:
    """Plan one message about it, for as soon as may be."""
    local = now.astimezone(ZoneInfo(appointment.timezone))
    ordinals = await appointments.last_ordinals(session, appointment.household_id)
    await _plan(session, appointment, news, local.date(), local.time(), now, ordinals, side)


async def announce_rest(
    session: AsyncSession, appointment: Appointment, *, now: dt.datetime
) -> None:
    """Nobody heard of a series yet: the next one that takes place carries its first message."""
    number = appointment.series_id
    row = await appointments.next_of_series(session, number, after=now) if number else None
    if row is None:
        return
    series = await session.get_one(AppointmentSeries, number)
    series.first_on = min(row.local_date, series.last_on)
    await announce(session, row, News.NEW, now=now)


async def take_back_declined(
    session: AsyncSession, appointment: Appointment, *, now: dt.datetime
) -> bool:
    """The family comes after all; True when nobody has heard that it does not."""
    known = (await appointments.reminders(session, [appointment.id])).get(appointment.id, [])
    last = next((one for one in known[::-1] if one.step_key == News.DECLINED), None)
    if last is None or last.state not in (OccurrenceState.PLANNED, OccurrenceState.SENT):
        return False
    mine = Delivery.occurrence_id == last.id
    await deliveries.cancel(session, mine, now=now, reason=Why.COMES)
    if await appointment_news.may_have_arrived(session, last.id):
        return False
    last.state, last.reason = OccurrenceState.CANCELLED, Why.COMES
    return True


async def remind(
    session: AsyncSession, house: House, rows: Sequence[Appointment], *, now: dt.datetime
) -> None:
    """Plan the reminders of appointments of one family, those whose time has not passed."""
    if not rows:
        return
    plan = await plans.current(session, house)
    steps = [one for one in plan.steps.values() if one.anchor == Anchor.APPOINTMENT]
    ordinals = await appointments.last_ordinals(session, rows[0].household_id)
    for row in rows:
        for step, due_at in reminders(steps, row, now=now):
            day = row.local_date + dt.timedelta(days=step.offset_days)
            await _plan(
                session, row, step.key, day, step.local_time, due_at, ordinals, Side.FAMILY,
                lasts=step.expires_after,
            )  # fmt: skip


def reminders(
    steps: Sequence[Step], appointment: Appointment, *, now: dt.datetime
) -> Iterator[tuple[Step, dt.datetime]]:
    """The steps that lie between now and the appointment, with their moments."""
    zone = ZoneInfo(appointment.timezone)
    for step in steps:
        day = appointment.local_date + dt.timedelta(days=step.offset_days)
        due_at = hours.resolve(day, step.local_time, zone)
        weekly = appointment.series_id is not None and step.offset_days <= -WEEK
        if step.enabled and not weekly and now < due_at < appointment.starts_at:
            yield step, due_at


async def _plan(
    session: AsyncSession,
    appointment: Appointment,
    key: str,
    day: dt.date,
    time: dt.time,
    due_at: dt.datetime,
    ordinals: dict[str, int],
    side: Side,
    *,
    lasts: dt.timedelta | None = None,
) -> None:
    ordinals[key] = ordinals.get(key, -1) + 1
    last = appointment.starts_at
    link = await people.sponsorship_of(session, household_id=appointment.household_id)
    await occurrences.add(
        session,
        Occurrence(
            household_id=appointment.household_id,
            sponsorship_id=link.id if link else None,
            kind=OccurrenceKind.APPOINTMENT,
            step_key=key,
            appointment_id=appointment.id,
            side=side,
            ordinal=ordinals[key],
            local_date=day,
            local_time=time,
            timezone=appointment.timezone,
            due_at=due_at,
            look_at=due_at,
            expires_at=min(due_at + lasts, last) if lasts else last,
            state=OccurrenceState.PLANNED,
            created_by=appointment.created_by_staff_id,
            created_at=appointment.created_at,
        ),
    )


async def take_back(session: AsyncSession, appointment: Appointment, *, now: dt.datetime) -> bool:
    """Nothing that tells the old state goes any more; True when the family never heard of it."""
    known = (await appointments.reminders(session, [appointment.id])).get(appointment.id, [])
    planned = [one.step_key for one in known if one.state == OccurrenceState.PLANNED]
    await appointments.take_back_reminders(session, [appointment.id], Why.CHANGED)
    waiting = await deliveries.cancel(
        session,
        Delivery.dedupe_key.startswith(KEY.format(appointment.id)),
        Delivery.dedupe_key.contains(f":{News.NEW}:"),
        now=now,
        reason=Why.CHANGED,
    )
    await deliveries.cancel(
        session,
        Delivery.dedupe_key.startswith(KEY.format(appointment.id)),
        now=now,
        reason=Why.CHANGED,
    )
    return News.NEW in planned or bool(waiting)

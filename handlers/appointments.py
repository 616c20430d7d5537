"""Appointments are entered, moved and cancelled; what is said of it is planned and said later.

Saving sends nothing by itself: each message is an occurrence of its own, so that no family's and no
volunteer's conversation is locked together, and every one shows what became of it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import appointments
from db.models import COMING, Appointment, AppointmentState, Household
from db.occurrences import OccurrenceState
from handlers import appointment_planning as planning
from handlers import hours
from handlers.appointment_steps import News
from handlers.house import House

#: A date further away is a slip.
FARTHEST = dt.timedelta(days=2 * 366)
#: Characters of what is typed.
SHORT, LONG = 60, 200


class PastTime(ValueError):
    """This time has passed: choose a later one, or record that it took place."""


class NotYet(ValueError):
    """What is still to come cannot have taken place."""


class EndBeforeStart(ValueError):
    """An appointment ends after it starts, on the same day."""


class TooFar(ValueError):
    """This is more than two years away: look at the year."""


class UnknownZone(ValueError):
    """The time zone of this family does not exist: correct it first."""


class Settled(ValueError):
    """This appointment is over or was cancelled: enter a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an appointment is, as somebody entered it."""

    #: a key of the common kinds
    kind: str
    #: its own name
    what: str | None = None
    on: dt.date
    at: dt.time
    until: dt.time | None = None
    place: str | None = None
    bring: str | None = None
    companion_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who entered it: a volunteer or a colleague."""

    contact_id: int | None = None
    staff_id: int | None = None


async def enter(
    session: AsyncSession,
    house: House,
    household: Household,
    facts: Facts,
    *,
    by: Author,
    now: dt.datetime,
) -> Appointment:
    """Keep an appointment, and plan what the family hears of it.

    Raises PastTime, TooFar, EndBeforeStart, UnknownZone.
    """
    starts_at = instant(household, facts, now=now)
    row = await add(session, household, facts, starts_at, by=by, now=now)
    await planning.announce(session, row, News.NEW, now=now)
    await planning.remind(session, house, [row], now=now)
    return row


async def record(
    session: AsyncSession, household: Household, facts: Facts, *, by: Author, now: dt.datetime
) -> Appointment:
    """Keep one that took place already: nobody is told.

    Raises NotYet, TooFar, EndBeforeStart, UnknownZone.
    """
    row = await add(session, household, facts, _past(household, facts, now=now), by=by, now=now)
    row.state = AppointmentState.DONE
    return row


async def add(
    session: AsyncSession,
    household: Household,
    facts: Facts,
    starts_at: dt.datetime,
    *,
    by: Author,
    now: dt.datetime,
    series_id: int | None = None,
) -> Appointment:
    """Only the row."""
    return await appointments.add(
        session,
        Appointment(
            household_id=household.id,
            series_id=series_id,
            kind=facts.kind,
            what=facts.what,
            place=facts.place,
            bring=facts.bring,
            companion_id=facts.companion_id,
            local_date=facts.on,
            local_time=facts.at,
            until=facts.until,
            timezone=household.timezone,
            starts_at=starts_at,
            state=AppointmentState.PLANNED,
            sequence=0,
            created_by_contact_id=by.contact_id,
            created_by_staff_id=by.staff_id,
            created_at=now,
        ),
    )


async def change(
    session: AsyncSession,
    house: House,
    appointment: Appointment,
    facts: Facts,
    *,
    now: dt.datetime,
) -> None:
    """Other facts; another time asks the family again. Raises as `enter`, and Settled."""
    household = await session.get_one(Household, appointment.household_id)
    _check_open(appointment, now)
    starts_at = instant(household, facts, now=now)
    if facts == facts_of(appointment):
        return
    moved = (starts_at, facts.until) != (appointment.starts_at, appointment.until)
    told = not await planning.take_back(session, appointment, now=now)
    _write(appointment, household, facts, starts_at)
    if moved or appointment.state == AppointmentState.DECLINED:
        appointment.state = AppointmentState.MOVED if told else AppointmentState.PLANNED
    await session.flush()
    news = News.MOVED if moved else News.CHANGED
    await planning.announce(session, appointment, news if told else News.NEW, now=now)
    await planning.remind(session, house, [appointment], now=now)


async def correct(
    session: AsyncSession, appointment: Appointment, facts: Facts, *, now: dt.datetime
) -> None:
    """It took place already, as these facts say: nobody is told. Raises as `record`, and Settled.

    The next one of its series says what this one had still to say of the others.
    """
    household = await session.get_one(Household, appointment.household_id)
    _check_open(appointment, now)
    starts_at = _past(household, facts, now=now)
    unheard = await planning.take_back(session, appointment, now=now)
    _write(appointment, household, facts, starts_at)
    appointment.state = AppointmentState.DONE
    await session.flush()
    if unheard:
        await planning.announce_rest(session, appointment, now=now)


def facts_of(appointment: Appointment) -> Facts:
    """What it is now."""
    return Facts(
        kind=appointment.kind,
        what=appointment.what,
        on=appointment.local_date,
        at=appointment.local_time,
        until=appointment.until,
        place=appointment.place,
        bring=appointment.bring,
        companion_id=appointment.companion_id,
    )


async def cancel(session: AsyncSession, appointment: Appointment, *, now: dt.datetime) -> None:
    """It does not take place; whoever never heard of it hears nothing. Raises Settled."""
    _check_open(appointment, now)
    told = not await planning.take_back(session, appointment, now=now)
    appointment.state = AppointmentState.CANCELLED
    appointment.sequence += 1
    await session.flush()
    if told:
        await planning.announce(session, appointment, News.CANCELLED, now=now)
    else:
        await planning.announce_rest(session, appointment, now=now)


async def tell_alone(
    session: AsyncSession, rows: Sequence[Appointment], *, now: dt.datetime
) -> None:
    """Nobody goes along to these any more: the family hears it, of a weekly one once."""
    known = await appointments.reminders(session, [one.id for one in rows])
    told: set[int | None] = set()
    for one in rows:
        if one.state not in COMING or one.series_id in told:
            continue
        if one.series_id is not None:
            told.add(one.series_id)
        # whoever has not heard of it yet hears of it without a companion
        still_new = any(
            each.step_key == News.NEW and each.state == OccurrenceState.PLANNED
            for each in known.get(one.id, ())
        )
        if not still_new:
            await planning.announce(session, one, News.ALONE, now=now)


#: Nothing changes any more.
SETTLED = (AppointmentState.CANCELLED, AppointmentState.DONE)


def instant(household: Household, facts: Facts, *, now: dt.datetime) -> dt.datetime:
    """The moment of these facts, which is to come. Raises as `enter`."""
    starts_at = _resolve(household, facts)
    if starts_at <= now:
        raise PastTime(PastTime.__doc__)
    _check_times(facts, starts_at, now)
    return starts_at


def _past(household: Household, facts: Facts, *, now: dt.datetime) -> dt.datetime:
    """The same of what took place. Raises as `record`."""
    starts_at = _resolve(household, facts)
    if starts_at > now:
        raise NotYet(NotYet.__doc__)
    _check_times(facts, starts_at, now)
    return starts_at


def _resolve(household: Household, facts: Facts) -> dt.datetime:
    try:
        zone = ZoneInfo(household.timezone)
    except (ValueError, OSError, LookupError):
        raise UnknownZone(UnknownZone.__doc__) from None
    return hours.resolve(facts.on, facts.at, zone)


def _check_times(facts: Facts, starts_at: dt.datetime, now: dt.datetime) -> None:
    if abs(starts_at - now) > FARTHEST:
        raise TooFar(TooFar.__doc__)
    if facts.until is not None and facts.until <= facts.at:
        raise EndBeforeStart(EndBeforeStart.__doc__)


def _check_open(appointment: Appointment, now: dt.datetime) -> None:
    if appointment.state in SETTLED or appointment.starts_at <= now:
        raise Settled(Settled.__doc__)


def _write(
    appointment: Appointment, household: Household, facts: Facts, starts_at: dt.datetime
) -> None:
    for name in ("kind", "what", "place", "bring", "companion_id", "until"):
        setattr(appointment, name, getattr(facts, name))
    appointment.local_date, appointment.local_time = facts.on, facts.at
    appointment.starts_at, appointment.timezone = starts_at, household.timezone
    appointment.sequence += 1


def answer(appointment: Appointment, *, comes: bool, now: dt.datetime) -> bool:
    """The family's newest word; False when it is the same as before."""
    state = AppointmentState.CONFIRMED if comes else AppointmentState.DECLINED
    changed = appointment.state != state
    appointment.state, appointment.answered_at = state, now
    return changed

"""The same appointment every week until a day: each is a row, so that one can move alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import appointments
from db.models import Appointment, AppointmentSeries, AppointmentState, Household
from faq.school_holidays import Community
from handlers import appointment_pauses as pauses
from handlers import appointment_planning as planning
from handlers import appointments as entering
from handlers.appointment_steps import News
from handlers.appointments import Author, Facts
from handlers.house import House


async def enter(
    session: AsyncSession,
    house: House,
    household: Household,
    facts: Facts,
    *,
    last_on: dt.date | None,
    community: Community | None,
    by: Author,
    now: dt.datetime,
) -> Sequence[Appointment]:
    """Keep every one of them; the family hears of all at once.

    Raises as `appointments.enter`, and what `appointment_pauses.days` raises.
    """
    days = pauses.days(facts.on, last_on, community)
    moments = [(day, entering.instant(household, replace(facts, on=day), now=now)) for day in days]
    series = AppointmentSeries(
        household_id=household.id,
        first_on=days[0],
        last_on=days[-1],
        pauses=community,
        created_by_contact_id=by.contact_id,
        created_by_staff_id=by.staff_id,
        created_at=now,
    )
    session.add(series)
    await session.flush()
    rows = [
        await entering.add(
            session, household, replace(facts, on=day), at, by=by, now=now, series_id=series.id
        )
        for day, at in moments
    ]
    await planning.announce(session, rows[0], News.NEW, now=now)
    await planning.remind(session, house, rows, now=now)
    return rows


async def cancel_rest(
    session: AsyncSession, appointment: Appointment, *, now: dt.datetime
) -> Sequence[Appointment]:
    """This one and all that come after it do not take place; the family is told once.

    Raises Settled when nothing is left.
    """
    since = max(appointment.starts_at, now + dt.timedelta(seconds=1))
    found = await appointments.rest_of_series(session, appointment.series_id or 0, since=since)
    rows = [one for one in found if one.state not in entering.SETTLED]
    if not rows:
        raise entering.Settled(entering.Settled.__doc__)
    unheard = [await planning.take_back(session, one, now=now) for one in rows]
    for one in rows:
        one.state = AppointmentState.CANCELLED
        one.sequence += 1
    if not any(unheard):
        await planning.announce(session, rows[0], News.SERIES_CANCELLED, now=now)
    return rows

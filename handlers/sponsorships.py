"""Sponsorships: a group and a family linked, the colleague responsible, and the dates of a year.

Whatever is done here, the year's messages are planned anew in the same transaction.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import appointments, occurrences, people, sponsorships, staff
from db.models import Household, Sponsorship, StaffMember, WelcomeGroup
from handlers import appointments as visits
from handlers import checkins, editing, gatherings, parting, planning, timeline
from handlers.house import House
from handlers.shifts import Late
from handlers.timeline import Dates, EndBeforeArrival, LeftOut


class EndInFuture(ValueError):
    """A sponsorship ends today or earlier; a later day is its planned end."""


class AlreadyWelcomed(ValueError):
    """A family has one group at a time: end the other sponsorship first."""


class NobodyResponsible(ValueError):
    """This is not a colleague who works here."""


async def link(
    session: AsyncSession,
    house: House,
    household: Household,
    group: WelcomeGroup,
    *,
    staff_id: int | None,
    dates: Dates,
    member: StaffMember,
    now: dt.datetime,
) -> Sponsorship:
    """A group welcomes a family. Raises AlreadyWelcomed, EndBeforeArrival, NobodyResponsible."""
    timeline.check(dates)
    await _check_colleague(session, staff_id)
    # two colleagues who link one family at once take turns
    await session.refresh(household, with_for_update=True)
    if await people.sponsorship_of(session, household_id=household.id) is not None:
        raise AlreadyWelcomed(AlreadyWelcomed.__doc__)
    row = Sponsorship(
        welcome_group_id=group.id,
        household_id=household.id,
        staff_id=staff_id,
        created_at=now,
        **asdict(dates),
    )
    session.add(row)
    await session.flush()
    await staff.audit(session, member.id, "add", "sponsorship", row.id, now=now)
    await parting.take_back(session, household.id, now=now)
    await planning.replan(session, house, row, now=now)
    return row


async def change(
    session: AsyncSession,
    house: House,
    row: Sponsorship,
    *,
    staff_id: int | None,
    dates: Dates,
    seen: str,
    member: StaffMember,
    now: dt.datetime,
    late: Mapping[str, Late] = planning.NO_CHOICE,
) -> None:
    """Other dates, or another colleague responsible; `late` is what to do about late steps.

    Raises EndBeforeArrival, NobodyResponsible, editing.ChangedMeanwhile.
    """
    timeline.check(dates)
    # an ended one may have a planned arrival after its end, which stays as it was
    if dates.arrival_on != row.arrival_on:
        _check_end(row.ended_on, dates.arrival_on)
    if staff_id != row.staff_id:
        await _check_colleague(session, staff_id)
    wanted: Mapping[str, Any] = {"staff_id": staff_id, **asdict(dates)}
    may_hurry = dates != planning.dates_of(row)
    action = "reassign" if staff_id != row.staff_id else "edit"
    await editing.apply(session, row, wanted, seen=seen, member=member, now=now, action=action)
    await planning.replan(session, house, row, now=now, late=late, may_hurry=may_hurry)


async def end(
    session: AsyncSession,
    house: House,
    row: Sponsorship,
    *,
    on: dt.date,
    today: dt.date,
    seen: str,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """It is over, perhaps before an arrival that will not happen now.

    Appointments of the family stay, without companions of this group; check-ins that colleagues
    planned by hand for this sponsorship are not sent. The family hears of both.

    Raises EndBeforeArrival, EndInFuture, editing.ChangedMeanwhile.
    """
    if on > today:
        raise EndInFuture(EndInFuture.__doc__)
    if row.arrival_on is not None and row.arrival_on < today:
        _check_end(on, row.arrival_on)
    # appointments are locked before the sponsorship: whoever changes one refers to it afterwards
    alone = await appointments.clear_companions(
        session, row.household_id, row.welcome_group_id, now=now
    )
    wanted = {"ended_on": on}
    await editing.apply(session, row, wanted, seen=seen, member=member, now=now, action="end")
    await gatherings.suspend(session, row.id, now=now)
    await planning.replan(session, house, row, now=now, may_hurry=False)
    await occurrences.cancel_by_hand(session, row.id, list(checkins.steps(house)), LeftOut.ENDED)
    await planning.call_back(session, house, row, now=now)
    await parting.plan(session, house, row, parting.GROUP, now=now)
    await visits.tell_alone(session, alone, now=now)


async def reopen(
    session: AsyncSession,
    house: House,
    row: Sponsorship,
    *,
    seen: str,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """It was ended by mistake. Raises AlreadyWelcomed, editing.ChangedMeanwhile."""
    household = await session.get_one(Household, row.household_id)
    await session.refresh(household, with_for_update=True)
    running = await people.sponsorship_of(session, household_id=household.id)
    if running is not None and running.id != row.id:
        raise AlreadyWelcomed(AlreadyWelcomed.__doc__)
    wanted = {"ended_on": None}
    await editing.apply(session, row, wanted, seen=seen, member=member, now=now, action="reopen")
    await gatherings.resume(session, row.id, now=now)
    await parting.take_back(session, household.id, now=now)
    await planning.replan(session, house, row, now=now, may_hurry=False)


def _check_end(end_on: dt.date | None, arrival_on: dt.date | None) -> None:
    if end_on is not None and arrival_on is not None and end_on < arrival_on:
        raise EndBeforeArrival(EndBeforeArrival.__doc__)


async def _check_colleague(session: AsyncSession, staff_id: int | None) -> None:
    if staff_id is not None and not await sponsorships.is_working(session, staff_id):
        raise NobodyResponsible(NobodyResponsible.__doc__)


__all__ = ["Dates", "EndBeforeArrival"]

"""Check-ins that staff plan by hand: a step of the plan for one family, on a date they choose."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import occurrences, people
from db.models import Household, Occurrence, OccurrenceKind
from db.occurrences import OccurrenceState
from faq.year import Anchor, Side, Step
from handlers import hours
from handlers.house import House

#: After this time a check-in is of no use any more.
EXPIRES_AFTER = dt.timedelta(days=2)


class PastTime(ValueError):
    """The check-in's time has passed already; choose a later one."""


def steps(house: House) -> Mapping[str, Step]:
    """The steps that staff can plan by hand, by key."""
    every = house.plan.steps.items()
    return {key: step for key, step in every if step.anchor == Anchor.BY_HAND}


async def plan(
    session: AsyncSession,
    household: Household,
    *,
    step: str,
    on: dt.date,
    at: dt.time,
    now: dt.datetime,
    created_by: int | None = None,
) -> Occurrence:
    """Plan a step by hand for a local date and time; nothing is sent by planning.

    `step` is a key of `steps`. Raises PastTime.
    """
    one = await draft(session, household, step=step, on=on, at=at)
    if one.due_at <= now:
        raise PastTime(f"{on} {at:%H:%M} {household.timezone}")
    one.created_by, one.created_at = created_by, now
    return await occurrences.add(session, one)


async def draft(
    session: AsyncSession, household: Household, *, step: str, on: dt.date, at: dt.time
) -> Occurrence:
    """What planning would keep, to look at: it is not kept."""
    due = hours.resolve(on, at, ZoneInfo(household.timezone))
    link = await people.sponsorship_of(session, household_id=household.id)
    return Occurrence(
        household_id=household.id,
        sponsorship_id=link.id if link else None,
        kind=OccurrenceKind.STEP,
        step_key=step,
        side=Side.FAMILY,
        ordinal=await occurrences.next_ordinal(session, household.id, step),
        local_date=on,
        local_time=at,
        timezone=household.timezone,
        due_at=due,
        look_at=due,
        expires_at=due + EXPIRES_AFTER,
        state=OccurrenceState.PLANNED,
    )

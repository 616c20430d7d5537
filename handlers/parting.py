"""A family whose group or colleague goes is told once, the day after, whom it can turn to now.

It is told by a step of the plan, which holds to consent, quiet hours and the messages of a week;
where that does not go, a colleague has a task to tell it in person. The day between leaves time to
take back what was a mistake.
"""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import copies, planning
from db.models import Household, Occurrence, Sponsorship
from db.occurrences import OccurrenceState
from faq.year import Side, StepKind
from handlers import arriving, planned_rows, plans, shifts, timeline
from handlers.house import House
from handlers.plans import Current
from handlers.shifts import Change, Fate
from handlers.timeline import Planned

#: The sponsorship has ended.
GROUP = "group-goes"
#: The colleague responsible works here no more.
COLLEAGUE = "colleague-goes"
#: Steps that a colleague tells in person where they do not go.
STEPS = (GROUP, COLLEAGUE)


async def plan(
    session: AsyncSession, house: House, row: Sponsorship, key: str, *, now: dt.datetime
) -> None:
    """Plan to tell one of `STEPS`, unless the family has heard it, or hears it anyway."""
    home = await session.get_one(Household, row.household_id)
    every = await planning.steps_of_household(session, home.id)
    current = await plans.current(session, house)
    change = due(current, row, home, key, now=now)
    known = heard(current, row, key, every)
    found = await copies.of_occurrences(session, [one.id for one in known])
    if change is None or any(not arriving.is_lost(found[one.id]) for one in known):
        return
    writer = planned_rows.Writer(house=house, row=row, household=home, every=every, now=now)
    writer.write(change, None)
    await planning.add(session, writer.added)


async def take_back(session: AsyncSession, household_id: int, *, now: dt.datetime) -> None:
    """The family has a group after all: it hears nothing else, and nobody has to tell it."""
    for one in await planning.steps_of_household(session, household_id, locked=True):
        if one.step_key != GROUP:
            continue
        is_task = one.side == Side.STAFF and one.state == OccurrenceState.SENT
        if is_task or one.state == OccurrenceState.PLANNED:
            one.state, one.reason = OccurrenceState.CANCELLED, shifts.BY_STAFF
        elif one.state == OccurrenceState.SENT:
            await planning.withdraw_one(session, one.id, now=now, reason=shifts.BY_STAFF)


def due(
    current: Current, row: Sponsorship, home: Household, key: str, *, now: dt.datetime
) -> Change | None:
    """What is to be planned; None where staff do without the step, or nobody has arrived yet."""
    step, zone = current.steps.get(key), ZoneInfo(home.timezone)
    today = now.astimezone(zone).date()
    if step is None or not step.enabled or row.arrival_on is None or row.arrival_on > today:
        return None
    planned = Planned(step=step, side=Side.FAMILY, moment=timeline.at(step, today, zone))
    return Change(fate=Fate.ADDED, planned=planned, existing=None)


def heard(
    current: Current, row: Sponsorship, key: str, every: Sequence[Occurrence]
) -> Sequence[Occurrence]:
    """What told the family of this sponsorship the same, or will; the year's last words do, too."""
    same = {key}
    if key == GROUP:
        same |= {one.key for one in current.steps.values() if one.kind == StepKind.CLOSING}
    open_or_said = {OccurrenceState.PLANNED, *shifts.SAID}
    return [
        one
        for one in every
        if one.sponsorship_id == row.id
        and one.side == Side.FAMILY
        and one.step_key in same
        and one.state in open_or_said
    ]

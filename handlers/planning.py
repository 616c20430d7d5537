"""The year of a sponsorship written down: planned, moved, taken back. Nothing is sent by it.

What changes is decided in `handlers.timeline` and `handlers.shifts`; a step that staff hurry is due
at the next tick within waking hours.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import copies, occurrences, planning, staff
from db.models import Household, Occurrence, OccurrenceKind, Sponsorship, StaffMember
from db.occurrences import OccurrenceState
from faq.entry import Region
from faq.year import Side
from handlers import arriving, planned_rows, plans, shifts, timeline
from handlers.hours import QuietHours
from handlers.house import House
from handlers.plans import Current
from handlers.shifts import Change, Changes, Late
from handlers.timeline import Dates, Facts

#: Nobody chose anything about late steps.
NO_CHOICE: Mapping[str, Late] = {}


class AlreadySent(ValueError):
    """This message has gone out already; it is not sent a second time."""


class HasEnded(ValueError):
    """The sponsorship has ended: nothing more is sent for it."""


class NotOpen(ValueError):
    """This message is not waiting any more: it has gone out, or it was taken back."""


class NotTrueNow(ValueError):
    """The words of this message would not be true any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A sponsorship's year beside what should be."""

    plan: Current
    changes: Changes
    #: the occurrences of this sponsorship by id
    rows: Mapping[int, Occurrence]

    def of(self, occurrence_id: int) -> Change | None:
        """What becomes of an occurrence; None: it was planned by hand."""
        every = self.changes.every
        return next((it for it in every if it.existing and it.existing.id == occurrence_id), None)


def dates_of(row: Sponsorship) -> Dates:
    return Dates(**{name: getattr(row, name) for name in Dates.__dataclass_fields__})


def facts_of(household: Household, row: Sponsorship | None) -> Facts:
    """What is known of a family; a region that we do not know counts as unknown."""
    return Facts(
        region=next((one for one in Region if one == household.region), None),
        school_children=household.has_school_children,
        zone=ZoneInfo(household.timezone),
        ended_on=row.ended_on if row else None,
    )


async def look(
    session: AsyncSession,
    house: House,
    row: Sponsorship,
    *,
    now: dt.datetime,
    dates: Dates | None = None,
) -> Year:
    """The year as it is beside what should be, with other dates if given; nothing is written.

    Raises EndBeforeArrival.
    """
    household = await session.get_one(Household, row.household_id)
    rows = await planning.steps_of_household(session, household.id)
    plan = await plans.current(session, house)
    asked, quiet = dates or dates_of(row), house.policy.quiet
    return year_of(plan, row, household, rows, dates=asked, quiet=quiet, now=now)


async def replan(
    session: AsyncSession,
    house: House,
    row: Sponsorship,
    *,
    now: dt.datetime,
    late: Mapping[str, Late] = NO_CHOICE,
    may_hurry: bool = True,
) -> Changes:
    """Bring the occurrences of a sponsorship to what its dates, facts and the plan ask for.

    `late` is what staff chose for steps whose day has passed, by key. What was sent stays sent;
    done twice it changes nothing. Raises EndBeforeArrival.
    """
    await session.flush()
    await planning.lock(session, row.id)
    household = await session.get_one(Household, row.household_id)
    every = await planning.steps_of_household(session, household.id, locked=True)
    plan = await plans.current(session, house)
    dates, quiet = dates_of(row), house.policy.quiet
    year = year_of(plan, row, household, every, dates=dates, quiet=quiet, now=now)
    chosen = shifts.settle(year.changes, late, may_hurry=may_hurry)
    writer = planned_rows.Writer(house=house, row=row, household=household, every=every, now=now)
    writer.write_all(year.changes, chosen)
    await planning.add(session, writer.added)
    row.replan_at = None
    await session.flush()
    return year.changes


async def replan_one(
    session: AsyncSession, house: House, sponsorship_id: int, *, now: dt.datetime
) -> bool:
    """The plan or a fact changed: the same, and what is late by that waits for staff.

    False when it was done already.
    """
    row = await planning.claim(session, sponsorship_id)
    if row is not None:
        await replan(session, house, row, now=now, may_hurry=False)
    return row is not None


async def send_now(
    session: AsyncSession,
    house: House,
    row: Sponsorship,
    occurrence_id: int,
    *,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """Staff send a step at once, within waking hours; again only if nothing of it arrived.

    Raises NotOpen, AlreadySent, HasEnded, NotTrueNow.
    """
    one = await _find(session, row, occurrence_id)
    before = (await copies.of_occurrences(session, [one.id]))[one.id]
    is_lost = one.state == OccurrenceState.SENT and arriving.is_lost(before)
    _check(one, row, is_said=one.state in shifts.SAID and not is_lost)
    year = await look(session, house, row, now=now)
    step = year.plan.steps.get(one.step_key)
    if step is None:
        raise NotOpen(NotOpen.__doc__)
    change = year.of(one.id)
    if change is not None and not change.fits:
        raise NotTrueNow(NotTrueNow.__doc__)
    until = change.planned.true_until if change and change.planned else None
    moment = planned_rows.at_once(house, step, ZoneInfo(one.timezone), now, until)
    planned_rows.put(one, moment, version=step.version)
    one.hurried_at, one.sent_at, one.silence_at = now, None, None
    one.sent_again += bool(before)
    await staff.audit(session, member.id, "send_now", "occurrence", one.id, now=now)


async def skip(
    session: AsyncSession,
    row: Sponsorship,
    occurrence_id: int,
    *,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """Staff do without a step that is planned, or late, or whose copies have not all gone yet.

    Raises NotOpen, AlreadySent, HasEnded.
    """
    one = await _find(session, row, occurrence_id)
    is_said = one.state in shifts.SAID
    gone = is_said and await planning.withdraw_one(session, one.id, now=now, reason=shifts.BY_STAFF)
    _check(one, row, is_said=is_said and not gone)
    if gone:
        left = (await copies.of_occurrences(session, [one.id]))[one.id]
        if arriving.is_lost(left):
            one.state, one.reason = OccurrenceState.CANCELLED, shifts.BY_STAFF
    elif one.reason == shifts.UNDECIDED:
        one.reason = shifts.LATE
    elif not await occurrences.cancel(session, one.id):
        raise NotOpen(NotOpen.__doc__)
    await staff.audit(session, member.id, "cancel", "occurrence", one.id, now=now)


async def call_back(
    session: AsyncSession, house: House, row: Sponsorship, *, now: dt.datetime
) -> None:
    """It has ended: what has not gone yet stays here, except what is for who asked for it."""
    plan = await plans.current(session, house)
    wanted = [key for key, step in plan.steps.items() if step.opt_in]
    reason = str(timeline.LeftOut.ENDED)
    await planning.withdraw(session, row.id, without=wanted, now=now, reason=reason)


async def _find(session: AsyncSession, row: Sponsorship, occurrence_id: int) -> Occurrence:
    one = await planning.find(session, row.id, occurrence_id)
    if one is None or one.kind != OccurrenceKind.STEP:
        raise NotOpen(NotOpen.__doc__)
    return one


def _check(one: Occurrence, row: Sponsorship, *, is_said: bool) -> None:
    if is_said:
        raise AlreadySent(AlreadySent.__doc__)
    if row.ended_on is not None:
        raise HasEnded(HasEnded.__doc__)


def year_of(
    plan: Current,
    row: Sponsorship,
    household: Household,
    every: Sequence[Occurrence],
    *,
    dates: Dates,
    quiet: QuietHours,
    now: dt.datetime,
) -> Year:
    """The year as it is in `every`, beside what should be; without I/O. Raises EndBeforeArrival."""
    desired = timeline.desired(plan.steps.values(), dates, facts_of(household, row))
    own: dict[timeline.Slot, Occurrence] = {}
    for one in every:
        step = plan.steps.get(one.step_key)
        by_hand = step is not None and step.anchor in timeline.ELSEWHERE
        if one.sponsorship_id == row.id and not by_hand:
            own.setdefault((one.step_key, Side(one.side)), one)  # later ones are by hand
    there = [planned_rows.existing(one) for one in own.values()]
    soonest = planned_rows.soonest(quiet, ZoneInfo(household.timezone), now)
    changes = shifts.compare(there, desired, now=now, soonest=soonest)
    return Year(plan=plan, changes=changes, rows={one.id: one for one in own.values()})

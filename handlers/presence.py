"""Who works here, when they are there, and where a case goes: routing with what is stored."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db import absences, calls, cases, duties, people, reaches, staff, waiting
from db.models import Absence, Case, Priority, Role, StaffReach
from handlers import hours, routing
from handlers.context import Turn
from handlers.hours import AnyOf, WorkingHours
from handlers.house import Policy
from handlers.routing import Colleague, Need, Route

#: Roles that see every case.
COORDINATES = (Role.COORDINATOR, Role.ADMIN)
#: What cannot wait for the office to open.
PRESSING = (Priority.URGENT, Priority.TODAY)


class Gap(StrEnum):
    """What is missing in the staff, so that somebody may be left alone."""

    #: at the next moment at which nobody works, nobody is on duty
    NOBODY_ON_DUTY = "nobody_on_duty"
    #: complaints reach administrators only
    NOBODY_FOR_COMPLAINTS = "nobody_for_complaints"
    #: nobody can change accounts
    NOBODY_ADMINISTERS = "nobody_administers"
    #: nobody sees every case
    NOBODY_COORDINATES = "nobody_coordinates"


async def gaps(session: AsyncSession, policy: Policy, *, now: dt.datetime) -> list[Gap]:
    """What an operator is warned of; nothing while nobody works here yet."""
    there = await colleagues(session, policy, now=now)
    if not there:
        return []
    found = []
    alone_at = policy.working.next_end(now)
    if not await duties.on_duty(session, now=alone_at):
        found.append(Gap.NOBODY_ON_DUTY)
    if not any(one.handles_complaints for one in there):
        found.append(Gap.NOBODY_FOR_COMPLAINTS)
    if not any(one.administers for one in there):
        found.append(Gap.NOBODY_ADMINISTERS)
    if not any(one.coordinates for one in there):
        found.append(Gap.NOBODY_COORDINATES)
    return found


async def colleagues(session: AsyncSession, policy: Policy, *, now: dt.datetime) -> list[Colleague]:
    """Everybody on the staff with their own hours, absences and duty."""
    own = await reaches.everybody(session)
    on_duty = await duties.on_duty(session, now=now)
    away: dict[int, list[Absence]] = defaultdict(list)
    today = now.astimezone(policy.zone).date()
    for absence in await absences.coming(session, today=today):
        away[absence.staff_id].append(absence)
    return [
        Colleague(
            id=member.id,
            languages=tuple(member.languages),
            hours=hours_of(policy.working, own.get(member.id), away[member.id]),
            coordinates=member.role in COORDINATES,
            handles_complaints=member.handles_complaints,
            administers=member.role == Role.ADMIN,
            on_duty=member.id in on_duty,
        )
        for member in await staff.working(session)
    ]


def hours_of(office: WorkingHours, own: StaffReach | None, away: Iterable[Absence]) -> WorkingHours:
    """A colleague's week without their absences; the office's week where they set none."""
    week = hours.week_from_json(own.week) if own and own.week is not None else office.week
    days = frozenset(day for absence in away for day in _days(absence))
    return WorkingHours(week=week, zone=office.zone, closed=AnyOf(parts=(office.closed, days)))


async def need(turn: Turn, case: Case) -> Need:
    """What the case of a turn asks of a colleague."""
    second = turn.contact.second_language if turn.contact else None
    own = dict.fromkeys(code for code in (turn.reads, second) if code)
    handoff = await cases.running_handoff(turn.session, case.id)
    is_offered = handoff is not None and handoff.claimed_at is None
    return Need(
        languages=(case.wanted_language,) if case.wanted_language else tuple(own),
        pressing=case.priority in PRESSING,
        independent=case.independent,
        responsible_id=await responsible(turn),
        offered_to=(handoff.offered_to or await _caller(turn)) if handoff and is_offered else None,
    )


async def responsible(turn: Turn) -> int | None:
    """The staff member of the sponsorship that a family or a group belongs to."""
    if turn.household is not None:
        found = await people.sponsorship_of(turn.session, household_id=turn.household.id)
    elif turn.group is not None:
        found = await people.sponsorship_of(turn.session, group_id=turn.group.id)
    else:
        return None
    return found.staff_id if found else None


async def route(turn: Turn, case: Case) -> tuple[Need, Route]:
    """What a case asks for, and where it goes now."""
    policy = turn.house.policy
    asked = await need(turn, case)
    staff_now = await colleagues(turn.session, policy, now=turn.now)
    return asked, routing.rank(asked, staff_now, policy.working, now=turn.now)


async def before(turn: Turn, case: Case, asked: Need, found: Route) -> int:
    """How many people come before this case with the same colleagues."""
    spoken = {code for one in found.ranked if one.speaks for code in one.colleague.languages}
    count = 0
    for place in await waiting.line(turn.session):
        if place.case_id == case.id:
            break
        same_line = place.independent == asked.independent
        if same_line and (not spoken or routing.speaks(spoken, place.language)):
            count += 1
    return count


async def _caller(turn: Turn) -> int | None:
    """Who is to call the person just now: an agreed call is offered to them first."""
    call = await calls.booked(turn.session, turn.conversation.id)
    valid = turn.house.policy.claim_valid
    is_time = call is not None and call.starts_at <= turn.now < call.starts_at + valid
    return call.staff_id if call is not None and is_time else None


def _days(absence: Absence) -> Iterable[dt.date]:
    length = (absence.last_on - absence.first_on).days + 1
    return (absence.first_on + dt.timedelta(days=number) for number in range(length))

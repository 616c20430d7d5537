"""Steps of the sponsorship year as the desk lists them, within scope. Reading only."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.desk_people import scope
from db.models import Household, Occurrence, OccurrenceKind, OccurrenceReply, StaffMember
from db.occurrences import OccurrenceState


async def checkins(
    session: AsyncSession, member: StaffMember, *conditions: ColumnElement[bool], limit: int = 100
) -> Sequence[tuple[Occurrence, Household]]:
    """Steps of families within scope that meet the conditions, the latest first."""
    found = await session.execute(
        select(Occurrence, Household)
        .join(Household, Household.id == Occurrence.household_id)
        .where(Occurrence.kind == OccurrenceKind.STEP, *conditions, *scope(member))
        .order_by(Occurrence.due_at.desc(), Occurrence.id.desc())
        .limit(limit)
    )
    return [(occurrence, household) for occurrence, household in found]


def coming(until: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Planned for a family or a group: what is due until then, and what staff planned by hand."""
    soon = (Occurrence.due_at <= until) | Occurrence.created_by.is_not(None)
    return Occurrence.state == OccurrenceState.PLANNED, Occurrence.side != "staff", soon


def past(since: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """What is not planned any more, and no task."""
    gone = Occurrence.state != OccurrenceState.PLANNED
    return gone, Occurrence.side != "staff", Occurrence.due_at >= since


def to_do() -> tuple[ColumnElement[bool], ...]:
    """Tasks that nobody has done."""
    return Occurrence.state == OccurrenceState.SENT, Occurrence.side == "staff"


async def voices(
    session: AsyncSession,
    member: StaffMember,
    *,
    household_id: int | None = None,
    limit: int = 12,
) -> Sequence[tuple[Occurrence, Household]]:
    """Both sides of the steps within scope that anybody answered, the newest first."""
    answered = aliased(Occurrence)
    other_side = exists().where(
        answered.household_id == Occurrence.household_id,
        answered.step_key == Occurrence.step_key,
        answered.ordinal == Occurrence.ordinal,
        OccurrenceReply.occurrence_id == answered.id,
    )
    theirs = [Occurrence.household_id == household_id] if household_id is not None else []
    return await checkins(
        session,
        member,
        Occurrence.sent_at.is_not(None),
        Occurrence.side != "staff",
        other_side,
        *theirs,
        limit=limit * 2,
    )

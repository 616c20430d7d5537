"""Occurrences: a step for one family on one date. Each is planned = sent + skipped + failed."""

import datetime as dt
from collections.abc import Collection, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Occurrence, OccurrenceKind


class OccurrenceState(StrEnum):
    """Where an occurrence stands."""

    #: its moment has not come
    PLANNED = "planned"
    #: its message is in the outbox or beyond
    SENT = "sent"
    #: the family answered
    ANSWERED = "answered"
    #: it was not sent, and the reason says why
    SKIPPED = "skipped"
    #: its moment passed before it could go
    EXPIRED = "expired"
    #: staff took it back
    CANCELLED = "cancelled"


async def add(session: AsyncSession, occurrence: Occurrence) -> Occurrence:
    session.add(occurrence)
    await session.flush()
    return occurrence


async def next_ordinal(session: AsyncSession, household_id: int, step_key: str) -> int:
    """The number behind the last occurrence of this step for this household."""
    found = await session.execute(
        select(func.coalesce(func.max(Occurrence.ordinal), -1)).where(
            Occurrence.household_id == household_id, Occurrence.step_key == step_key
        )
    )
    return found.scalar_one() + 1


async def due(
    session: AsyncSession,
    *,
    now: dt.datetime,
    without: Collection[int] = (),
    limit: int = 50,
    kind: str = OccurrenceKind.STEP,
) -> Sequence[int]:
    """Ids of due occurrences of a kind, except some; not locked."""
    found = await session.execute(
        select(Occurrence.id)
        .where(*_is_due(now), Occurrence.kind == kind, Occurrence.id.not_in(without))
        .order_by(Occurrence.look_at, Occurrence.id)
        .limit(limit)
    )
    return found.scalars().all()


async def claim(
    session: AsyncSession, occurrence_id: int, *, now: dt.datetime
) -> Occurrence | None:
    """Lock one that is still due, and nobody else's; the caller moves it on in this transaction."""
    found = await session.execute(
        select(Occurrence)
        .where(*_is_due(now), Occurrence.id == occurrence_id)
        .with_for_update(skip_locked=True)
    )
    return found.scalar_one_or_none()


async def listing(
    session: AsyncSession, *, household_id: int | None = None, limit: int = 200
) -> Sequence[Occurrence]:
    """Occurrences, the latest date first."""
    statement = select(Occurrence).order_by(Occurrence.due_at.desc(), Occurrence.id.desc())
    if household_id is not None:
        statement = statement.where(Occurrence.household_id == household_id)
    return (await session.execute(statement.limit(limit))).scalars().all()


async def checkins(
    session: AsyncSession, household_id: int, *, limit: int = 200
) -> Sequence[Occurrence]:
    """Only the steps of the plan, the latest date first."""
    found = await session.execute(
        select(Occurrence)
        .where(Occurrence.household_id == household_id, Occurrence.kind == OccurrenceKind.STEP)
        .order_by(Occurrence.due_at.desc(), Occurrence.id.desc())
        .limit(limit)
    )
    return found.scalars().all()


async def cancel(session: AsyncSession, occurrence_id: int) -> bool:
    """Take back a planned occurrence; False when it is not planned any more."""
    found = await session.execute(
        update(Occurrence)
        .where(Occurrence.id == occurrence_id, Occurrence.state == OccurrenceState.PLANNED)
        .values(state=OccurrenceState.CANCELLED, reason="by_staff")
        .returning(Occurrence.id)
    )
    return found.scalar_one_or_none() is not None


def _is_due(now: dt.datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Occurrence.state == OccurrenceState.PLANNED, Occurrence.look_at <= now

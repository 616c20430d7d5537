"""The year of a sponsorship as rows: read under lock, added once, planned again when asked."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db import deliveries
from db.models import Delivery, Occurrence, OccurrenceKind, Sponsorship

#: So many sponsorships are planned again in one tick.
BATCH = 200


async def lock(session: AsyncSession, sponsorship_id: int) -> None:
    """Whoever plans the same year waits until this transaction ends."""
    await session.execute(
        select(Sponsorship.id).where(Sponsorship.id == sponsorship_id).with_for_update()
    )


async def steps_of_household(
    session: AsyncSession, household_id: int, *, locked: bool = False
) -> Sequence[Occurrence]:
    """Every occurrence of a step that a family ever had, as it is now; the first ordinal first."""
    statement = (
        select(Occurrence)
        .where(Occurrence.household_id == household_id, Occurrence.kind == OccurrenceKind.STEP)
        .order_by(Occurrence.ordinal, Occurrence.id)
        .execution_options(populate_existing=True)
    )
    found = await session.execute(statement.with_for_update() if locked else statement)
    return found.scalars().all()


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add occurrences; one that is there by its unique key stays as it is."""
    if rows:
        await session.execute(_insert(session).on_conflict_do_nothing(), list(rows))


async def ask(session: AsyncSession, *, now: dt.datetime, household_id: int | None = None) -> None:
    """Have running years planned again by the next ticks: of one family, or all."""
    statement = update(Sponsorship).where(Sponsorship.ended_on.is_(None)).values(replan_at=now)
    if household_id is not None:
        statement = statement.where(Sponsorship.household_id == household_id)
    await session.execute(statement.execution_options(synchronize_session=False))


async def asked(
    session: AsyncSession, *, without: Collection[int] = (), limit: int = BATCH
) -> Sequence[int]:
    """Ids of sponsorships whose year is to be planned again; not locked."""
    found = await session.execute(
        select(Sponsorship.id)
        .where(Sponsorship.replan_at.is_not(None), Sponsorship.id.not_in(without))
        .order_by(Sponsorship.replan_at, Sponsorship.id)
        .limit(limit)
    )
    return found.scalars().all()


async def claim(session: AsyncSession, sponsorship_id: int) -> Sponsorship | None:
    """Lock one whose year is still to be planned again, and nobody else's."""
    found = await session.execute(
        select(Sponsorship)
        .where(Sponsorship.id == sponsorship_id, Sponsorship.replan_at.is_not(None))
        .with_for_update(skip_locked=True)
    )
    return found.scalar_one_or_none()


async def find(session: AsyncSession, sponsorship_id: int, occurrence_id: int) -> Occurrence | None:
    """One occurrence of a sponsorship, locked."""
    found = await session.execute(
        select(Occurrence)
        .where(Occurrence.id == occurrence_id, Occurrence.sponsorship_id == sponsorship_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


async def withdraw(
    session: AsyncSession,
    sponsorship_id: int,
    *,
    without: Collection[str],
    now: dt.datetime,
    reason: str,
) -> int:
    """Take back the copies of its messages that have not gone yet, except of some steps."""
    theirs = select(Occurrence.id).where(
        Occurrence.sponsorship_id == sponsorship_id,
        Occurrence.kind == OccurrenceKind.STEP,
        Occurrence.step_key.not_in(without),
    )
    return await deliveries.cancel(
        session, Delivery.occurrence_id.in_(theirs), now=now, reason=reason
    )


async def withdraw_one(
    session: AsyncSession, occurrence_id: int, *, now: dt.datetime, reason: str
) -> int:
    """Take back the copies of one message that have not gone yet; how many."""
    mine = Delivery.occurrence_id == occurrence_id
    return await deliveries.cancel(session, mine, now=now, reason=reason)


def _insert(session: AsyncSession) -> Any:
    dialect = session.get_bind().dialect.name
    build: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement: Insert = build(Occurrence.__table__)
    return statement

"""Occurrences: a step for one side on one date. Each is planned = sent + skipped + expired + …"""

import datetime as dt
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import upsert
from db.models import Occurrence, OccurrenceKind


class OccurrenceState(StrEnum):
    """Where an occurrence stands."""

    #: its moment has not come
    PLANNED = "planned"
    #: its messages are in the outbox or beyond; a task stands on the desk
    SENT = "sent"
    #: a colleague has done the task
    DONE = "done"
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
    kinds: Collection[str],
    without: Collection[int] = (),
    limit: int = 50,
) -> Sequence[int]:
    """Ids of due occurrences of these kinds, except some; not locked."""
    found = await session.execute(
        select(Occurrence.id)
        .where(*_is_due(now), Occurrence.kind.in_(kinds), Occurrence.id.not_in(without))
        .order_by(Occurrence.look_at, Occurrence.id)
        .limit(limit)
    )
    return found.scalars().all()


async def claim(
    session: AsyncSession, ids: Sequence[int], *, now: dt.datetime, kinds: Collection[str]
) -> Sequence[Occurrence]:
    """Lock those that are still due, and nobody else's; the caller moves them on in this
    transaction. Others that work on the same ones pass them by.
    """
    found = await session.execute(
        select(Occurrence)
        .where(*_is_due(now), Occurrence.id.in_(ids), Occurrence.kind.in_(kinds))
        .order_by(Occurrence.id)
        .with_for_update(skip_locked=True)
    )
    return found.scalars().all()


async def change(session: AsyncSession, ids: Sequence[int], **values: Any) -> None:
    """Give all of these, which are claimed, the same values; loaded objects keep theirs."""
    await session.execute(
        update(Occurrence)
        .where(Occurrence.id.in_(ids))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def add_task(
    session: AsyncSession, occurrence: Occurrence, *, reason: str | None, now: dt.datetime
) -> None:
    """A task for the colleague responsible, about what is due for the family or the group; once.

    `reason`: why it has to be explained in person. One that is still to be done learns it later,
    one that nobody had to do any more comes back; one that is done stays so.
    """
    copied = ("household_id", "sponsorship_id", "kind", "step_key", "ordinal", "version")
    when = ("local_date", "local_time", "timezone", "due_at", "look_at", "expires_at")
    values = {name: getattr(occurrence, name) for name in (*copied, *when)}
    added = await upsert.insert_new(
        session,
        Occurrence,
        **values,
        side="staff",
        state=OccurrenceState.SENT,
        reason=reason,
        sent_at=now,
        created_at=now,
    )
    if added is None:
        back = [OccurrenceState.SENT, OccurrenceState.CANCELLED]
        await _set_task(session, occurrence, back, state=OccurrenceState.SENT, reason=reason)


async def change_task(
    session: AsyncSession, occurrence: Occurrence, *, is_needed: bool, reason: str | None
) -> None:
    """A task that is still to be done has another reason now, or nobody has to do it any more."""
    state = OccurrenceState.SENT if is_needed else OccurrenceState.CANCELLED
    await _set_task(session, occurrence, [OccurrenceState.SENT], state=state, reason=reason)


async def with_task(session: AsyncSession, ids: Collection[int]) -> frozenset[int]:
    """Of these occurrences, those about which a colleague has a task to do."""
    task = aliased(Occurrence)
    found = await session.execute(
        select(Occurrence.id)
        .join(
            task,
            and_(
                task.household_id == Occurrence.household_id,
                task.step_key == Occurrence.step_key,
                task.ordinal == Occurrence.ordinal,
            ),
        )
        .where(Occurrence.id.in_(ids), task.side == "staff", task.state == OccurrenceState.SENT)
    )
    return frozenset(found.scalars())


async def _set_task(
    session: AsyncSession,
    occurrence: Occurrence,
    states: Sequence[OccurrenceState],
    **values: Any,
) -> None:
    await session.execute(
        update(Occurrence)
        .where(
            Occurrence.household_id == occurrence.household_id,
            Occurrence.step_key == occurrence.step_key,
            Occurrence.ordinal == occurrence.ordinal,
            Occurrence.side == "staff",
            Occurrence.state.in_(states),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def finish(session: AsyncSession, occurrence_id: int) -> bool:
    """A colleague has done a task; False when it is none that stands open."""
    found = await session.execute(
        update(Occurrence)
        .where(
            Occurrence.id == occurrence_id,
            Occurrence.side == "staff",
            Occurrence.state == OccurrenceState.SENT,
        )
        .values(state=OccurrenceState.DONE)
        .returning(Occurrence.id)
    )
    return found.scalar_one_or_none() is not None


async def listing(
    session: AsyncSession,
    *,
    household_id: int | None = None,
    limit: int = 200,
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


async def cancel_by_hand(
    session: AsyncSession, sponsorship_id: int, steps: Collection[str], reason: str
) -> None:
    """What colleagues planned by hand for a sponsorship, and has not gone, does not go."""
    await session.execute(
        update(Occurrence)
        .where(
            Occurrence.sponsorship_id == sponsorship_id,
            Occurrence.kind == OccurrenceKind.STEP,
            Occurrence.step_key.in_(steps),
            Occurrence.state == OccurrenceState.PLANNED,
        )
        .values(state=OccurrenceState.CANCELLED, reason=reason)
    )


def _is_due(now: dt.datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Occurrence.state == OccurrenceState.PLANNED, Occurrence.look_at <= now

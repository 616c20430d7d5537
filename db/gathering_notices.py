"""What is due to be said about gatherings: rows that are planned, claimed, and settled."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import GatheringNotice, Invitation, NoticeKind, NoticeReason, NoticeState


async def plan(
    session: AsyncSession,
    invitation_id: int,
    kind: NoticeKind,
    ordinal: int,
    *,
    due_at: dt.datetime,
) -> bool:
    """Plan a notice once; one that was taken back is planned again, one that was sent is not."""
    new = await upsert.insert_new(
        session,
        GatheringNotice,
        invitation_id=invitation_id,
        kind=kind,
        ordinal=ordinal,
        state=NoticeState.PLANNED,
        due_at=due_at,
        look_at=due_at,
    )
    if new is not None:
        return True
    again = await session.execute(
        update(GatheringNotice)
        .where(
            GatheringNotice.invitation_id == invitation_id,
            GatheringNotice.kind == kind,
            GatheringNotice.ordinal == ordinal,
            GatheringNotice.state == NoticeState.CANCELLED,
        )
        .values(state=NoticeState.PLANNED, reason=None, due_at=due_at, look_at=due_at)
        .returning(GatheringNotice.id)
    )
    return again.first() is not None


async def cancel(
    session: AsyncSession, *conditions: ColumnElement[bool], reason: NoticeReason
) -> Sequence[int]:
    """Take back what is planned and meets the conditions; the ids of those invitations."""
    found = await session.execute(
        update(GatheringNotice)
        .where(GatheringNotice.state == NoticeState.PLANNED, *conditions)
        .values(state=NoticeState.CANCELLED, reason=reason)
        .returning(GatheringNotice.invitation_id)
        .execution_options(synchronize_session=False)
    )
    return found.scalars().all()


async def cancel_of_gathering(
    session: AsyncSession, gathering_id: int, *kinds: NoticeKind, reason: NoticeReason
) -> None:
    """Take back what is planned for everybody invited to a gathering."""
    theirs = select(Invitation.id).where(Invitation.gathering_id == gathering_id)
    await cancel(
        session,
        GatheringNotice.invitation_id.in_(theirs),
        GatheringNotice.kind.in_(kinds),
        reason=reason,
    )


async def resume(session: AsyncSession, gathering_id: int, *, reason: NoticeReason) -> None:
    """Plan again what was taken back for a reason that holds no more."""
    theirs = select(Invitation.id).where(Invitation.gathering_id == gathering_id)
    await session.execute(
        update(GatheringNotice)
        .where(
            GatheringNotice.invitation_id.in_(theirs),
            GatheringNotice.state == NoticeState.CANCELLED,
            GatheringNotice.reason == reason,
        )
        .values(state=NoticeState.PLANNED, reason=None, look_at=GatheringNotice.due_at)
        .execution_options(synchronize_session=False)
    )


async def due(
    session: AsyncSession, *, now: dt.datetime, without: Collection[int] = (), limit: int = 50
) -> Sequence[int]:
    """Ids of due notices, except some; not locked."""
    found = await session.execute(
        select(GatheringNotice.id)
        .where(*_is_due(now), GatheringNotice.id.not_in(without))
        .order_by(GatheringNotice.look_at, GatheringNotice.id)
        .limit(limit)
    )
    return found.scalars().all()


async def invitation_of(session: AsyncSession, notice_id: int) -> int | None:
    """Whom a notice is for, without a lock: their conversations are locked before it."""
    found = await session.execute(
        select(GatheringNotice.invitation_id).where(GatheringNotice.id == notice_id)
    )
    return found.scalar_one_or_none()


async def claim(
    session: AsyncSession, notice_id: int, *, now: dt.datetime
) -> GatheringNotice | None:
    """Lock one that is still due, and nobody else's; the caller moves it on."""
    found = await session.execute(
        select(GatheringNotice)
        .where(*_is_due(now), GatheringNotice.id == notice_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


async def next_ordinal(session: AsyncSession, invitation_id: int, kind: NoticeKind) -> int:
    """The number behind the last notice of this kind."""
    found = await session.execute(
        select(func.coalesce(func.max(GatheringNotice.ordinal), -1)).where(
            GatheringNotice.invitation_id == invitation_id, GatheringNotice.kind == kind
        )
    )
    return int(found.scalar_one()) + 1


async def of_gathering(
    session: AsyncSession, gathering_id: int
) -> dict[int, list[GatheringNotice]]:
    """Every notice by invitation, in the order in which they were planned."""
    found = await session.execute(
        select(GatheringNotice)
        .join(Invitation, Invitation.id == GatheringNotice.invitation_id)
        .where(Invitation.gathering_id == gathering_id)
        .order_by(GatheringNotice.id)
        .execution_options(populate_existing=True)
    )
    by_invitation: dict[int, list[GatheringNotice]] = {}
    for notice in found.scalars():
        by_invitation.setdefault(notice.invitation_id, []).append(notice)
    return by_invitation


def _is_due(now: dt.datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return GatheringNotice.state == NoticeState.PLANNED, GatheringNotice.look_at <= now

"""The inbox: raw provider updates, recorded once, claimed in order per lane, parked when poison."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from db import upsert
from db.models import InboundEvent

#: How long a claimed event may be worked on before another worker takes it.
LEASE = dt.timedelta(seconds=60)
#: After so many attempts an event is parked: it waits for a person, not for a retry.
MAX_ATTEMPTS = 3
#: A payload is read by itself: one that cannot be decrypted must not stop the claims of others.
WITHOUT_PAYLOAD = defer(InboundEvent.payload, raiseload=True)


async def record(
    session: AsyncSession,
    event: Mapping[str, Any],
    *,
    now: dt.datetime,
    wait: dt.timedelta = dt.timedelta(0),
) -> bool:
    """Store an update once. `event` has channel, account, provider_key, lane and payload.

    False when this provider key was recorded before.
    """
    row = await upsert.insert_new(
        session, InboundEvent, **event, received_at=now, not_before=now + wait, attempts=0
    )
    return row is not None


async def claim(session: AsyncSession, *, now: dt.datetime, token: str) -> InboundEvent | None:
    """Lease the oldest event of a lane in which nothing earlier is unfinished.

    Its payload is not loaded: see `payload`.
    """
    event, earlier = InboundEvent, aliased(InboundEvent)
    pending = _is_pending(event)
    blocked = exists().where(
        earlier.lane == event.lane, earlier.id < event.id, earlier.processed_at.is_(None)
    )
    chosen = (
        select(event.id)
        .where(
            pending,
            event.not_before <= now,
            or_(event.lease_until.is_(None), event.lease_until < now),
            ~blocked,
        )
        .order_by(event.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = await session.execute(
        update(event)
        # `=`, not IN: the planner may run an IN's subquery once per row and lease several
        .where(event.id == chosen.scalar_subquery())
        .values(lease_until=now + LEASE, lease_token=token, attempts=event.attempts + 1)
        .returning(event)
        .options(WITHOUT_PAYLOAD)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    claimed = found.scalar_one_or_none()
    if claimed is None or claimed.attempts <= MAX_ATTEMPTS:
        return claimed
    # its workers were lost each time: nobody lived to give it back
    claimed.lease_until = claimed.lease_token = None
    claimed.processed_at, claimed.error = now, "WorkerLost"
    await session.flush()
    return await claim(session, now=now, token=token)


async def payload(session: AsyncSession, event_id: int) -> dict[str, Any]:
    """What the provider told; empty once retention has blanked it."""
    found = await session.execute(select(InboundEvent.payload).where(InboundEvent.id == event_id))
    return found.scalar_one() or {}


async def hold_lease(session: AsyncSession, event_id: int, token: str) -> bool:
    """True when the event is still ours to apply; locks it until the transaction ends."""
    row = await session.execute(
        select(InboundEvent.id)
        .where(
            InboundEvent.id == event_id,
            InboundEvent.lease_token == token,
            InboundEvent.processed_at.is_(None),
        )
        .with_for_update()
    )
    return row.scalar_one_or_none() is not None


async def finish(session: AsyncSession, event_id: int, *, now: dt.datetime) -> None:
    """Mark an event as applied; called in the transaction that applied it."""
    await session.execute(
        update(InboundEvent)
        .where(InboundEvent.id == event_id)
        .values(processed_at=now, lease_until=None, lease_token=None, error=None)
    )


async def give_back(
    session: AsyncSession, event_id: int, token: str, *, now: dt.datetime, error: str
) -> bool:
    """After a failure: free the event for another try, or park it. True when parked.

    A parked event counts as processed for its lane, so it never blocks the next message.
    """
    event = await session.get(
        InboundEvent, event_id, options=[WITHOUT_PAYLOAD], with_for_update=True
    )
    if event is None or event.lease_token != token:
        return False
    event.lease_until = event.lease_token = None
    event.error = error[:80]
    if event.attempts < MAX_ATTEMPTS:
        event.not_before = now + dt.timedelta(seconds=2**event.attempts)
        return False
    event.processed_at = now
    return True


async def unclaim(session: AsyncSession, event_id: int, token: str) -> None:
    """Give an event back untouched, at a clean stop."""
    await session.execute(
        update(InboundEvent)
        .where(InboundEvent.id == event_id, InboundEvent.lease_token == token)
        .values(lease_until=None, lease_token=None, attempts=InboundEvent.attempts - 1)
    )


async def parked(session: AsyncSession, *, limit: int = 50) -> Sequence[tuple[InboundEvent, bool]]:
    """Events that wait for a person, and whether each still has its content, which is not read.

    They have an error and are out of their lane.
    """
    found = await session.execute(
        select(InboundEvent, InboundEvent.payload.is_not(None))
        .options(WITHOUT_PAYLOAD)
        .where(InboundEvent.error.is_not(None), InboundEvent.processed_at.is_not(None))
        .order_by(InboundEvent.id.desc())
        .limit(limit)
    )
    return [(event, has_content) for event, has_content in found]


async def retry(session: AsyncSession, event_id: int, *, now: dt.datetime) -> bool:
    """Put a parked event back in its lane, on a person's word; not once its content is erased."""
    found = await session.execute(
        update(InboundEvent)
        .where(
            InboundEvent.id == event_id,
            InboundEvent.error.is_not(None),
            InboundEvent.payload.is_not(None),
        )
        .values(processed_at=None, error=None, attempts=0, not_before=now)
        .returning(InboundEvent.id)
    )
    return found.scalar_one_or_none() is not None


def _is_pending(event: Any) -> ColumnElement[bool]:
    return event.processed_at.is_(None)  # type: ignore[no-any-return]

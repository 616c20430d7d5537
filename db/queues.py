"""What is due and for how long: the figures an operator watches."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Delivery, DeliveryState, Handoff, InboundEvent


async def sizes(session: AsyncSession, *, now: dt.datetime) -> dict[str, tuple[int, float]]:
    """(rows that are due, seconds since the oldest became due) of each queue."""
    waiting = {
        "inbox": (InboundEvent.not_before, InboundEvent.processed_at.is_(None)),
        "outbox": (Delivery.not_before, Delivery.state == DeliveryState.QUEUED),
        "unclaimed": (
            Handoff.requested_at,
            Handoff.claimed_at.is_(None) & Handoff.released_at.is_(None),
        ),
    }
    found = {}
    for name, (since, condition) in waiting.items():
        rows, oldest = (
            await session.execute(
                select(func.count(), func.min(since)).where(condition, since <= now)
            )
        ).one()
        found[name] = rows, (now - oldest).total_seconds() if oldest else 0.0
    return found

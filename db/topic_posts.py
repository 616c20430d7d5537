"""Deliveries into staff topics: what waits there, withdrawn or taken together."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import deliveries
from db.models import Delivery, DeliveryEvent, DeliveryState, Direction, Message

#: States in which a post has not gone yet.
WAITING = (DeliveryState.QUEUED, DeliveryState.HELD)


async def cancel_copies(
    session: AsyncSession, topic_id: int, *, now: dt.datetime, reason: str
) -> int:
    """Withdraw a topic's copies of what was said; posts for staff still go."""
    said = select(Message.id).where(Message.direction != Direction.STAFF)
    return await deliveries.cancel(
        session,
        Delivery.topic_id == topic_id,
        Delivery.message_id.in_(said),
        now=now,
        reason=reason,
    )


async def waiting_in_topic(session: AsyncSession, topic_id: int) -> Sequence[Delivery]:
    """What has not gone into a topic yet, oldest first, locked."""
    found = await session.execute(
        select(Delivery)
        .where(Delivery.topic_id == topic_id, Delivery.state.in_(WAITING))
        .order_by(Delivery.id)
        .with_for_update()
    )
    return found.scalars().all()


async def following(session: AsyncSession, first: Delivery, *, limit: int) -> Sequence[Delivery]:
    """What waits behind a post for the same topic, oldest first, locked."""
    found = await session.execute(
        select(Delivery)
        .where(
            Delivery.topic_id == first.topic_id,
            Delivery.address_id == first.address_id,
            Delivery.id > first.id,
            Delivery.state == DeliveryState.QUEUED,
        )
        .order_by(Delivery.id)
        .limit(limit)
        .with_for_update()
    )
    return found.scalars().all()


def take_along(session: AsyncSession, post: Delivery, first: Delivery, *, now: dt.datetime) -> None:
    """Lease a post, too, for the worker who has the first one."""
    post.state = DeliveryState.SENDING
    post.attempts += 1
    post.lease_until, post.worker = first.lease_until, first.worker
    session.add(DeliveryEvent(delivery_id=post.id, state=DeliveryState.SENDING, at=now))

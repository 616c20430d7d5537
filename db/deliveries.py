"""The outbox: deliveries are queued, claimed with a lease, sent outside, and settled."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import awaiting, upsert
from db.models import (
    NEVER_TWICE,
    Address,
    Delivery,
    DeliveryEvent,
    DeliveryKind,
    DeliveryState,
    Message,
)

#: How long a worker may be busy with one delivery before it counts as lost.
LEASE = dt.timedelta(seconds=90)

_S = DeliveryState
#: Which state may follow which; everything else is a fault in our code.
TRANSITIONS: dict[str, frozenset[str]] = {
    _S.QUEUED: frozenset({_S.SENDING, _S.HELD, _S.CANCELLED, _S.EXPIRED, _S.FAILED}),
    _S.HELD: frozenset({_S.SENDING, _S.QUEUED, _S.HELD, _S.CANCELLED, _S.EXPIRED, _S.FAILED}),
    _S.SENDING: frozenset(
        {_S.DONE, _S.QUEUED, _S.HELD, _S.UNCERTAIN, _S.FAILED, _S.EXPIRED, _S.CANCELLED}
    ),
    # a provider can say afterwards that its window was closed (Twilio 63016)
    _S.DONE: frozenset({_S.HELD, _S.FAILED}),
    _S.UNCERTAIN: frozenset({_S.DONE, _S.FAILED}),
    _S.FAILED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.CANCELLED: frozenset(),
}


class ImpossibleTransition(Exception):
    """A delivery was about to go to a state that cannot follow its present one."""


async def queue(
    session: AsyncSession,
    message: Message,
    address: Address,
    *,
    kind: DeliveryKind,
    now: dt.datetime,
    dedupe_key: str,
    **more: Any,
) -> int | None:
    """Put one copy of a message on its way; None when this dedupe key is there already.

    `more`: epoch, topic_id, thread_id, not_before, expires_at, resend_of, occurrence_id,
    urgent.
    """
    delivery_id = await upsert.insert_new(
        session,
        Delivery,
        message_id=message.id,
        address_id=address.id,
        channel=address.channel,
        account=address.account,
        kind=kind,
        state=DeliveryState.QUEUED,
        dedupe_key=dedupe_key,
        attempts=0,
        created_at=now,
        **{"not_before": now, **more},
    )
    if delivery_id is not None:
        session.add(DeliveryEvent(delivery_id=delivery_id, state=DeliveryState.QUEUED, at=now))
    return delivery_id


async def claim(
    session: AsyncSession, channel: str, account: str, *, now: dt.datetime, worker: str
) -> Delivery | None:
    """Lease the next due delivery of an account: what is urgent first, else by its time.

    The order is kept per address and topic; only what is urgent overtakes what is not.
    """
    theirs = (Delivery.channel == channel, Delivery.account == account)
    urgent = await _claim(session, *theirs, Delivery.urgent.is_(True), now=now, worker=worker)
    return urgent or await _claim(session, *theirs, now=now, worker=worker)


async def _claim(
    session: AsyncSession, *which: ColumnElement[bool], now: dt.datetime, worker: str
) -> Delivery | None:
    delivery, earlier = Delivery, aliased(Delivery)
    blocked = exists().where(
        earlier.address_id == delivery.address_id,
        func.coalesce(earlier.topic_id, 0) == func.coalesce(delivery.topic_id, 0),
        earlier.id < delivery.id,
        earlier.state.in_((_S.QUEUED, _S.SENDING)),
        or_(earlier.urgent.is_(True), delivery.urgent.is_(False)),
    )
    chosen = (
        select(delivery.id)
        .where(
            *which,
            delivery.state.in_((_S.QUEUED, _S.HELD)),
            delivery.not_before <= now,
            ~blocked,
        )
        .order_by(delivery.not_before, delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = await session.execute(
        update(delivery)
        # `=`, not IN: the planner may run an IN's subquery once per row and lease several
        .where(delivery.id == chosen.scalar_subquery())
        .values(
            state=_S.SENDING,
            attempts=delivery.attempts + 1,
            lease_until=now + LEASE,
            worker=worker,
        )
        .returning(delivery)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    claimed = found.scalar_one_or_none()
    if claimed is not None:
        session.add(DeliveryEvent(delivery_id=claimed.id, state=_S.SENDING, at=now))
    return claimed


async def locked(session: AsyncSession, delivery_id: int) -> Delivery | None:
    """The delivery, locked until the transaction ends."""
    found = await session.execute(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


def move(
    session: AsyncSession,
    delivery: Delivery,
    state: DeliveryState,
    *,
    now: dt.datetime,
    reason: str | None = None,
    not_before: dt.datetime | None = None,
) -> None:
    """Change a delivery's state by the transition table and write its event."""
    if state not in TRANSITIONS[delivery.state]:
        raise ImpossibleTransition(f"{delivery.id}: {delivery.state} -> {state}")
    delivery.state = state
    delivery.reason = reason
    delivery.lease_until = delivery.worker = None
    if not_before is not None:
        delivery.not_before = not_before
    if state not in (_S.QUEUED, _S.HELD, _S.SENDING):
        delivery.settled_at = now
    session.add(DeliveryEvent(delivery_id=delivery.id, state=state, reason=reason, at=now))


async def recover(session: AsyncSession, *, now: dt.datetime) -> int:
    """Settle deliveries whose worker was lost: unprompted ones are uncertain, others go again."""
    found = await session.execute(
        select(Delivery)
        .where(Delivery.state == _S.SENDING, Delivery.lease_until < now)
        .with_for_update(skip_locked=True)
    )
    lost = found.scalars().all()
    for delivery in lost:
        if delivery.kind in NEVER_TWICE:
            move(session, delivery, _S.UNCERTAIN, now=now, reason="worker_lost")
            await awaiting.arrive(session, delivery, now=now)
        else:
            move(session, delivery, _S.QUEUED, now=now, reason="worker_lost", not_before=now)
    return len(lost)


async def cancel(
    session: AsyncSession,
    *conditions: Any,
    now: dt.datetime,
    reason: str,
) -> int:
    """Withdraw what is still waiting and meets the conditions on Delivery; how many."""
    found = await session.execute(
        select(Delivery)
        .where(Delivery.state.in_((_S.QUEUED, _S.HELD)), *conditions)
        .order_by(Delivery.id)
        .with_for_update()
    )
    waiting = found.scalars().all()
    for delivery in waiting:
        move(session, delivery, _S.CANCELLED, now=now, reason=reason)
    return len(waiting)


async def cancel_answers(
    session: AsyncSession, conversation_id: int, epoch: int, *, now: dt.datetime
) -> int:
    """A person has taken over: FAQ answers from before are withdrawn, visibly."""
    mine = select(Message.id).where(Message.conversation_id == conversation_id)
    return await cancel(
        session,
        Delivery.kind == DeliveryKind.ANSWER,
        Delivery.epoch < epoch,
        Delivery.message_id.in_(mine),
        now=now,
        reason="taken_over",
    )


async def release(
    session: AsyncSession, address_id: int, *, now: dt.datetime, reasons: Sequence[str]
) -> int:
    """Let held deliveries of an address go: what held them is over."""
    found = await session.execute(
        select(Delivery)
        .where(
            Delivery.address_id == address_id,
            Delivery.state == _S.HELD,
            Delivery.reason.in_(reasons),
        )
        .order_by(Delivery.id)
        .with_for_update()
    )
    held = found.scalars().all()
    for delivery in held:
        move(session, delivery, _S.QUEUED, now=now, not_before=now)
    return len(held)


async def of_messages(
    session: AsyncSession, message_ids: Sequence[int]
) -> dict[int, list[Delivery]]:
    """The deliveries of messages, oldest first, by message."""
    found = await session.execute(
        select(Delivery).where(Delivery.message_id.in_(message_ids)).order_by(Delivery.id)
    )
    by_message: dict[int, list[Delivery]] = {}
    for delivery in found.scalars():
        by_message.setdefault(delivery.message_id, []).append(delivery)
    return by_message


async def has_key(session: AsyncSession, dedupe_key: str) -> bool:
    """A delivery with this key exists, whatever became of it."""
    found = await session.execute(select(Delivery.id).where(Delivery.dedupe_key == dedupe_key))
    return found.scalar_one_or_none() is not None

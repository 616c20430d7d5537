"""What became of it: receipts, refusals, lost topics and people who cannot be reached.

Whoever writes has the conversation locked and then wants what waits for them. So whatever may tell
somebody something here locks the conversation first, then the delivery.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from db import (
    addresses,
    conversations,
    deliveries,
    keepsakes,
    messages,
    receipts,
    topic_posts,
    topics,
)
from db.content import Content
from db.models import (
    Address,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Message,
    ReceiptRank,
    StaffTopic,
)
from handlers import context, gate, mirror, saying, templates
from handlers.context import Turn
from handlers.events import GroupMoved, Reached, ReceiptReported
from handlers.house import House
from locales.texts import escalation as texts
from locales.texts import topic_work as work
from locales.texts import topics as posts

#: So many messages are shown again in a topic that was remade.
REPLAYED = 10
#: Why copies for a lost topic are replaced by new ones.
LOST = "topic_lost"
#: The keepsake that names a staff group's present id, by account.
STAFF_GROUP = mirror.STAFF_GROUP


async def note_receipt(
    session: AsyncSession, house: House, event: ReceiptReported, *, now: dt.datetime
) -> None:
    """Apply what the provider reports, by rank; a receipt that comes too early is parked."""
    known = await receipts.find_transmission(
        session, event.channel, event.account, event.provider_id
    )
    delivery_id = known.delivery_id if known else event.delivery_id
    if delivery_id and event.receipt == ReceiptRank.UNDELIVERED:
        await conversations.lock_behind(session, delivery_id)
    delivery = await deliveries.locked(session, delivery_id) if delivery_id else None
    if delivery is not None and (delivery.channel, delivery.account) != (
        event.channel,
        event.account,
    ):
        delivery = None
    lost = known is None and delivery is not None and delivery.state == DeliveryState.UNCERTAIN
    if delivery is None or (known is None and not lost):
        await receipts.park_receipt(
            session,
            channel=event.channel,
            account=event.account,
            provider_id=event.provider_id,
            delivery_id=event.delivery_id,
            receipt=event.receipt,
            error_code=event.error_code,
            at=now,
        )
        return
    if lost:
        await receipts.record_transmission(session, delivery, 0, event.provider_id, now=now)
        known = await receipts.find_transmission(
            session, event.channel, event.account, event.provider_id
        )
    if delivery.state == DeliveryState.UNCERTAIN:
        deliveries.move(session, delivery, DeliveryState.DONE, now=now, reason="late_receipt")
    await session.flush()
    if known is not None and await receipts.raise_receipt(
        session, known.id, event.receipt, event.error_code, now=now
    ):
        await _after_receipt(session, house, delivery, event, now=now)


async def _after_receipt(
    session: AsyncSession,
    house: House,
    delivery: Delivery,
    event: ReceiptReported,
    *,
    now: dt.datetime,
) -> None:
    if event.receipt != ReceiptRank.UNDELIVERED or delivery.state != DeliveryState.DONE:
        return
    if event.unreachable:
        await mark_unreachable(session, delivery.address_id, event.unreachable)
    if event.outside_window:
        await hold_for_window(session, house, delivery, now=now)
    else:
        await settle_failed(session, house, delivery, event.error_code or "undelivered", now=now)


async def hold_for_window(
    session: AsyncSession, house: House, delivery: Delivery, *, now: dt.datetime
) -> None:
    """The provider says that its window is closed: our clock is not the truth."""
    message = await session.get_one(Message, delivery.message_id)
    address = await session.get_one(Address, delivery.address_id)
    address.last_inbound_at = None
    deliveries.move(
        session, delivery, DeliveryState.HELD, now=now, reason="window", not_before=now + gate.HOLD
    )
    await receipts.forget_undelivered(session, delivery.id)
    content = Content.from_json(message.content)
    if content.template is not None:
        delivery.not_before = now
    elif _is_announced(delivery, content):
        turn = await context.reopen(session, house, message.conversation_id, now=now)
        if turn is not None:
            await _announce_waiting(turn)


async def settle_failed(
    session: AsyncSession, house: House, delivery: Delivery, reason: str, *, now: dt.datetime
) -> None:
    """Give a delivery up, and tell staff when it carried their words."""
    deliveries.move(session, delivery, DeliveryState.FAILED, now=now, reason=reason[:60])
    if delivery.kind != DeliveryKind.REPLY:
        return
    message = await session.get_one(Message, delivery.message_id)
    turn = await context.reopen(session, house, message.conversation_id, now=now)
    if turn is None or not await mirror.has_topic(turn):
        return
    if reason in work.NOT_ARRIVED:
        await mirror.post(turn, work.NOT_ARRIVED[reason], reply_to=message)
    else:
        await mirror.post(turn, posts.NOT_DELIVERED, reply_to=message, reason=reason)


def may_be_told(delivery: Delivery) -> bool:
    """It waits, and somebody may have to hear of it."""
    is_held = delivery.state == DeliveryState.HELD
    return is_held and (delivery.kind == DeliveryKind.REPLY or delivery.reason == "window")


async def tell_held(
    session: AsyncSession, house: House, delivery_id: int, *, now: dt.datetime
) -> None:
    """Tell the person that something waits for them, and staff that their words do, once each.

    In a transaction after the one that held it: that one has the delivery locked.
    """
    await conversations.lock_behind(session, delivery_id)
    delivery = await session.get_one(Delivery, delivery_id, populate_existing=True)
    if not may_be_told(delivery):
        return
    message = await session.get_one(Message, delivery.message_id)
    turn = await context.reopen(session, house, message.conversation_id, now=now)
    if turn is None:
        return
    reason = delivery.reason or ""
    if reason == "window" and _is_announced(delivery, Content.from_json(message.content)):
        await _announce_waiting(turn)
    is_theirs = delivery.kind == DeliveryKind.REPLY and reason in work.HELD
    if is_theirs and await mirror.has_topic(turn):
        once = f"held:{delivery.id}:{reason}"
        await mirror.post(turn, work.HELD[reason], reply_to=message, once=once)


async def remake_topic(
    session: AsyncSession, house: House, delivery: Delivery, *, now: dt.datetime
) -> None:
    """A topic is only a mirror: forget the lost thread, and begin anew with the end of it.

    Nothing that became confidential meanwhile is shown again.
    """
    topic = await session.get_one(StaffTopic, delivery.topic_id)
    await topics.lose_thread(session, topic, now=now)
    lost = [delivery, *await topic_posts.waiting_in_topic(session, topic.id)]
    for one in lost:
        deliveries.move(session, one, DeliveryState.CANCELLED, now=now, reason=LOST)
    pending = {one.message_id: one.urgent for one in lost}
    turn = await context.reopen(session, house, topic.conversation_id, now=now)
    if turn is None:
        return
    shown: Sequence[Message] = ()
    if not await mirror.is_quiet(turn):
        shown = await messages.shown_in_topic(session, topic, limit=REPLAYED)
    again = [one for one in shown if one.id not in pending]
    key = f"{delivery.id}:{topic.id}"
    if again:
        once = f"{mirror.REPLAY}{key}"
        await mirror.post(turn, work.REPLAY, once=once, mark=mirror.REPLAY_MARK)
    office = await session.get_one(Address, topic.address_id)
    for number in [one.id for one in again] + sorted(pending):
        start = "remade:" if number in pending else mirror.REPLAY
        await deliveries.queue(
            session,
            await session.get_one(Message, number),
            office,
            kind=DeliveryKind.STAFF,
            now=now,
            dedupe_key=f"{start}{key}:{number}",
            topic_id=topic.id,
            urgent=pending.get(number, False),
        )


async def mark_unreachable(session: AsyncSession, address_id: int, reason: str) -> None:
    """Reachability and consent are two facts: this says nothing about what a person wants."""
    address = await session.get_one(Address, address_id)
    address.reachable, address.unreachable_reason = False, reason[:40]


async def note_reach(
    session: AsyncSession, house: House, event: Reached, *, now: dt.datetime
) -> None:
    """Somebody blocked or unblocked us, or the provider opted them out or in."""
    turn = await context.meet(session, house, event.sender, now=now)
    turn.address.reachable = event.reachable
    turn.address.unreachable_reason = None if event.reachable else (event.reason or "blocked")
    if event.reachable:
        await deliveries.release(session, turn.address.id, now=now, reasons=["unreachable"])


async def note_move(session: AsyncSession, event: GroupMoved) -> None:
    """The staff group got a new id: its topics and copies go there from now on."""
    old = event.group
    address = await addresses.find(session, old.channel, old.account, old.external_id)
    if address is not None:
        await move_group(session, address, event.new_external_id)


async def move_group(session: AsyncSession, address: Address, new_id: str) -> None:
    """Send to a group's new id from now on, and remember it beyond the settings."""
    await addresses.move(session, address, new_id)
    await keepsakes.put(session, f"{STAFF_GROUP}:{address.account}", new_id)


def _is_announced(delivery: Delivery, content: Content) -> bool:
    """Whether a person is told that this waits for them: it is worth writing back for."""
    return delivery.kind == DeliveryKind.REPLY or content.announced


async def _announce_waiting(turn: Turn) -> None:
    """Outside the window: one template says that an answer waits, until the person writes.

    A phone that others may read is not written to, not even with that.
    """
    address = turn.address
    if address.unsafe_at is not None:
        return
    heard = address.last_inbound_at
    newest = await messages.newest_inbound(turn.session, turn.conversation.id)
    key = f"waiting:{address.id}:{newest}:{int(heard.timestamp()) if heard else 0}"
    if await deliveries.has_key(turn.session, key):
        return
    text = saying.words(turn, texts.ANSWER_WAITS)
    template = templates.of("answer-waits", organisation=turn.house.policy.organisation)
    await saying.tell(turn, Content(text=text, template=template), dedupe_key=key)

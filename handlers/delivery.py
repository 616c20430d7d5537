"""May it go now? Checked at the moment of sending, with everything the outbox needs."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import cases, deliveries, messages
from db.content import Content
from db.models import (
    NEVER_TWICE,
    Address,
    Attachment,
    Author,
    Contact,
    Control,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
    MediaState,
    Message,
    StaffMember,
    StaffTopic,
)
from handlers import consent, gate, kindness, mirror
from handlers.house import House
from locales.texts import topic_work as work

#: A delivery that waits for a file is looked at again after this.
MEDIA_PAUSE = dt.timedelta(seconds=2)
#: How a speaker is shown in a staff topic.
MARKS = {Author.PERSON: "👤", Author.BOT: "🤖", Author.STAFF: "💬"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A delivery that may go now, with everything the outbox needs to send it."""

    #: the delivery, in state sending
    delivery: Delivery
    #: the opaque external id
    to: str
    content: Content
    language: str
    files: tuple[Attachment, ...]
    #: the topic it goes to, for staff copies
    topic: StaffTopic | None
    #: the topic's name, should it have to be made
    topic_name: str
    #: the provider's id of the message it answers
    reply_to: str | None
    #: the window is closed: send the template, not the text
    as_template: bool


async def prepare(
    session: AsyncSession,
    house: House,
    delivery: Delivery,
    *,
    window: dt.timedelta | None,
    now: dt.datetime,
) -> Prepared | None:
    """Check a claimed delivery at the moment of sending; None when it was held or withdrawn.

    It waits for nobody's lock: who hears that it is held is told afterwards (`outcome.tell_held`).
    """
    message = await session.get_one(Message, delivery.message_id)
    address = await session.get_one(Address, delivery.address_id)
    conversation = await session.get_one(Conversation, message.conversation_id)
    content = Content.from_json(message.content)
    files = (await messages.attachments(session, [message.id])).get(message.id, [])
    closed = _window_closed(address, window, now) and delivery.kind != DeliveryKind.STAFF
    blocked = await _blocked(session, house, delivery, address, conversation, now=now)
    if blocked is None and closed and content.template is None:
        blocked = (DeliveryState.HELD, "window", now + gate.HOLD)
    if blocked is None and any(file.state == MediaState.WANTED for file in files):
        blocked = (DeliveryState.QUEUED, "media", now + MEDIA_PAUSE)
    if blocked is not None:
        delivery.attempts -= 1  # looking at it is no attempt to send it
        state, reason, again = blocked
        deliveries.move(session, delivery, state, now=now, reason=reason, not_before=again)
        return None
    topic = await session.get(StaffTopic, delivery.topic_id) if delivery.topic_id else None
    if topic is not None:
        there = all(file.state == MediaState.STORED for file in files)
        content = await _for_staff(session, house, message, content, there=there)
        if delivery.dedupe_key.startswith(mirror.REPLAY):
            content = replace(content, text=f"{mirror.REPLAY_MARK} {content.text}")
    return Prepared(
        delivery=delivery,
        to=address.external_id,
        content=content,
        language=message.language or "en",
        files=() if closed else tuple(one for one in files if one.state == MediaState.STORED),
        topic=topic,
        topic_name=await _topic_name(session, house, conversation) if topic else "",
        reply_to=await _reply_to(session, message, delivery),
        as_template=closed,
    )


async def _blocked(
    session: AsyncSession,
    house: House,
    delivery: Delivery,
    address: Address,
    conversation: Conversation,
    *,
    now: dt.datetime,
) -> gate.Blocked | None:
    """Why a delivery may not go now, and when to look again."""
    in_charge = conversation.control == Control.HUMAN
    facts = gate.Facts(
        kind=DeliveryKind(delivery.kind),
        expires_at=delivery.expires_at,
        reason=delivery.reason,
        detached=address.detached_at is not None,
        reachable=address.reachable,
        allowed=await consent.may_send(session, delivery, address, conversation),
        asks_consent=in_charge
        and gate.asks_kindness(delivery.kind)
        and await kindness.asks_consent(session, delivery),
        unsafe=_is_unsafe(delivery, address),
        in_charge=in_charge,
        stale=_is_stale(delivery, conversation),
    )
    blocked = gate.blocked(facts, now)
    if blocked is not None or not gate.asks_kindness(delivery.kind):
        return blocked
    hold = await kindness.hold(session, house, delivery, address, now=now)
    return gate.rest(hold, delivery.expires_at) if hold is not None else None


async def _for_staff(
    session: AsyncSession, house: House, message: Message, content: Content, *, there: bool
) -> Content:
    """A copy for the topic says who speaks; posts for staff are shown as they are.

    `there`: its files can be shown.
    """
    if message.direction == Direction.STAFF:
        return content
    member = await session.get(StaffMember, message.staff_id) if message.staff_id else None
    speaker = f"{MARKS[Author(message.author)]} {member.name + ': ' if member else ''}"
    shown = content.text
    if content.what:
        shown = f"[{content.what}] {shown}"
    if content.latitude is not None:
        shown = f"{content.latitude:.6f}, {content.longitude:.6f} {shown}"
    if not there:
        shown = f"[{house.words.say(work.FILE_NOT_HERE, house.policy.staff_language)}] {shown}"
    return Content(text=f"{speaker}{shown}".strip())


async def _topic_name(session: AsyncSession, house: House, conversation: Conversation) -> str:
    """Number and name; a name only where the conversation may be shown in the group."""
    address = await session.get_one(Address, conversation.address_id)
    contact = await session.get(Contact, address.contact_id) if address.contact_id else None
    family = address.household_id or (contact and contact.household_id)
    known = await cases.of_conversation(session, conversation.id)
    shown = (not family or house.policy.topics_for_all) and not (known and known[0].confidential)
    name = contact.name if contact and shown else ""
    return f"#{conversation.id} {name}".strip()[:128]


async def _reply_to(session: AsyncSession, message: Message, delivery: Delivery) -> str | None:
    """The id by which the receiver's provider knows the message that this one answers."""
    if message.reply_to_id is None:
        return None
    copy = await messages.provider_id_in(
        session, message.reply_to_id, delivery.address_id, delivery.topic_id
    )
    if copy is not None:
        return copy
    quoted = await session.get_one(Message, message.reply_to_id)
    if delivery.topic_id is not None:  # a colleague's own words have no copy there
        return quoted.provider_message_id if quoted.author == Author.STAFF else None
    return quoted.provider_message_id if quoted.direction == Direction.IN else None


def _is_stale(delivery: Delivery, conversation: Conversation) -> bool:
    overtaken = delivery.epoch is not None and delivery.epoch < conversation.epoch
    return overtaken or conversation.control == Control.HUMAN


def _is_unsafe(delivery: Delivery, address: Address) -> bool:
    """Others may read the phone, and this would come before the person has written again."""
    if address.unsafe_at is None or delivery.kind in NEVER_TWICE:
        return address.unsafe_at is not None
    wrote_at = address.last_inbound_at
    return delivery.kind == DeliveryKind.REPLY and not (wrote_at and wrote_at > address.unsafe_at)


def _window_closed(address: Address, window: dt.timedelta | None, now: dt.datetime) -> bool:
    return gate.is_closed(window, address.last_inbound_at, now)

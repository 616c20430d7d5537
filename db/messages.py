"""Messages: numbered per conversation, found by the provider's ids, with their files."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.content import Content, Form
from db.models import (
    Attachment,
    Author,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    MediaState,
    Message,
    StaffTopic,
    Transmission,
)


async def write(
    session: AsyncSession,
    conversation: Conversation,
    content: Content,
    *,
    direction: Direction,
    author: Author,
    now: dt.datetime,
    **more: Any,
) -> Message:
    """Add a message at the end of a locked conversation.

    `more`: speaker_id, staff_id, language, reply_to_id, album_key, provider_message_id.
    """
    conversation.last_seq += 1
    if direction != Direction.STAFF:
        conversation.last_message_at = now
    if direction == Direction.IN:
        conversation.last_inbound_seq = conversation.last_seq
        conversation.unanswered_at = conversation.unanswered_at or now
    elif direction == Direction.OUT and author == Author.STAFF:
        conversation.unanswered_at = None
    message = Message(
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        direction=direction,
        author=author,
        content=content.to_json(),
        at=now,
        **more,
    )
    session.add(message)
    await session.flush()
    return message


async def after(
    session: AsyncSession, conversation_id: int, seq: int, *, limit: int = 200
) -> Sequence[Message]:
    """Messages behind a sequence number, oldest first: what a live page has missed."""
    found = await session.execute(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq > seq)
        .order_by(Message.seq)
        .limit(limit)
    )
    return found.scalars().all()


async def latest(
    session: AsyncSession, conversation_id: int, *, limit: int = 200
) -> Sequence[Message]:
    """The end of a conversation, oldest first."""
    found = await session.execute(
        select(Message)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.seq.desc())
        .limit(limit)
    )
    return found.scalars().all()[::-1]


async def answered(
    session: AsyncSession, conversation_id: int, *, since: dt.datetime, limit: int = 20
) -> tuple[str, ...]:
    """Ids of the FAQ entries that were answered from since then, the newest first."""
    found = await session.execute(
        select(Message.content)
        .where(
            Message.conversation_id == conversation_id,
            Message.direction == Direction.OUT,
            Message.at >= since,
        )
        .order_by(Message.seq.desc())
        .limit(limit)
    )
    entries = (content.get("entry_id") for content in found.scalars())
    return tuple(dict.fromkeys(entry for entry in entries if entry))


async def newest_inbound(session: AsyncSession, conversation_id: int) -> int:
    """The id of the last message that the person wrote; 0 when there is none."""
    found = await session.execute(
        select(func.max(Message.id)).where(
            Message.conversation_id == conversation_id, Message.direction == Direction.IN
        )
    )
    return found.scalar_one() or 0


async def by_provider_id(
    session: AsyncSession, conversation: Conversation, provider_id: str, address_id: int
) -> Message | None:
    """The message that the chat at an address shows under this id; ids are unique per chat only."""
    found = await in_post(session, conversation, provider_id, address_id)
    return found[-1] if found else None


async def in_post(
    session: AsyncSession, conversation: Conversation, provider_id: str, address_id: int
) -> Sequence[Message]:
    """The messages that stand in one message of the provider, in order: several in a joined post.

    What came in at the person's own address is theirs; what came in elsewhere is from staff.
    """
    theirs = address_id == conversation.address_id
    author = Message.author == Author.PERSON if theirs else Message.author == Author.STAFF
    found = await session.execute(
        select(Message)
        .where(
            Message.conversation_id == conversation.id,
            or_(
                (Message.provider_message_id == provider_id) & author,
                Message.id.in_(
                    select(Delivery.message_id)
                    .join(Transmission, Transmission.delivery_id == Delivery.id)
                    .where(
                        Transmission.provider_id == provider_id,
                        Delivery.address_id == address_id,
                    )
                ),
            ),
        )
        .order_by(Message.seq)
    )
    return found.scalars().all()


async def by_album(
    session: AsyncSession, conversation: Conversation, album_key: str
) -> Message | None:
    found = await session.execute(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.album_key == album_key)
        .limit(1)
    )
    return found.scalar_one_or_none()


async def provider_id_in(
    session: AsyncSession, message_id: int, address_id: int, topic_id: int | None
) -> str | None:
    """How the provider calls the copy of a message at an address: to answer it as a reply."""
    found = await session.execute(
        select(Transmission.provider_id)
        .join(Delivery, Delivery.id == Transmission.delivery_id)
        .where(Delivery.message_id == message_id, Delivery.address_id == address_id)
        .where(Delivery.topic_id == topic_id if topic_id else Delivery.topic_id.is_(None))
        .order_by(Transmission.part)
        .limit(1)
    )
    return found.scalar_one_or_none()


async def attach(
    session: AsyncSession, message: Message, *, now: dt.datetime, **values: Any
) -> Attachment:
    """Add a file, which the media worker will fetch unless its `state` says otherwise."""
    have = await attachments(session, [message.id])
    row = Attachment(
        message_id=message.id,
        position=len(have.get(message.id, [])),
        next_try_at=now,
        **{"state": MediaState.WANTED, **values},
    )
    session.add(row)
    await session.flush()
    return row


async def attachments(
    session: AsyncSession, message_ids: Sequence[int]
) -> dict[int, list[Attachment]]:
    found = await session.execute(
        select(Attachment)
        .where(Attachment.message_id.in_(message_ids))
        .order_by(Attachment.message_id, Attachment.position)
    )
    by_message: dict[int, list[Attachment]] = {}
    for attachment in found.scalars():
        by_message.setdefault(attachment.message_id, []).append(attachment)
    return by_message


async def is_text(session: AsyncSession, message: Message) -> bool:
    """It is words and nothing else."""
    if Content.from_json(message.content).form not in (Form.TEXT, Form.PRESS):
        return False
    return not await attachments(session, [message.id])


async def move_files(session: AsyncSession, draft: Message, message: Message) -> None:
    """Hand the files of a draft over to the message that it became."""
    await session.execute(
        update(Attachment)
        .where(Attachment.message_id == draft.id)
        .values(message_id=message.id)
        .execution_options(synchronize_session=False)
    )


async def shown_in_topic(
    session: AsyncSession, topic: StaffTopic, *, limit: int
) -> Sequence[Message]:
    """The newest messages that stood in a topic, oldest first; posts for staff are left out.

    What a colleague wrote in the topic has the topic's own number and no copy.
    """
    seen = select(Delivery.message_id).where(
        Delivery.topic_id == topic.id, Delivery.state == DeliveryState.DONE
    )
    written_there = (Message.author == Author.STAFF) & Message.provider_message_id.is_not(None)
    found = await session.execute(
        select(Message)
        .where(
            Message.conversation_id == topic.conversation_id,
            Message.direction != Direction.STAFF,
            or_(Message.id.in_(seen), written_there),
        )
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return found.scalars().all()[::-1]


async def wanted_files(
    session: AsyncSession, *, now: dt.datetime, lease: dt.timedelta, limit: int = 4
) -> Sequence[Attachment]:
    """Claim files to fetch: their next try moves behind the lease."""
    found = await session.execute(
        select(Attachment)
        .where(Attachment.state == MediaState.WANTED, Attachment.next_try_at <= now)
        .order_by(Attachment.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = found.scalars().all()
    for attachment in claimed:
        attachment.attempts += 1
        attachment.next_try_at = now + lease
    return claimed


async def of_conversation(
    session: AsyncSession, conversation_id: int, message_id: int
) -> Message | None:
    """A message, only if it belongs to this conversation."""
    found = await session.execute(
        select(Message).where(Message.id == message_id, Message.conversation_id == conversation_id)
    )
    return found.scalar_one_or_none()

"""Which question an answer answers: the newest open one that has reached the person wins."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import NEVER_TWICE, Awaiting, Conversation, Delivery, DeliveryState, Message

#: In these a copy has arrived, or perhaps has.
GONE = (DeliveryState.DONE, DeliveryState.UNCERTAIN)


async def ask(
    session: AsyncSession,
    conversation_id: int,
    *,
    message_id: int | None,
    subject: str,
    options: Sequence[str],
    now: dt.datetime,
    valid: dt.timedelta,
) -> Awaiting:
    """Open a question; its options are button payloads in the order of their numbers."""
    row = Awaiting(
        conversation_id=conversation_id,
        message_id=message_id,
        subject=subject,
        options=list(options),
        asked_at=now,
        expires_at=now + valid,
    )
    session.add(row)
    await session.flush()
    return row


async def open_question(
    session: AsyncSession, conversation_id: int, *, now: dt.datetime, prefix: str = ""
) -> Awaiting | None:
    """The newest question that has neither been answered nor expired, for words and numbers.

    One that nobody asked for counts only once it has gone: what waits was seen by nobody.
    """
    found = await session.execute(
        select(Awaiting)
        .where(
            Awaiting.conversation_id == conversation_id,
            Awaiting.answered_at.is_(None),
            Awaiting.expires_at > now,
            Awaiting.subject.startswith(prefix, autoescape=True),
            or_(_copies(Delivery.state.in_(GONE)), ~_copies()),
        )
        .order_by(Awaiting.asked_at.desc(), Awaiting.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def arrive(session: AsyncSession, delivery: Delivery, *, now: dt.datetime) -> None:
    """What a delivery that went now asks is asked now, and can be answered as long from now on."""
    if delivery.kind not in NEVER_TWICE:
        return
    found = await session.execute(
        select(Awaiting)
        .join(Message, Message.conversation_id == Awaiting.conversation_id)
        .where(
            Message.id == delivery.message_id,
            Awaiting.message_id == delivery.message_id,
            Awaiting.answered_at.is_(None),
            Awaiting.asked_at < now,
        )
    )
    for question in found.scalars():
        question.expires_at += now - question.asked_at
        question.asked_at = now


async def subject_of(session: AsyncSession, conversation_id: int, message_id: int) -> str | None:
    """What a message asked, answered or not; None when it asked nothing."""
    found = await session.execute(
        select(Awaiting.subject)
        .where(Awaiting.conversation_id == conversation_id, Awaiting.message_id == message_id)
        .order_by(Awaiting.id)
        .limit(1)
    )
    return found.scalar_one_or_none()


async def was_asked(session: AsyncSession, conversation_id: int, subject: str) -> bool:
    """Whether a question was ever put in this conversation, answered or not."""
    found = await session.execute(
        select(Awaiting.id)
        .where(Awaiting.conversation_id == conversation_id, Awaiting.subject == subject)
        .limit(1)
    )
    return found.scalar_one_or_none() is not None


async def last_message(session: AsyncSession, conversation_id: int, subject: str) -> int | None:
    """The message that put this question last, answered or not."""
    found = await session.execute(
        select(Awaiting.message_id)
        .where(Awaiting.conversation_id == conversation_id, Awaiting.subject == subject)
        .order_by(Awaiting.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def forget(session: AsyncSession, conversation_id: int) -> None:
    """Forget every question put in a conversation: whoever writes next was asked nothing."""
    await session.execute(delete(Awaiting).where(Awaiting.conversation_id == conversation_id))


async def close(
    session: AsyncSession, conversation_id: int, subject: str, *, now: dt.datetime
) -> bool:
    """Mark a question as answered; True when it was open."""
    found = await session.execute(
        update(Awaiting)
        .where(
            Awaiting.conversation_id == conversation_id,
            Awaiting.subject == subject,
            Awaiting.answered_at.is_(None),
        )
        .values(answered_at=now)
        .returning(Awaiting.id)
    )
    return found.first() is not None


async def close_all(
    session: AsyncSession, conversation_id: int, prefix: str, *, now: dt.datetime
) -> None:
    """Mark every open question as answered whose subject begins like this."""
    await session.execute(
        update(Awaiting)
        .where(
            Awaiting.conversation_id == conversation_id,
            Awaiting.subject.startswith(prefix, autoescape=True),
            Awaiting.answered_at.is_(None),
        )
        .values(answered_at=now)
    )


def _copies(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """There is a copy of the question for its conversation's address that nobody asked for."""
    return exists().where(
        Delivery.message_id == Awaiting.message_id,
        Delivery.kind.in_(NEVER_TWICE),
        Conversation.id == Awaiting.conversation_id,
        Delivery.address_id == Conversation.address_id,
        *conditions,
    )

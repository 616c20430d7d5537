"""Which question an answer answers: the newest open one wins."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Awaiting


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
    """The newest question that has neither been answered nor expired."""
    found = await session.execute(
        select(Awaiting)
        .where(
            Awaiting.conversation_id == conversation_id,
            Awaiting.answered_at.is_(None),
            Awaiting.expires_at > now,
            Awaiting.subject.startswith(prefix, autoescape=True),
        )
        .order_by(Awaiting.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


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

"""What people thought of answers, and questions that nothing answered."""

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import FaqGap, Feedback


async def record(
    session: AsyncSession, message_id: int, entry_id: str, *, helped: bool, now: dt.datetime
) -> bool:
    """Keep a verdict on one answer; True when it is the first press or a changed mind."""
    row = await upsert.insert_new(
        session, Feedback, message_id=message_id, entry_id=entry_id, helped=helped, at=now
    )
    if row is not None:
        return True
    found = await session.execute(
        update(Feedback)
        .where(Feedback.message_id == message_id, Feedback.helped != helped)
        .values(helped=helped, at=now)
        .returning(Feedback.id)
    )
    return found.scalar_one_or_none() is not None


async def of_message(session: AsyncSession, message_id: int) -> bool | None:
    """Whether an answer helped, as the person said; None when they said nothing."""
    found = await session.execute(select(Feedback.helped).where(Feedback.message_id == message_id))
    return found.scalar_one_or_none()


async def add_gap(
    session: AsyncSession,
    conversation_id: int,
    text: str,
    language: str | None,
    *,
    now: dt.datetime,
) -> None:
    """Remember a question that nothing answered."""
    session.add(FaqGap(conversation_id=conversation_id, text=text, language=language, at=now))

"""The entries that the last question of a conversation may ask for, kept for colleagues."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import FaqSuggestion


async def put(
    session: AsyncSession,
    conversation_id: int,
    message_id: int | None,
    ranked: Sequence[tuple[str, float]],
    *,
    now: dt.datetime,
) -> None:
    """Keep a ranking in place of the one before; the conversation is locked."""
    row = await find(session, conversation_id)
    if row is None:
        row = FaqSuggestion(conversation_id=conversation_id)
        session.add(row)
    row.message_id, row.at = message_id, now
    row.ranked = [list(pair) for pair in ranked]
    await session.flush()


async def find(session: AsyncSession, conversation_id: int) -> FaqSuggestion | None:
    found = await session.execute(
        select(FaqSuggestion).where(FaqSuggestion.conversation_id == conversation_id)
    )
    return found.scalar_one_or_none()

"""Staff topics: which forum thread mirrors which conversation."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import Address, StaffTopic


async def of_conversation(session: AsyncSession, conversation_id: int) -> StaffTopic | None:
    found = await session.execute(
        select(StaffTopic).where(StaffTopic.conversation_id == conversation_id)
    )
    return found.scalar_one_or_none()


async def ensure(
    session: AsyncSession, conversation_id: int, group: Address, *, now: dt.datetime
) -> StaffTopic:
    """The topic of a conversation; its thread is made when the first post is sent."""
    await upsert.insert_new(
        session, StaffTopic, conversation_id=conversation_id, address_id=group.id, created_at=now
    )
    topic = await of_conversation(session, conversation_id)
    if topic is None:
        raise LookupError(f"topic of conversation {conversation_id}")
    return topic


async def by_thread(session: AsyncSession, group: Address, thread_id: int) -> StaffTopic | None:
    found = await session.execute(
        select(StaffTopic).where(
            StaffTopic.address_id == group.id, StaffTopic.thread_id == thread_id
        )
    )
    return found.scalar_one_or_none()

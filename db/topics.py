"""Staff topics: which forum thread mirrors which conversation."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import Address, FormerThread, StaffTopic


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
    """The topic that a thread is, or was before it was made anew."""
    found = await session.execute(
        select(StaffTopic).where(
            StaffTopic.address_id == group.id, StaffTopic.thread_id == thread_id
        )
    )
    return found.scalar_one_or_none() or await _by_former_thread(session, group, thread_id)


async def lose_thread(session: AsyncSession, topic: StaffTopic, *, now: dt.datetime) -> None:
    """Forget where a topic is, so that the next post makes it anew; its thread is remembered."""
    if topic.thread_id is None:
        return
    await upsert.insert_new(
        session,
        FormerThread,
        topic_id=topic.id,
        address_id=topic.address_id,
        thread_id=topic.thread_id,
        lost_at=now,
    )
    topic.thread_id = None


async def _by_former_thread(
    session: AsyncSession, group: Address, thread_id: int
) -> StaffTopic | None:
    found = await session.execute(
        select(StaffTopic)
        .join(FormerThread, FormerThread.topic_id == StaffTopic.id)
        .where(FormerThread.address_id == group.id, FormerThread.thread_id == thread_id)
    )
    return found.scalar_one_or_none()

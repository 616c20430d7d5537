"""Messages in a second language, and whether a conversation may leave the house at all."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Address, Case, Contact, Conversation, MessageTranslation


async def put(
    session: AsyncSession,
    message_id: int,
    language: str,
    text: str,
    *,
    staff_id: int,
    engine: str | None,
    now: dt.datetime,
    is_original: bool = False,
) -> None:
    """Keep a version in place of the one before; the conversation is locked."""
    found = await session.execute(
        select(MessageTranslation).where(
            MessageTranslation.message_id == message_id, MessageTranslation.language == language
        )
    )
    row = found.scalar_one_or_none()
    if row is None:
        row = MessageTranslation(message_id=message_id, language=language)
        session.add(row)
    row.text, row.staff_id, row.engine = text, staff_id, engine
    row.is_original, row.at = is_original, now
    await session.flush()


async def of_messages(
    session: AsyncSession, message_ids: Sequence[int], language: str
) -> dict[int, MessageTranslation]:
    """By message: the version in this language, else the newest one in any."""
    found = await session.execute(
        select(MessageTranslation)
        .where(MessageTranslation.message_id.in_(message_ids))
        .order_by((MessageTranslation.language == language), MessageTranslation.id)
    )
    return {row.message_id: row for row in found.scalars()}


async def is_secret(session: AsyncSession, conversation_id: int, *, families: bool) -> bool:
    """Something confidential was said here, or others may read the phone, or it is a family's."""
    reasons = [Case.confidential, Case.independent, Address.unsafe_at.is_not(None)]
    if families:
        reasons += [Address.household_id.is_not(None), Contact.household_id.is_not(None)]
    found = await session.execute(
        select(Conversation.id)
        .join(Address, Address.id == Conversation.address_id)
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .outerjoin(Case, Case.conversation_id == Conversation.id)
        .where(and_(Conversation.id == conversation_id, or_(*reasons)))
        .limit(1)
    )
    return found.scalar_one_or_none() is not None

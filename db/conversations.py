"""Conversations: one per address, locked while a turn is applied; what the desk lists."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import (
    Address,
    Case,
    CaseState,
    Contact,
    Control,
    Conversation,
    Delivery,
    Household,
    InternalNote,
    Message,
)


async def of_address(session: AsyncSession, address: Address, *, now: dt.datetime) -> Conversation:
    """The conversation of an address, made if needed, locked until the transaction ends."""
    await upsert.insert_new(
        session,
        Conversation,
        address_id=address.id,
        control=Control.BOT,
        epoch=0,
        last_seq=0,
        unsure_streak=0,
        language_chosen=False,
        created_at=now,
    )
    found = await session.execute(
        select(Conversation)
        .where(Conversation.address_id == address.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.scalar_one()


async def find(session: AsyncSession, address: Address) -> Conversation | None:
    """The conversation of an address, not locked: only to look."""
    found = await session.execute(select(Conversation).where(Conversation.address_id == address.id))
    return found.scalar_one_or_none()


async def locked(session: AsyncSession, conversation_id: int) -> Conversation | None:
    found = await session.execute(
        select(Conversation)
        .where(Conversation.id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


async def lock_behind(session: AsyncSession, delivery_id: int) -> None:
    """Lock the conversation of a delivery before the delivery, in the order of whoever writes."""
    await session.execute(
        select(Conversation.id)
        .join(Message, Message.conversation_id == Conversation.id)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(Delivery.id == delivery_id)
        .with_for_update(of=Conversation)
    )


async def take(
    session: AsyncSession, conversation_id: int, staff_id: int, *, epoch: int
) -> Conversation | None:
    """One UPDATE with the epoch decides who takes over; None when somebody was quicker."""
    found = await session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.epoch == epoch,
            Conversation.control != Control.HUMAN,
        )
        .values(control=Control.HUMAN, assignee_id=staff_id, epoch=Conversation.epoch + 1)
        .returning(Conversation)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return found.scalar_one_or_none()


async def listing(
    session: AsyncSession, *conditions: Any, limit: int = 200
) -> Sequence[tuple[Conversation, Address, Case | None, Contact | None, Household | None]]:
    """Conversations with whom they are with and their unclosed case, most urgent first."""
    found = await session.execute(
        select(Conversation, Address, Case, Contact, Household)
        .join(Address, Address.id == Conversation.address_id)
        .outerjoin(
            Case, (Case.conversation_id == Conversation.id) & (Case.state != CaseState.CLOSED)
        )
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .outerjoin(Household, Household.id == Address.household_id)
        .where(*conditions)
        .order_by(
            Case.priority_rank.is_(None),
            Case.priority_rank,
            Case.opened_at,
            Conversation.last_message_at.desc(),
        )
        .limit(limit)
    )
    return [(one, address, case, who, home) for one, address, case, who, home in found]


async def add_note(
    session: AsyncSession,
    conversation: Conversation,
    author_id: int,
    text: str,
    *,
    now: dt.datetime,
) -> InternalNote:
    note = InternalNote(
        conversation_id=conversation.id,
        author_id=author_id,
        text=text,
        after_seq=conversation.last_seq,
        at=now,
    )
    session.add(note)
    await session.flush()
    return note


async def notes(session: AsyncSession, conversation_id: int) -> Sequence[InternalNote]:
    found = await session.execute(
        select(InternalNote)
        .where(InternalNote.conversation_id == conversation_id)
        .order_by(InternalNote.id)
    )
    return found.scalars().all()

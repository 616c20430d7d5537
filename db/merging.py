"""What hangs on a contact, moved to another one."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import checklists, exchange, gatherings, replies, wishes
from db.models import Address, Appointment, Consent, Contact, Conversation, InviteCode, Message


async def lock(session: AsyncSession, contact_ids: Sequence[int]) -> dict[int, Contact]:
    """Contacts by id, locked together with the conversations of their phones.

    Conversations come first, as for whoever writes; everything in order of ids, so that two
    colleagues who merge at once take turns.
    """
    await session.execute(
        select(Conversation.id)
        .join(Address, Address.id == Conversation.address_id)
        .where(Address.contact_id.in_(contact_ids))
        .order_by(Conversation.id)
        .with_for_update(of=Conversation)
    )
    found = await session.execute(
        select(Contact)
        .where(Contact.id.in_(contact_ids))
        .order_by(Contact.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {contact.id: contact for contact in found.scalars()}


async def move(session: AsyncSession, gone: Contact, keep: Contact) -> None:
    """Phones with their conversations, words, consents, wishes, unused invitations change hands."""
    await wishes.move(session, gone, keep)
    for table in (Address, Consent, InviteCode):
        await session.execute(
            update(table).where(table.contact_id == gone.id).values(contact_id=keep.id)
        )
    await session.execute(
        update(Message).where(Message.speaker_id == gone.id).values(speaker_id=keep.id)
    )
    await gatherings.move(session, gone.id, keep.id)
    await checklists.hand_over(session, gone.id, keep.id)
    await exchange.hand_over(session, gone.id, keep.id)
    for column in (Appointment.companion_id, Appointment.created_by_contact_id):
        await session.execute(
            update(Appointment).where(column == gone.id).values({column: keep.id})
        )
    await replies.move_contact(session, gone.id, keep.id)
    # somebody merged into this one earlier is the same person still
    await session.execute(
        update(Contact).where(Contact.merged_into_id == gone.id).values(merged_into_id=keep.id)
    )


async def move_speaker(session: AsyncSession, gone: Contact, keep: Contact) -> None:
    """Who is believed to write from shared phones of the family that both belong to."""
    await session.execute(
        update(Address).where(Address.speaker_id == gone.id).values(speaker_id=keep.id)
    )


async def conversation_ids(session: AsyncSession, contact_ids: Sequence[int]) -> set[int]:
    """The conversations of people's phones, of those that were detached too."""
    found = await session.execute(
        select(Conversation.id)
        .join(Address, Address.id == Conversation.address_id)
        .where(Address.contact_id.in_(contact_ids))
    )
    return set(found.scalars())


async def counts(session: AsyncSession, contact_id: int) -> tuple[int, dt.datetime | None]:
    """How many conversations a person's phones have, and when something was last said there."""
    found = await session.execute(
        select(Conversation.last_message_at)
        .join(Address, Address.id == Conversation.address_id)
        .where(Address.contact_id == contact_id)
    )
    moments = found.scalars().all()
    return len(moments), max((at for at in moments if at), default=None)

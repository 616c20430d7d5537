"""What the desk's page of one conversation shows. Reading only; `db.desk` decides who may look."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Address,
    Alert,
    Attachment,
    AuditEvent,
    Case,
    CaseLabel,
    CaseRating,
    Contact,
    Conversation,
    Delivery,
    DeliveryKind,
    Direction,
    Handoff,
    InternalNote,
    Message,
    MessageTranslation,
    OccurrenceReply,
    PhoneCall,
    StaffMember,
)


async def earlier(
    session: AsyncSession, conversation_id: int, *, before: int | None, limit: int
) -> Sequence[Message]:
    """What was said before a sequence number (None: the end), oldest first; no staff posts."""
    statement = select(Message).where(
        Message.conversation_id == conversation_id, Message.direction != Direction.STAFF
    )
    if before is not None:
        statement = statement.where(Message.seq < before)
    found = await session.execute(statement.order_by(Message.seq.desc()).limit(limit))
    return found.scalars().all()[::-1]


async def by_ids(session: AsyncSession, ids: Sequence[int]) -> dict[int, Message]:
    """Messages by id: what others answer to."""
    found = await session.execute(select(Message).where(Message.id.in_(ids)))
    return {message.id: message for message in found.scalars()}


async def names(session: AsyncSession, ids: Sequence[int]) -> dict[int, str]:
    """Names of colleagues by id, of those who left as well."""
    found = await session.execute(select(StaffMember).where(StaffMember.id.in_(ids)))
    return {member.id: member.name for member in found.scalars()}


async def fingerprint(session: AsyncSession, conversation_id: int) -> tuple[Any, ...]:
    """Changes whenever something about a conversation does that its page shows."""
    mine = select(Message.id).where(Message.conversation_id == conversation_id)
    marks = select(
        select(func.max(InternalNote.id))
        .where(InternalNote.conversation_id == conversation_id)
        .scalar_subquery(),
        select(func.max(Message.edited_at))
        .where(Message.conversation_id == conversation_id)
        .scalar_subquery(),
        select(func.count(Attachment.id))
        .where(Attachment.message_id.in_(mine), Attachment.storage_key.is_not(None))
        .scalar_subquery(),
        select(func.max(MessageTranslation.at))
        .where(MessageTranslation.message_id.in_(mine))
        .scalar_subquery(),
        select(func.max(OccurrenceReply.at))
        .join(Conversation, Conversation.address_id == OccurrenceReply.address_id)
        .where(Conversation.id == conversation_id)
        .scalar_subquery(),
        select(func.max(CaseRating.answered_at))
        .join(Case, Case.id == CaseRating.case_id)
        .where(Case.conversation_id == conversation_id)
        .scalar_subquery(),
        *_alerted(conversation_id),
        select(func.max(PhoneCall.settled_at))
        .where(PhoneCall.conversation_id == conversation_id)
        .scalar_subquery(),
    )
    thread = (
        select(
            Conversation.control,
            Conversation.epoch,
            Conversation.assignee_id,
            Conversation.last_seq,
            Address.unsafe_at,
        )
        .join(Address, Address.id == Conversation.address_id)
        .where(Conversation.id == conversation_id)
    )
    case_now = (
        select(
            Case.id,
            Case.state,
            Case.reason,
            Case.priority,
            Case.snoozed_until,
            Case.wanted_language,
            select(func.sum(CaseLabel.label_id))
            .where(CaseLabel.case_id == Case.id)
            .scalar_subquery(),
            select(func.max(Handoff.id)).where(Handoff.case_id == Case.id).scalar_subquery(),
            select(func.max(Handoff.claimed_at))
            .where(Handoff.case_id == Case.id)
            .scalar_subquery(),
        )
        .where(Case.conversation_id == conversation_id)
        .order_by(Case.id.desc())
        .limit(1)
    )
    sent = (
        select(Delivery.id, Delivery.state, Delivery.reason, Delivery.receipt)
        .where(Delivery.message_id.in_(mine), Delivery.kind != DeliveryKind.STAFF)
        .order_by(Delivery.id.desc())
        .limit(100)
    )
    found: list[Any] = []
    for statement in (marks, thread, case_now, sent):
        found += [tuple(row) for row in await session.execute(statement)]
    return tuple(found)


def _alerted(conversation_id: int) -> tuple[Any, ...]:
    """Who was told, and what became of it."""
    told = (
        select(func.count(Alert.id))
        .join(Handoff, Handoff.id == Alert.handoff_id)
        .join(Case, Case.id == Handoff.case_id)
        .where(Case.conversation_id == conversation_id)
    )
    settled = told.with_only_columns(func.max(Alert.settled_at))
    return told.scalar_subquery(), settled.scalar_subquery()


async def file_of(session: AsyncSession, attachment_id: int) -> tuple[Attachment, int] | None:
    """A file and the id of its conversation."""
    found = await session.execute(
        select(Attachment, Message.conversation_id)
        .join(Message, Message.id == Attachment.message_id)
        .where(Attachment.id == attachment_id, Message.direction != Direction.STAFF)
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def has_viewed(
    session: AsyncSession, staff_id: int, conversation_id: int, *, since: dt.datetime
) -> bool:
    """A colleague's look at a conversation was written down since then."""
    found = await session.execute(
        select(AuditEvent.id)
        .where(
            AuditEvent.staff_id == staff_id,
            AuditEvent.action == "view",
            AuditEvent.subject_kind == "conversation",
            AuditEvent.subject_id == conversation_id,
            AuditEvent.at > since,
        )
        .limit(1)
    )
    return found.scalar_one_or_none() is not None


async def speakers(session: AsyncSession, ids: Sequence[int]) -> dict[int, str]:
    """Names of the people who spoke, by id: a shared phone has several."""
    found = await session.execute(select(Contact).where(Contact.id.in_(ids)))
    return {contact.id: contact.name for contact in found.scalars()}

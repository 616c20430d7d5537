"""Conversations in hands that do nothing, and when a colleague was last seen."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    AuditEvent,
    Author,
    CallState,
    Case,
    CaseState,
    Control,
    Conversation,
    DeskSession,
    Direction,
    Handoff,
    Message,
    PhoneCall,
    StaffMember,
)


async def idle(
    session: AsyncSession, *, before: dt.datetime, without: Collection[int] = ()
) -> Sequence[int]:
    """Ids of conversations, except some, whose owner left, did not take up, or has not answered.

    Only a first look, without a lock: words that need no answer are counted, too.
    """
    untaken = and_(
        Handoff.claimed_at.is_(None),
        Handoff.offered_to.is_not(None),
        Handoff.requested_at <= before,
    )
    unanswered = and_(Handoff.claimed_at <= before, heard_before(before))
    found = await session.execute(
        select(Conversation.id)
        .join(StaffMember, StaffMember.id == Conversation.assignee_id)
        .join(Case, and_(Case.conversation_id == Conversation.id, Case.state == CaseState.OPEN))
        .join(Handoff, and_(Handoff.case_id == Case.id, Handoff.released_at.is_(None)))
        .where(
            Conversation.control == Control.HUMAN,
            Conversation.id.not_in(without),
            or_(StaffMember.left_at.is_not(None), untaken, unanswered),
        )
        .order_by(Conversation.id)
    )
    return list(dict.fromkeys(found.scalars()))


async def unanswered(session: AsyncSession, conversation_id: int) -> Sequence[Message]:
    """What the person has said since a colleague last wrote or called, oldest first."""
    found = await session.execute(
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.direction == Direction.IN,
            _is_unanswered(Message, conversation_id),
        )
        .order_by(Message.seq)
    )
    return found.scalars().all()


async def spoke_since(session: AsyncSession, conversation_id: int, at: dt.datetime) -> bool:
    """Whether a colleague has said something to the person after this."""
    said = exists().where(
        Message.conversation_id == conversation_id,
        Message.direction == Direction.OUT,
        Message.author == Author.STAFF,
        Message.at > at,
    )
    return bool((await session.execute(select(said))).scalar_one())


async def last_seen(session: AsyncSession, staff_id: int) -> dt.datetime | None:
    """When a colleague last did something, at the desk or in a topic; None: never."""
    latest = (
        select(func.max(DeskSession.seen_at)).where(
            DeskSession.staff_id == staff_id, DeskSession.revoked_at.is_(None)
        ),
        select(func.max(AuditEvent.at)).where(AuditEvent.staff_id == staff_id),
        select(func.max(Message.at)).where(Message.staff_id == staff_id),
    )
    found = [(await session.execute(one)).scalar_one() for one in latest]
    return max((at for at in found if at is not None), default=None)


def heard_before(before: dt.datetime) -> ColumnElement[bool]:
    """The person said something by then that nobody has answered since."""
    said = aliased(Message)
    return exists().where(
        said.conversation_id == Conversation.id,
        said.direction == Direction.IN,
        said.at <= before,
        _is_unanswered(said, Conversation.id),
    )


def _is_unanswered(said: type[Message], conversation_id: Any) -> ColumnElement[bool]:
    """No colleague has written since, nor talked to the person by telephone."""
    talked = exists().where(
        PhoneCall.conversation_id == conversation_id,
        PhoneCall.state == CallState.DONE,
        PhoneCall.settled_at >= said.at,
    )
    return and_(said.seq > _last_reply(conversation_id), ~talked)


def _last_reply(conversation_id: Any) -> ColumnElement[int]:
    """The sequence number of a colleague's last words; 0 when there are none."""
    reply = aliased(Message)
    last = select(func.max(reply.seq)).where(
        reply.conversation_id == conversation_id,
        reply.direction == Direction.OUT,
        reply.author == Author.STAFF,
    )
    return func.coalesce(last.scalar_subquery(), 0)

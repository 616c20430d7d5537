"""Reading the trail of who looked at or did what. It is written by `staff.audit`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Address,
    Attachment,
    AuditEvent,
    Contact,
    Conversation,
    Household,
    Message,
    Occurrence,
    StaffMember,
    WelcomeGroup,
)

#: What has a name by which people know it, by the kind that events carry.
NAMED: dict[str, Any] = {
    "staff": StaffMember,
    "household": Household,
    "contact": Contact,
    "group": WelcomeGroup,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events are asked for; None: all."""

    #: done by this colleague
    staff_id: int | None = None
    #: of this kind
    action: str | None = None
    #: about this conversation, its files and its phone
    conversation_id: int | None = None
    #: about this family: its people, phones, conversations and check-ins
    household_id: int | None = None
    #: older than this event
    before: int | None = None


async def events(session: AsyncSession, asked: Filter, *, limit: int) -> Sequence[AuditEvent]:
    """Events that fit, newest first."""
    found = await session.execute(
        select(AuditEvent).where(*_conditions(asked)).order_by(AuditEvent.id.desc()).limit(limit)
    )
    return found.scalars().all()


async def actions(session: AsyncSession) -> Sequence[str]:
    """Every kind of deed that was ever written down."""
    found = await session.execute(select(AuditEvent.action).distinct().order_by(AuditEvent.action))
    return found.scalars().all()


async def names(session: AsyncSession, found: Sequence[AuditEvent]) -> dict[tuple[str, int], str]:
    """The names of what events are about, by (kind, id), as far as it has one."""
    known: dict[tuple[str, int], str] = {}
    for kind, model in NAMED.items():
        ids = [one.subject_id for one in found if one.subject_kind == kind]
        if ids:
            rows = await session.execute(select(model).where(model.id.in_(ids)))
            known.update({(kind, row.id): row.name for row in rows.scalars()})
    threads = [one.subject_id for one in found if one.subject_kind == "conversation"]
    if threads:
        known.update(await _talkers(session, threads))
    return known


async def _talkers(session: AsyncSession, ids: Sequence[int]) -> dict[tuple[str, int], str]:
    """With whom conversations are; strangers have no name."""
    found = await session.execute(
        select(Conversation.id, Contact, Household)
        .join(Address, Address.id == Conversation.address_id)
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .outerjoin(Household, Household.id == Address.household_id)
        .where(Conversation.id.in_(ids))
    )
    owners = {number: contact or home for number, contact, home in found}
    return {("conversation", number): one.name for number, one in owners.items() if one}


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = []
    if asked.staff_id is not None:
        limits.append(AuditEvent.staff_id == asked.staff_id)
    if asked.action is not None:
        limits.append(AuditEvent.action == asked.action)
    if asked.conversation_id is not None:
        thread = select(Conversation.id).where(Conversation.id == asked.conversation_id)
        limits.append(or_(*_about(thread)))
    if asked.household_id is not None:
        limits.append(or_(*_of_family(asked.household_id)))
    if asked.before is not None:
        limits.append(AuditEvent.id < asked.before)
    return limits


def _of_family(household_id: int) -> list[ColumnElement[bool]]:
    people = select(Contact.id).where(Contact.household_id == household_id)
    threads = (
        select(Conversation.id)
        .join(Address, Address.id == Conversation.address_id)
        .where(or_(Address.household_id == household_id, Address.contact_id.in_(people)))
    )
    checkins = select(Occurrence.id).where(Occurrence.household_id == household_id)
    home = and_(AuditEvent.subject_kind == "household", AuditEvent.subject_id == household_id)
    return [*_about(threads), home, _one_of("contact", people), _one_of("occurrence", checkins)]


def _about(threads: Select[Any]) -> list[ColumnElement[bool]]:
    files = (
        select(Attachment.id)
        .join(Message, Message.id == Attachment.message_id)
        .where(Message.conversation_id.in_(threads))
    )
    phones = select(Conversation.address_id).where(Conversation.id.in_(threads))
    return [
        _one_of("conversation", threads),
        _one_of("attachment", files),
        _one_of("address", phones),
    ]


def _one_of(kind: str, ids: Select[Any]) -> ColumnElement[bool]:
    return and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids))

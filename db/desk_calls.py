"""Agreed calls as the desk lists them, within the scope of who looks. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import desk
from db.calls import SHOWN
from db.models import (
    Address,
    AuditEvent,
    CallState,
    Case,
    Contact,
    Conversation,
    Household,
    PhoneCall,
    Role,
    StaffMember,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A call as a list shows it."""

    call: PhoneCall
    conversation: Conversation
    address: Address
    #: the case that it opened or belongs to
    case: Case | None
    #: None for a stranger and for a shared phone
    contact: Contact | None
    household: Household | None
    #: who is planned to call
    colleague: StaffMember
    #: who marked it
    settled_by: StaffMember | None


async def between(
    session: AsyncSession, member: StaffMember, since: dt.datetime, until: dt.datetime
) -> Sequence[CallLine]:
    """Calls that begin between two instants, in order."""
    found = await session.execute(
        _lines(member)
        .where(
            PhoneCall.starts_at >= since,
            PhoneCall.starts_at < until,
            PhoneCall.state.in_(SHOWN),
        )
        .order_by(PhoneCall.starts_at, PhoneCall.line, PhoneCall.id)
    )
    return [_line(row) for row in found]


async def own(
    session: AsyncSession, member: StaffMember, since: dt.datetime, until: dt.datetime
) -> int:
    """How many calls a colleague has still to make between two instants."""
    found = await session.execute(
        select(func.count(PhoneCall.id)).where(
            PhoneCall.staff_id == member.id,
            PhoneCall.state == CallState.BOOKED,
            PhoneCall.starts_at >= since,
            PhoneCall.starts_at < until,
        )
    )
    return found.scalar_one()


async def overdue(
    session: AsyncSession, member: StaffMember, before: dt.datetime, *, limit: int = 50
) -> Sequence[CallLine]:
    """Calls before an instant that nobody has marked, the oldest first."""
    found = await session.execute(
        _lines(member)
        .where(PhoneCall.starts_at < before, PhoneCall.state == CallState.BOOKED)
        .order_by(PhoneCall.starts_at, PhoneCall.id)
        .limit(limit)
    )
    return [_line(row) for row in found]


async def find(session: AsyncSession, member: StaffMember, call_id: int) -> CallLine | None:
    """One call within a colleague's scope."""
    found = await session.execute(_lines(member).where(PhoneCall.id == call_id))
    row = found.one_or_none()
    return None if row is None else _line(row)


async def viewed(
    session: AsyncSession, staff_id: int, call_ids: Sequence[int], *, since: dt.datetime
) -> set[int]:
    """Of which calls a colleague's look was written down since then."""
    found = await session.execute(
        select(AuditEvent.subject_id).where(
            AuditEvent.staff_id == staff_id,
            AuditEvent.action == "view",
            AuditEvent.subject_kind == "phone_call",
            AuditEvent.subject_id.in_(call_ids),
            AuditEvent.at > since,
        )
    )
    return set(found.scalars())


def _lines(member: StaffMember) -> Select[Any]:
    colleague, settler = aliased(StaffMember), aliased(StaffMember)
    columns: list[Any] = [PhoneCall, Conversation, Address, Case, Contact, Household]
    home = func.coalesce(Address.household_id, Contact.household_id)
    return (
        select(*columns, colleague, settler)
        .join(Conversation, Conversation.id == PhoneCall.conversation_id)
        .join(Address, Address.id == Conversation.address_id)
        .join(colleague, colleague.id == PhoneCall.staff_id)
        .outerjoin(settler, settler.id == PhoneCall.settled_by)
        .outerjoin(Case, Case.id == PhoneCall.case_id)
        .outerjoin(Contact, and_(Contact.id == Address.contact_id, Contact.left_at.is_(None)))
        .outerjoin(Household, Household.id == home)
        .where(*_scope(member))
    )


def _scope(member: StaffMember) -> list[ColumnElement[bool]]:
    """A worker sees own calls and those in their languages; the rest is as in `desk.scope`."""
    limits: list[ColumnElement[bool]] = []
    if not (member.handles_complaints or member.role == Role.ADMIN):
        kept = aliased(Case)
        limits.append(
            ~exists().where(
                kept.conversation_id == PhoneCall.conversation_id, kept.independent.is_(True)
            )
        )
    if not desk.sees_all(member):
        variants = [
            PhoneCall.language.startswith(f"{code}_", autoescape=True) for code in member.languages
        ]
        limits.append(
            or_(
                PhoneCall.staff_id == member.id,
                Conversation.assignee_id == member.id,
                PhoneCall.language.in_(member.languages),
                *variants,
            )
        )
    return limits


def _line(row: Any) -> CallLine:
    call, conversation, address, case, contact, household, colleague, settler = row
    return CallLine(
        call=call,
        conversation=conversation,
        address=address,
        case=case,
        contact=contact,
        household=household,
        colleague=colleague,
        settled_by=settler,
    )

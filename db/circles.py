"""Groups and families as a list counts them, and what waits for a phone. Reading only."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import desk
from db.models import (
    Address,
    Awaiting,
    Case,
    CaseState,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    InviteCode,
    StaffMember,
)

#: A group ("group", id) or a family ("household", id).
Home = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many there are in a group or a family."""

    people: int = 0
    #: people and shared phones that we can write to
    phones: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What stops when a phone is detached."""

    #: messages on their way or held
    deliveries: int
    #: questions that a button would still answer
    questions: int
    #: invitations of its owner that nobody has used
    invitations: int
    #: the colleague in charge of the conversation, for who may open it
    colleague: str | None
    #: an open case stays open for staff; said to who may open it
    has_case: bool


async def sizes(session: AsyncSession) -> dict[Home, Size]:
    """Counts by home; no name is decrypted for them."""
    people: Counter[Home] = Counter()
    home_of: dict[int, Home] = {}
    rows = await session.execute(
        select(Contact.id, Contact.welcome_group_id, Contact.household_id).where(
            Contact.left_at.is_(None)
        )
    )
    for contact_id, group_id, household_id in rows:
        home = ("group", group_id) if group_id is not None else ("household", household_id or 0)
        home_of[contact_id] = home
        people[home] += 1
    phones: Counter[Home] = Counter()
    reached = await session.execute(
        select(Address.contact_id, Address.household_id).where(
            Address.detached_at.is_(None),
            Address.reachable.is_(True),
            or_(Address.contact_id.is_not(None), Address.household_id.is_not(None)),
        )
    )
    for owner_id, shared_by in reached:
        shared = ("household", shared_by or 0)
        phones[shared if shared_by is not None else home_of.get(owner_id or 0, shared)] += 1
    return {home: Size(people=people[home], phones=phones[home]) for home in {*people, *phones}}


async def in_homes(
    session: AsyncSession,
    *,
    group_ids: Sequence[int] = (),
    household_ids: Sequence[int] = (),
) -> Sequence[Contact]:
    """Everybody of these homes who has not left, contact people first."""
    found = await session.execute(
        select(Contact)
        .where(
            Contact.left_at.is_(None),
            or_(
                Contact.welcome_group_id.in_(group_ids),
                Contact.household_id.in_(household_ids),
            ),
        )
        .order_by(Contact.is_contact_person.desc(), Contact.id)
    )
    return found.scalars().all()


async def pending(
    session: AsyncSession, member: StaffMember, address: Address, *, now: dt.datetime
) -> Pending:
    """What would stop now; of a conversation outside a colleague's scope only how much waits."""
    thread = (
        await session.execute(
            select(Conversation.id, StaffMember)
            .outerjoin(StaffMember, StaffMember.id == Conversation.assignee_id)
            .where(Conversation.address_id == address.id)
        )
    ).one_or_none()
    thread_id = thread[0] if thread else 0
    is_theirs = bool(await desk.within(session, member, [thread_id]))
    owner = (
        InviteCode.contact_id == address.contact_id
        if address.contact_id is not None
        else InviteCode.household_id == address.household_id
    )
    waiting = Delivery.state.in_((DeliveryState.QUEUED, DeliveryState.HELD))
    return Pending(
        deliveries=await _count(session, Delivery.id, Delivery.address_id == address.id, waiting),
        questions=await _count(
            session,
            Awaiting.id,
            Awaiting.conversation_id == thread_id,
            Awaiting.answered_at.is_(None),
            Awaiting.expires_at > now,
        ),
        invitations=await _count(
            session,
            InviteCode.id,
            owner,
            InviteCode.used_at.is_(None),
            InviteCode.expires_at > now,
        ),
        colleague=thread[1].name if is_theirs and thread and thread[1] else None,
        has_case=is_theirs
        and bool(
            await _count(
                session,
                Case.id,
                Case.conversation_id == thread_id,
                Case.state != CaseState.CLOSED,
            )
        ),
    )


async def _count(session: AsyncSession, what: object, *conditions: ColumnElement[bool]) -> int:
    found = await session.execute(select(func.count(what)).where(*conditions))  # type: ignore[arg-type]
    return found.scalar_one()

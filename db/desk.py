"""What the staff desk lists and shows, always within the scope of who looks. Reading only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    Address,
    Case,
    CaseState,
    Contact,
    Control,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
    Handoff,
    Household,
    Mention,
    Message,
    Priority,
    Role,
    Sponsorship,
    StaffMember,
    StaffTopic,
    WelcomeGroup,
)

#: Roles that see everything but what is kept from them on purpose.
SEES_ALL = (Role.COORDINATOR, Role.ADMIN)
#: Who stands behind an address: the person's own household, or the one that shares the phone.
_home = func.coalesce(Address.household_id, Contact.household_id)
#: The language of a conversation, as `handlers.context.usual_language` decides it.
_language = func.coalesce(
    case((Conversation.language_chosen, Conversation.language)),
    Contact.language,
    Household.language,
    Conversation.language,
    "en",
)
_newest = aliased(Sponsorship)
_group_id = func.coalesce(
    Contact.welcome_group_id,
    select(_newest.welcome_group_id)
    .where(_newest.household_id == _home, _newest.ended_on.is_(None))
    .order_by(_newest.id.desc())
    .limit(1)
    .correlate(Address, Contact)
    .scalar_subquery(),
)
_said, _last = aliased(Message), aliased(Message)
_last_seq = (
    select(func.max(_said.seq))
    .where(_said.conversation_id == Conversation.id, _said.direction == Direction.IN)
    .correlate(Conversation)
    .scalar_subquery()
)
_requested_at = (
    select(func.max(Handoff.requested_at))
    .where(Handoff.case_id == Case.id, Handoff.released_at.is_(None))
    .correlate(Case)
    .scalar_subquery()
)
_since = func.coalesce(_requested_at, Case.opened_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A conversation as a list shows it."""

    conversation: Conversation
    address: Address
    #: the unclosed case
    case: Case | None
    #: None for a stranger and for a shared phone
    contact: Contact | None
    #: the family, of the phone or of the person
    household: Household | None
    group: WelcomeGroup | None
    #: who is in charge
    assignee: StaffMember | None
    #: the last thing the person said
    last: Message | None
    #: the language in which to answer
    language: str
    #: since when somebody waits for a person
    since: dt.datetime | None


def sees_all(member: StaffMember) -> bool:
    """Coordinators and admins are not limited to their languages."""
    return member.role in SEES_ALL


def handles_complaints(member: StaffMember) -> bool:
    """What somebody independent must look at is kept from everybody else."""
    return member.handles_complaints or member.role == Role.ADMIN


def views(member: StaffMember) -> dict[str, ColumnElement[bool]]:
    """The lists of the inbox by name, in the order of their tabs."""
    unclosed = Case.id.is_not(None)
    return {
        "waiting": and_(Case.state == CaseState.OPEN, Conversation.control != Control.HUMAN),
        "mine": and_(Conversation.control == Control.HUMAN, Conversation.assignee_id == member.id),
        "open": or_(unclosed, Conversation.control == Control.HUMAN),
        "all": true(),
    }


async def counts(session: AsyncSession, member: StaffMember) -> dict[str, int]:
    """How many conversations each list holds for this colleague."""
    columns = [
        func.count(Conversation.id).filter(condition).label(name)
        for name, condition in views(member).items()
    ]
    row = (await session.execute(_threads(*columns).where(*scope(member)))).one()
    unseen = select(func.count(Mention.id)).where(
        Mention.staff_id == member.id, Mention.seen_at.is_(None)
    )
    return {**row._mapping, "mentions": (await session.execute(unseen)).scalar_one()}


async def lines(
    session: AsyncSession, member: StaffMember, view: str, *, limit: int, skip: int = 0
) -> Sequence[Line]:
    """One list of the inbox: the most urgent first, then whoever waits longest."""
    statement = _lines().where(views(member)[view], *scope(member))
    found = await session.execute(
        statement.order_by(
            Case.priority_rank.is_(None),
            Case.priority_rank,
            _since,
            Conversation.last_message_at.desc(),
            Conversation.id,
        )
        .limit(limit)
        .offset(skip)
    )
    return [_line(row) for row in found]


async def find_line(
    session: AsyncSession, member: StaffMember, conversation_id: int, *, taken_too: bool = False
) -> Line | None:
    """One conversation within a colleague's scope; `taken_too` also when another took it."""
    limits = scope(member, taken_too=taken_too)
    found = await session.execute(_lines().where(Conversation.id == conversation_id, *limits))
    row = found.one_or_none()
    return None if row is None else _line(row)


async def beside(session: AsyncSession, member: StaffMember, line: Line) -> Sequence[Line]:
    """The other conversations of the same person or household."""
    if line.household is not None:
        same = _home == line.household.id
    elif line.contact is not None:
        same = Address.contact_id == line.contact.id
    else:
        return []
    found = await session.execute(
        _lines()
        .where(same, Conversation.id != line.conversation.id, *scope(member))
        .order_by(Conversation.id)
    )
    return [_line(row) for row in found]


def scope(member: StaffMember, *, taken_too: bool = False) -> list[ColumnElement[bool]]:
    """Conditions that every query of the desk carries.

    A worker sees own conversations, those nobody has taken in their languages or urgent, and those
    in which a colleague named them, until that case is closed.
    What somebody independent must look at is kept from everybody else.
    """
    limits = [~exists().where(StaffTopic.address_id == Conversation.address_id)]
    if not handles_complaints(member):
        kept = aliased(Case)
        limits.append(
            ~exists().where(kept.conversation_id == Conversation.id, kept.independent.is_(True))
        )
    if not sees_all(member):
        # whoever reads a language reads its variants: fa_AF is Dari
        variants = [_language.startswith(f"{code}_", autoescape=True) for code in member.languages]
        wanted = Case.wanted_language.in_(member.languages)
        urgent = Case.priority == Priority.URGENT
        theirs = or_(_language.in_(member.languages), *variants, urgent, wanted)
        free = true() if taken_too else Conversation.control != Control.HUMAN
        own = Conversation.assignee_id == member.id
        limits.append(or_(own, and_(theirs, free), is_mentioned(member)))
    return limits


def is_mentioned(member: StaffMember) -> ColumnElement[bool]:
    """A colleague named this one in a note of the unclosed case."""
    return exists().where(Mention.case_id == Case.id, Mention.staff_id == member.id)


async def attention(
    session: AsyncSession, member: StaffMember, *, limit: int = 50
) -> Sequence[tuple[Delivery, Line]]:
    """Deliveries to people that went wrong and that nobody has sent again, newest first."""
    again = aliased(Delivery)
    found = await session.execute(
        _lines(Delivery)
        .join(Message, Message.conversation_id == Conversation.id)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(
            Delivery.state.in_((DeliveryState.UNCERTAIN, DeliveryState.FAILED)),
            Delivery.kind != DeliveryKind.STAFF,
            ~exists().where(again.resend_of == Delivery.id),
            *scope(member),
        )
        .order_by(Delivery.id.desc())
        .limit(limit)
    )
    return [(row[-1], _line(row[:-1])) for row in found]


def _threads(*columns: Any) -> Select[Any]:
    """Conversations joined to all that scope and lists need."""
    return (
        select(*columns)
        .select_from(Conversation)
        .join(Address, Address.id == Conversation.address_id)
        .outerjoin(Contact, and_(Contact.id == Address.contact_id, Contact.left_at.is_(None)))
        .outerjoin(Household, Household.id == _home)
        .outerjoin(
            Case, and_(Case.conversation_id == Conversation.id, Case.state != CaseState.CLOSED)
        )
    )


def _lines(*more: Any) -> Select[Any]:
    owner = aliased(StaffMember)
    return (
        _threads(
            Conversation,
            Address,
            Case,
            Contact,
            Household,
            WelcomeGroup,
            owner,
            _last,
            _language,
            _since,
            *more,
        )
        .outerjoin(WelcomeGroup, WelcomeGroup.id == _group_id)
        .outerjoin(owner, owner.id == Conversation.assignee_id)
        .outerjoin(_last, and_(_last.conversation_id == Conversation.id, _last.seq == _last_seq))
    )


def _line(row: Any) -> Line:
    thread, address, unclosed, contact, household, group, owner, last, language, since = row
    return Line(
        conversation=thread,
        address=address,
        case=unclosed,
        contact=contact,
        household=household,
        group=group,
        assignee=owner,
        last=last,
        language=language,
        since=since,
    )


async def within(
    session: AsyncSession, member: StaffMember, conversation_ids: Collection[int]
) -> set[int]:
    """Those of these conversations that a colleague may open now."""
    found = await session.execute(
        _threads(Conversation.id).where(Conversation.id.in_(conversation_ids), *scope(member))
    )
    return set(found.scalars())

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
    Alert,
    Case,
    CaseState,
    Contact,
    Control,
    Conversation,
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
#: The welcome group of a volunteer or of the family.
group_id = func.coalesce(
    Contact.welcome_group_id,
    select(_newest.welcome_group_id)
    .where(_newest.household_id == _home, _newest.ended_on.is_(None))
    .order_by(_newest.id.desc())
    .limit(1)
    .correlate(Address, Contact)
    .scalar_subquery(),
)
_last = aliased(Message)
_requested_at = (
    select(func.max(Handoff.requested_at))
    .where(Handoff.case_id == Case.id, Handoff.released_at.is_(None))
    .correlate(Case)
    .scalar_subquery()
)
_unmet_at = (
    select(func.max(Handoff.requested_at))
    .where(Handoff.case_id == Case.id, Handoff.released_at.is_(None), Handoff.claimed_at.is_(None))
    .correlate(Case)
    .scalar_subquery()
)
#: Since when the person waits for a word of staff: from the request, or from what nobody answered.
waits_since = func.coalesce(
    _unmet_at,
    case(
        (Conversation.unanswered_at > Case.opened_at, Conversation.unanswered_at),
        (Conversation.unanswered_at.is_not(None), Case.opened_at),
    ),
)
since = func.coalesce(_requested_at, Case.opened_at)


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
    #: since when a person is asked for
    since: dt.datetime | None
    #: since when the person waits for a word of staff; None when we spoke last
    waits_since: dt.datetime | None


def sees_all(member: StaffMember) -> bool:
    """Coordinators and admins are not limited to their languages."""
    return member.role in SEES_ALL


def handles_complaints(member: StaffMember) -> bool:
    """What somebody independent must look at is kept from everybody else."""
    return member.handles_complaints or member.role == Role.ADMIN


async def is_kept(session: AsyncSession, member: StaffMember, address_ids: Collection[int]) -> bool:
    """Somebody independent looks, or looked, at what one of these phones wrote: hands off."""
    if handles_complaints(member):
        return False
    found = await session.execute(
        select(Case.id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(Conversation.address_id.in_(address_ids), Case.independent.is_(True))
        .limit(1)
    )
    return found.first() is not None


async def of_ids(session: AsyncSession, ids: Sequence[int]) -> list[Line]:
    """Lines of conversations that were found within scope, in the order of the ids."""
    found = await session.execute(_lines().where(Conversation.id.in_(ids)))
    by_id = {row[0].id: _line(row) for row in found}
    return [by_id[one] for one in ids if one in by_id]


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


def in_language(code: str) -> ColumnElement[bool]:
    """Conversations in a language or a variant of it."""
    return or_(_language == code, _language.startswith(f"{code}_", autoescape=True))


def scope(member: StaffMember, *, taken_too: bool = False) -> list[ColumnElement[bool]]:
    """Conditions that every query of the desk carries.

    A worker sees own conversations, and those nobody has taken: in their languages, of families
    and groups that they are responsible for, of which they were told, or urgent; and those in which
    a colleague named them, until that case is closed. What somebody independent must look at is
    kept from everybody else.
    """
    # one look at the few groups of staff, not one for each conversation
    limits: list[ColumnElement[bool]] = [
        Conversation.address_id.not_in(select(StaffTopic.address_id))
    ]
    if not handles_complaints(member):
        kept = aliased(Case)
        limits.append(
            ~exists().where(kept.conversation_id == Conversation.id, kept.independent.is_(True))
        )
    if not sees_all(member):
        # whoever reads a language reads its variants: fa_AF is Dari
        variants = [_language.startswith(f"{code}_", autoescape=True) for code in member.languages]
        spoken = or_(_language.in_(member.languages), *variants)
        wanted = Case.wanted_language.in_(member.languages)
        urgent = Case.priority == Priority.URGENT
        theirs = or_(spoken, urgent, wanted, _is_told(member), *_responsible(member))
        free = true() if taken_too else Conversation.control != Control.HUMAN
        own = Conversation.assignee_id == member.id
        limits.append(or_(own, and_(theirs, free), is_mentioned(member)))
    return limits


def spoken(member: StaffMember) -> Select[Any]:
    """Conversations within scope: `id` and the `language` in which to answer."""
    return threads(Conversation.id, _language.label("language")).where(*scope(member))


def _responsible(member: StaffMember) -> list[ColumnElement[bool]]:
    """The conversation is with a family that this colleague stands beside, or with its group."""
    link = aliased(Sponsorship)
    own = (link.staff_id == member.id, link.ended_on.is_(None))
    return [
        _home.in_(select(link.household_id).where(*own)),
        Contact.welcome_group_id.in_(select(link.welcome_group_id).where(*own)),
    ]


def _is_told(member: StaffMember) -> ColumnElement[bool]:
    """An alert about the unclosed case went to this colleague: its link must open."""
    return exists().where(
        Handoff.case_id == Case.id, Alert.handoff_id == Handoff.id, Alert.staff_id == member.id
    )


def is_mentioned(member: StaffMember) -> ColumnElement[bool]:
    """A colleague named this one in a note of the unclosed case."""
    return exists().where(Mention.case_id == Case.id, Mention.staff_id == member.id)


def threads(*columns: Any) -> Select[Any]:
    """Conversations joined to all that scope, filters and lists need."""
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
        threads(
            Conversation,
            Address,
            Case,
            Contact,
            Household,
            WelcomeGroup,
            owner,
            _last,
            _language,
            since,
            waits_since,
            *more,
        )
        .outerjoin(WelcomeGroup, WelcomeGroup.id == group_id)
        .outerjoin(owner, owner.id == Conversation.assignee_id)
        .outerjoin(
            _last,
            and_(
                _last.conversation_id == Conversation.id,
                _last.seq == Conversation.last_inbound_seq,
            ),
        )
    )


def _line(row: Any) -> Line:
    thread, address, unclosed, contact, household, group, owner, last, language, *times = row
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
        since=times[0],
        waits_since=times[1],
    )


async def within(
    session: AsyncSession, member: StaffMember, conversation_ids: Collection[int]
) -> set[int]:
    """Those of these conversations that a colleague may open now."""
    found = await session.execute(
        threads(Conversation.id).where(Conversation.id.in_(conversation_ids), *scope(member))
    )
    return set(found.scalars())

"""What the staff desk lists and shows, always within the scope of who looks. Reading only."""

import datetime as dt
from collections.abc import Sequence
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
    Handoff,
    Household,
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
#: Lists that grow with the years: they are counted only where they are shown.
KEPT = ("closed", "all")
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
_newest, _past = aliased(Sponsorship), aliased(Case)
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


def views(member: StaffMember) -> dict[str, ColumnElement[bool]]:
    """The lists of the inbox by name, in the order of their tabs.

    What is put aside stands in its own list only, until it comes back.
    """
    is_open = func.coalesce(Case.state, CaseState.OPEN) == CaseState.OPEN
    taken = Conversation.control == Control.HUMAN
    return {
        "waiting": and_(Case.state == CaseState.OPEN, Conversation.control != Control.HUMAN),
        "mine": and_(taken, Conversation.assignee_id == member.id, is_open),
        "open": and_(or_(Case.id.is_not(None), taken), is_open),
        "answered": and_(Case.state == CaseState.OPEN, waits_since.is_(None)),
        "snoozed": Case.state == CaseState.SNOOZED,
        "closed": and_(
            Case.id.is_(None),
            Conversation.control != Control.HUMAN,
            Conversation.id.in_(select(_past.conversation_id)),
        ),
        "all": true(),
    }


async def counts(
    session: AsyncSession, member: StaffMember, *conditions: ColumnElement[bool]
) -> dict[str, int]:
    """How many conversations each list of work holds for this colleague: every page shows it."""
    wanted = {name: one for name, one in views(member).items() if name not in KEPT}
    return await count(session, member, wanted, in_work(), *conditions)


async def count(
    session: AsyncSession,
    member: StaffMember,
    wanted: dict[str, ColumnElement[bool]],
    *conditions: ColumnElement[bool],
) -> dict[str, int]:
    """How many conversations within scope fulfil each of the wanted conditions."""
    columns = [
        func.count(Conversation.id).filter(condition).label(name)
        for name, condition in wanted.items()
    ]
    row = (await session.execute(threads(*columns).where(*scope(member), *conditions))).one()
    return dict(row._mapping)


def in_work() -> ColumnElement[bool]:
    """Somebody has or must have a look: found by index, however many others there are."""
    unclosed, taken = aliased(Case), aliased(Conversation)
    cases = select(unclosed.conversation_id).where(unclosed.state != CaseState.CLOSED)
    return Conversation.id.in_(
        cases.union_all(select(taken.id).where(taken.control == Control.HUMAN))
    )


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

    A worker sees own conversations, and those nobody has taken in their languages or urgent.
    What somebody independent must look at is kept from everybody else.
    """
    # one look at the few groups of staff, not one for each conversation
    limits: list[ColumnElement[bool]] = [
        Conversation.address_id.not_in(select(StaffTopic.address_id))
    ]
    if not (member.handles_complaints or member.role == Role.ADMIN):
        kept = aliased(Case)
        limits.append(
            ~exists().where(kept.conversation_id == Conversation.id, kept.independent.is_(True))
        )
    if not sees_all(member):
        # whoever reads a language reads its variants: fa_AF is Dari
        variants = [_language.startswith(f"{code}_", autoescape=True) for code in member.languages]
        theirs = or_(_language.in_(member.languages), *variants, Case.priority == Priority.URGENT)
        free = true() if taken_too else Conversation.control != Control.HUMAN
        limits.append(or_(Conversation.assignee_id == member.id, and_(theirs, free)))
    return limits


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

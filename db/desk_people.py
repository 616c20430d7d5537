"""Families, groups and volunteers as the desk lists them, within scope. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import desk
from db.models import (
    Address,
    Consent,
    Contact,
    Conversation,
    Household,
    Occurrence,
    Purpose,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One address of a person or a shared phone."""

    address: Address
    #: the thread with it, when there is one
    conversation_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A household with the group that welcomes it."""

    household: Household
    #: the link that has not ended
    sponsorship: Sponsorship | None
    group: WelcomeGroup | None
    #: the colleague responsible
    colleague: StaffMember | None


async def families(
    session: AsyncSession,
    member: StaffMember,
    *,
    household_id: int | None = None,
    group_id: int | None = None,
) -> Sequence[Family]:
    """Households that a colleague may see: all, or those of their languages or their own."""
    statement = (
        select(Household, Sponsorship, WelcomeGroup, StaffMember)
        .outerjoin(
            Sponsorship,
            and_(Sponsorship.household_id == Household.id, Sponsorship.ended_on.is_(None)),
        )
        .outerjoin(WelcomeGroup, WelcomeGroup.id == Sponsorship.welcome_group_id)
        .outerjoin(StaffMember, StaffMember.id == Sponsorship.staff_id)
        .where(*scope(member))
        .order_by(Household.id, Sponsorship.id)
    )
    if household_id is not None:
        statement = statement.where(Household.id == household_id)
    if group_id is not None:
        statement = statement.where(Sponsorship.welcome_group_id == group_id)
    newest = {
        home.id: Family(household=home, sponsorship=link, group=group, colleague=who)
        for home, link, group, who in await session.execute(statement)
    }
    return list(newest.values())


async def find_contact(
    session: AsyncSession, member: StaffMember, contact_id: int
) -> Contact | None:
    """A person who has not left: a volunteer, or somebody of a family within scope."""
    contact = await session.get(Contact, contact_id)
    if contact is None or contact.left_at is not None:
        return None
    home = contact.household_id
    if home is not None and not await families(session, member, household_id=home):
        return None
    return contact


async def reaches(
    session: AsyncSession,
    *,
    contact_ids: Sequence[int] = (),
    household_ids: Sequence[int] = (),
) -> dict[tuple[str, int], list[Reach]]:
    """Addresses in use by ("contact", id) and ("household", id), oldest first."""
    owned = or_(Address.contact_id.in_(contact_ids), Address.household_id.in_(household_ids))
    return await _reaches(session, owned, Address.detached_at.is_(None))


async def former_reaches(
    session: AsyncSession,
    *,
    contact_ids: Sequence[int] = (),
    household_ids: Sequence[int] = (),
) -> Sequence[Reach]:
    """Phones that were detached: what was said there stays with their owners."""
    owned = or_(Address.contact_id.in_(contact_ids), Address.household_id.in_(household_ids))
    found = await _reaches(session, owned, Address.detached_at.is_not(None))
    return [one for every in found.values() for one in every]


async def wishes(
    session: AsyncSession,
    *,
    contact_ids: Sequence[int] = (),
    household_ids: Sequence[int] = (),
) -> dict[tuple[str, int], Consent]:
    """The last word on check-ins by ("contact", id) and ("household", id)."""
    found = await session.execute(
        select(Consent)
        .where(
            Consent.purpose == Purpose.CHECKINS,
            or_(Consent.contact_id.in_(contact_ids), Consent.household_id.in_(household_ids)),
        )
        .order_by(Consent.id)
    )
    last: dict[tuple[str, int], Consent] = {}
    for consent in found.scalars():
        if consent.contact_id is not None:
            last["contact", consent.contact_id] = consent
        elif consent.household_id is not None:
            last["household", consent.household_id] = consent
    return last


async def find_checkin(
    session: AsyncSession, member: StaffMember, occurrence_id: int
) -> Occurrence | None:
    """One check-in within scope."""
    found = await session.execute(
        select(Occurrence)
        .join(Household, Household.id == Occurrence.household_id)
        .where(Occurrence.id == occurrence_id, *scope(member))
    )
    return found.scalar_one_or_none()


async def _reaches(
    session: AsyncSession, *conditions: ColumnElement[bool]
) -> dict[tuple[str, int], list[Reach]]:
    found = await session.execute(
        select(Address, Conversation.id)
        .outerjoin(Conversation, Conversation.address_id == Address.id)
        .where(*conditions)
        .order_by(Address.id)
    )
    by_owner: dict[tuple[str, int], list[Reach]] = {}
    for address, conversation_id in found:
        owner = ("household", address.household_id or 0)
        if address.contact_id is not None:
            owner = ("contact", address.contact_id)
        by_owner.setdefault(owner, []).append(
            Reach(address=address, conversation_id=conversation_id)
        )
    return by_owner


def scope(member: StaffMember) -> list[ColumnElement[bool]]:
    """What limits a query on Household to the families that a colleague may see."""
    if desk.sees_all(member):
        return []
    own = aliased(Sponsorship)
    responsible = exists().where(
        own.household_id == Household.id, own.staff_id == member.id, own.ended_on.is_(None)
    )
    # whoever reads a language reads its variants: fa_AF is Dari
    variants = [
        Household.language.startswith(f"{one}_", autoescape=True) for one in member.languages
    ]
    return [or_(Household.language.in_(member.languages), *variants, responsible)]

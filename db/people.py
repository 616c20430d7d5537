"""Contacts, households, welcome groups and the sponsorships that link them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Contact, Household, Sponsorship, WelcomeGroup


async def groups(session: AsyncSession) -> Sequence[WelcomeGroup]:
    found = await session.execute(select(WelcomeGroup).order_by(WelcomeGroup.id))
    return found.scalars().all()


async def households(session: AsyncSession) -> Sequence[Household]:
    found = await session.execute(select(Household).order_by(Household.id))
    return found.scalars().all()


async def contacts(session: AsyncSession) -> Sequence[Contact]:
    """Everybody who has not left."""
    found = await session.execute(
        select(Contact).where(Contact.left_at.is_(None)).order_by(Contact.id)
    )
    return found.scalars().all()


async def members(session: AsyncSession, household_id: int) -> Sequence[Contact]:
    found = await session.execute(
        select(Contact)
        .where(Contact.household_id == household_id, Contact.left_at.is_(None))
        .order_by(Contact.id)
    )
    return found.scalars().all()


async def sponsorship_of(
    session: AsyncSession, *, household_id: int | None = None, group_id: int | None = None
) -> Sponsorship | None:
    """The newest sponsorship of a household or a group that has not ended."""
    wanted = (
        Sponsorship.household_id == household_id
        if household_id is not None
        else Sponsorship.welcome_group_id == group_id
    )
    found = await session.execute(
        select(Sponsorship)
        .where(wanted, Sponsorship.ended_on.is_(None))
        .order_by(Sponsorship.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def group_of(
    session: AsyncSession, contact: Contact | None, household: Household | None
) -> WelcomeGroup | None:
    """The group a person belongs to, or the one that welcomes their household."""
    if contact is not None and contact.welcome_group_id is not None:
        return await session.get(WelcomeGroup, contact.welcome_group_id)
    household_id = household.id if household else contact.household_id if contact else None
    if household_id is None:
        return None
    sponsorship = await sponsorship_of(session, household_id=household_id)
    if sponsorship is None:
        return None
    return await session.get(WelcomeGroup, sponsorship.welcome_group_id)

"""Who of the staff looks after people who are invited to a gathering."""

from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Alert, Contact, Gathering, Invitation, InvitationState, Sponsorship


async def responsible(session: AsyncSession, gathering_id: int) -> set[int]:
    """Colleagues responsible for a sponsorship that is invited."""
    found = await session.execute(
        _invited(Sponsorship.staff_id).where(
            Gathering.id == gathering_id, Sponsorship.staff_id.is_not(None)
        )
    )
    return set(found.scalars())


async def told(session: AsyncSession, gathering_id: int) -> set[int]:
    """Colleagues who have been told of it, or will be."""
    found = await session.execute(select(Alert.staff_id).where(Alert.gathering_id == gathering_id))
    return {one for one in found.scalars() if one is not None}


async def of_member(session: AsyncSession, staff_id: int) -> set[int]:
    """Gatherings to which a sponsorship is invited that a colleague is responsible for."""
    found = await session.execute(_invited(Gathering.id).where(Sponsorship.staff_id == staff_id))
    return set(found.scalars())


def _invited(column: Any) -> Select[Any]:
    """Running sponsorships and gatherings: its own exchange moment, or its group's volunteers."""
    own = Sponsorship.id == Gathering.sponsorship_id
    theirs = and_(
        Gathering.sponsorship_id.is_(None),
        Sponsorship.welcome_group_id == Contact.welcome_group_id,
    )
    return (
        select(column)
        .distinct()
        .select_from(Invitation)
        .join(Gathering, Gathering.id == Invitation.gathering_id)
        .outerjoin(Contact, Contact.id == Invitation.contact_id)
        .join(Sponsorship, or_(own, theirs))
        .where(Invitation.state != InvitationState.WITHDRAWN, Sponsorship.ended_on.is_(None))
    )

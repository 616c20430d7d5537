"""Sponsorships as the desk reads them, and the colleagues who can be responsible. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Sponsorship, StaffMember, WelcomeGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A sponsorship with its group and the colleague responsible."""

    sponsorship: Sponsorship
    group: WelcomeGroup
    #: also one who has left, so that the desk can say so
    colleague: StaffMember | None


async def of_household(session: AsyncSession, household_id: int) -> Sequence[Link]:
    """Every sponsorship of a family: those that run first, then the newest."""
    found = await session.execute(
        select(Sponsorship, WelcomeGroup, StaffMember)
        .join(WelcomeGroup, WelcomeGroup.id == Sponsorship.welcome_group_id)
        .outerjoin(StaffMember, StaffMember.id == Sponsorship.staff_id)
        .where(Sponsorship.household_id == household_id)
        .order_by(Sponsorship.ended_on.is_not(None), Sponsorship.id.desc())
    )
    return [Link(sponsorship=row, group=group, colleague=who) for row, group, who in found]


async def is_working(session: AsyncSession, staff_id: int) -> bool:
    """A colleague who has not left."""
    member = await session.get(StaffMember, staff_id)
    return member is not None and member.left_at is None

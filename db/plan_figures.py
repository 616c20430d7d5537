"""Where one step of the plan stands in the years that run. Reading only."""

from collections.abc import Mapping, Sequence

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Household, Occurrence, OccurrenceKind, PlanStep, Sponsorship, StaffMember


async def years(session: AsyncSession) -> Sequence[tuple[Sponsorship, Household]]:
    """Every sponsorship that runs, with its family."""
    found = await session.execute(
        select(Sponsorship, Household)
        .join(Household, Household.id == Sponsorship.household_id)
        .where(Sponsorship.ended_on.is_(None))
        .order_by(Sponsorship.id)
    )
    return [(row, home) for row, home in found]


async def occurrences(session: AsyncSession, key: str) -> Sequence[Occurrence]:
    """What running sponsorships have of a step, the first ordinal first."""
    found = await session.execute(
        select(Occurrence)
        .join(Sponsorship, Sponsorship.id == Occurrence.sponsorship_id)
        .where(
            Occurrence.step_key == key,
            Occurrence.kind == OccurrenceKind.STEP,
            Sponsorship.ended_on.is_(None),
        )
        .order_by(Occurrence.ordinal, Occurrence.id)
    )
    return found.scalars().all()


async def counts(
    session: AsyncSession, key: str, *, undecided: str
) -> Mapping[tuple[str, str], int]:
    """By side and state: in how many running sponsorships; `undecided` is a reason of its own."""
    state = case((Occurrence.reason == undecided, undecided), else_=Occurrence.state)
    found = await session.execute(
        select(Occurrence.side, state, func.count(Occurrence.sponsorship_id.distinct()))
        .join(Sponsorship, Sponsorship.id == Occurrence.sponsorship_id)
        .where(Occurrence.step_key == key, Sponsorship.ended_on.is_(None))
        .group_by(Occurrence.side, state)
    )
    return {(side, name): count for side, name, count in found}


async def written(session: AsyncSession, key: str) -> Sequence[tuple[PlanStep, str | None]]:
    """Every version that staff made of a step with who made it, the newest first."""
    found = await session.execute(
        select(PlanStep, StaffMember.name)
        .outerjoin(StaffMember, StaffMember.id == PlanStep.created_by)
        .where(PlanStep.key == key)
        .order_by(PlanStep.version.desc())
    )
    return [(row, name) for row, name in found]

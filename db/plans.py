"""Steps of the plan as staff changed them, their texts, and the languages that people read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Contact, Household, PlanStep, PlanText, Sponsorship


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """What somebody reads who hears of a running sponsorship."""

    #: one of them is enough
    languages: frozenset[str]
    #: the household of the sponsorship
    family: int


async def newest(session: AsyncSession) -> Sequence[PlanStep]:
    """The newest version of every step that staff changed or added, oldest key first."""
    last = (
        select(PlanStep.key, func.max(PlanStep.version).label("version"))
        .group_by(PlanStep.key)
        .subquery()
    )
    found = await session.execute(
        select(PlanStep)
        .join(last, and_(last.c.key == PlanStep.key, last.c.version == PlanStep.version))
        .order_by(PlanStep.id)
    )
    return found.scalars().all()


async def versions(session: AsyncSession, key: str) -> Sequence[PlanStep]:
    """Every version that staff made of a step, the newest first."""
    found = await session.execute(
        select(PlanStep).where(PlanStep.key == key).order_by(PlanStep.version.desc())
    )
    return found.scalars().all()


async def find(session: AsyncSession, key: str, version: int) -> PlanStep | None:
    found = await session.execute(
        select(PlanStep).where(PlanStep.key == key, PlanStep.version == version)
    )
    return found.scalar_one_or_none()


async def texts(
    session: AsyncSession, step_ids: Sequence[int]
) -> Mapping[int, Mapping[tuple[str, str], str]]:
    """By id of a version: its texts by side and language."""
    found = await session.execute(select(PlanText).where(PlanText.plan_step_id.in_(step_ids)))
    by_step: defaultdict[int, dict[tuple[str, str], str]] = defaultdict(dict)
    for row in found.scalars():
        by_step[row.plan_step_id][row.side, row.language] = row.text
    return by_step


async def family_readers(session: AsyncSession) -> Sequence[Readers]:
    """What families with a running sponsorship read: each person, and the shared phone."""
    found = await session.execute(
        select(Household.id, Household.language, Contact.language, Contact.second_language)
        .distinct()
        .join(Sponsorship, Sponsorship.household_id == Household.id)
        .outerjoin(Contact, and_(Contact.household_id == Household.id, Contact.left_at.is_(None)))
        .where(Sponsorship.ended_on.is_(None))
    )
    return [
        _readers(family, first, second)
        for family, shared, own, second in found
        for first in {shared, own or shared}
    ]


async def group_readers(session: AsyncSession) -> Sequence[Readers]:
    """What the groups of running sponsorships read: contact people, everybody where none is."""
    other = aliased(Contact)
    has_contact_person = exists().where(
        other.welcome_group_id == Contact.welcome_group_id,
        other.is_contact_person.is_(True),
        other.left_at.is_(None),
    )
    found = await session.execute(
        select(Sponsorship.household_id, Contact.language, Contact.second_language)
        .distinct()
        .join(Contact, Contact.welcome_group_id == Sponsorship.welcome_group_id)
        .where(
            Sponsorship.ended_on.is_(None),
            Contact.left_at.is_(None),
            or_(Contact.is_contact_person.is_(True), ~has_contact_person),
        )
    )
    every = [_readers(*one) for one in found]
    return [one for one in every if one.languages]


def _readers(family: int, first: str | None, second: str | None) -> Readers:
    return Readers(languages=frozenset(filter(None, (first, second))), family=family)

"""Questions that nothing answered, sorted by what they ask; and whose names may stand in them."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Address,
    Case,
    Contact,
    Conversation,
    DraftState,
    FaqDraft,
    FaqGap,
    GapCluster,
    Household,
    Role,
    Sponsorship,
    StaffMember,
)


class Somewhere(Protocol):
    """What was asked in a conversation, if that is still known."""

    @property
    def conversation_id(self) -> int | None:
        """Where it was asked."""


Asked = TypeVar("Asked", bound=Somewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open gap without its words: what sorting needs."""

    id: int
    conversation_id: int | None
    language: str | None
    at: dt.datetime


async def find(session: AsyncSession, gap_id: int) -> FaqGap | None:
    return await session.get(FaqGap, gap_id)


async def unanswered(session: AsyncSession, *, language: str | None = None) -> Sequence[FaqGap]:
    """Gaps from which no draft was made, rejected ones apart; the oldest first."""
    query = _open(FaqGap)
    if language is not None:
        query = query.where(FaqGap.language == language)
    return list((await session.execute(query)).scalars())


async def lines(session: AsyncSession) -> Sequence[Line]:
    """All these gaps; no text is read."""
    found = await session.execute(
        _open(FaqGap.id, FaqGap.conversation_id, FaqGap.language, FaqGap.at)
    )
    return [Line(**one._mapping) for one in found]


async def texts(session: AsyncSession, gap_ids: Collection[int]) -> dict[int, str]:
    """What was asked, by gap."""
    found = await session.execute(select(FaqGap.id, FaqGap.text).where(FaqGap.id.in_(gap_ids)))
    return {one.id: one.text for one in found}


async def open_ids(session: AsyncSession) -> set[int]:
    """The ids of all these gaps; no text is read."""
    return set((await session.execute(_open(FaqGap.id))).scalars())


async def visible(
    session: AsyncSession, member: StaffMember, found: Sequence[Asked]
) -> Sequence[Asked]:
    """Those that are not kept from a colleague: what somebody independent looks at is."""
    if member.handles_complaints or member.role == Role.ADMIN:
        return found
    kept = await session.execute(select(Case.conversation_id).where(Case.independent.is_(True)))
    apart = set(kept.scalars())
    return [one for one in found if one.conversation_id not in apart]


async def clusters(session: AsyncSession) -> Sequence[GapCluster]:
    """The gaps as a worker sorted them, in its order; some may be answered since."""
    return (await session.execute(select(GapCluster).order_by(GapCluster.id))).scalars().all()


async def replace_clusters(session: AsyncSession, sorted_now: Sequence[GapCluster]) -> None:
    """Keep another sorting in place of the one before."""
    await session.execute(delete(GapCluster))
    for one in sorted_now:
        session.add(one)
        await session.flush()


def _open(*columns: Any) -> Select[Any]:
    taken = select(FaqDraft.gap_id).where(
        FaqDraft.gap_id.is_not(None), FaqDraft.state != DraftState.REJECTED
    )
    said = (FaqGap.id.not_in(taken), FaqGap.erased_at.is_(None))
    return select(*columns).where(*said).order_by(FaqGap.id)


@dataclass(slots=True)
class _Circle:
    """Who belongs to a conversation."""

    contact_id: int | None
    homes: set[int]
    groups: set[int]


async def names_in(session: AsyncSession, conversation_id: int) -> list[str]:
    """Of one conversation: see `names_by_conversation`."""
    return (await names_by_conversation(session, [conversation_id])).get(conversation_id, [])


async def names_by_conversation(
    session: AsyncSession, conversation_ids: Iterable[int]
) -> dict[int, list[str]]:
    """Names that people in each conversation are likely to use.

    Of the person, their household, their welcome group and the families it welcomes; of staff.
    People who have left are still called by their names.
    """
    circles = await _circles(session, sorted(set(conversation_ids)))
    homes = set[int]().union(*(one.homes for one in circles.values()))
    groups = set[int]().union(*(one.groups for one in circles.values()))
    people = await session.execute(
        select(Contact.id, Contact.household_id, Contact.welcome_group_id, Contact.name).where(
            or_(
                Contact.id.in_({one.contact_id for one in circles.values()}),
                Contact.household_id.in_(homes),
                Contact.welcome_group_id.in_(groups),
            )
        )
    )
    everybody = people.all()
    families = await session.execute(
        select(Household.id, Household.name).where(Household.id.in_(homes))
    )
    named = families.all()
    staff = (await session.execute(select(StaffMember.name))).scalars().all()
    return {
        thread: [
            *(
                name
                for contact, home, group, name in everybody
                if contact == one.contact_id or home in one.homes or group in one.groups
            ),
            *(name for home, name in named if home in one.homes),
            *staff,
        ]
        for thread, one in circles.items()
    }


async def _circles(session: AsyncSession, conversation_ids: Sequence[int]) -> dict[int, _Circle]:
    found = await session.execute(
        select(
            Conversation.id,
            Address.contact_id,
            Address.household_id,
            Contact.household_id,
            Contact.welcome_group_id,
        )
        .join(Address, Address.id == Conversation.address_id)
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .where(Conversation.id.in_(conversation_ids))
    )
    circles = {
        thread: _Circle(contact, _known(shared, home), _known(group))
        for thread, contact, shared, home, group in found
    }
    homes = set[int]().union(*(one.homes for one in circles.values()))
    groups = set[int]().union(*(one.groups for one in circles.values()))
    tied = await session.execute(
        select(Sponsorship.household_id, Sponsorship.welcome_group_id).where(
            or_(Sponsorship.household_id.in_(homes), Sponsorship.welcome_group_id.in_(groups))
        )
    )
    ties = tied.all()
    for one in circles.values():
        near = [(home, group) for home, group in ties if home in one.homes or group in one.groups]
        one.homes |= {home for home, _ in near}
        one.groups |= {group for _, group in near}
    return circles


def _known(*ids: int | None) -> set[int]:
    return {one for one in ids if one is not None}

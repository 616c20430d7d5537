"""Questions that nothing answered, sorted by what they ask; and whose names may stand in them."""

from collections.abc import Iterable, Sequence
from typing import Any

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


async def find(session: AsyncSession, gap_id: int) -> FaqGap | None:
    return await session.get(FaqGap, gap_id)


async def unanswered(session: AsyncSession, *, language: str | None = None) -> Sequence[FaqGap]:
    """Gaps from which no draft was made, rejected ones apart; the oldest first."""
    query = _open(FaqGap)
    if language is not None:
        query = query.where(FaqGap.language == language)
    return list((await session.execute(query)).scalars())


async def open_ids(session: AsyncSession) -> set[int]:
    """The ids of all these gaps; no text is read."""
    return set((await session.execute(_open(FaqGap.id))).scalars())


async def visible(
    session: AsyncSession, member: StaffMember, found: Sequence[FaqGap]
) -> Sequence[FaqGap]:
    """Those that are not kept from a colleague: what somebody independent looks at is."""
    if member.handles_complaints or member.role == Role.ADMIN:
        return found
    threads = {one.conversation_id for one in found if one.conversation_id is not None}
    kept = await session.execute(
        select(Case.conversation_id).where(
            Case.conversation_id.in_(threads), Case.independent.is_(True)
        )
    )
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


async def names_by_conversation(
    session: AsyncSession, conversation_ids: Iterable[int]
) -> dict[int, list[str]]:
    """Names that people in each conversation are likely to use: see `names_in`."""
    return {one: await names_in(session, one) for one in sorted(set(conversation_ids))}


async def names_in(session: AsyncSession, conversation_id: int) -> list[str]:
    """Of the person, their household, their welcome group and the families it welcomes; of staff.

    People who have left are still called by their names.
    """
    thread = await session.get(Conversation, conversation_id)
    if thread is None:
        return []
    address = await session.get_one(Address, thread.address_id)
    person = await session.get(Contact, address.contact_id) if address.contact_id else None
    homes = {address.household_id, person.household_id if person else None} - {None}
    groups = {person.welcome_group_id if person else None} - {None}
    tied = await session.execute(
        select(Sponsorship.household_id, Sponsorship.welcome_group_id).where(
            or_(Sponsorship.household_id.in_(homes), Sponsorship.welcome_group_id.in_(groups))
        )
    )
    for home, group in tied:
        homes.add(home)
        groups.add(group)
    people = await session.execute(
        select(Contact.name).where(
            or_(
                Contact.id == address.contact_id,
                Contact.household_id.in_(homes),
                Contact.welcome_group_id.in_(groups),
            )
        )
    )
    families = await session.execute(select(Household.name).where(Household.id.in_(homes)))
    staff = await session.execute(select(StaffMember.name))
    return [*people.scalars(), *families.scalars(), *staff.scalars()]

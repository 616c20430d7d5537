"""Questions that nothing answered, and whose names may stand in them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Address,
    Contact,
    Conversation,
    DraftState,
    FaqDraft,
    FaqGap,
    Household,
    Sponsorship,
    StaffMember,
)


async def find(session: AsyncSession, gap_id: int) -> FaqGap | None:
    return await session.get(FaqGap, gap_id)


async def unanswered(session: AsyncSession, *, language: str | None = None) -> Sequence[FaqGap]:
    """Gaps from which no draft was made, rejected ones apart; the oldest first."""
    taken = select(FaqDraft.gap_id).where(
        FaqDraft.gap_id.is_not(None), FaqDraft.state != DraftState.REJECTED
    )
    query = select(FaqGap).where(FaqGap.id.not_in(taken)).order_by(FaqGap.id)
    if language is not None:
        query = query.where(FaqGap.language == language)
    return (await session.execute(query)).scalars().all()


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

"""Gatherings and their invitations: locked while places are given out, counted by sponsorship."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import upsert
from db.models import (
    Contact,
    ContactKind,
    Gathering,
    GatheringGroup,
    GatheringKind,
    GatheringState,
    Invitation,
    InvitationState,
    Sponsorship,
    StaffMember,
)


async def locked(session: AsyncSession, gathering_id: int) -> Gathering | None:
    """The gathering, and with it the right to give out its places."""
    found = await session.execute(
        select(Gathering)
        .where(Gathering.id == gathering_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


async def invitation(session: AsyncSession, invitation_id: int) -> Invitation | None:
    """An invitation as it is now."""
    return await session.get(Invitation, invitation_id, populate_existing=True)


async def invitations(session: AsyncSession, gathering_id: int) -> Sequence[Invitation]:
    """Everybody invited, in the order of inviting."""
    found = await session.execute(
        select(Invitation)
        .where(Invitation.gathering_id == gathering_id)
        .order_by(Invitation.id)
        .execution_options(populate_existing=True)
    )
    return found.scalars().all()


async def invite(
    session: AsyncSession,
    gathering_id: int,
    *,
    contact_id: int | None = None,
    household_id: int | None = None,
    now: dt.datetime,
) -> int | None:
    """The id of a new invitation; None when they are invited already."""
    return await upsert.insert_new(
        session,
        Invitation,
        gathering_id=gathering_id,
        contact_id=contact_id,
        household_id=household_id,
        state=InvitationState.INVITED,
        created_at=now,
    )


async def seats(session: AsyncSession, gathering_id: int, *, without: int = 0) -> int:
    """Places that are taken or kept for somebody, those of one invitation left out."""
    kept = (Invitation.state == InvitationState.WAITING) & Invitation.offered_until.is_not(None)
    found = await session.execute(
        select(func.coalesce(func.sum(func.coalesce(Invitation.persons, 1)), 0)).where(
            Invitation.gathering_id == gathering_id,
            Invitation.id != without,
            or_(Invitation.state == InvitationState.YES, kept),
        )
    )
    return int(found.scalar_one())


async def waiting(session: AsyncSession, gathering_id: int) -> Sequence[Invitation]:
    """Who waits for a place that is not offered to them yet, the first first."""
    found = await session.execute(
        select(Invitation)
        .where(
            Invitation.gathering_id == gathering_id,
            Invitation.state == InvitationState.WAITING,
            Invitation.offered_until.is_(None),
        )
        .order_by(Invitation.waiting_since, Invitation.id)
    )
    return found.scalars().all()


async def groups_of(session: AsyncSession, gathering_id: int) -> list[int]:
    """The groups that are invited; none: all."""
    found = await session.execute(
        select(GatheringGroup.welcome_group_id)
        .where(GatheringGroup.gathering_id == gathering_id)
        .order_by(GatheringGroup.welcome_group_id)
    )
    return list(found.scalars())


async def set_groups(session: AsyncSession, gathering_id: int, group_ids: Sequence[int]) -> None:
    await session.execute(delete(GatheringGroup).where(GatheringGroup.gathering_id == gathering_id))
    session.add_all(
        GatheringGroup(gathering_id=gathering_id, welcome_group_id=one) for one in group_ids
    )


async def volunteers(session: AsyncSession, group_ids: Sequence[int]) -> Sequence[Contact]:
    """Volunteers of these groups, of all when none is named, who have not left."""
    statement = select(Contact).where(
        Contact.kind == ContactKind.VOLUNTEER,
        Contact.left_at.is_(None),
        Contact.merged_into_id.is_(None),
        Contact.welcome_group_id.is_not(None),
    )
    if group_ids:
        statement = statement.where(Contact.welcome_group_id.in_(group_ids))
    return (await session.execute(statement.order_by(Contact.id))).scalars().all()


async def exchanges(
    session: AsyncSession, sponsorship_ids: Sequence[int]
) -> dict[int, list[Gathering]]:
    """Exchange moments that are planned or were held, by sponsorship, in order of time."""
    found = await session.execute(
        select(Gathering)
        .where(
            Gathering.kind == GatheringKind.EXCHANGE,
            Gathering.sponsorship_id.in_(sponsorship_ids),
            Gathering.state != GatheringState.CANCELLED,
        )
        .order_by(Gathering.starts_at, Gathering.id)
    )
    by_sponsorship: dict[int, list[Gathering]] = {one: [] for one in sponsorship_ids}
    for one in found.scalars():
        by_sponsorship[one.sponsorship_id or 0].append(one)
    return by_sponsorship


async def has_ended(session: AsyncSession, gathering: Gathering) -> bool:
    """It is an exchange moment of a sponsorship that is over."""
    if gathering.sponsorship_id is None:
        return False
    found = await session.execute(
        select(Sponsorship.ended_on).where(Sponsorship.id == gathering.sponsorship_id)
    )
    return found.scalar_one() is not None


async def host_languages(session: AsyncSession, gathering: Gathering) -> Sequence[str]:
    """What the colleague speaks who is responsible for the family at an exchange moment."""
    if gathering.sponsorship_id is None:
        return ()
    found = await session.execute(
        select(StaffMember.languages)
        .join(Sponsorship, Sponsorship.staff_id == StaffMember.id)
        .where(Sponsorship.id == gathering.sponsorship_id)
    )
    return found.scalar_one_or_none() or ()


async def numbers(
    session: AsyncSession, gathering_ids: Sequence[int]
) -> dict[int, Counter[InvitationState]]:
    """How many invitations stand where, by gathering; of those who come, persons are counted."""
    found = await session.execute(
        select(
            Invitation.gathering_id,
            Invitation.state,
            func.count(Invitation.id),
            func.sum(func.coalesce(Invitation.persons, 1)),
        )
        .where(Invitation.gathering_id.in_(gathering_ids))
        .group_by(Invitation.gathering_id, Invitation.state)
    )
    counts: dict[int, Counter[InvitationState]] = {one: Counter() for one in gathering_ids}
    for gathering_id, state, rows, persons in found:
        is_yes = state == InvitationState.YES
        counts[gathering_id][InvitationState(state)] = int(persons) if is_yes else int(rows)
    return counts


async def still_invited(
    session: AsyncSession, contact_id: int, *, now: dt.datetime
) -> Sequence[tuple[int, int]]:
    """(gathering, invitation) ids of what somebody could still come to, in the order of locks."""
    found = await session.execute(
        select(Gathering.id, Invitation.id)
        .join(Invitation, Invitation.gathering_id == Gathering.id)
        .where(
            Invitation.contact_id == contact_id,
            Invitation.state != InvitationState.WITHDRAWN,
            Gathering.starts_at > now,
        )
        .order_by(Gathering.id)
    )
    return [(gathering_id, invitation_id) for gathering_id, invitation_id in found]


async def in_both(
    session: AsyncSession, one_id: int, other_id: int
) -> Sequence[tuple[int, int, int]]:
    """Where both contacts are invited: gathering, invitation, invitation; in the order of locks."""
    other = aliased(Invitation)
    found = await session.execute(
        select(Invitation.gathering_id, Invitation.id, other.id)
        .join(other, other.gathering_id == Invitation.gathering_id)
        .where(Invitation.contact_id == one_id, other.contact_id == other_id)
        .order_by(Invitation.gathering_id)
    )
    return [(gathering_id, one, second) for gathering_id, one, second in found]


async def move(session: AsyncSession, gone_id: int, keep_id: int) -> None:
    """Two contacts are one person, who was invited once: the invitation changes hands.

    Where both were invited, `handlers.seats.join` keeps the stronger answer.
    """
    mine = select(Invitation.gathering_id).where(Invitation.contact_id == keep_id)
    await session.execute(
        update(Invitation)
        .where(Invitation.contact_id == gone_id, Invitation.gathering_id.not_in(mine))
        .values(contact_id=keep_id)
        .execution_options(synchronize_session=False)
    )


async def after_merge(
    session: AsyncSession, invitation: Invitation, contact_id: int
) -> Invitation | None:
    """What stands for an invitation of somebody who was merged into this contact."""
    found = await session.execute(
        select(Invitation)
        .join(Contact, Contact.merged_into_id == Invitation.contact_id)
        .where(
            Contact.id == invitation.contact_id,
            Invitation.contact_id == contact_id,
            Invitation.gathering_id == invitation.gathering_id,
        )
    )
    return found.scalar_one_or_none()


async def lapsed_offers(
    session: AsyncSession, *, now: dt.datetime, without: Collection[int] = (), limit: int = 50
) -> Sequence[int]:
    """Ids of invitations for which a place was kept long enough."""
    found = await session.execute(
        select(Invitation.id)
        .where(Invitation.offered_until <= now, Invitation.id.not_in(without))
        .order_by(Invitation.offered_until, Invitation.id)
        .limit(limit)
    )
    return found.scalars().all()

"""Who works here, and what is left behind when somebody leaves."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import desk_sessions, second_factors, staff
from db.models import (
    TAKES_TIME,
    Absence,
    Conversation,
    Duty,
    PhoneCall,
    Role,
    SignInLink,
    Sponsorship,
    StaffMember,
    StaffReach,
)


async def locked(session: AsyncSession, staff_id: int) -> StaffMember | None:
    """A colleague who has not left, for a change; rows that name them can still be written."""
    found = await session.execute(
        select(StaffMember)
        .where(StaffMember.id == staff_id, StaffMember.left_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


async def locked_admins(session: AsyncSession) -> set[int]:
    """Ids of all admins; of two who lower each other at once, the second waits for the first."""
    found = await session.execute(
        select(StaffMember.id)
        .where(StaffMember.role == Role.ADMIN, StaffMember.left_at.is_(None))
        .order_by(StaffMember.id)
        .with_for_update(key_share=True)
    )
    return set(found.scalars())


async def in_charge_of(session: AsyncSession, staff_id: int) -> Sequence[int]:
    """Ids of the conversations that a colleague has, in the order in which turns lock them."""
    found = await session.execute(
        select(Conversation.id)
        .where(Conversation.assignee_id == staff_id)
        .order_by(Conversation.id)
    )
    return found.scalars().all()


async def left_in_charge(
    session: AsyncSession, *, without: Collection[int] = (), limit: int = 20
) -> Sequence[int]:
    """Ids of conversations, except some, that somebody took while leaving."""
    found = await session.execute(
        select(Conversation.id)
        .join(StaffMember, StaffMember.id == Conversation.assignee_id)
        .where(StaffMember.left_at.is_not(None), Conversation.id.not_in(without))
        .order_by(Conversation.id)
        .limit(limit)
    )
    return found.scalars().all()


async def free_families(session: AsyncSession, staff_id: int) -> Sequence[int]:
    """Nobody is responsible for a leaver's families until somebody new is named; which ones."""
    found = await session.execute(
        update(Sponsorship)
        .where(Sponsorship.staff_id == staff_id, Sponsorship.ended_on.is_(None))
        .values(staff_id=None)
        .returning(Sponsorship.household_id)
    )
    return sorted(found.scalars())


async def planned_calls(
    session: AsyncSession, staff_id: int, *, now: dt.datetime
) -> Sequence[PhoneCall]:
    """Calls that a colleague was to make from now on, in order of their conversations."""
    found = await session.execute(
        select(PhoneCall)
        .where(
            PhoneCall.staff_id == staff_id,
            PhoneCall.state.in_(TAKES_TIME),
            PhoneCall.ends_at > now,
        )
        .order_by(PhoneCall.conversation_id, PhoneCall.starts_at)
    )
    return found.scalars().all()


async def forget_reach(
    session: AsyncSession, staff_id: int, *, today: dt.date, now: dt.datetime
) -> int:
    """A leaver is told nothing any more, and nobody counts on them; how many duties fell free."""
    await session.execute(
        update(StaffReach)
        .where(StaffReach.staff_id == staff_id)
        .values(week=None, email=None, telegram_address_id=None)
    )
    await session.execute(
        delete(Absence).where(Absence.staff_id == staff_id, Absence.last_on >= today)
    )
    running = [Duty.staff_id == staff_id, Duty.starts_at <= now, Duty.ends_at > now]
    cut = await session.execute(update(Duty).where(*running).values(ends_at=now).returning(Duty.id))
    struck = await session.execute(
        delete(Duty).where(Duty.staff_id == staff_id, Duty.starts_at > now).returning(Duty.id)
    )
    return len(cut.scalars().all()) + len(struck.scalars().all())


async def shut_out(session: AsyncSession, member: StaffMember, *, now: dt.datetime) -> None:
    """Every way in ends: sessions, links, password, second factor and the tie to Telegram.

    The login is free again, for whoever has the address next.
    """
    await staff.end_sessions(session, now=now, staff_id=member.id)
    await desk_sessions.end_halves(session, member.id, now=now)
    await end_links(session, member.id, now=now)
    await second_factors.remove(session, member.id)
    member.left_at = now
    member.password_hash = None
    member.telegram_user_hash = None
    member.login_hash = staff.fingerprint(session, "left", str(member.id))


async def end_links(
    session: AsyncSession, staff_id: int, *, now: dt.datetime, purpose: str | None = None
) -> None:
    """No one-time link of a colleague works any more; `purpose` limits it to one kind."""
    which = [SignInLink.staff_id == staff_id, SignInLink.used_at.is_(None)]
    if purpose is not None:
        which.append(SignInLink.purpose == purpose)
    await session.execute(update(SignInLink).where(*which).values(used_at=now))

"""The roster of duty: who answers for urgent cases, and when."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Duty, StaffMember


async def add(
    session: AsyncSession,
    staff_id: int,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    *,
    created_by: int | None,
    now: dt.datetime,
) -> Duty:
    duty = Duty(
        staff_id=staff_id,
        starts_at=starts_at,
        ends_at=ends_at,
        created_by=created_by,
        created_at=now,
    )
    session.add(duty)
    await session.flush()
    return duty


async def coming(session: AsyncSession, *, now: dt.datetime) -> Sequence[tuple[Duty, StaffMember]]:
    """Duties that are not over, of colleagues who have not left, the earliest first."""
    found = await session.execute(
        select(Duty, StaffMember)
        .join(StaffMember, StaffMember.id == Duty.staff_id)
        .where(Duty.ends_at > now, StaffMember.left_at.is_(None))
        .order_by(Duty.starts_at, Duty.id)
    )
    return [(duty, member) for duty, member in found]


async def on_duty(session: AsyncSession, *, now: dt.datetime) -> frozenset[int]:
    """The ids of those who are on duty now."""
    found = await session.execute(
        select(Duty.staff_id).where(Duty.starts_at <= now, Duty.ends_at > now)
    )
    return frozenset(found.scalars())


async def remove(session: AsyncSession, duty_id: int) -> bool:
    """Strike one from the roster; False when it is not there (any more)."""
    found = await session.execute(delete(Duty).where(Duty.id == duty_id).returning(Duty.id))
    return found.scalar_one_or_none() is not None

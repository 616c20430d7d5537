"""Whole days on which colleagues are away."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Absence


async def add(
    session: AsyncSession, staff_id: int, first_on: dt.date, last_on: dt.date, *, now: dt.datetime
) -> Absence:
    absence = Absence(staff_id=staff_id, first_on=first_on, last_on=last_on, created_at=now)
    session.add(absence)
    await session.flush()
    return absence


async def coming(
    session: AsyncSession, *, today: dt.date, staff_id: int | None = None
) -> Sequence[Absence]:
    """Absences that are not over, of one colleague or of everybody, the earliest first."""
    wanted = [Absence.last_on >= today]
    if staff_id is not None:
        wanted.append(Absence.staff_id == staff_id)
    found = await session.execute(
        select(Absence).where(*wanted).order_by(Absence.first_on, Absence.id)
    )
    return found.scalars().all()


async def remove(session: AsyncSession, absence_id: int, staff_id: int) -> bool:
    """Take one back; False when this colleague has no such absence (any more)."""
    found = await session.execute(
        delete(Absence)
        .where(Absence.id == absence_id, Absence.staff_id == staff_id)
        .returning(Absence.id)
    )
    return found.scalar_one_or_none() is not None

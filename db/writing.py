"""Who types a reply just now, in every process: rows that are soon out of date by themselves."""

import datetime as dt

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import StaffMember, Writing


async def begin(
    session: AsyncSession,
    conversation_id: int,
    staff_id: int,
    *,
    now: dt.datetime,
    lasting: dt.timedelta,
) -> bool:
    """Somebody types, for so long unless said again; True when others do not know it yet."""
    await session.execute(delete(Writing).where(Writing.until <= now))
    until = now + lasting
    if await upsert.insert_new_named(
        session, Writing, conversation_id=conversation_id, staff_id=staff_id, until=until
    ):
        return True
    await session.execute(
        update(Writing).where(*_of(conversation_id, staff_id)).values(until=until)
    )
    return False


async def end(session: AsyncSession, conversation_id: int, staff_id: int) -> bool:
    """They stopped or sent it; False when nobody was told that they type."""
    found = await session.execute(
        delete(Writing).where(*_of(conversation_id, staff_id)).returning(Writing.staff_id)
    )
    return found.scalar_one_or_none() is not None


async def others(
    session: AsyncSession, conversation_id: int, staff_id: int, *, now: dt.datetime
) -> list[tuple[str, dt.datetime]]:
    """(name, until when it is true) of each other colleague who types."""
    found = await session.execute(
        select(StaffMember, Writing.until)
        .join(Writing, Writing.staff_id == StaffMember.id)
        .where(
            Writing.conversation_id == conversation_id,
            Writing.staff_id != staff_id,
            Writing.until > now,
        )
        .order_by(StaffMember.id)
    )
    return [(member.name, until) for member, until in found]


def _of(conversation_id: int, staff_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Writing.conversation_id == conversation_id, Writing.staff_id == staff_id

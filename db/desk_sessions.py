"""The browsers that colleagues are signed in with, and sign-ins that wait for a second factor."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import staff
from db.models import DeskSession, HalfSignIn, StaffMember


async def of_colleague(
    session: AsyncSession, staff_id: int, *, now: dt.datetime
) -> Sequence[DeskSession]:
    """The browsers that are signed in, the one used last first."""
    found = await session.execute(
        select(DeskSession)
        .where(
            DeskSession.staff_id == staff_id,
            DeskSession.revoked_at.is_(None),
            DeskSession.expires_at > now,
        )
        .order_by(DeskSession.seen_at.desc(), DeskSession.id.desc())
    )
    return found.scalars().all()


async def last_seen(session: AsyncSession) -> dict[int, dt.datetime]:
    """When each colleague last used the desk, by id."""
    found = await session.execute(
        select(DeskSession.staff_id, func.max(DeskSession.seen_at).label("seen_at")).group_by(
            DeskSession.staff_id
        )
    )
    return {row.staff_id: row.seen_at for row in found}


async def end(session: AsyncSession, staff_id: int, session_id: int, *, now: dt.datetime) -> None:
    """Sign one browser of a colleague out."""
    await session.execute(
        update(DeskSession)
        .where(DeskSession.id == session_id, *_running(staff_id))
        .values(revoked_at=now)
    )


async def end_others(session: AsyncSession, staff_id: int, kept: int, *, now: dt.datetime) -> None:
    """Sign a colleague out everywhere but in one browser."""
    await session.execute(
        update(DeskSession)
        .where(DeskSession.id != kept, *_running(staff_id))
        .values(revoked_at=now)
    )


async def begin_half(
    session: AsyncSession, staff_id: int, token: str, *, now: dt.datetime, valid: dt.timedelta
) -> None:
    """The password or the link was right; the code is still to come."""
    session.add(
        HalfSignIn(
            staff_id=staff_id,
            token_hash=staff.fingerprint(session, "half", token),
            expires_at=now + valid,
        )
    )
    await session.flush()


async def half(
    session: AsyncSession, token: str, *, now: dt.datetime
) -> tuple[HalfSignIn, StaffMember] | None:
    """Whose code is awaited, locked; None when it is too late, done, or the colleague left."""
    found = await session.execute(
        select(HalfSignIn, StaffMember)
        .join(StaffMember, StaffMember.id == HalfSignIn.staff_id)
        .where(
            HalfSignIn.token_hash == staff.fingerprint(session, "half", token),
            HalfSignIn.used_at.is_(None),
            HalfSignIn.expires_at > now,
            StaffMember.left_at.is_(None),
        )
        .with_for_update(of=HalfSignIn)
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def end_halves(session: AsyncSession, staff_id: int, *, now: dt.datetime) -> None:
    """No half sign-in of a colleague can be finished any more."""
    await session.execute(
        update(HalfSignIn)
        .where(HalfSignIn.staff_id == staff_id, HalfSignIn.used_at.is_(None))
        .values(used_at=now)
    )


def _running(staff_id: int) -> tuple[ColumnElement[bool], ...]:
    return (DeskSession.staff_id == staff_id, DeskSession.revoked_at.is_(None))

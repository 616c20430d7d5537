"""Invitation codes: single-use, expiring, kept only as a keyed hash."""

import datetime as dt

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db import types
from db.models import InviteCode


def code_hash(session: AsyncSession, code: str) -> str:
    return types.keyring_of(session.get_bind().dialect).hash("invite", code)


async def add(
    session: AsyncSession,
    code: str,
    *,
    contact_id: int | None,
    household_id: int | None,
    created_by: int | None,
    now: dt.datetime,
    valid: dt.timedelta,
) -> InviteCode:
    invite = InviteCode(
        code_hash=code_hash(session, code),
        contact_id=contact_id,
        household_id=household_id,
        created_by=created_by,
        created_at=now,
        expires_at=now + valid,
    )
    session.add(invite)
    await session.flush()
    return invite


async def use(
    session: AsyncSession, code: str, address_id: int, *, now: dt.datetime
) -> InviteCode | None:
    """Spend a code in one UPDATE, so that it works once; None when wrong, used or expired."""
    found = await session.execute(
        update(InviteCode)
        .where(
            InviteCode.code_hash == code_hash(session, code),
            InviteCode.used_at.is_(None),
            InviteCode.expires_at > now,
        )
        .values(used_at=now, used_by_address_id=address_id)
        .returning(InviteCode)
    )
    return found.scalar_one_or_none()

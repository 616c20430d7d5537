"""Invitation codes: single-use, expiring, kept only as a keyed hash."""

import datetime as dt

from sqlalchemy import ColumnElement, exists, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import types
from db.models import Contact, InviteCode


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
    """Spend a code in one UPDATE, so that it works once.

    None when it is wrong, used or expired, or when the person has left.
    """
    found = await session.execute(
        update(InviteCode)
        .where(
            InviteCode.code_hash == code_hash(session, code),
            InviteCode.used_at.is_(None),
            InviteCode.expires_at > now,
            or_(InviteCode.contact_id.is_(None), _still_here()),
        )
        .values(used_at=now, used_by_address_id=address_id)
        .returning(InviteCode)
    )
    return found.scalar_one_or_none()


async def withdraw(
    session: AsyncSession,
    *,
    contact_id: int | None = None,
    household_id: int | None = None,
    now: dt.datetime,
) -> None:
    """Codes of this owner that nobody has used do not work any more."""
    owner = (
        InviteCode.contact_id == contact_id
        if contact_id is not None
        else InviteCode.household_id == household_id
    )
    await session.execute(
        update(InviteCode)
        .where(owner, InviteCode.used_at.is_(None), InviteCode.expires_at > now)
        .values(expires_at=now)
    )


def _still_here() -> ColumnElement[bool]:
    return exists().where(Contact.id == InviteCode.contact_id, Contact.left_at.is_(None))

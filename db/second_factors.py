"""Second factors of colleagues and the codes on paper that replace them."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import staff
from db.models import RecoveryCode, SecondFactor


async def of_colleague(
    session: AsyncSession, staff_id: int, *, locked: bool = False
) -> SecondFactor | None:
    """A colleague's second factor, confirmed or not; `locked` so that no code counts twice."""
    statement = select(SecondFactor).where(SecondFactor.staff_id == staff_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = await session.execute(statement)
    return found.scalar_one_or_none()


async def begin(session: AsyncSession, staff_id: int, secret: str, *, now: dt.datetime) -> None:
    """A new secret in place of any other; it counts once a code of it was right."""
    await remove(session, staff_id)
    session.add(SecondFactor(staff_id=staff_id, secret=secret, created_at=now))
    await session.flush()


async def remove(session: AsyncSession, staff_id: int) -> None:
    """No second factor, and no code that replaces it."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    await session.execute(
        delete(SecondFactor)
        .where(SecondFactor.staff_id == staff_id)
        .execution_options(synchronize_session="fetch")
    )


async def protected(session: AsyncSession) -> set[int]:
    """Ids of the colleagues whose sign-in asks for a code."""
    found = await session.execute(
        select(SecondFactor.staff_id).where(SecondFactor.confirmed_at.is_not(None))
    )
    return set(found.scalars())


async def keep_codes(session: AsyncSession, staff_id: int, codes: Sequence[str]) -> None:
    """New recovery codes, as hashes; the earlier ones do not work any more."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.add_all(
        RecoveryCode(staff_id=staff_id, code_hash=_hash(session, staff_id, code)) for code in codes
    )
    await session.flush()


async def use_code(session: AsyncSession, staff_id: int, code: str, *, now: dt.datetime) -> bool:
    """Spend a recovery code in one UPDATE; False when it is not one of theirs, or is used."""
    found = await session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_id == staff_id,
            RecoveryCode.code_hash == _hash(session, staff_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return found.scalar_one_or_none() is not None


async def count_codes(session: AsyncSession, staff_id: int) -> int:
    """How many recovery codes are left."""
    found = await session.execute(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    )
    return found.scalar_one()


def _hash(session: AsyncSession, staff_id: int, code: str) -> str:
    return staff.fingerprint(session, "recovery", f"{staff_id}:{code}")

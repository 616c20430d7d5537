"""Leases: something that only one process may do at a time. Offsets: how far it has come."""

import datetime as dt

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import Lease, PollOffset

#: Telegram restarts its update ids after a week without updates.
OFFSET_VALID = dt.timedelta(days=6)


async def take(
    session: AsyncSession, name: str, holder: str, *, now: dt.datetime, length: dt.timedelta
) -> bool:
    """Take or renew a lease; False while another holder has it."""
    until = now + length
    if await upsert.insert_new_named(session, Lease, name=name, holder=holder, until=until):
        return True
    found = await session.execute(
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.until < now))
        .values(holder=holder, until=until)
        .returning(Lease.name)
    )
    return found.scalar_one_or_none() is not None


async def drop(session: AsyncSession, name: str, holder: str, *, now: dt.datetime) -> None:
    """Give a lease back before its end."""
    await session.execute(
        update(Lease)
        .where(Lease.name == name, Lease.holder == holder)
        .values(until=now - dt.timedelta(seconds=1))
    )


async def offset(
    session: AsyncSession, channel: str, account: str, *, now: dt.datetime
) -> int | None:
    """How far an account's updates were stored; None when that is too old to be true."""
    found = await session.execute(
        select(PollOffset).where(
            PollOffset.channel == channel,
            PollOffset.account == account,
            PollOffset.at > now - OFFSET_VALID,
        )
    )
    row = found.scalar_one_or_none()
    return row.offset if row else None


async def advance(
    session: AsyncSession, channel: str, account: str, value: int, *, now: dt.datetime
) -> None:
    row = await session.get(PollOffset, (channel, account))
    if row is None:
        session.add(PollOffset(channel=channel, account=account, offset=value, at=now))
    else:
        row.offset, row.at = value, now

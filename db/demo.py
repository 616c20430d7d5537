"""Emptying a demo's database: only one in which nobody real was ever met."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import staff
from db.models import Address, Base, Keepsake


async def clear(session: AsyncSession, channel: str, *, login: str) -> bool:
    """Delete every row except the key's fingerprint.

    False, and nothing is deleted, unless the demo's staff are there and every address belongs to
    the try-it page's channel or the terminal's.
    """
    if await staff.by_login(session, login) is None:
        return False
    found = await session.execute(select(Address.channel).distinct())
    if set(found.scalars()) - {channel, "console"}:
        return False
    for table in reversed(Base.metadata.sorted_tables):
        if table.name != Keepsake.__tablename__:
            await session.execute(delete(table))
    return True

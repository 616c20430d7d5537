"""Single facts that outlive a restart, by name."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Keepsake


async def put(session: AsyncSession, name: str, value: str) -> None:
    row = await session.get(Keepsake, name)
    if row is None:
        session.add(Keepsake(name=name, value=value))
    else:
        row.value = value


async def find(session: AsyncSession, name: str) -> str | None:
    row = await session.get(Keepsake, name)
    return row.value if row else None

"""What is erased when it is not needed any more."""

import datetime as dt

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import InboundEvent


async def blank_payloads(session: AsyncSession, *, before: dt.datetime) -> int:
    """Empty the raw updates applied before an instant; their keys stay, so none comes twice.

    What could not be applied is kept for a person to look at, until `db.erasing` ends that, too.
    """
    found = await session.execute(
        update(InboundEvent)
        .where(
            InboundEvent.processed_at < before,
            InboundEvent.payload.is_not(None),
            InboundEvent.error.is_(None),
        )
        .values(payload=None)
        .returning(InboundEvent.id)
    )
    return len(found.scalars().all())

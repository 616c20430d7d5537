"""What is due to be sent, for tests that work until nothing is."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Delivery, DeliveryState


async def accounts(session: AsyncSession, *, now: dt.datetime) -> Sequence[tuple[str, str]]:
    """(channel, account) pairs for which something is due."""
    found = await session.execute(
        select(Delivery.channel, Delivery.account)
        .where(
            Delivery.state.in_((DeliveryState.QUEUED, DeliveryState.HELD)),
            Delivery.not_before <= now,
        )
        .distinct()
    )
    return [(channel, account) for channel, account in found]

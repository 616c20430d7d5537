"""A delivery that cannot even be prepared: put off, then given up, so that the others go."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from bot.collecting import ALONE
from bot.refusals import BACKOFF
from db import deliveries
from db.models import DeliveryState

#: The reason that staff see.
INTERNAL = "internal"
#: So often it is tried: what waits for the same person waits behind it.
MAX_ATTEMPTS = 3


async def put_off(session: AsyncSession, delivery_id: int, *, now: dt.datetime) -> None:
    """Try a claimed delivery again after a pause, and by itself, for a post that went along with
    it may be to blame; after the last attempt it has failed. Reads nothing of what it says."""
    row = await deliveries.locked(session, delivery_id)
    if row is None:
        return
    if row.attempts >= MAX_ATTEMPTS:
        deliveries.move(session, row, DeliveryState.FAILED, now=now, reason=INTERNAL)
        return
    again_at = now + BACKOFF[max(row.attempts, 1) - 1]
    reason = INTERNAL if row.topic_id is None else ALONE
    deliveries.move(session, row, DeliveryState.QUEUED, now=now, reason=reason, not_before=again_at)

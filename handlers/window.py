"""The window closes while somebody waits: staff are warned once, an hour before."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import cases, windows
from db.models import CaseState
from handlers import alerts, charge, context, returning
from handlers.context import Turn
from handlers.house import House

#: So long before its end staff hear of it.
WARN_BEFORE = dt.timedelta(hours=1)


async def warn_one(
    session: AsyncSession,
    house: House,
    conversation_id: int,
    *,
    length: dt.timedelta,
    now: dt.datetime,
) -> bool:
    """Warn of a window of this length that closes soon; False when there is nothing to warn of."""
    turn = await context.reopen(session, house, conversation_id, now=now)
    return turn is not None and await _look(turn, now - length, now - length + WARN_BEFORE)


async def _look(turn: Turn, after: dt.datetime, until: dt.datetime) -> bool:
    """Decide under the lock; False when nobody waits, or the person has written meanwhile."""
    heard = turn.address.last_inbound_at
    case = await cases.unclosed(turn.session, turn.conversation.id)
    handoff = case and await cases.running_handoff(turn.session, case.id)
    if case is None or case.state != CaseState.OPEN or not handoff:
        return False
    if heard is None or not after < heard <= until or not await returning.waiting(turn, case):
        return False
    if not await windows.record(turn.session, turn.conversation.id, heard, now=turn.now):
        return False
    told = await alerts.warn_of_window(turn, case, handoff, await charge.owner(turn))
    if not told:  # looked at again: somebody may be at work before it closes
        await windows.take_back(turn.session, turn.conversation.id, heard)
    return told

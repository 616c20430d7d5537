"""What is due is claimed and handed to whoever knows how it is said, by its kind."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import occurrences
from db.models import Occurrence, OccurrenceKind
from handlers import hours, sending
from handlers.house import House


class Sender(Protocol):
    """Says claimed occurrences of one kind, or writes down in each why not."""

    async def __call__(
        self,
        session: AsyncSession,
        house: House,
        due: Sequence[Occurrence],
        /,
        *,
        now: dt.datetime,
    ) -> None: ...


#: How each kind is said that is said many at a time; appointments have a tick of their own.
SENDERS: Mapping[str, Sender] = {
    OccurrenceKind.STEP: sending.send,
}


async def send(
    session: AsyncSession, house: House, ids: Sequence[int], /, *, now: dt.datetime
) -> int:
    """Claim those of these occurrences that are still due, and say them; how many there were."""
    claimed = await occurrences.claim(session, ids, now=now, kinds=list(SENDERS))
    there = [one for one in claimed if not _moved(one, now)]
    for kind, sender in SENDERS.items():
        mine = [one for one in there if one.kind == kind]
        if mine:
            await sender(session, house, mine, now=now)
    return len(claimed)


def _moved(one: Occurrence, now: dt.datetime) -> bool:
    """The rules of its zone have changed since it was planned, and its moment is still to come."""
    due_at = hours.resolve(one.local_date, one.local_time, ZoneInfo(one.timezone))
    if due_at <= now:
        return False
    one.expires_at += due_at - one.due_at
    one.due_at = one.look_at = due_at
    return True

"""Due rows, each or a few in a transaction: one that fails keeps no other waiting."""

import datetime as dt
from collections.abc import Collection, Sequence
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.runtime import Runtime
from handlers.house import House

log = structlog.get_logger(__name__)

#: A row that keeps failing is left alone for so long, and others come before it.
REST = dt.timedelta(minutes=10)
#: After so many faults a row rests; one alone may be a lost connection, and is tried again at once.
FAULTS = 2


class Find(Protocol):
    """Ids of what is due, a batch of them, without some; only a look, without a lock."""

    async def __call__(
        self, session: AsyncSession, /, *, without: Collection[int]
    ) -> Sequence[int]: ...


class Act(Protocol):
    """Does one row's work if it is still due; False when it is not, or nothing came of it."""

    async def __call__(
        self, session: AsyncSession, house: House, row_id: int, /, *, now: dt.datetime
    ) -> bool: ...


class ActMany(Protocol):
    """Does the work of those of these rows that are still due; how many came to something."""

    async def __call__(
        self, session: AsyncSession, house: House, ids: Sequence[int], /, *, now: dt.datetime
    ) -> int: ...


class Rows:
    """What is done for each due row, and which rows fail; that is forgotten at a restart."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        #: by kind and id: how many faults, and when the last one was
        self._faults: dict[tuple[str, int], tuple[int, dt.datetime]] = {}

    async def each(self, kind: str, find: Find, act: Act, *, now: dt.datetime) -> int:
        """Act on every due row of a kind; how many came to something."""
        runtime, count = self._runtime, 0
        async with runtime.database.reading() as session:
            due = await find(session, without=self._resting(kind, now))
        for row_id in due:
            count += await self._one(kind, row_id, partial(_alone, act), now)
        return count

    async def in_chunks(
        self, kind: str, find: Find, act: ActMany, *, now: dt.datetime, size: int
    ) -> int:
        """The same, so many rows to a transaction; a chunk that fails is done one by one."""
        runtime, count = self._runtime, 0
        async with runtime.database.reading() as session:
            due = await find(session, without=self._resting(kind, now))
        for start in range(0, len(due), size):
            chunk = due[start : start + size]
            try:
                count += await self._do(chunk, act, now)
            except Exception:  # whose fault it is shows when each is tried alone
                for row_id in chunk:
                    count += await self._one(kind, row_id, act, now)
        return count

    async def _one(self, kind: str, row_id: int, act: ActMany, now: dt.datetime) -> int:
        try:
            done = await self._do([row_id], act, now)
        except Exception as error:  # one row's fault must not keep the others waiting
            faults, _ = self._faults.get((kind, row_id), (0, now))
            self._faults[kind, row_id] = (faults + 1, now)
            log.error("row_failed", kind=kind, row_id=row_id, error=type(error).__name__)
            return 0
        self._faults.pop((kind, row_id), None)
        return done

    async def _do(self, ids: Sequence[int], act: ActMany, now: dt.datetime) -> int:
        """In one transaction; whoever waits for something to do is told at its end."""
        database = self._runtime.database
        async with database.transaction() as session:
            done = await act(session, self._runtime.house, ids, now=now)
            if done:
                await database.notify(session)
        return done

    def _resting(self, kind: str, now: dt.datetime) -> set[int]:
        kept = {key: fault for key, fault in self._faults.items() if now - fault[1] < REST}
        self._faults = kept
        return {key[1] for key, (faults, _) in kept.items() if key[0] == kind and faults >= FAULTS}


async def _alone(
    act: Act, session: AsyncSession, house: House, ids: Sequence[int], /, *, now: dt.datetime
) -> int:
    """What is done for one row, in the shape of what is done for several."""
    [row_id] = ids
    return int(await act(session, house, row_id, now=now))

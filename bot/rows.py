"""Due rows one by one, each in its own transaction: one that fails keeps no other waiting."""

import datetime as dt
from collections.abc import Collection, Sequence
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
            try:
                async with runtime.database.transaction() as session:
                    done = await act(session, runtime.house, row_id, now=now)
                    if done:
                        await runtime.database.notify(session)
            except Exception as error:  # one row's fault must not keep the others waiting
                faults, _ = self._faults.get((kind, row_id), (0, now))
                self._faults[kind, row_id] = (faults + 1, now)
                log.error("row_failed", kind=kind, row_id=row_id, error=type(error).__name__)
            else:
                self._faults.pop((kind, row_id), None)
                count += done
        return count

    def _resting(self, kind: str, now: dt.datetime) -> set[int]:
        kept = {key: fault for key, fault in self._faults.items() if now - fault[1] < REST}
        self._faults = kept
        return {key[1] for key, (faults, _) in kept.items() if key[0] == kind and faults >= FAULTS}

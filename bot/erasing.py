"""What is older than RETENTION_DAYS is erased, a batch at a time; then its files."""

import datetime as dt
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.runtime import Runtime
from db import erasing

#: Rows in one transaction, and transactions for each kind in one tick.
BATCH, ROUNDS = 200, 25

Work = Callable[[AsyncSession], Awaitable[int]]


class Eraser:
    """Keeps the promise that nothing is kept for ever."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def step(self, now: dt.datetime) -> int:
        """Erase what is too old; how many rows it was."""
        before = now - self._runtime.house.policy.retention
        count = await self._rounds(
            lambda session: erasing.blank_messages(session, before=before, now=now, limit=BATCH)
        )
        for kind in erasing.kinds(before=before, now=now):
            count += await self._rounds(
                lambda session, kind=kind: erasing.blank(  # type: ignore[misc]
                    session, kind, limit=BATCH
                )
            )
        await self._rounds(self._files)
        return count

    async def _files(self, session: AsyncSession) -> int:
        """The file goes first: after a crash in between it is only looked for once more."""
        found = await erasing.erased_files(session, limit=BATCH)
        for _, key in found:
            if key is not None:
                await self._runtime.media.erase(key)
        if found:
            await erasing.forget_files(session, [number for number, _ in found])
        return len(found)

    async def _rounds(self, work: Work) -> int:
        count = 0
        for _ in range(ROUNDS):
            async with self._runtime.database.transaction() as session:
                done = await work(session)
            count += done
            if done < BATCH:
                break
        return count

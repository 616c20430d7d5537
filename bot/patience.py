"""Resting after faults: longer after each one in a row, and short again once something works."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

#: Seconds to rest after the first, second, … fault in a row; the last one stays.
PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)

#: Rests for so many seconds, or until the event comes.
Rest = Callable[[asyncio.Event, float], Awaitable[None]]


async def until(event: asyncio.Event, seconds: float) -> None:
    """Rest for so long, but no longer than until the event."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


class Patience:
    """What one loop keeps of its faults."""

    def __init__(self) -> None:
        self._faults = 0

    def next(self) -> float:
        """Seconds to rest after one more fault."""
        pause = PAUSES[min(self._faults, len(PAUSES) - 1)]
        self._faults += 1
        return pause

    def renew(self) -> None:
        """Something worked."""
        self._faults = 0

"""Something changed: wakes workers and live pages, in this process and through PostgreSQL."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg
import structlog
from asyncpg.exceptions import InterfaceError, PostgresError

from db import address
from db.engine import NOTIFY_CHANNEL, Database

log = structlog.get_logger(__name__)

#: Seconds between attempts to listen again after the connection broke.
RECONNECT_SECONDS = 2.0


class Signals:
    """A bell that carries no message: whoever hears it looks for itself."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()
        #: true once the process stops: live pages end instead of waiting
        self.closed = False

    def close(self) -> None:
        """Tell everybody who waits that this process stops."""
        self.closed = True
        self.ring()

    def ring(self) -> None:
        """Wake everybody who waits in this process."""
        for listener in self._listeners:
            listener.set()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Listener"]:
        """A listener that misses no ring between two waits."""
        event = asyncio.Event()
        self._listeners.add(event)
        try:
            yield Listener(event)
        finally:
            self._listeners.discard(event)

    async def follow(self, database: Database) -> None:
        """Ring whenever another process commits something; reconnects, then sweeps. PostgreSQL."""
        while True:
            try:
                connection = await address.connect(database.url)
            except (OSError, PostgresError):
                log.warning("listen_failed")
                await asyncio.sleep(RECONNECT_SECONDS)
                continue
            try:
                await self._listen(connection)
            except (OSError, PostgresError, InterfaceError):
                log.warning("listen_failed")
                await asyncio.sleep(RECONNECT_SECONDS)
            finally:
                with contextlib.suppress(OSError, PostgresError, TimeoutError):
                    await connection.close(timeout=1)

    async def _listen(self, connection: asyncpg.Connection) -> None:
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _connection: gone.set())
        await connection.add_listener(NOTIFY_CHANNEL, lambda *_ignored: self.ring())
        self.ring()
        await gone.wait()


class Listener:
    """One waiting task."""

    def __init__(self, event: asyncio.Event) -> None:
        self._event = event

    async def wait(self, seconds: float) -> bool:
        """Wait for a ring, at most so long; True when it rang."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        self._event.clear()
        return True

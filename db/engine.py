"""The database: one engine, one place that commits. SQLite and PostgreSQL behave alike here."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine

from db import address, fingerprints
from db.keyring import Keyring

#: How long a writer waits for SQLite's one write lock, in milliseconds.
BUSY_TIMEOUT_MS = 10_000
#: NOTIFY channel; it carries no payload.
NOTIFY_CHANNEL = "onthaal"


class Database:
    """Sessions on one engine. `transaction` writes and commits; `reading` never writes."""

    def __init__(self, url: str, keyring: Keyring, *, pool_size: int = 10) -> None:
        options: dict[str, Any] = {}
        self.url = address.read(url)
        self.is_sqlite = self.url.drivername in address.SQLITE
        parsed = self.url
        if not self.is_sqlite:
            # the address's parameters are read by whoever connects, not by SQLAlchemy
            parsed = self.url.set(drivername="postgresql+asyncpg", query={})
            options.update(
                async_creator=lambda: address.connect(self.url),
                pool_size=pool_size,
                max_overflow=pool_size,
                pool_pre_ping=True,
            )
        self.keyring = keyring
        self.engine = create_async_engine(parsed, **options)
        self.engine.sync_engine.dialect.keyring = keyring  # type: ignore[attr-defined]
        if self.is_sqlite:
            _prepare_sqlite(self.engine.sync_engine)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed when the block ends without an error."""
        async with (
            AsyncSession(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for looking only: on SQLite it does not take the write lock."""
        async with self.engine.connect() as connection:
            reader = await connection.execution_options(reading=True)
            # closing rolls back and keeps what was read; a rollback here would expire it
            async with AsyncSession(reader, expire_on_commit=False) as session:
                yield session

    async def check_keys(self) -> None:
        """Remember which key writes, or raise WrongKey when one that wrote is missing."""
        async with self.transaction() as session:
            await fingerprints.check(session, self.keyring)

    async def notify(self, session: AsyncSession) -> None:
        """Tell other processes, at commit, that there is something to do."""
        if not self.is_sqlite:
            await session.execute(text(f"NOTIFY {NOTIFY_CHANNEL}"))

    async def is_alive(self) -> bool:
        async with self.reading() as session:
            return bool((await session.execute(select(1))).scalar_one() == 1)

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(engine: Any) -> None:
    """Write transactions take the lock at once; deferred ones lose updates or fail half-way."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


__all__ = ["AsyncConnection", "AsyncSession", "Database"]

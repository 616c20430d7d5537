"""Brings a database to the newest schema, tells whether it is there, and writes new migrations.

`python -m db.migrate revision "message"` writes a migration for what the models have and the
migrations lack; `python -m db.migrate initial` writes the first one again, before a release.
"""

import argparse
import asyncio
import contextlib
import pathlib
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.engine import Database
from db.keyring import Keyring
from db.models import Base

#: Where alembic.ini lies: the root of the checkout.
ROOT = pathlib.Path(__file__).resolve().parent.parent
VERSIONS = ROOT / "db" / "migrations" / "versions"
#: PostgreSQL's advisory lock under which one process migrates; any number that is ours alone.
LOCK = 7_304_661


class BrokenReferences(Exception):
    """A migration on SQLite left rows that point at nothing; it was rolled back."""


async def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate to the newest schema, or to an earlier one, in one transaction.

    Idempotent; of several processes that start at once, one migrates and the others wait.
    """
    async with _without_foreign_keys(database) as connection, connection.begin():
        if not database.is_sqlite:
            await connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        await connection.run_sync(_with(command.upgrade, revision))
        if database.is_sqlite:
            broken = await connection.exec_driver_sql("PRAGMA foreign_key_check")
            if broken.first() is not None:
                raise BrokenReferences


async def is_current(database: Database) -> bool:
    """True when the database has exactly the newest schema that this code knows."""
    newest = set(ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_heads())
    async with database.reading() as session:
        connection = await session.connection()
        return await connection.run_sync(_heads) == newest


async def drift(database: Database) -> list[Any]:
    """Where the schema of this database differs from the models; empty when they agree."""
    async with database.reading() as session:
        connection = await session.connection()
        return await connection.run_sync(_compare)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m db.migrate")
    commands = parser.add_subparsers(dest="command", required=True)
    revision = commands.add_parser("revision", help="write a migration for what has changed")
    revision.add_argument("message")
    commands.add_parser("initial", help="write the first migration again, in place of all")
    chosen = parser.parse_args(arguments)
    if chosen.command == "initial":
        for old in VERSIONS.glob("[0-9]*.py"):
            old.unlink()
        asyncio.run(_write("initial tables"))
    else:
        asyncio.run(_write(chosen.message))


async def _write(message: str) -> None:
    """Compare the models with an empty SQLite that all migrations have run on."""
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"
    keyring = Keyring([Fernet.generate_key().decode()], "a database that lasts a second")
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db", keyring)
        try:
            await upgrade(database)
            if not await drift(database):
                raise SystemExit("The migrations already make what the models say.")
            write = _with(command.revision, message, autogenerate=True, rev_id=number)
            async with database.engine.begin() as connection:
                await connection.run_sync(write)
        finally:
            await database.close()


def _with(
    act: Callable[..., object], *arguments: Any, **options: Any
) -> Callable[[Connection], None]:
    """One of Alembic's commands, made ready to run on a connection."""

    def run(connection: Connection) -> None:
        config = Config(ROOT / "alembic.ini")
        config.attributes["connection"] = connection
        act(config, *arguments, **options)

    return run


def _heads(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _compare(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


@contextlib.asynccontextmanager
async def _without_foreign_keys(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection on which SQLite lets a table be rebuilt under the rows that point at it.

    The pragma does nothing inside a transaction, so it goes to the driver before one begins.
    """
    async with database.engine.connect() as connection:
        if not database.is_sqlite:
            yield connection
            return
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            await driver.execute("PRAGMA foreign_keys=ON")


if __name__ == "__main__":
    main()

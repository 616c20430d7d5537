"""One history of migrations makes what the models say, on both databases."""

import asyncio
import pathlib

import pytest
import sqlalchemy as sa

from db import migrate
from db.engine import Database
from db.keyring import Keyring
from db.models import Base
from tests import databases

#: Everything PostgreSQL says about the tables of a schema, constraints and conditions included.
DESCRIPTION = """
SELECT table_name, column_name, data_type || coalesce(character_maximum_length::text, ''),
  is_nullable FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
#: A check-in that was answered, as the tables held it before answers had one of their own.
AT = "2026-02-04 10:00:00+00:00"
ANSWERED_BEFORE = {
    "household": {"id": 2, "name": "x", "language": "ar", "timezone": "UTC", "created_at": AT},
    "address": {"id": 7, "channel": "c", "account": "a", "external_id": "x",
                "external_id_hash": "x", "household_id": 2, "reachable": True, "created_at": AT},
    "conversation": {"id": 3, "address_id": 7, "control": "bot", "epoch": 0, "last_seq": 1,
                     "language_chosen": False, "unsure_streak": 0, "created_at": AT},
    "message": {"id": 4, "conversation_id": 3, "seq": 1, "direction": "out", "author": "bot",
                "content": "x", "at": AT},
    "delivery": {"id": 5, "message_id": 4, "address_id": 7, "channel": "c", "account": "a",
                 "dedupe_key": "occurrence:1:7", "kind": "unprompted", "state": "done",
                 "attempts": 1, "not_before": AT, "created_at": AT},
    "occurrence": {"id": 1, "household_id": 2, "step_key": "how-are-you", "ordinal": 0,
                   "local_date": AT[:10], "local_time": "14:00:00", "timezone": "UTC", "due_at": AT,
                   "look_at": AT, "expires_at": AT, "state": "answered", "created_at": AT,
                   "message_id": 4, "answer": "help", "answer_text": "kept", "answered_at": AT},
}  # fmt: skip


async def test_migrations_make_what_the_models_say(database: Database) -> None:
    assert await migrate.is_current(database)
    assert await migrate.drift(database) == []


async def test_a_column_that_no_migration_makes_is_drift(
    tmp_path: pathlib.Path, keyring: Keyring
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}", keyring)
    try:
        await migrate.upgrade(database)
        async with database.engine.begin() as connection:
            await connection.exec_driver_sql("ALTER TABLE keepsake DROP COLUMN value")
        assert [change[0] for change in await migrate.drift(database)] == ["add_column"]
    finally:
        await database.close()


async def test_constraints_and_partial_indexes_are_migrated_too(
    postgresql_server: str, postgresql_url: str, keyring: Keyring
) -> None:
    await databases.create(postgresql_server, "by_models")
    descriptions = []
    for url in (postgresql_url, databases.on_server(postgresql_server, "by_models")):
        database = Database(url, keyring)
        try:
            async with database.engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
                rows = await connection.exec_driver_sql(DESCRIPTION)
                descriptions.append({tuple(row) for row in rows if row[0] != "alembic_version"})
        finally:
            await database.close()
    migrated, modelled = descriptions
    assert migrated - modelled == set()
    assert modelled - migrated == set()


async def test_an_old_database_is_not_current_until_it_is_upgraded(
    tmp_path: pathlib.Path, keyring: Keyring
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}", keyring)
    try:
        assert not await migrate.is_current(database)
        await migrate.upgrade(database)
        assert await migrate.is_current(database)
        await migrate.upgrade(database)
        assert await migrate.drift(database) == []
    finally:
        await database.close()


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
async def test_two_processes_that_start_at_once_migrate_once(
    backend: str, tmp_path: pathlib.Path, postgresql_server: str, keyring: Keyring, worker_id: str
) -> None:
    name = f"at_once_{worker_id}"
    url = f"sqlite:///{tmp_path / 'new.db'}"
    if backend == "postgresql":
        await databases.create(postgresql_server, name)
        url = databases.on_server(postgresql_server, name)
    both = [Database(url, keyring), Database(url, keyring)]
    try:
        await asyncio.gather(*(migrate.upgrade(database) for database in both))
        assert await migrate.drift(both[0]) == []
        async with both[1].reading() as session:
            versions = await session.execute(sa.text("SELECT count(*) FROM alembic_version"))
            assert versions.scalar_one() == 1
    finally:
        for database in both:
            await database.close()


async def test_foreign_keys_hold_again_after_a_migration(
    tmp_path: pathlib.Path, keyring: Keyring
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}", keyring)
    try:
        await migrate.upgrade(database)
        async with database.engine.connect() as connection:
            held = await connection.exec_driver_sql("PRAGMA foreign_keys")
            assert held.scalar_one() == 1
    finally:
        await database.close()


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
async def test_an_answer_of_before_is_a_row_of_who_gave_it(
    backend: str, tmp_path: pathlib.Path, postgresql_server: str, keyring: Keyring, worker_id: str
) -> None:
    name = f"answered_{worker_id}"
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if backend == "postgresql":
        await databases.create(postgresql_server, name)
        url = databases.on_server(postgresql_server, name)
    database = Database(url, keyring)
    try:
        await migrate.upgrade(database, "0020")
        async with database.engine.begin() as connection:
            for table, row in ANSWERED_BEFORE.items():
                values = ", ".join(repr(one) for one in row.values())
                await connection.exec_driver_sql(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"
                )
        await migrate.upgrade(database)
        async with database.engine.begin() as connection:
            found = await connection.exec_driver_sql(
                "SELECT occurrence_id, address_id, answer, text FROM occurrence_reply"
            )
            assert [tuple(row) for row in found] == [(1, 7, "need_help", "kept")]
            named = await connection.exec_driver_sql("SELECT id, occurrence_id FROM delivery")
            assert [tuple(row) for row in named] == [(5, 1)]
            state = await connection.exec_driver_sql(
                "SELECT state FROM occurrence WHERE sent_at IS NOT NULL"
            )
            assert [tuple(row) for row in state] == [("sent",)]
    finally:
        await database.close()

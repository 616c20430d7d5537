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

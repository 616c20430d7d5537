"""Transactions: all or nothing, none lost under load, and readers that never wait."""

import asyncio

import pytest
import sqlalchemy as sa

from db.engine import Database
from db.keyring import Keyring, WrongKey
from db.models import Household, Keepsake
from tests import databases

#: As many writers at once as lost updates when transactions were deferred.
WRITERS = 160


async def keep(database: Database, value: str) -> None:
    async with database.transaction() as session:
        session.add(Keepsake(name="count", value=value))


async def kept(database: Database) -> str | None:
    async with database.reading() as session:
        row = await session.get(Keepsake, "count")
        return None if row is None else row.value


async def test_what_a_transaction_wrote_is_there_afterwards(database: Database) -> None:
    await keep(database, "1")
    assert await kept(database) == "1"


async def test_an_error_in_a_transaction_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            session.add(Keepsake(name="count", value="1"))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await kept(database) is None


async def test_reading_never_writes(database: Database) -> None:
    async with database.reading() as session:
        session.add(Keepsake(name="count", value="1"))
        await session.flush()
    assert await kept(database) is None


async def test_rows_can_be_used_after_they_were_read(database: Database) -> None:
    await keep(database, "1")
    async with database.reading() as session:
        row = await session.get_one(Keepsake, "count")
    assert row.value == "1"


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    await keep(database, "1")
    async with database.transaction() as session:
        row = await session.get_one(Keepsake, "count")
        row.value = "2"
        await session.flush()
        assert await kept(database) == "1"
    assert await kept(database) == "2"


async def test_many_increments_at_once_lose_none(database: Database) -> None:
    await keep(database, "0")

    async def increment() -> None:
        async with database.transaction() as session:
            row = await session.get_one(Keepsake, "count", with_for_update=True)
            row.value = str(int(row.value) + 1)

    await asyncio.gather(*(increment() for _ in range(WRITERS)))
    assert await kept(database) == str(WRITERS)


async def test_a_row_that_points_at_nothing_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        async with database.transaction() as session:
            await session.execute(
                sa.text(
                    "INSERT INTO address (channel, account, external_id, external_id_hash,"
                    " contact_id, reachable, created_at)"
                    " VALUES ('x', 'y', 'z', 'h', 999, true, '2026-02-04 09:00:00')"
                )
            )


async def test_the_fingerprint_of_the_key_is_kept_once_by_processes_that_start_at_once(
    database: Database,
) -> None:
    await asyncio.gather(*(database.check_keys() for _ in range(5)))
    async with database.reading() as session:
        rows = (await session.execute(sa.select(Keepsake.name))).scalars().all()
    newest = databases.keyring().fingerprints()[0]
    assert sorted(rows) == ["key_fingerprint", "lookup_fingerprint", f"wrote:{newest}"]


async def check(database_url: str, *secrets: str, lookup: str = databases.LOOKUP) -> None:
    """Start once with these keys, the newest first."""
    database = Database(database_url, Keyring(secrets, lookup))
    try:
        await database.check_keys()
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("secret", "lookup", "said"),
    [
        pytest.param(databases.OLDER_SECRET, databases.LOOKUP, "SECRET_KEY lacks", id="secret"),
        pytest.param(databases.SECRET, "another lookup key", "LOOKUP_KEY is not", id="lookup"),
    ],
)
async def test_a_wrong_key_stops_the_start_and_is_named(
    database: Database, database_url: str, secret: str, lookup: str, said: str
) -> None:
    await database.check_keys()
    with pytest.raises(WrongKey, match=f"^{said}.*[Pp]ut (it|the first one) back"):
        await check(database_url, secret, lookup=lookup)
    await database.check_keys()


async def test_a_key_is_rotated_and_the_old_one_must_stay(
    database: Database, database_url: str
) -> None:
    await database.check_keys()
    async with database.transaction() as session:
        home = Household(name="Before", language="ar", created_at=sa.func.now())
        session.add(home)
        await session.flush()
        home_id = home.id
    newer = databases.OLDER_SECRET
    both = Database(database_url, Keyring([newer, databases.SECRET], databases.LOOKUP))
    try:
        await both.check_keys()
        async with both.transaction() as session:
            assert (await session.get_one(Household, home_id)).name == "Before"
    finally:
        await both.close()
    for left in (newer, databases.SECRET):
        with pytest.raises(WrongKey, match=r"SECRET_KEY lacks .*what it wrote cannot be read"):
            await check(database_url, left)
    await check(database_url, databases.SECRET, newer)
    await check(database_url, newer, databases.SECRET)


async def test_a_key_that_never_wrote_may_go(database: Database, database_url: str) -> None:
    await check(database_url, databases.SECRET, databases.OLDER_SECRET)
    await database.check_keys()


async def test_a_database_that_only_kept_its_newest_key_needs_all_that_are_given(
    database: Database, database_url: str
) -> None:
    ring = databases.keyring()
    async with database.transaction() as session:
        session.add(Keepsake(name="key_fingerprint", value=ring.fingerprints()[0]))
    with pytest.raises(WrongKey, match="or else LOOKUP_KEY is another"):
        await check(database_url, databases.SECRET, lookup="another lookup key")
    await check(database_url, databases.SECRET, databases.OLDER_SECRET)
    with pytest.raises(WrongKey, match="SECRET_KEY lacks"):
        await check(database_url, databases.SECRET)


async def test_a_database_that_answers_is_alive(database: Database) -> None:
    assert await database.is_alive()

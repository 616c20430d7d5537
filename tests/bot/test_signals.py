"""The bell: no ring is lost between two waits, and other processes are heard."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.signals import Signals
from db.engine import Database

#: Seconds after which a test gives up; what it waits for comes at once.
PATIENCE = 10.0
#: Seconds in which a ring that was there would be heard.
MOMENT = 0.01
POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def test_a_ring_wakes_everybody_who_waits() -> None:
    signals = Signals()
    async with signals.listening() as one, signals.listening() as other:
        waiting = [asyncio.create_task(bell.wait(PATIENCE)) for bell in (one, other)]
        await asyncio.sleep(0)
        signals.ring()
        assert await asyncio.gather(*waiting) == [True, True]


async def test_a_ring_between_two_waits_is_not_lost() -> None:
    signals = Signals()
    async with signals.listening() as bell:
        signals.ring()
        assert await bell.wait(PATIENCE)
        signals.ring()
        signals.ring()
        assert await bell.wait(PATIENCE)
        assert not await bell.wait(MOMENT), "two rings are one reason to look"


async def test_without_a_ring_the_wait_ends_by_itself() -> None:
    async with Signals().listening() as bell:
        assert not await bell.wait(MOMENT)


async def test_whoever_left_is_not_rung_any_more() -> None:
    signals = Signals()
    async with signals.listening() as bell:
        pass
    signals.ring()
    assert not await bell.wait(MOMENT)


async def test_the_end_of_the_process_is_told_to_everybody() -> None:
    signals = Signals()
    async with signals.listening() as bell:
        assert not signals.closed
        signals.close()
        assert await bell.wait(PATIENCE)
        assert signals.closed


# --- other processes


@pytest.fixture
async def following(database: Database) -> AsyncIterator[Signals]:
    """Signals that follow the database, from the moment at which they have heard it once."""
    signals = Signals()
    async with signals.listening() as bell:
        task = asyncio.create_task(signals.follow(database))
        assert await bell.wait(PATIENCE), "it looks for itself as soon as it listens"
        yield signals
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def commit_elsewhere(database: Database) -> None:
    async with database.transaction() as session:
        await database.notify(session)


async def fail_elsewhere(database: Database) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with database.transaction() as session:
            await database.notify(session)
            raise ZeroDivisionError


@POSTGRESQL
async def test_what_another_process_commits_is_heard(
    database: Database, following: Signals
) -> None:
    async with following.listening() as bell:
        await commit_elsewhere(database)
        assert await bell.wait(PATIENCE)


@POSTGRESQL
async def test_after_a_break_it_listens_again_and_looks_for_itself(
    database: Database, following: Signals
) -> None:
    async with following.listening() as bell:
        async with database.transaction() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                    "AND query LIKE 'LISTEN%'"
                )
            )
        assert await bell.wait(PATIENCE), "something may have been missed"
        await commit_elsewhere(database)
        assert await bell.wait(PATIENCE)


@POSTGRESQL
async def test_what_was_rolled_back_is_not_heard(database: Database, following: Signals) -> None:
    async with following.listening() as bell:
        await fail_elsewhere(database)
        await commit_elsewhere(database)
        assert await bell.wait(PATIENCE)
        assert not await bell.wait(MOMENT)

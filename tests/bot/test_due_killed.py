"""Two workers that are stopped at random: nothing is said twice to anybody, and nothing is lost."""

import asyncio
import contextlib
import datetime as dt
import random
import shutil
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from db import occurrences
from db.engine import Database
from db.keyring import Keyring
from db.models import Conversation, Delivery, DeliveryEvent, Message, Occurrence
from db.occurrences import OccurrenceState
from handlers import due
from handlers.house import House
from tests import databases
from tests.handlers import scene as houses
from tests.handlers import year

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
FAMILIES, STEPS, CHUNK = 3, ("week-1", "month-1", "week-6"), 2
#: Rounds after the stops, at most: each sends most of what is left.
ROUNDS = 30


class Lost(Exception):
    """The transaction is lost just before it would have been committed."""


@pytest.fixture(scope="module")
def house() -> House:
    return houses.house()


async def plan(database: Database) -> None:
    """Several steps for the same phones, so that chunks of two workers share conversations."""
    async with database.transaction() as session:
        for number in range(FAMILIES):
            ours = await year.circle(session, NOW, login=f"colleague-{number}")
            await year.phone(session, NOW, f"phone-{number}", home=ours.home)
            for step in STEPS:
                await year.due(session, ours, step, "family", NOW)


async def work(database: Database, house: House, rng: random.Random) -> None:
    """A worker's tick: look, then chunk after chunk, some of which are lost at the last moment.

    As the worker itself, it goes on after a fault of the database: a lock that somebody who was
    stopped still holds for a moment.
    """
    async with database.reading() as session:
        ids = list(await occurrences.due(session, now=NOW, kinds=list(due.SENDERS)))
    rng.shuffle(ids)
    for start in range(0, len(ids), CHUNK):
        with contextlib.suppress(Lost, DBAPIError):
            async with database.transaction() as session:
                await due.send(session, house, ids[start : start + CHUNK], now=NOW)
                if rng.random() < 0.3:
                    raise Lost


async def stopped(work_on: Callable[[], Coroutine[None, None, None]], rng: random.Random) -> None:
    """The same, cancelled after a random while."""
    task = asyncio.create_task(work_on())
    await asyncio.wait([task], timeout=rng.random() * 0.08)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def check(database: Database) -> None:
    async with database.reading() as session:
        everything = (await session.execute(select(Occurrence))).scalars().all()
        copies = (await session.execute(select(Delivery.occurrence_id))).scalars().all()
        seqs = await session.execute(
            select(Message.conversation_id, func.count(), func.max(Message.seq)).group_by(
                Message.conversation_id
            )
        )
        last = dict((await session.execute(select(Conversation.id, Conversation.last_seq))).all())
        events = (await session.execute(select(func.count(DeliveryEvent.id)))).scalar_one()
    assert {one.state for one in everything} == {OccurrenceState.SENT}
    assert sorted(copies) == sorted(one.id for one in everything), "each once, none lost"
    assert events == len(copies)
    for thread, count, newest in seqs:
        assert count == newest == last[thread]


async def scenario(urls: list[str], keyring: Keyring, house: House, seed: int) -> None:
    rng = random.Random(seed)
    both = [Database(url, keyring, pool_size=2) for url in urls]
    try:
        if not both[0].is_sqlite:
            await databases.empty(both[0])
        await plan(both[0])
        for _ in range(3):
            await asyncio.gather(*(stopped(partial(work, one, house, rng), rng) for one in both))
        for _ in range(ROUNDS):
            if not await left(both[0]):
                break
            await asyncio.gather(*(work(one, house, rng) for one in both))
        await check(both[0])
    finally:
        for one in both:
            await one.close()


async def left(database: Database) -> bool:
    async with database.reading() as session:
        return bool(await occurrences.due(session, now=NOW, kinds=list(due.SENDERS)))


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_two_workers_that_are_stopped_at_random_say_everything_exactly_once(
    backend: str,
    seed: int,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    keyring: Keyring,
    house: House,
) -> None:
    if backend == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    else:
        path = tmp_path / f"{seed}.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    asyncio.run(scenario([url, url], keyring, house, seed))

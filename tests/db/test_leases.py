"""Leases: one holder at a time. Offsets: how far an account's updates were stored."""

import asyncio
import datetime as dt

from db import leases
from db.engine import Database

LENGTH = dt.timedelta(seconds=30)
SECOND = dt.timedelta(seconds=1)


async def take(database: Database, holder: str, now: dt.datetime, name: str = "poll") -> bool:
    async with database.transaction() as session:
        return await leases.take(session, name, holder, now=now, length=LENGTH)


async def test_of_many_takers_at_once_one_wins(database: Database, now: dt.datetime) -> None:
    won = await asyncio.gather(*(take(database, f"p{n}", now) for n in range(5)))
    assert won.count(True) == 1
    later = now + LENGTH + SECOND
    won = await asyncio.gather(*(take(database, f"q{n}", later) for n in range(5)))
    assert won.count(True) == 1


async def test_the_holder_renews_and_others_wait_until_the_end(
    database: Database, now: dt.datetime
) -> None:
    assert await take(database, "mine", now)
    assert await take(database, "mine", now + LENGTH - SECOND)
    assert not await take(database, "theirs", now + LENGTH + SECOND)
    assert await take(database, "theirs", now + 2 * LENGTH)
    assert not await take(database, "mine", now + 2 * LENGTH)


async def test_leases_of_different_names_do_not_meet(database: Database, now: dt.datetime) -> None:
    assert await take(database, "mine", now, "poll:a")
    assert await take(database, "theirs", now, "poll:b")


async def test_only_the_holder_drops_a_lease(database: Database, now: dt.datetime) -> None:
    await take(database, "mine", now)
    for holder, free in (("theirs", False), ("mine", True)):
        async with database.transaction() as session:
            await leases.drop(session, "poll", holder, now=now)
        assert await take(database, "next", now) == free


async def test_an_offset_is_kept_and_forgotten_before_telegram_starts_again(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        assert await leases.offset(session, "telegram", "1", now=now) is None
        await leases.advance(session, "telegram", "1", 5_000_000_000 % 2**31, now=now)
        await leases.advance(session, "telegram", "1", 7, now=now)
        await leases.advance(session, "telegram", "2", 9, now=now)
    async with database.reading() as session:
        assert await leases.offset(session, "telegram", "1", now=now) == 7
        late = now + leases.OFFSET_VALID
        assert await leases.offset(session, "telegram", "1", now=late) is None

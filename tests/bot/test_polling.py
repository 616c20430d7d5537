"""Polling: stored first, then the offset; one process per account; longer and longer pauses."""

import asyncio
import dataclasses
import datetime as dt
from pathlib import Path
from typing import NoReturn, cast

import pytest
import sqlalchemy.exc

from bot import patience, polling
from bot.channel import SendError
from bot.polling import Poller
from bot.runtime import Runtime
from db import leases
from db.engine import Database
from db.keyring import WrongKey
from tests.bot import scene
from tests.bot.scene import ScriptedChannel
from tests.fakes.clock import FixedClock

LEASE = "poll:simulator:demo"


@pytest.fixture
def channel(tmp_path: Path) -> ScriptedChannel:
    return ScriptedChannel(tmp_path)


@pytest.fixture
def runtime(
    database: Database, clock: FixedClock, tmp_path: Path, channel: ScriptedChannel
) -> Runtime:
    return scene.runtime(database, clock, tmp_path, channel)


@pytest.fixture
def poller(runtime: Runtime, channel: ScriptedChannel) -> Poller:
    return Poller(runtime, channel, worker="w1")


class FullDisk:
    """A database that can be read only."""

    def __init__(self, database: Database) -> None:
        self.keyring, self.reading = database.keyring, database.reading

    def transaction(self) -> NoReturn:
        raise OSError("the disk is full")


async def offset(runtime: Runtime) -> int | None:
    async with runtime.database.reading() as session:
        return await leases.offset(session, "simulator", "demo", now=runtime.clock())


async def take(runtime: Runtime, holder: str) -> bool:
    async with runtime.database.transaction() as session:
        return await leases.take(session, LEASE, holder, now=runtime.clock(), length=polling.LEASE)


async def test_updates_are_stored_and_the_next_poll_begins_behind_them(
    runtime: Runtime, channel: ScriptedChannel, poller: Poller
) -> None:
    channel.polls_give.append(([scene.text(1), scene.text(2)], 3))
    assert await poller.step() == 2
    assert (await scene.pending(runtime.database), await offset(runtime)) == (2, 3)
    await poller.step()
    assert channel.asked == [None, 3]


async def test_updates_that_were_not_stored_come_again(
    runtime: Runtime, channel: ScriptedChannel, poller: Poller
) -> None:
    channel.polls_give.append(([scene.text(1)], 2))
    full = dataclasses.replace(runtime, database=cast(Database, FullDisk(runtime.database)))
    with pytest.raises(OSError, match="full"):
        await Poller(full, channel, worker="w1").step()
    assert (await scene.pending(runtime.database), await offset(runtime)) == (0, None)
    channel.polls_give.append(([scene.text(1)], 2))
    await poller.step()
    assert channel.asked == [None, None]
    assert (await scene.pending(runtime.database), await offset(runtime)) == (1, 2)


async def test_an_update_that_no_code_of_ours_can_read_keeps_none_behind_it(
    runtime: Runtime, channel: ScriptedChannel, poller: Poller
) -> None:
    channel.envelope_fault = KeyError("a bug")
    channel.polls_give.append(([scene.text(1), scene.text(2)], 3))
    assert await poller.step() == 2
    assert (await scene.pending(runtime.database), await offset(runtime)) == (2, 3)


async def test_an_update_that_comes_again_is_stored_once(
    runtime: Runtime, channel: ScriptedChannel, poller: Poller
) -> None:
    for _ in range(2):
        channel.polls_give.append(([scene.text(1)], 2))
        await poller.step()
    assert await scene.pending(runtime.database) == 1


async def test_an_empty_poll_moves_nothing(
    runtime: Runtime, channel: ScriptedChannel, poller: Poller
) -> None:
    channel.polls_give.append(([], 9))
    assert await poller.step() == 0
    assert await offset(runtime) is None


async def test_an_offset_of_a_week_ago_is_forgotten(
    runtime: Runtime, channel: ScriptedChannel, poller: Poller, clock: FixedClock
) -> None:
    channel.polls_give.append(([scene.text(1)], 500))
    await poller.step()
    clock.advance(dt.timedelta(days=7))
    await poller.step()
    assert channel.asked == [None, None]


# --- the loop, which would rest here


class Rested(Exception):
    """The poller rests."""


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every rest takes no time; the sixth one ends the loop."""
    found: list[float] = []

    async def rest(seconds: float) -> None:
        found.append(seconds)
        if len(found) == 6:
            raise Rested

    monkeypatch.setattr(asyncio, "sleep", rest)
    return found


async def test_an_account_that_another_process_polls_is_left_alone(
    runtime: Runtime, channel: ScriptedChannel, poller: Poller, rests: list[float]
) -> None:
    assert await take(runtime, "w2")
    with pytest.raises(Rested):
        await poller.run()
    assert channel.asked == []
    assert not await take(runtime, "w3"), "w2 still has it"


async def test_an_account_whose_process_was_lost_is_polled_by_the_next(
    runtime: Runtime, channel: ScriptedChannel, poller: Poller, rests: list[float]
) -> None:
    assert await take(runtime, "w2")
    clock_now = runtime.clock()
    async with runtime.database.transaction() as session:
        await leases.drop(session, LEASE, "w2", now=clock_now)
    channel.polls_give.extend([SendError("down")] * 6)
    with pytest.raises(Rested):
        await poller.run()
    assert len(channel.asked) == 6


async def test_the_pauses_after_refusals_grow(
    channel: ScriptedChannel, poller: Poller, rests: list[float]
) -> None:
    faults = [SendError("conflict"), OSError(), TimeoutError(), WrongKey(), KeyError("a bug")]
    channel.polls_give.extend([*faults, sqlalchemy.exc.TimeoutError()])
    with pytest.raises(Rested):
        await poller.run()
    assert rests == [*patience.PAUSES, patience.PAUSES[-1]]


async def test_one_poll_that_works_makes_the_next_pause_short_again(
    channel: ScriptedChannel, poller: Poller, rests: list[float]
) -> None:
    down = SendError("down")
    channel.polls_give.extend([down, down, down, ([], None), down, down, down])
    with pytest.raises(Rested):
        await poller.run()
    first = list(patience.PAUSES[:3])
    assert rests == first + first


async def test_whoever_stops_gives_the_account_back(
    runtime: Runtime, channel: ScriptedChannel, poller: Poller, rests: list[float]
) -> None:
    channel.polls_give.extend([SendError("down")] * 6)
    with pytest.raises(Rested):
        await poller.run()
    assert await take(runtime, "w2")

"""The background work as a whole: nothing waits for a channel, and nothing dies unnoticed."""

import asyncio
import collections
import contextlib
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from bot import wiring, worker
from bot.channel import Payload, SendError
from bot.channels.whatsapp import WhatsappChannel
from bot.health import Health
from bot.runtime import Runtime
from bot.signals import Listener, Signals
from bot.worker import TaskEnded, Worker
from db.engine import Database
from tests.bot import scene
from tests.bot.scene import ScriptedChannel, ScriptedEngine
from tests.fakes.clock import FixedClock


class Deaf(Signals):
    """Nobody can wait for a ring: what waits for one ends."""

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[Listener]:
        raise KeyError("what phone-1 said")
        yield


class Told(Health):
    """Rings when a channel has started."""

    def __init__(self) -> None:
        super().__init__()
        self.events: dict[str, asyncio.Event] = collections.defaultdict(asyncio.Event)

    def started(self, channel: str) -> None:
        super().started(channel)
        self.events[channel].set()


class Silent(ScriptedChannel):
    """A provider that does not answer until a test says so."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, name="other")
        self.asks, self.answers_now = asyncio.Event(), asyncio.Event()

    async def start(self, public_url: str | None) -> None:
        self.asks.set()
        await self.answers_now.wait()


def living(runtime: Runtime) -> Runtime:
    """The scheduler counts from the real instant: it would make up for all ticks since another."""
    return dataclasses.replace(runtime, clock=wiring.utc_now)


async def test_a_part_that_ends_by_a_fault_ends_the_program_without_a_word_of_anybody(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    runtime = living(scene.runtime(database, clock, tmp_path, signals=Deaf()))
    async with asyncio.timeout(20):
        with pytest.raises(TaskEnded, match=r"KeyError|ExceptionGroup") as caught:
            await Worker(runtime, ScriptedEngine().engine).run()
    assert "phone-1" not in str(caught.value)


async def test_nobody_waits_for_a_channel_that_cannot_be_reached(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    silent, fine = Silent(tmp_path), ScriptedChannel(tmp_path)
    runtime = living(scene.runtime(database, clock, tmp_path, silent, fine))
    told = Told()
    runtime = dataclasses.replace(runtime, health=told)
    working = Worker(runtime, ScriptedEngine().engine)
    running = asyncio.create_task(working.run())
    async with asyncio.timeout(20):
        await silent.asks.wait()
        await told.events["simulator"].wait()
        assert runtime.health.channels["other"] == "starting"
        silent.answers_now.set()
        await told.events["other"].wait()
        working.stop()
        await running


class Rested(BaseException):
    """Enough rounds."""


class Forgetful:
    """Twilio's list of messages; each look ends as a test says."""

    name, account = "whatsapp", "+3225550100"

    def __init__(self, *ends: Exception | None) -> None:
        self.ends = list(ends)
        self.asked: list[dt.datetime] = []

    async def missed(self, since: dt.datetime) -> list[Payload]:
        self.asked.append(since)
        end = self.ends.pop(0)
        if end is not None:
            raise end
        return []

    async def learn_templates(self) -> None: ...


async def test_the_search_for_missed_messages_goes_on_after_any_fault_from_where_it_was(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    runtime: Runtime = scene.runtime(database, clock, tmp_path)
    twilio = Forgetful(KeyError("a bug"), OSError(), SendError("down"), None, None)
    start = clock.now()

    async def sleep(seconds: float) -> None:
        clock.advance(dt.timedelta(seconds=seconds))
        if not twilio.ends:
            raise Rested

    with pytest.raises(Rested):
        await worker.reconcile(runtime, cast(WhatsappChannel, twilio), sleep=sleep)
    since = start - worker.MISSED_AT_START
    assert twilio.asked[:4] == [since] * 4
    assert twilio.asked[4] == start + 3 * worker.MISSED_EVERY - worker.MISSED_EVERY

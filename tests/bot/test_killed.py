"""kill -9 at the two worst moments: nothing is lost, and nothing unprompted is said twice."""

import datetime as dt
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import intake, scheduler
from bot.intake import Intake
from bot.media import MediaWorker
from bot.outbox import Outbox
from bot.runtime import Runtime
from db import deliveries, inbox
from db.engine import Database
from db.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
    InboundEvent,
    Message,
)
from tests.bot import dying, scene
from tests.bot.scene import ScriptedChannel, ScriptedEngine
from tests.db import scene as rows
from tests.fakes.clock import FixedClock

ROOT = Path(__file__).parents[2]


def kill_at(point: str, url: str, folder: Path) -> None:
    """Start a worker on the database, wait until it stands at `point`, and kill it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bot.dying", point, url, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == dying.READY
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(timeout=30) == -signal.SIGKILL


@pytest.fixture
def channel(tmp_path: Path) -> ScriptedChannel:
    return ScriptedChannel(tmp_path)


@pytest.fixture
def runtime(
    database: Database, clock: FixedClock, tmp_path: Path, channel: ScriptedChannel
) -> Runtime:
    return scene.runtime(database, clock, tmp_path, channel)


async def queued(runtime: Runtime, kind: DeliveryKind) -> int:
    """One message on its way to a phone."""
    now = runtime.clock()
    async with runtime.database.transaction() as session:
        home = await rows.address(session, now)
        home.last_inbound_at = now
        await rows.agree(session, home, now)
        return (await rows.queued(session, now, "one", kind=kind)).id


async def recovered(runtime: Runtime, clock: FixedClock) -> None:
    """The lease of the lost worker runs out, and the tick settles what it left."""
    clock.advance(deliveries.LEASE + dt.timedelta(seconds=1))
    media = MediaWorker(runtime.database, runtime.media, runtime.channels)
    await scheduler.Ticks(runtime, media).recover(clock.now())


async def state_of(runtime: Runtime, delivery_id: int) -> tuple[str, str | None]:
    async with runtime.database.reading() as session:
        row = await session.get_one(Delivery, delivery_id)
    return row.state, row.reason


async def test_killed_between_understanding_and_applying_the_message_is_answered_once(
    runtime: Runtime,
    channel: ScriptedChannel,
    clock: FixedClock,
    database_url: str,
    tmp_path: Path,
) -> None:
    await intake.take_in(runtime, channel, scene.text(1, "Hello"))
    await intake.take_in(runtime, channel, scene.text(2, "And another"))
    kill_at("understood", database_url, tmp_path / "dying")
    working = Intake(runtime, ScriptedEngine().engine)
    assert await working.drain() == 0, "the lease of the lost worker still stands, in order"
    clock.advance(inbox.LEASE + dt.timedelta(seconds=1))
    assert await working.drain() == 2
    async with runtime.database.reading() as session:
        events = (await session.execute(select(InboundEvent))).scalars().all()
        said = (await session.execute(select(Message).order_by(Message.id))).scalars().all()
    assert [event.error for event in events] == [None, None]
    heard = [one for one in said if one.direction == Direction.IN]
    assert [one.content["text"] for one in heard] == ["Hello", "And another"]
    await Outbox(runtime, channel, worker="w2").drain()
    assert len(channel.sent) == len([one for one in said if one.direction == Direction.OUT])


async def test_killed_between_sending_and_settling_a_reply_goes_again(
    runtime: Runtime,
    channel: ScriptedChannel,
    clock: FixedClock,
    database_url: str,
    tmp_path: Path,
) -> None:
    delivery_id = await queued(runtime, DeliveryKind.REPLY)
    kill_at("sent", database_url, tmp_path / "dying")
    outbox = Outbox(runtime, channel, worker="w2")
    assert not await outbox.step(), "it is still the lost worker's"
    await recovered(runtime, clock)
    await outbox.drain()
    assert channel.texts == ["Good morning"]
    assert await state_of(runtime, delivery_id) == (DeliveryState.DONE, None)


async def test_killed_between_sending_and_settling_an_unprompted_message_is_uncertain(
    runtime: Runtime,
    channel: ScriptedChannel,
    clock: FixedClock,
    database_url: str,
    tmp_path: Path,
) -> None:
    delivery_id = await queued(runtime, DeliveryKind.UNPROMPTED)
    kill_at("sent", database_url, tmp_path / "dying")
    await recovered(runtime, clock)
    await Outbox(runtime, channel, worker="w2").drain()
    assert channel.sent == [], "never twice by itself"
    assert await state_of(runtime, delivery_id) == (DeliveryState.UNCERTAIN, "worker_lost")

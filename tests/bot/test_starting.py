"""Starting a channel: tried again while that can help, and /readyz tells how it stands."""

from collections import deque
from pathlib import Path

import pytest

from bot import patience, starting
from bot.channel import SendError
from bot.runtime import Runtime
from db.engine import Database
from tests.bot import scene
from tests.bot.scene import ScriptedChannel
from tests.fakes.clock import FixedClock


class Unsteady(ScriptedChannel):
    """Starts when the provider says so."""

    def __init__(self, folder: Path, *faults: Exception) -> None:
        super().__init__(folder)
        self.faults = deque(faults)

    async def start(self, public_url: str | None) -> None:
        if self.faults:
            raise self.faults.popleft()
        await super().start(public_url)


@pytest.fixture
def channel(tmp_path: Path) -> Unsteady:
    return Unsteady(tmp_path)


@pytest.fixture
def runtime(database: Database, clock: FixedClock, tmp_path: Path, channel: Unsteady) -> Runtime:
    return scene.runtime(database, clock, tmp_path, channel)


async def test_a_channel_that_is_out_of_reach_is_started_when_it_answers(
    runtime: Runtime, channel: Unsteady
) -> None:
    slept: list[float] = []
    seen: list[str] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        seen.append(runtime.health.channels["simulator"])

    down = SendError("no_connection", retryable=True)
    busy = SendError("too_many_requests", retryable=True, retry_after=40.0)
    channel.faults.extend([down] * 6 + [busy, ValueError("a bug, told to nobody")])
    assert await starting.start(runtime, channel, sleep=sleep)
    assert slept == [*patience.PAUSES, 60.0, 60.0, 60.0]
    assert seen[0] == "tried again (no_connection)" and seen[-1] == "tried again (ValueError)"
    assert runtime.health.channels == {"simulator": "started"}


async def test_a_provider_that_asks_for_more_time_gets_it(
    runtime: Runtime, channel: Unsteady
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    channel.faults.append(SendError("too_many_requests", retryable=True, retry_after=40.0))
    assert await starting.start(runtime, channel, sleep=sleep)
    assert slept == [40.0]


async def test_a_refusal_for_good_is_not_tried_again_and_is_told(
    runtime: Runtime, channel: Unsteady
) -> None:
    channel.faults.append(SendError("invalid_token"))
    assert not await starting.start(runtime, channel)
    assert runtime.health.channels == {"simulator": "refused (invalid_token)"}

"""A desk on a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.engine import Database
from tests.bot.desk import world as desk_world
from tests.bot.desk.world import World
from tests.fakes.clock import FixedClock


@pytest.fixture
async def world(database: Database, tmp_path: Path, clock: FixedClock) -> AsyncIterator[World]:
    made = World(desk_world.make_runtime(database, tmp_path / "media", clock), clock)
    yield made
    for browser in made.browsers:
        await browser.http.aclose()

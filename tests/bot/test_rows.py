"""Due rows one by one: a row that fails keeps no other waiting, and rests for a while."""

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import rows
from bot.media import MediaWorker
from bot.rows import Rows
from bot.runtime import Runtime
from bot.scheduler import Ticks
from db import cases
from db.engine import Database
from db.models import CaseState, Priority, Reason
from handlers import checkins
from handlers.house import House
from tests.bot import scene
from tests.bot.scene import ScriptedChannel
from tests.db import scene as people
from tests.fakes.clock import FixedClock
from tests.handlers import scene as houses

#: The moment at which everything is due.
DUE = dt.datetime(2026, 2, 5, 9, tzinfo=dt.UTC)
#: By tick: its kind of row, the row that fails, and why: nobody can read a column of it.
POISON = {
    "checkins": ("checkin", 1, "UPDATE occurrence SET own_text = '?' WHERE id = 1"),
    "alerts": ("alert", 1, "UPDATE \"case\" SET brief = '?' WHERE id = 1"),
    "casework": ("snoozed", 3, "UPDATE \"case\" SET brief = '?' WHERE id = 3"),
}


@pytest.fixture
def runtime(database: Database, clock: FixedClock, tmp_path: Path) -> Runtime:
    house = houses.house(staff_group=houses.GROUP)
    return scene.runtime(database, clock, tmp_path, ScriptedChannel(tmp_path), house=house)


async def test_a_row_that_fails_keeps_nobody_else_waiting(
    runtime: Runtime, clock: FixedClock
) -> None:
    async with runtime.database.transaction() as session:
        await plan_two(session, clock.now())
        await open_four(session, clock.now())
        for _, _, statement in POISON.values():
            await session.execute(text(statement))
    clock.set(DUE)
    ticks = Ticks(runtime, MediaWorker(runtime.database, runtime.media, runtime.channels))
    for name, (kind, row_id, _) in POISON.items():
        _, tick = ticks.table()[name]
        with structlog.testing.capture_logs() as logs:
            assert await tick(DUE) == 1, name
        [fault] = logs
        assert (fault["event"], fault["kind"], fault["row_id"]) == ("row_failed", kind, row_id)
        assert fault.keys() == {"event", "kind", "row_id", "error", "log_level"}
        assert await tick(DUE) == 0, "what was done is not done again"


async def test_rows_that_go_on_failing_rest_so_that_a_batch_has_room_for_others(
    runtime: Runtime, clock: FixedClock
) -> None:
    waiting, tried = [1, 2, 3], []

    async def find(_session: AsyncSession, /, *, without: Collection[int]) -> list[int]:
        return [one for one in waiting if one not in without][:2]

    async def act(_session: AsyncSession, _house: House, one: int, /, *, now: dt.datetime) -> bool:
        tried.append(one)
        if one < 3:
            raise RuntimeError
        waiting.remove(one)
        return True

    work = Rows(runtime)
    counts = [await work.each("kind", find, act, now=clock.now()) for _ in range(4)]
    assert (counts, tried) == ([0, 0, 1, 0], [1, 2, 1, 2, 3])
    clock.advance(rows.REST)
    assert await work.each("kind", find, act, now=clock.now()) == 0
    assert tried[5:] == [1, 2], "they are tried again"


async def plan_two(session: AsyncSession, now: dt.datetime) -> None:
    """A check-in for each of two families."""
    for _ in range(2):
        family = await people.household(session, now)
        local = DUE.astimezone(dt.timezone(dt.timedelta(hours=1)))
        on, at = local.date(), local.time()
        await checkins.plan(session, family, step="how-are-you", on=on, at=at, now=now)


async def open_four(session: AsyncSession, now: dt.datetime) -> None:
    """Two requests that nobody has taken, and two that are put aside."""
    for number in range(4):
        thread = await people.conversation(session, now, f"phone-{number}")
        case = await cases.add(
            session, thread, reason=Reason.ASKED, priority=Priority.NORMAL, brief={}, now=now
        )
        if number < 2:
            await cases.request_handoff(session, case, now=now)
        else:
            case.state, case.snoozed_until = CaseState.SNOOZED, DUE

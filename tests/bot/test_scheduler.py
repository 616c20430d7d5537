"""The ticks: each does its work on due rows, and one that fails ends nothing."""

import asyncio
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from apscheduler.job import Job
from sqlalchemy import func, select

from bot import logs, scheduler
from bot.desk import repeats
from bot.media import MediaWorker
from bot.runtime import Runtime
from bot.scheduler import Tick, Ticks
from db import addresses, cases, conversations, deliveries, inbox, sent_forms
from db.engine import Database
from db.models import (
    Delivery,
    DeliveryKind,
    Handoff,
    InboundEvent,
    Priority,
    Reason,
    SentForm,
)
from handlers import checkins
from tests.bot import scene
from tests.bot.scene import ScriptedChannel
from tests.db import scene as rows
from tests.fakes.clock import FixedClock
from tests.handlers import scene as houses


@pytest.fixture
def runtime(database: Database, clock: FixedClock, tmp_path: Path) -> Runtime:
    return scene.runtime(
        database,
        clock,
        tmp_path,
        ScriptedChannel(tmp_path),
        house=houses.house(staff_group=houses.GROUP),
    )


@pytest.fixture
def ticks(runtime: Runtime) -> Ticks:
    return Ticks(runtime, MediaWorker(runtime.database, runtime.media, runtime.channels))


def jobs(runtime: Runtime, ticks: Ticks) -> dict[str, Job]:
    return {job.id: job for job in scheduler.build(runtime, ticks).get_jobs()}


async def run(job: Job) -> None:
    """What the scheduler does at a tick's moment."""
    await job.func(*job.args)


async def test_every_tick_runs_on_an_empty_database(runtime: Runtime, ticks: Ticks) -> None:
    found = jobs(runtime, ticks)
    assert found.keys() == ticks.table().keys()
    for seconds, tick in ticks.table().values():
        assert seconds > 0
        await tick(runtime.clock())


async def test_a_tick_never_runs_twice_at_once_and_is_never_made_up_for(
    runtime: Runtime, ticks: Ticks
) -> None:
    for job in jobs(runtime, ticks).values():
        assert (job.max_instances, job.coalesce) == (1, True)
        assert job.misfire_grace_time is None, "a late tick still runs"


class FaultyTicks(Ticks):
    """One tick that fails beside one that works."""

    worked = 0

    def table(self) -> dict[str, tuple[float, Tick]]:
        return {"faulty": (1, self.faulty), "fine": (1, self.fine)}

    async def faulty(self, now: dt.datetime) -> None:
        raise RuntimeError("somebody's name")

    async def fine(self, now: dt.datetime) -> None:
        self.worked += 1


async def test_a_tick_that_fails_is_logged_and_stops_no_other(
    runtime: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    media = MediaWorker(runtime.database, runtime.media, runtime.channels)
    ticks = FaultyTicks(runtime, media)
    found = jobs(runtime, ticks)
    for _ in range(2):
        await run(found["faulty"])
        await run(found["fine"])
    assert ticks.worked == 2
    written = "".join(capsys.readouterr())
    assert "tick_failed" in written and "RuntimeError" in written
    assert "somebody" not in written


class LastingTicks(Ticks):
    """A tick that is at work when the program stops, and one that had no turn yet."""

    began = False

    def table(self) -> dict[str, tuple[float, Tick]]:
        return {"lasting": (60, self.lasting)}

    async def lasting(self, now: dt.datetime) -> None:
        self.began = True
        await asyncio.Event().wait()


@pytest.mark.parametrize("turns", [1, 9], ids=["before its first step", "at work"])
async def test_a_normal_stop_of_a_tick_is_no_fault(runtime: Runtime, turns: int) -> None:
    stream = io.StringIO()
    logs.configure(stream=stream)
    ticks = LastingTicks(runtime, MediaWorker(runtime.database, runtime.media, runtime.channels))
    ticking = scheduler.build(runtime, ticks)
    ticking.start()
    ticking._process_jobs()
    for _ in range(turns - 1):
        await asyncio.sleep(0)
    assert ticks.began == (turns > 1)
    ticking.shutdown(wait=False)
    for _ in range(9):
        await asyncio.sleep(0)
    assert stream.getvalue() == ""


# --- what each does


async def test_due_checkins_are_sent_and_whoever_waits_is_rung(
    runtime: Runtime, ticks: Ticks, clock: FixedClock
) -> None:
    now = clock.now()
    async with runtime.database.transaction() as session:
        family = await rows.household(session, now)
        planned = await checkins.plan(
            session,
            family,
            step="how-are-you",
            on=dt.date(2026, 2, 5),
            at=dt.time(10),
            now=now,
        )
    assert await ticks.checkins(clock.now()) == 0
    clock.set(planned.due_at)
    async with runtime.signals.listening() as bell:
        assert await ticks.checkins(clock.now()) == 1
        assert await bell.wait(10)
    assert await ticks.checkins(clock.now()) == 0, "it is looked at again later"


async def test_a_request_that_nobody_takes_is_told_again_less_and_less_often(
    runtime: Runtime, ticks: Ticks, clock: FixedClock
) -> None:
    now = clock.now()
    async with runtime.database.transaction() as session:
        home = await addresses.meet(session, "simulator", "demo", "phone-1", now=now)
        thread = await conversations.of_address(session, home, now=now)
        case = await cases.add(
            session, thread, reason=Reason.ASKED, priority=Priority.NORMAL, brief={}, now=now
        )
        handoff = await cases.request_handoff(session, case, now=now)
    pauses = []
    for _ in range(8):
        assert await ticks.alerts(clock.now()) == 1
        assert await ticks.alerts(clock.now()) == 0
        async with runtime.database.reading() as session:
            row = await session.get_one(Handoff, handoff.id)
            assert row.next_alert_at is not None
            pauses.append(row.next_alert_at - clock.now())
            clock.set(row.next_alert_at)
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[1] and pauses[-1] == dt.timedelta(hours=1)
    async with runtime.database.transaction() as session:
        row = await session.get_one(Handoff, handoff.id)
        row.claimed_at = clock.now()
    clock.advance(dt.timedelta(days=1))
    assert await ticks.alerts(clock.now()) == 0


async def test_deliveries_of_a_lost_worker_are_settled(
    runtime: Runtime, ticks: Ticks, clock: FixedClock
) -> None:
    async with runtime.database.transaction() as session:
        await rows.queued(session, clock.now(), "1", kind=DeliveryKind.UNPROMPTED)
        await deliveries.claim(session, "simulator", "demo", now=clock.now(), worker="lost")
    assert await ticks.recover(clock.now()) == 0
    clock.advance(deliveries.LEASE + scene.SECOND)
    assert await ticks.recover(clock.now()) == 1
    async with runtime.database.reading() as session:
        [row] = (await session.execute(select(Delivery))).scalars()
        assert (row.state, row.reason) == ("uncertain", "worker_lost")


async def test_queues_show_how_much_is_due_and_for_how_long(
    runtime: Runtime, ticks: Ticks, clock: FixedClock
) -> None:
    async with runtime.database.transaction() as session:
        for number in range(3):
            await inbox.record(session, event(number), now=clock.now())
        await rows.queued(session, clock.now(), "1")
    clock.advance(dt.timedelta(seconds=90))
    await ticks.queues(clock.now())
    for queue, count in {"inbox": 3, "outbox": 1, "unclaimed": 0}.items():
        assert runtime.metrics.read("onthaal_queue_rows", {"queue": queue}) == count
        age = runtime.metrics.read("onthaal_queue_age_seconds", {"queue": queue})
        assert age == (90 if count else 0)


def event(number: int) -> dict[str, Any]:
    return {
        "channel": "simulator",
        "account": "demo",
        "provider_key": f"update-{number}",
        "lane": "lane",
        "payload": scene.text(number),
    }


async def test_old_updates_are_blanked_and_their_keys_stay(
    runtime: Runtime, ticks: Ticks, clock: FixedClock
) -> None:
    async with runtime.database.transaction() as session:
        for number in range(3):
            await inbox.record(session, event(number), now=clock.now())
        recorded = select(InboundEvent.id).order_by(InboundEvent.id)
        applied = (await session.execute(recorded)).scalars().all()
        await inbox.finish(session, applied[0], now=clock.now())
        parked = await session.get_one(InboundEvent, applied[1])
        parked.processed_at, parked.error = clock.now(), "Malformed"
    await ticks.retention(clock.now())
    clock.advance(scheduler.PAYLOAD_KEPT + scene.SECOND)
    async with runtime.database.transaction() as session:
        await inbox.finish(session, applied[2], now=clock.now())
    assert await ticks.retention(clock.now()) == 1
    async with runtime.database.transaction() as session:
        found = await session.execute(select(InboundEvent).order_by(InboundEvent.id))
        kept = [row.payload is not None for row in found.scalars()]
        assert kept == [False, True, True], "a parked one waits for a person, a fresh one is young"
        assert not await inbox.record(session, event(0), now=clock.now()), "none comes twice"


async def test_a_form_that_was_sent_is_forgotten_after_a_day(
    runtime: Runtime, ticks: Ticks, clock: FixedClock
) -> None:
    async with runtime.database.transaction() as session:
        await sent_forms.begin(session, "a form", "/desk/", now=clock.now())
    for kept in (1, 0):
        await ticks.retention(clock.now())
        async with runtime.database.reading() as session:
            found = await session.execute(select(func.count()).select_from(SentForm))
        assert found.scalar_one() == kept
        clock.advance(repeats.KEPT + scene.SECOND)

"""How fast due steps become deliveries: python -m tests.benchmarks.year (make bench-year).

100,000 pending occurrences of 1,000 families, on SQLite and on PostgreSQL. A tick finds nothing
due; then 1,000 are due at once, one for each family, again and again (the first time is not
counted: statements are compiled, and tables are empty). A heartbeat on the event loop
tells how long others had to wait: as the clock saw it, and how long this thread itself computed,
which says more on a busy machine.
"""

from bot import config

config.calm_threads()

import argparse  # noqa: E402
import asyncio  # noqa: E402
import contextlib  # noqa: E402
import datetime as dt  # noqa: E402
import gc  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import AsyncIterator, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from sqlalchemy import func, insert, select, text  # noqa: E402

from bot.media import MediaWorker  # noqa: E402
from bot.scheduler import Ticks  # noqa: E402
from db.engine import Database  # noqa: E402
from db.models import (  # noqa: E402
    Address,
    Base,
    Consent,
    Conversation,
    Delivery,
    Household,
    Occurrence,
)
from db.occurrences import OccurrenceState  # noqa: E402
from tests import databases  # noqa: E402
from tests.bot import scene  # noqa: E402
from tests.bot.scene import ScriptedChannel  # noqa: E402
from tests.fakes.clock import FixedClock  # noqa: E402
from tests.handlers import scene as houses  # noqa: E402

FAMILIES, EACH = 1000, 100
#: How often a tick finds nothing, and how often it finds one occurrence of every family.
IDLE, BUSY = 50, 7
#: What the issue asks, milliseconds.
NOTHING, ALL, BLOCKED = 3, 500, 20
CHUNK = 2000
DAY = dt.timedelta(days=1)


class Heart:
    """Beats while the event loop lets it."""

    def __init__(self) -> None:
        #: the longest pause between two beats, milliseconds: by the clock, and of computing
        self.waited = self.computed = 0.0

    @contextlib.asynccontextmanager
    async def beating(self) -> AsyncIterator["Heart"]:
        task = asyncio.create_task(self._beat())
        await asyncio.sleep(0.01)
        self.waited = self.computed = 0.0
        yield self
        task.cancel()

    async def _beat(self) -> None:
        while True:
            wall, spent = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.001)
            self.waited = max(self.waited, (time.perf_counter() - wall - 0.001) * 1000)
            self.computed = max(self.computed, (time.thread_time() - spent) * 1000)


async def measure(name: str, url: str, folder: Path, clock: FixedClock) -> None:
    database = Database(url, databases.keyring(), pool_size=2)
    try:
        await seed(database, clock.now())
        runtime = scene.runtime(
            database, clock, folder, ScriptedChannel(folder), house=houses.house()
        )
        ticks = Ticks(runtime, MediaWorker(database, runtime.media, runtime.channels))
        say(f"\n{name}: {FAMILIES * EACH} pending")
        await _tick(ticks, clock.now() + DAY, expected=FAMILIES)  # statements are compiled
        async with database.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))  # as PostgreSQL does by itself in a minute
        gc.collect()
        gc.freeze()  # as the program does once it is loaded
        idle = [await _tick(ticks, clock.now()) for _ in range(IDLE)]
        _row("nothing due", [one[0] for one in idle], NOTHING)
        busy = []
        for number in range(BUSY):
            day = clock.now() + (number + 2) * DAY
            busy.append(await _tick(ticks, day, expected=FAMILIES))
        _row(f"{FAMILIES} due", [one[0] for one in busy], ALL)
        _row("  longest wait of others", [one[1] for one in busy], BLOCKED)
        _row("  longest computing", [one[2] for one in busy], BLOCKED)
        async with database.reading() as session:
            made = (await session.execute(select(func.count(Delivery.id)))).scalar_one()
        assert made == (BUSY + 1) * FAMILIES
    finally:
        await database.close()


async def _tick(ticks: Ticks, now: dt.datetime, *, expected: int = 0) -> tuple[float, float, float]:
    async with Heart().beating() as heart:
        before = time.perf_counter()
        count = await ticks.checkins(now)
        spent = (time.perf_counter() - before) * 1000
    assert count == expected
    return spent, heart.waited, heart.computed


def _row(what: str, found: list[float], aim: float) -> None:
    middle = statistics.median(found)
    late = "" if middle <= aim else f"  over {aim} ms"
    say(f"  {what:26} least {min(found):6.1f}  median {middle:6.1f}  most {max(found):6.1f}{late}")


async def seed(database: Database, now: dt.datetime) -> None:
    """Families with one phone each, that said yes, and a hundred days of pending occurrences."""
    async with database.engine.begin() as connection:
        for model, rows in _tables(now):
            for start in range(0, len(rows), CHUNK):
                table: Any = model.__table__
                await connection.execute(insert(table), rows[start : start + CHUNK])
            if not database.is_sqlite:
                key = f"pg_get_serial_sequence('{model.__tablename__}', 'id')"
                await connection.execute(text(f"SELECT setval({key}, {len(rows)})"))
        await connection.execute(text("ANALYZE"))


def _tables(now: dt.datetime) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    families = range(1, FAMILIES + 1)
    made = {"created_at": now}
    yield Household, [{"id": n, "name": f"Family {n}", "language": "ar", **made} for n in families]
    yield Address, [
        {"id": n, "channel": "simulator", "account": "demo", "external_id": f"{n}",
         "external_id_hash": f"{n:064}", "household_id": n, **made}
        for n in families
    ]  # fmt: skip
    yield Conversation, [{"id": n, "address_id": n, **made} for n in families]
    yield Consent, [
        {"id": n, "household_id": n, "purpose": "checkins", "state": "given",
         "wording_version": "1", "language": "ar", "how": "button", "at": now}
        for n in families
    ]  # fmt: skip
    yield Occurrence, [_occurrence(n, day, now) for n in families for day in range(EACH)]


def _occurrence(family: int, number: int, now: dt.datetime) -> dict[str, Any]:
    due = now + dt.timedelta(days=number + 1)
    return {
        "id": (family - 1) * EACH + number + 1,
        "household_id": family,
        "step_key": "how-are-you",
        "ordinal": number,
        "local_date": due.date(),
        "local_time": due.time(),
        "timezone": "Europe/Brussels",
        "due_at": due,
        "look_at": due,
        "expires_at": due + dt.timedelta(days=2),
        "state": OccurrenceState.PLANNED,
        "created_at": now,
    }


async def main(backends: list[str]) -> None:
    clock = FixedClock()
    load = "load: {:.1f} {:.1f} {:.1f}, {} cores"
    with tempfile.TemporaryDirectory(prefix="onthaal-bench-") as name:
        folder = Path(name)
        say(load.format(*os.getloadavg(), os.cpu_count()))
        if "sqlite" in backends:
            path = databases.make_sqlite(folder / "year.db")
            await measure("SQLite", f"sqlite:///{path}", folder, clock)
        if "postgresql" in backends:
            cluster = Path(tempfile.mkdtemp(prefix="onthaal-postgresql-"))
            try:
                server = databases.start_postgresql(cluster)
                url = databases.make_postgresql(server, "bench_year")
                await measure("PostgreSQL", url, folder, clock)
            finally:
                databases.stop_postgresql(cluster)
        say("\n" + load.format(*os.getloadavg(), os.cpu_count()))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.disable(logging.INFO)
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.year")
    parser.add_argument("backends", nargs="*", default=["sqlite", "postgresql"])
    asyncio.run(main(parser.parse_args().backends))

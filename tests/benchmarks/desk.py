"""How fast a large desk opens: python -m tests.benchmarks.desk (make bench-desk).

10,000 conversations and 200,000 messages, on SQLite and on PostgreSQL. Every figure is one GET
through the ASGI application, session, counts and rendering included. "cpu" is what this process
spent on it (SQLite included, PostgreSQL's own work not). On a busy machine that and the least time
say more than the median.
"""

from bot import config

config.calm_threads()

import argparse  # noqa: E402
import asyncio  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

from bot.desk.views import STATIC  # noqa: E402
from db.engine import Database  # noqa: E402
from db.models import StaffMember  # noqa: E402
from tests import databases  # noqa: E402
from tests.benchmarks import crowd  # noqa: E402
from tests.bot.desk import world as desk_world  # noqa: E402
from tests.bot.desk.world import Browser, World  # noqa: E402
from tests.fakes.clock import FixedClock  # noqa: E402

#: How often each page is opened, and each search, which takes longer.
TIMES, SEARCHES = 20, 5
#: What the issue asks of the inbox, milliseconds.
AIM = 150
#: The first is a coordinator, the others see their languages.
COORDINATOR, WORKER = 1, 2
VIEWS = ("waiting", "mine", "open", "answered", "snoozed", "closed", "all")
#: Filters, searches and a far page, as addresses behind /desk/.
MORE = (
    "view=all&page=200",
    "view=open&language=ar",
    "view=all&region=flanders",
    "view=all&group=gent",
    "view=open&q=lotte",
    "view=all&q=lotte",
    "view=all&q=huurwaarborg",
    "view=all&q=nobodysaidthis",
)


async def measure(name: str, url: str, folder: Path, clock: FixedClock) -> None:
    database = Database(url, databases.keyring(), pool_size=2)
    try:
        started = time.perf_counter()
        await crowd.seed(database, clock.now())
        say(f"\n{name}: seeded in {time.perf_counter() - started:.0f} s")
        world = World(desk_world.make_runtime(database, folder / "media", clock), clock)
        for key, role in ((COORDINATOR, "coordinator"), (WORKER, "worker")):
            async with database.reading() as session:
                member = await session.get_one(StaffMember, key)
            browser = await world.signed_in(member)
            for query in (*(f"view={view}" for view in VIEWS), *MORE):
                await _row(browser, role, query)
        for one in world.browsers:
            await one.http.aclose()
    finally:
        await database.close()


async def _row(browser: Browser, role: str, query: str) -> None:
    page = (await browser.get(f"/desk/?{query}")).text
    lines = len(re.findall(r'<a href="/desk/conversations/', page))
    found, spent = [], []
    for _ in range(SEARCHES if "q=" in query else TIMES):
        before, busy = time.perf_counter(), time.process_time()
        answer = await browser.get(f"/desk/?{query}")
        found.append((time.perf_counter() - before) * 1000)
        spent.append((time.process_time() - busy) * 1000)
        assert answer.status_code == 200
    middle, p90 = statistics.median(found), statistics.quantiles(found, n=10)[-1]
    late = "" if p90 < AIM else f"  over {AIM} ms"
    say(
        f"  {role:12} {query:26} least {min(found):6.1f} ms  median {middle:6.1f} ms"
        f"  p90 {p90:6.1f} ms  cpu {statistics.median(spent):5.1f} ms"
        f"  {len(page.encode()) / 1000:5.1f} kB  {lines:3} lines{late}"
    )


def sizes() -> None:
    """What a first visit of the inbox loads besides the page, and how busy the machine is."""
    for name in ("frame.css", "desk.js"):
        say(f"{name}: {(STATIC / name).stat().st_size / 1000:.1f} kB")
    say("load: {:.1f} {:.1f} {:.1f}, {} cores".format(*os.getloadavg(), os.cpu_count()))


async def main(backends: list[str]) -> None:
    clock = FixedClock()
    with tempfile.TemporaryDirectory(prefix="onthaal-bench-") as name:
        folder = Path(name)
        sizes()
        if "sqlite" in backends:
            path = databases.make_sqlite(folder / "desk.db")
            await measure("SQLite", f"sqlite:///{path}", folder, clock)
        if "postgresql" in backends:
            cluster = Path(tempfile.mkdtemp(prefix="onthaal-postgresql-"))
            try:
                server = databases.start_postgresql(cluster)
                url = databases.make_postgresql(server, "bench_desk")
                await measure("PostgreSQL", url, folder, clock)
            finally:
                databases.stop_postgresql(cluster)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.disable(logging.INFO)
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.desk")
    parser.add_argument("backends", nargs="*", default=["sqlite", "postgresql"])
    asyncio.run(main(parser.parse_args().backends))

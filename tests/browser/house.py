"""The demo as `make run` starts it, in this process, with a clock that can be put forward."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from bot import demo, serving, web, wiring
from bot.commands import colleagues
from bot.runtime import Clock, Runtime
from bot.settings import Settings
from bot.worker import Worker
from db import staff
from faq.engine import Engine
from tests.browser.serving import listening

#: What a headless Chromium needs on a machine without a screen, and what keeps it off the network.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class MovedClock:
    """The real time, put forward by hand."""

    def __init__(self) -> None:
        self._ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self._ahead

    def advance(self, step: dt.timedelta) -> None:
        self._ahead += step


class DemoHouse:
    """A running demo: its address, its clock, and sign-in links."""

    def __init__(self, runtime: Runtime, clock: MovedClock, address: str) -> None:
        self.runtime = runtime
        self.clock = clock
        self.address = address

    async def sign_in_link(self, login: str = demo.ADMIN_LOGIN) -> str:
        async with self.runtime.database.reading() as session:
            member = await staff.by_login(session, login)
        assert member is not None
        link = await colleagues.desk_link(self.runtime, member.id)
        return self.address + link.removeprefix(self.runtime.settings.base_url)


@contextlib.asynccontextmanager
async def running(folder: Path, engine: Engine, *, port: int = 0) -> AsyncIterator[DemoHouse]:
    """The demo with web and work; on a folder and a port of before, the same demo again."""
    clock = MovedClock()
    async with opened(folder, clock) as runtime:
        worker = Worker(runtime, engine)
        working = asyncio.create_task(worker.run())
        try:
            app = web.create_app(runtime, model="loaded")
            async with listening(app, runtime, port) as address:
                yield DemoHouse(runtime, clock, address)
        finally:
            worker.stop()
            await working


@contextlib.asynccontextmanager
async def opened(folder: Path, clock: Clock, **settings: Any) -> AsyncIterator[Runtime]:
    """The demo's people in a database, with nothing at work yet."""
    runtime = wiring.open_runtime(Settings(demo=True, data_dir=folder, **settings), clock=clock)
    try:
        await serving.prepare(runtime)
        async with runtime.database.transaction() as session:
            await demo.load(session, runtime.house, now=clock())
        yield runtime
    finally:
        await runtime.database.close()


@contextlib.asynccontextmanager
async def chromium_at(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()

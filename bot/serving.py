"""Running: the web server, the workers, or both in one process, until a signal says stop."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import uvicorn
from starlette.applications import Starlette

from bot import groups, starting, web, wiring
from bot.channel import Channel
from bot.learning import Learner
from bot.runtime import Runtime
from bot.settings import Settings
from bot.worker import TaskEnded, Worker
from db import migrate
from faq.engine import Engine

#: What a command runs for as long as the program lives.
Work = Callable[[Runtime], Awaitable[None]]
#: Seconds that open connections (live pages) get at a stop.
GRACE_SECONDS = 2


class Server(uvicorn.Server):
    """uvicorn, with the signals left to us, so that workers stop with it."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


class PortTaken(Exception):
    """Another program listens on this HOST and PORT: choose another PORT, e.g. PORT=8001."""


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything else is started. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((settings.host, settings.port))
    except OSError as fault:
        taken.close()
        raise PortTaken(f"{PortTaken.__doc__} ({settings.host}:{settings.port})") from fault
    return taken


async def run(runtime: Runtime, port: socket.socket) -> None:
    """Web and work in one process, on a prepared database."""
    engine = await _open_engine()
    worker = Worker(runtime, engine)
    app = web.create_app(runtime, model="loaded")
    async with _stopping(runtime) as stop:
        working = asyncio.create_task(worker.run())
        await _serve_until(runtime, app, port, stop, working)
        worker.stop()
        await working


async def serve(runtime: Runtime, port: socket.socket) -> None:
    """Only the web side; it holds no model."""
    async with _stopping(runtime) as stop:
        learner = Learner(runtime)
        await runtime.database.check_keys()
        await learner.adopt()
        await adopt_moved_groups(runtime)
        following = asyncio.create_task(runtime.signals.follow(runtime.database))
        others = [asyncio.create_task(learner.follow())]
        others += [
            asyncio.create_task(_started(runtime, channel)) for channel in runtime.channels.values()
        ]
        await _serve_until(runtime, web.create_app(runtime), port, stop, following)
        ended = following.done()
        for task in (following, *others):
            task.cancel()
        await asyncio.gather(following, *others, return_exceptions=True)
        if ended:
            raise TaskEnded(str(TaskEnded.__doc__))


async def _started(runtime: Runtime, channel: Channel) -> None:
    """The desk is there meanwhile."""
    await starting.start(runtime, channel)


async def work(runtime: Runtime) -> None:
    """Only the background work."""
    await runtime.database.check_keys()
    await adopt_moved_groups(runtime)
    engine = await _open_engine()
    worker = Worker(runtime, engine)
    async with _stopping(runtime) as stop:
        working = asyncio.create_task(worker.run())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([working, stopped], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        worker.stop()
        await working


async def _open_engine() -> Engine:
    """The engine; what is loaded by now stays, and is not looked through again for garbage.

    A look through all of it kept everybody waiting for 130 ms (`make bench-year`).
    """
    engine = await asyncio.to_thread(wiring.open_engine)
    gc.collect()
    gc.freeze()
    return engine


async def prepare(runtime: Runtime) -> None:
    """Migrate, and make sure that the keys are this database's."""
    await migrate.upgrade(runtime.database)
    await runtime.database.check_keys()
    await adopt_moved_groups(runtime)


async def adopt_moved_groups(runtime: Runtime) -> None:
    """A staff group may have got a new id since the settings were written."""
    for channel in runtime.channels.values():
        async with runtime.database.reading() as session:
            await groups.adopt(session, channel)


def server_config(settings: Settings, app: Starlette) -> uvicorn.Config:
    """How the web is served."""
    return uvicorn.Config(
        app,
        log_config=None,
        lifespan="off",
        server_header=False,
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


async def _serve_until(
    runtime: Runtime,
    app: Starlette,
    port: socket.socket,
    stop: asyncio.Event,
    other: "asyncio.Task[None]",
) -> None:
    """Serve until a signal comes or the other work ends by a fault, which is raised there."""
    server = Server(server_config(runtime.settings, app))
    serving = asyncio.create_task(server.serve(sockets=[port]))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([serving, stopped, other], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    runtime.signals.close()
    stopped.cancel()
    await serving


@contextlib.asynccontextmanager
async def _stopping(runtime: Runtime) -> AsyncIterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set; everything is closed at the end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        yield stop
    finally:
        for channel in runtime.channels.values():
            await channel.close()
        await runtime.database.close()

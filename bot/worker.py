"""What works in the background: intake, one outbox and one poller per account, files, ticks."""

import asyncio
import datetime as dt
import secrets
from collections.abc import Awaitable, Callable, Coroutine

import structlog

from bot import intake, links, scheduler, starting
from bot.channel import Channel, SendError
from bot.channels.whatsapp import WhatsappChannel
from bot.gathering import Gatherer
from bot.intake import Intake
from bot.learning import Learner
from bot.media import MediaWorker
from bot.outbox import Outbox
from bot.polling import Poller
from bot.runtime import Runtime
from db.models import Attachment
from faq.engine import Engine

log = structlog.get_logger(__name__)

#: How far back missed WhatsApp messages are looked for at a start, and how often after it.
MISSED_AT_START = dt.timedelta(days=1)
MISSED_EVERY = dt.timedelta(minutes=10)
#: Seconds that work under way gets to finish at a stop.
GRACE_SECONDS = 10.0

Sleep = Callable[[float], Awaitable[None]]


class TaskEnded(Exception):
    """A part of the work ended by a fault: the program stops, rather than go on half dead."""


class Worker:
    """All background work of one process; `run` returns after `stop`, with work finished."""

    def __init__(self, runtime: Runtime, engine: Engine) -> None:
        self._runtime = runtime
        self.name = secrets.token_hex(6)
        self._intake = Intake(runtime, engine)
        self._outboxes = [
            Outbox(runtime, channel, worker=self.name, link=self._link)
            for channel in runtime.channels.values()
        ]
        media = MediaWorker(runtime.database, runtime.media, runtime.channels)
        self._learner = Learner(runtime, engine)
        ticks = scheduler.Ticks(runtime, media, self._learner, Gatherer(runtime, engine))
        self._scheduler = scheduler.build(runtime, ticks)
        self._stopped = asyncio.Event()
        self._fault: str | None = None

    async def run(self) -> None:
        """Work until `stop`. Raises TaskEnded when a part of it ended by itself."""
        await self._learner.adopt()
        others = [self._keep(one) for one in self._followers()]
        others += [self._keep(self._attend(channel)) for channel in self._channels]
        self._scheduler.start()
        finishing = [self._keep(self._intake.run())]
        finishing += [self._keep(outbox.run()) for outbox in self._outboxes]
        log.info("worker_started", worker=self.name)
        try:
            await self._stopped.wait()
        finally:
            self._stopped.set()
            self._scheduler.shutdown(wait=False)
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await self._finish(finishing)
            log.info("worker_stopped", worker=self.name)
        if self._fault is not None:
            raise TaskEnded(f"{TaskEnded.__doc__} ({self._fault})")

    def stop(self) -> None:
        """Finish what is claimed, claim nothing more."""
        self._stopped.set()

    @property
    def _channels(self) -> list[Channel]:
        return list(self._runtime.channels.values())

    async def _attend(self, channel: Channel) -> None:
        """Start a channel, then fetch what comes by it; the others do not wait for that."""
        if not await starting.start(self._runtime, channel):
            return
        if channel.polls:
            await Poller(self._runtime, channel, worker=self.name).run()
        elif isinstance(channel, WhatsappChannel):
            await reconcile(self._runtime, channel)

    def _keep(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        task.add_done_callback(self._look)
        return task

    def _look(self, task: asyncio.Task[None]) -> None:
        """A part that ends by a fault ends the whole: somebody must notice, and start it anew."""
        if self._stopped.is_set():
            return
        fault = asyncio.CancelledError() if task.cancelled() else task.exception()
        if fault is not None:
            self._fault = type(fault).__name__
            log.critical("work_ended", worker=self.name, error=self._fault)
            self._stopped.set()

    async def _finish(self, tasks: list[asyncio.Task[None]]) -> None:
        self._intake.stop()
        for outbox in self._outboxes:
            outbox.stop()
        done, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*done, *late, return_exceptions=True)

    def _followers(self) -> list[Coroutine[None, None, None]]:
        found: list[Coroutine[None, None, None]] = [self._learner.follow()]
        if not self._runtime.database.is_sqlite:
            found.append(self._runtime.signals.follow(self._runtime.database))
        return found

    def _link(self, file: Attachment) -> str | None:
        base = self._runtime.settings.public_url
        if base is None:
            return None
        now = self._runtime.clock()
        valid = links.VALID if file.body is None else links.FOR_PEOPLE
        return base + links.path(self._runtime.database.keyring, file.id, now, valid=valid)


async def reconcile(
    runtime: Runtime, channel: WhatsappChannel, *, sleep: Sleep = asyncio.sleep
) -> None:
    """Ask Twilio for messages whose webhook never came, and for the state of our templates."""
    since = runtime.clock() - MISSED_AT_START
    while True:
        now = runtime.clock()
        try:
            for payload in await channel.missed(since):
                await intake.take_in(runtime, channel, payload)
            since = now - MISSED_EVERY
            await channel.learn_templates()
        except Exception as error:  # `since` stays: what was missed is looked for again
            code = error.code if isinstance(error, SendError) else type(error).__name__
            log.warning("missed_failed", channel=channel.name, code=code)
        await sleep(MISSED_EVERY.total_seconds())

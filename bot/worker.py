"""What works in the background: intake, one outbox and one poller per account, files, ticks."""

import asyncio
import datetime as dt
import secrets
from collections.abc import Coroutine

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

    async def run(self) -> None:
        await self._learner.adopt()
        started = [await starting.start(self._runtime, channel) for channel in self._channels]
        pollers = [
            asyncio.create_task(Poller(self._runtime, channel, worker=self.name).run())
            for channel, fine in zip(self._channels, started, strict=True)
            if channel.polls and fine
        ]
        others = pollers + [asyncio.create_task(one) for one in self._followers()]
        self._scheduler.start()
        finishing = [asyncio.create_task(self._intake.run())]
        finishing += [asyncio.create_task(outbox.run()) for outbox in self._outboxes]
        log.info("worker_started", worker=self.name)
        try:
            await self._stopped.wait()
        finally:
            self._scheduler.shutdown(wait=False)
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await self._finish(finishing)
            log.info("worker_stopped", worker=self.name)

    def stop(self) -> None:
        """Finish what is claimed, claim nothing more."""
        self._stopped.set()

    @property
    def _channels(self) -> list[Channel]:
        return list(self._runtime.channels.values())

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
        found += [
            reconcile(self._runtime, channel)
            for channel in self._channels
            if isinstance(channel, WhatsappChannel)
        ]
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


async def reconcile(runtime: Runtime, channel: WhatsappChannel) -> None:
    """Ask Twilio for messages whose webhook never came, and for the state of our templates."""
    since = runtime.clock() - MISSED_AT_START
    while True:
        now = runtime.clock()
        try:
            for payload in await channel.missed(since):
                await intake.take_in(runtime, channel, payload)
            since = now - MISSED_EVERY
            await channel.learn_templates()
        except SendError as error:
            log.warning("missed_failed", channel=channel.name, code=error.code)
        await asyncio.sleep(MISSED_EVERY.total_seconds())

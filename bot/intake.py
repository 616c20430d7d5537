"""The durable inbox: record and acknowledge; then claim, understand, apply, in order per lane."""

import asyncio
import datetime as dt
import secrets
import time

import structlog

from bot import groups
from bot.channel import Channel, Envelope, Malformed, OutboundMessage, Payload, SendError
from bot.patience import Patience, Rest, until
from bot.runtime import Runtime
from db import inbox
from db.models import InboundEvent
from faq.engine import Engine
from faq.understanding import Understanding
from handlers import applying, context
from handlers.events import AddedToGroup, Edited, Event, Pressed, Said, StaffPressed
from locales.texts import general

log = structlog.get_logger(__name__)

#: Events worked on at once in one process.
CONCURRENCY = 4
#: Seconds after which a worker looks for itself although nothing rang.
SWEEP_SECONDS = 1.0


async def take_in(runtime: Runtime, channel: Channel, payload: Payload) -> bool:
    """Record a verified update; only then may the provider hear that we have it.

    True when it is new. An update without a key is recorded under its own fingerprint.
    """
    now = runtime.clock()
    async with runtime.database.transaction() as session:
        await groups.adopt(session, channel)
        envelope = _envelope(channel, payload, runtime)
        event = {
            "channel": channel.name,
            "account": channel.account,
            "provider_key": envelope.provider_key[:100],
            "lane": runtime.database.keyring.hash("lane", channel.name, *envelope.lane),
            "payload": payload,
        }
        new = await inbox.record(session, event, now=now, wait=envelope.wait)
        await runtime.database.notify(session)
    runtime.metrics.count_inbound(channel.name, "recorded" if new else "repeated")
    runtime.signals.ring()
    return new


def _envelope(channel: Channel, payload: Payload, runtime: Runtime) -> Envelope:
    try:
        return channel.envelope(payload)
    except Exception as error:  # whatever it holds, the updates behind it must come in
        log.error("update_unreadable", channel=channel.name, error=type(error).__name__)
        key = runtime.database.keyring.hash("unreadable", repr(payload))
        return Envelope(provider_key=f"unreadable:{key}"[:100], lane=(key,), payload=payload)


class Intake:
    """Works off recorded events: each is claimed, understood outside, and applied inside."""

    def __init__(self, runtime: Runtime, engine: Engine, *, rest: Rest = until) -> None:
        self._runtime = runtime
        self._engine = engine
        self._rest = rest
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`; what is claimed is finished first."""
        async with asyncio.TaskGroup() as group:
            for _ in range(CONCURRENCY):
                group.create_task(self._work())

    def stop(self) -> None:
        self._stopping.set()
        self._runtime.signals.ring()

    async def drain(self) -> int:
        """Apply everything that is due now; how many events. For tests and the terminal."""
        count = 0
        while await self.step():
            count += 1
        return count

    async def step(self) -> bool:
        """Claim and work off one event; False when none is due."""
        token = secrets.token_hex(8)
        async with self._runtime.database.transaction() as session:
            claimed = await inbox.claim(session, now=self._runtime.clock(), token=token)
        if claimed is None:
            return False
        try:
            await self._work_off(claimed, token)
        except asyncio.CancelledError:
            await self._let_go(claimed.id, token)
            raise
        except Exception as error:  # an event's fault must not stop the others
            await self._give_back(claimed.id, token, error)
        return True

    async def _work(self) -> None:
        patience = Patience()
        async with self._runtime.signals.listening() as bell:
            while not self._stopping.is_set():
                try:
                    worked = await self.step()
                except Exception as error:  # whatever it was, people go on writing
                    log.error("intake_fault", error=type(error).__name__)
                    await self._rest(self._stopping, patience.next())
                    continue
                patience.renew()
                if not worked:
                    await bell.wait(SWEEP_SECONDS)

    async def _work_off(self, claimed: InboundEvent, token: str) -> None:
        channel = self._runtime.channels.get((claimed.channel, claimed.account))
        if channel is None:
            raise Malformed("no such channel")
        async with self._runtime.database.reading() as session:
            payload = await inbox.payload(session, claimed.id)
            await groups.adopt(session, channel)
        await self._apply(claimed.id, token, channel, payload)

    async def _apply(self, event_id: int, token: str, channel: Channel, payload: Payload) -> None:
        events = channel.parse(payload)
        understood = [await self._understand(event) for event in events]
        now = self._runtime.clock()
        async with self._runtime.database.transaction() as session:
            if not await inbox.hold_lease(session, event_id, token):
                log.info("lease_lost", event_id=event_id)
                return
            for event, understanding in zip(events, understood, strict=True):
                await applying.apply(session, self._runtime.house, event, understanding, now=now)
            await inbox.finish(session, event_id, now=now)
            await self._runtime.database.notify(session)
        self._runtime.signals.ring()
        self._count(channel, events, understood)
        for event in events:
            await self._after(channel, event)

    async def _understand(self, event: Event) -> Understanding | None:
        """Language, safety and search, in a thread: nothing slow inside the transaction."""
        if not isinstance(event, Said | Edited) or not event.text.strip():
            return None
        async with self._runtime.database.reading() as session:
            known = await context.known(
                session, self._runtime.house, event.sender, now=self._runtime.clock()
            )
        started = time.monotonic()
        understood = await asyncio.to_thread(
            self._engine.understand,
            event.text,
            language=known.language,
            region=known.region,
            earlier=known.earlier,
        )
        self._runtime.metrics.time_answer(time.monotonic() - started)
        return understood

    async def _after(self, channel: Channel, event: Event) -> None:
        """What only the channel can do, once the event is applied; failure is harmless."""
        if isinstance(event, Pressed | StaffPressed) and event.acknowledge:
            await channel.acknowledge(event.acknowledge)
        if isinstance(event, AddedToGroup):
            await self._leave(channel, event.group.external_id)

    async def _leave(self, channel: Channel, group: str) -> None:
        """Say goodbye to a group that is not the staff's, and go; look again whether it is not.

        Its id stands under the words: whoever sets the helpdesk up finds it nowhere else.
        """
        async with self._runtime.database.reading() as session:
            await groups.adopt(session, channel)
        if groups.is_ours(channel, group):
            return
        words = self._runtime.house.words.say(general.WORKS_IN_PRIVATE, "en")
        text = f"{words}\n\nSTAFF_CHAT_ID={group}"
        try:
            await channel.send(OutboundMessage(to=group, delivery_id=0, text=text))
        except SendError as error:
            log.info("group_not_told", code=error.code)
        await channel.leave(group)

    async def _let_go(self, event_id: int, token: str) -> None:
        """Stopped before it was done: whoever comes next need not wait for the lease."""
        async with self._runtime.database.transaction() as session:
            await inbox.unclaim(session, event_id, token)

    async def _give_back(self, event_id: int, token: str, error: Exception) -> None:
        kind = type(error).__name__
        now: dt.datetime = self._runtime.clock()
        async with self._runtime.database.transaction() as session:
            parked = await inbox.give_back(session, event_id, token, now=now, error=kind)
        log.error(
            "event_parked" if parked else "event_failed",
            event_id=event_id,
            error=kind,
            where=_where(error),
        )

    def _count(
        self, channel: Channel, events: object, understood: list[Understanding | None]
    ) -> None:
        self._runtime.metrics.count_inbound(channel.name, "applied")
        for one in understood:
            if one is not None:
                self._runtime.metrics.count_answer(str(one.decision))


def _where(error: Exception) -> str:
    """File and line of a fault: enough to find it, and nothing anybody wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    name = trace.tb_frame.f_code.co_filename.rsplit("/", 2)[-2:]
    return f"{'/'.join(name)}:{trace.tb_lineno}"

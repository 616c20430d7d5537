"""The clock's work: a few APScheduler ticks that look at due rows. No job is ever stored."""

import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import gathering
from bot.alerting import Alerting
from bot.desk import repeats
from bot.erasing import Eraser
from bot.gathering import Gatherer
from bot.learning import EVERY_SECONDS, Learner
from bot.media import MediaWorker
from bot.rows import Act, Find, Rows
from bot.runtime import Runtime
from db import (
    appointment_news,
    appointments,
    calls,
    cases,
    charges,
    deliveries,
    exchange,
    first_contacts,
    gathering_notices,
    gatherings,
    occurrences,
    queues,
    receipts,
    replies,
    retention,
    sent_forms,
    staffing,
    windows,
)
from db import planning as years
from db.models import OccurrenceKind
from handlers import (
    appointment_flow,
    appointment_sending,
    calling,
    due,
    escalation,
    exchange_sending,
    first_contact,
    gathering_news,
    leaving,
    planning,
    returning,
    seats,
    silence,
    snoozing,
    window,
)

log = structlog.get_logger(__name__)

Tick = Callable[[dt.datetime], Awaitable[object]]
#: Raw updates are of use for finding faults; after this time only their keys are kept.
PAYLOAD_KEPT = dt.timedelta(days=14)
#: So many due occurrences are taken up in one tick, and so many in one transaction: a larger chunk
#: keeps the event loop and SQLite's write lock for longer.
AT_ONCE, CHUNK = 1000, 100


class Ticks:
    """What is done again and again, in short transactions: each due row has its own."""

    def __init__(
        self,
        runtime: Runtime,
        media: MediaWorker,
        learner: Learner | None = None,
        gatherer: Gatherer | None = None,
    ) -> None:
        self._runtime = runtime
        self._media = media
        self._learner = learner or Learner(runtime)
        self._gatherer = gatherer or Gatherer(runtime)
        self._alerting = Alerting(runtime)
        self._eraser = Eraser(runtime)
        self._rows = Rows(runtime)

    def table(self) -> dict[str, tuple[float, Tick]]:
        """Seconds between two ticks, and what is done, by name."""
        return {
            "checkins": (5, self.checkins),
            "appointments": (5, self.appointments),
            "lost_news": (60, self.lost_news),
            "planning": (5, self.planning),
            "silence": (60, self.silence),
            "alerts": (10, self.alerts),
            "leaving": (30, self.leaving),
            "casework": (15, self.casework),
            "windows": (60, self.windows),
            "telling": (2, self._alerting.step),
            "calls": (15, self.calls),
            "gatherings": (10, self.gatherings),
            "exchange": (2, self.exchange),
            "first_contacts": (60, self.first_contacts),
            "recover": (15, self.recover),
            "media": (1, self._media.step),
            "knowledge": (EVERY_SECONDS, self.knowledge),
            "gaps": (gathering.EVERY_SECONDS, self._gatherer.step),
            "queues": (15, self.queues),
            "retention": (3600, self.retention),
        }

    async def checkins(self, now: dt.datetime) -> int:
        """What is due of the sponsorship year becomes messages."""
        find = partial(occurrences.due, now=now, kinds=list(due.SENDERS), limit=AT_ONCE)
        count = await self._rows.in_chunks("checkin", find, due.send, now=now, size=CHUNK)
        return self._ring(count)

    async def appointments(self, now: dt.datetime) -> int:
        """What is due about appointments becomes messages, each in a transaction of its own."""
        find = partial(occurrences.due, now=now, kinds=[OccurrenceKind.APPOINTMENT])
        return await self._each("appointment", find, appointment_sending.send_one, now)

    async def lost_news(self, now: dt.datetime) -> int:
        """What no phone got about an appointment is made up for."""
        find = partial(appointment_news.lost, now=now, keys=appointment_sending.LOST)
        return await self._each("lost_news", find, appointment_sending.make_up_one, now)

    async def silence(self, now: dt.datetime) -> int:
        """Who answers nothing is looked after."""
        find = partial(replies.silence_due, now=now)
        return await self._each("silence", find, silence.look_at, now)

    async def planning(self, now: dt.datetime) -> int:
        """Years whose plan or facts changed are planned again."""
        return await self._each("year", years.asked, planning.replan_one, now)

    async def exchange(self, now: dt.datetime) -> int:
        """Questions and answers of volunteers go on to other groups."""
        copies, replies = exchange.ready_copies, exchange.ready_replies
        sent = await self._each("exchange_copy", copies, exchange_sending.send_copy, now)
        return sent + await self._each("exchange_reply", replies, exchange_sending.send_reply, now)

    async def first_contacts(self, now: dt.datetime) -> int:
        """Colleagues are reminded to hand over an invitation."""
        async with self._runtime.database.transaction() as session:
            await first_contact.notice(session, now=now)
        due = partial(first_contacts.due, now=now)
        return await self._each("first_contact", due, first_contact.remind_one, now)

    async def alerts(self, now: dt.datetime) -> int:
        """Requests that nobody has taken are told again."""
        due = partial(cases.alerts_due, now=now)
        return await self._each("alert", due, escalation.repeat_one, now)

    async def leaving(self, now: dt.datetime) -> int:
        """Nobody is left with a colleague who does not work here any more."""
        return await self._each("left", staffing.left_in_charge, leaving.return_one, now)

    async def casework(self, now: dt.datetime) -> int:
        """What was put aside wakes; what its owner leaves alone returns to the queue."""
        snoozed = partial(cases.snoozed_due, now=now)
        woken = await self._each("snoozed", snoozed, snoozing.wake_one, now)
        idle = partial(charges.idle, before=now - self._runtime.house.policy.claim_valid)
        return woken + await self._each("idle", idle, returning.look_at, now)

    async def calls(self, now: dt.datetime) -> int:
        """People are reminded of their call."""
        due = partial(calls.due, now=now)
        return await self._each("call", due, calling.look_at_due, now)

    async def gatherings(self, now: dt.datetime) -> int:
        """Invitations and reminders become messages; places kept in vain are offered again."""
        lapsed = partial(gatherings.lapsed_offers, now=now)
        count = await self._each("offer", lapsed, seats.lapse_one, now)
        due = partial(gathering_notices.due, now=now)
        return count + await self._each("gathering", due, gathering_news.send_one, now)

    async def windows(self, now: dt.datetime) -> int:
        """Who waits while a channel soon takes no free text any more."""
        channels = self._runtime.channels.values()
        lasting = {one.name: one.limits.window for one in channels if one.limits.window}
        count = 0
        for name, length in lasting.items():
            after, until = now - length, now - length + window.WARN_BEFORE
            closing = partial(windows.closing, channel=name, after=after, until=until)
            warn = partial(window.warn_one, length=length)
            count += await self._each("window", closing, warn, now)
        return count

    async def recover(self, now: dt.datetime) -> int:
        """Deliveries of a lost worker are settled."""
        async with self._runtime.database.transaction() as session:
            count = await deliveries.recover(session, now=now)
            count += await receipts.settle_uncertain(session, now=now)
            return self._ring(count)

    async def knowledge(self, _now: dt.datetime) -> bool:
        """What staff wrote and a second person approved is answered."""
        return await self._learner.refresh()

    async def queues(self, now: dt.datetime) -> None:
        """What waits, for the operator."""
        async with self._runtime.database.reading() as session:
            sizes = await queues.sizes(session, now=now)
        for name, (rows, age) in sizes.items():
            self._runtime.metrics.set_queue(name, rows=rows, age_seconds=age)

    async def retention(self, now: dt.datetime) -> int:
        """What is not needed any more is erased."""
        async with self._runtime.database.transaction() as session:
            await appointments.drop_old_drafts(session, before=now - appointment_flow.KEPT)
            await sent_forms.forget(session, before=now - repeats.KEPT)
            await appointments.close_past(session, before=now)
            erased = await calls.erase_numbers(session, before=now - calling.NUMBER_KEPT)
            erased += await retention.blank_payloads(session, before=now - PAYLOAD_KEPT)
        return erased + await self._eraser.step(now)

    async def _each(self, kind: str, find: Find, act: Act, now: dt.datetime) -> int:
        return self._ring(await self._rows.each(kind, find, act, now=now))

    def _ring(self, count: int) -> int:
        if count:
            self._runtime.signals.ring()
        return count


def build(runtime: Runtime, ticks: Ticks) -> AsyncIOScheduler:
    """A scheduler that only ticks: one run at a time, missed ones are not made up for."""
    scheduler = AsyncIOScheduler(timezone=dt.UTC)
    for name, (seconds, tick) in ticks.table().items():
        scheduler.add_job(
            _guarded,
            "interval",
            args=[name, tick, runtime],
            id=name,
            name=name,
            seconds=seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=runtime.clock(),
        )
    return scheduler


async def _guarded(name: str, tick: Tick, runtime: Runtime) -> None:
    try:
        await tick(runtime.clock())
    except Exception as error:  # a tick's fault must not end the ticking
        log.error("tick_failed", tick=name, error=type(error).__name__)

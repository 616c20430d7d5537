"""The outbox: claim and check in a short transaction, send outside, settle in a short one."""

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import collecting, handing, parts, refusals, unready
from bot.channel import Channel, OutboundMessage, SendError
from bot.collecting import ALONE, Parcel
from bot.pacing import NotYet, Pace
from bot.patience import Patience, Rest, until
from bot.refusals import Again, Elsewhere, Failed, Uncertain
from bot.runtime import Runtime
from db import awaiting, conversations, deliveries, leases, receipts
from db.models import Address, Attachment, Delivery, DeliveryState, ReceiptRank, StaffTopic
from handlers import delivery as journey
from handlers import outcome
from handlers.delivery import Prepared

log = structlog.get_logger(__name__)

#: One process sends for an account; its lease is renewed at least twice in this time.
ACCOUNT_LEASE = dt.timedelta(seconds=30)
#: Seconds after which the outbox looks for itself although nothing rang.
SWEEP_SECONDS = 1.0
#: Why posts wait that went in one message with another: they follow it again.
TOGETHER = "together"
#: Seconds that are waited with a claimed delivery in hand; a longer pause gives it back.
LONGEST_WAIT = 2.0

Link = Callable[[Attachment], str | None]
Sleep = Callable[[float], Awaitable[None]]


class Outbox:
    """Sends for one account; `run` ends after the send under way when it is told to stop."""

    def __init__(
        self,
        runtime: Runtime,
        channel: Channel,
        *,
        worker: str,
        link: Link = lambda _file: None,
        sleep: Sleep = asyncio.sleep,
        rest: Rest = until,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runtime, self._channel = runtime, channel
        self._worker, self._link = worker, link
        self._sleep, self._rest = sleep, rest
        self._seconds = seconds
        self._pace = Pace(channel.limits)
        self._stopping = asyncio.Event()
        self._renew_at = dt.datetime.min.replace(tzinfo=dt.UTC)

    async def run(self) -> None:
        patience = Patience()
        async with self._runtime.signals.listening() as bell:
            while not self._stopping.is_set():
                try:
                    worked = await self._holds_account() and await self.step()
                except Exception as error:  # whatever it was, people wait for their messages
                    log.error("outbox_fault", error=type(error).__name__)
                    await self._rest(self._stopping, patience.next())
                    continue
                patience.renew()
                if not worked:
                    await bell.wait(SWEEP_SECONDS)
        async with self._runtime.database.transaction() as session:
            await leases.drop(session, self._lease, self._worker, now=self._runtime.clock())

    def stop(self) -> None:
        self._stopping.set()
        self._runtime.signals.ring()

    async def drain(self) -> int:
        """Send everything that is due now; how many deliveries were looked at."""
        count = 0
        while await self.step():
            count += 1
        return count

    async def step(self) -> bool:
        """Claim, check and send one delivery; False when none is due."""
        looked_at = await self._look()
        if looked_at is None:
            return False
        claimed, parcel, done = looked_at
        if parcel is None:
            await self._tell_held(claimed)
            return True
        try:
            await self._send(parcel, done)
            await self._finish(parcel)
        except NotYet as pause:
            await self._put_back(parcel, pause)
        except SendError as error:
            await self._refused(parcel, error)
        except Exception as error:  # a delivery's fault must not stop the others
            log.error("delivery_fault", delivery_id=claimed.id, error=type(error).__name__)
            await self._refused(parcel, SendError("internal", retryable=True, maybe_sent=True))
        self._runtime.signals.ring()
        return True

    async def _look(self) -> tuple[Delivery, Parcel | None, set[int]] | None:
        """What is due, as it goes now (None: it was held or withdrawn), without the parts done."""
        name, account, now = self._channel.name, self._channel.account, self._runtime.clock()
        async with self._runtime.database.transaction() as session:
            row = await deliveries.claim(session, name, account, now=now, worker=self._worker)
            if row is None:
                return None
            delivery_id = row.id
            done = await receipts.transmitted(session, delivery_id)
            try:
                async with session.begin_nested():
                    parcel = await self._pack(session, row, done, now)
            except Exception as error:  # a row's fault must not stop the others
                log.error("delivery_fault", delivery_id=delivery_id, error=type(error).__name__)
                parcel = None
                await unready.put_off(session, delivery_id, now=now)
            if parcel is None:
                await self._runtime.database.notify(session)
                row = await session.get_one(Delivery, delivery_id)
                self._count(row)
            return row, parcel, done

    async def _pack(
        self, session: AsyncSession, claimed: Delivery, done: set[int], now: dt.datetime
    ) -> Parcel | None:
        """What goes now; None when it was held or withdrawn."""
        house, window = self._runtime.house, self._channel.limits.window
        first = await journey.prepare(session, house, claimed, window=window, now=now)
        return await self._collect(session, first, done) if first else None

    async def _tell_held(self, row: Delivery) -> None:
        """Those who have to hear that it waits; after a crash in between, at the next look."""
        if not outcome.may_be_told(row):
            return
        async with self._runtime.database.transaction() as session:
            now, house = self._runtime.clock(), self._runtime.house
            await outcome.tell_held(session, house, row.id, now=now)
            await self._runtime.database.notify(session)

    async def _collect(self, session: AsyncSession, first: Prepared, done: set[int]) -> Parcel:
        """The post, and in a busy group what waits behind it for the same topic."""
        busy = self._pace.is_busy(first.to, self._seconds()) or collecting.is_replay(first.delivery)
        if done or first.topic is None or not busy:
            return Parcel(posts=(first,))
        return await collecting.gather(
            session,
            self._runtime.house,
            first,
            limits=self._channel.limits,
            now=self._runtime.clock(),
        )

    @property
    def _lease(self) -> str:
        return f"send:{self._channel.name}:{self._channel.account}"

    async def _holds_account(self) -> bool:
        now = self._runtime.clock()
        if now < self._renew_at:
            return True
        async with self._runtime.database.transaction() as session:
            taken = await leases.take(
                session, self._lease, self._worker, now=now, length=ACCOUNT_LEASE
            )
        if taken:
            self._renew_at = now + ACCOUNT_LEASE / 3
        return taken

    async def _send(self, parcel: Parcel, done: set[int]) -> None:
        """Send the parts that the provider does not have yet; each is recorded at once."""
        words, limits = self._runtime.house.words, self._channel.limits
        prepared = handing.over(parcel.whole, limits, self._link, words)
        thread = await self._thread(prepared)
        for number, draft in enumerate(parts.messages(prepared, limits, thread)):
            if number in done:
                continue
            await self._wait_for_turn(prepared)
            message = await self._with_file(prepared, draft, number)
            started = time.monotonic()
            receipt = await self._channel.send(message)
            self._runtime.metrics.time_send(self._channel.name, time.monotonic() - started)
            async with self._runtime.database.transaction() as session:
                for one in parcel.posts:
                    await receipts.record_transmission(
                        session,
                        one.delivery,
                        number,
                        receipt.provider_id,
                        now=self._runtime.clock(),
                    )

    async def _thread(self, prepared: Prepared) -> int | None:
        """The topic's thread, made now if it is new or was lost."""
        topic = prepared.topic
        if topic is None:
            return prepared.delivery.thread_id
        if topic.thread_id is not None:
            return topic.thread_id
        thread = await self._channel.create_topic(prepared.to, prepared.topic_name)
        async with self._runtime.database.transaction() as session:
            row = await session.get_one(StaffTopic, topic.id)
            row.thread_id = thread
        return thread

    async def _with_file(
        self, prepared: Prepared, draft: OutboundMessage, number: int
    ) -> OutboundMessage:
        if number >= len(prepared.files):
            return draft
        file = prepared.files[number]
        content = await self._runtime.media.of(file)
        return replace(draft, media=handing.media(file, content, self._link(file)))

    async def _wait_for_turn(self, prepared: Prepared) -> None:
        is_group, urgent = prepared.topic is not None, prepared.delivery.urgent
        pause = self._pace.wait(prepared.to, self._seconds(), is_group=is_group, urgent=urgent)
        if pause > LONGEST_WAIT:
            raise NotYet(pause)
        if pause:
            await self._sleep(pause)
        self._pace.sent(prepared.to, self._seconds(), is_group=is_group)

    async def _put_back(self, parcel: Parcel, pause: NotYet) -> None:
        """Others need not wait for it, and no lease runs out meanwhile."""
        again_at = self._runtime.clock() + dt.timedelta(seconds=pause.seconds)
        async with self._runtime.database.transaction() as session:
            for row in await collecting.in_hand(session, parcel):
                row.attempts -= 1
                reason = ALONE if row.reason == ALONE else "pace"
                self._again(session, row, reason, again_at)

    async def _finish(self, parcel: Parcel) -> None:
        async with self._runtime.database.transaction() as session:
            for row in await collecting.in_hand(session, parcel):
                now = self._runtime.clock()
                deliveries.move(session, row, DeliveryState.DONE, now=now)
                await awaiting.arrive(session, row, now=now)
                row.receipt = row.receipt or ReceiptRank.ACCEPTED
                self._count(row)
            await self._runtime.database.notify(session)

    async def _refused(self, parcel: Parcel, error: SendError) -> None:
        """Settle what the provider did not take, or may not have taken."""
        log.warning("not_sent", delivery_id=parcel.whole.delivery.id, code=error.code)
        if error.retry_after:
            self._pace.pause(error.retry_after, self._seconds())
        async with self._runtime.database.transaction() as session:
            await conversations.lock_behind(session, parcel.whole.delivery.id)
            rows = await collecting.in_hand(session, parcel)
            judged = rows[:1] if len(rows) == 1 or error.is_passing else []
            for row in rows[len(judged) :]:
                row.attempts -= 1
                reason = TOGETHER if judged else ALONE
                self._again(session, row, reason, self._runtime.clock())
            for row in judged:
                await self._decide(session, row, error)
                self._count(row)
            await self._runtime.database.notify(session)

    async def _decide(self, session: AsyncSession, row: Delivery, error: SendError) -> None:
        now, house = self._runtime.clock(), self._runtime.house
        if error.unreachable:
            await outcome.mark_unreachable(session, row.address_id, error.unreachable)
        if error.moved_to:
            address = await session.get_one(Address, row.address_id)
            await outcome.move_group(session, address, error.moved_to)
        in_topic = row.topic_id is not None
        match refusals.judge(error, kind=row.kind, attempts=row.attempts, in_topic=in_topic):
            case Elsewhere.TOPIC:
                await outcome.remake_topic(session, house, row, now=now)
            case Elsewhere.WINDOW:
                await outcome.hold_for_window(session, house, row, now=now)
            case Uncertain(reason=code):
                deliveries.move(session, row, DeliveryState.UNCERTAIN, now=now, reason=code)
                await awaiting.arrive(session, row, now=now)
                await receipts.settle_uncertain(session, now=now)
            case Again(reason=code, after=pause):
                self._again(session, row, code, now + pause)
            case Failed(reason=code):
                await outcome.settle_failed(session, house, row, code, now=now)

    def _again(
        self, session: AsyncSession, row: Delivery, reason: str, not_before: dt.datetime
    ) -> None:
        now, state = self._runtime.clock(), DeliveryState.QUEUED
        deliveries.move(session, row, state, now=now, reason=reason[:60], not_before=not_before)

    def _count(self, row: Delivery) -> None:
        self._runtime.metrics.count_delivery(row.channel, row.kind, row.state)

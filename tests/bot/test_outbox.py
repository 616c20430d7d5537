"""The outbox: what becomes of a delivery, whatever the provider says or does not say."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy.exc
from sqlalchemy import select, text

from bot import outbox, patience, scheduler, unready
from bot.channel import SendError
from bot.channels import simulator
from bot.media import MediaWorker
from bot.outbox import Outbox
from bot.refusals import BACKOFF
from bot.runtime import Runtime
from db import deliveries, keepsakes, leases, messages, topics
from db.content import Button, Content, Template
from db.engine import Database
from db.keyring import WrongKey
from db.models import (
    Address,
    Author,
    Delivery,
    DeliveryEvent,
    DeliveryKind,
    DeliveryState,
    Direction,
    MediaState,
    Message,
    ReceiptRank,
    StaffTopic,
    Transmission,
)
from handlers import arrival, context, enclosing, outcome
from handlers.enclosing import Enclosed
from handlers.events import ReceiptReported, Sender
from tests.bot import scene
from tests.bot.scene import RestlessSignals, ScriptedChannel
from tests.db import scene as rows
from tests.fakes.clock import FixedClock
from tests.handlers import scene as houses

K, S = DeliveryKind, DeliveryState
LONG = " ".join(f"word{number}" for number in range(30))


class Desk:
    """One outbox, its channel, and the rows of a test."""

    def __init__(
        self, runtime: Runtime, channel: ScriptedChannel, clock: FixedClock, **more: Any
    ) -> None:
        self.runtime, self.channel, self.clock = runtime, channel, clock
        self.database = runtime.database
        self.slept: list[float] = []
        values: dict[str, Any] = {
            "worker": "w1",
            "sleep": self._sleep,
            "seconds": lambda: clock.now().timestamp(),
        }
        self.outbox = Outbox(runtime, channel, **values | more)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(dt.timedelta(seconds=seconds))

    async def queue(
        self,
        key: str,
        content: Content | str = "Good morning",
        *,
        to: str = "phone-1",
        kind: DeliveryKind = K.REPLY,
        topic: bool = False,
        **more: Any,
    ) -> int:
        """A message on its way; a person who may be written to has consented."""
        now = self.clock.now()
        content = Content(text=content) if isinstance(content, str) else content
        async with self.database.transaction() as session:
            thread = await rows.conversation(session, now, to)
            home = await session.get_one(Address, thread.address_id)
            home.last_inbound_at = now
            if kind == K.UNPROMPTED and home.household_id is None:
                await rows.agree(session, home, now)
            message = await messages.write(
                session, thread, content, direction=Direction.OUT, author=Author.BOT, now=now
            )
            if topic:
                office = await rows.address(session, now, houses.GROUP.external_id)
                mirror = await topics.ensure(session, thread.id, office, now=now)
                more["topic_id"], home = mirror.id, office
            found = await deliveries.queue(
                session, message, home, kind=kind, now=now, dedupe_key=key, **more
            )
        assert found is not None
        return found

    async def row(self, delivery_id: int) -> Delivery:
        async with self.database.reading() as session:
            return await session.get_one(Delivery, delivery_id)

    async def state(self, delivery_id: int) -> tuple[str, str | None]:
        row = await self.row(delivery_id)
        return row.state, row.reason

    async def recover(self) -> None:
        media = MediaWorker(self.database, self.runtime.media, self.runtime.channels)
        await scheduler.Ticks(self.runtime, media).recover(self.clock.now())


@pytest.fixture
def channel(tmp_path: Path) -> ScriptedChannel:
    return ScriptedChannel(tmp_path, text=40, text_with_buttons=40)


@pytest.fixture
def desk(database: Database, clock: FixedClock, tmp_path: Path, channel: ScriptedChannel) -> Desk:
    runtime = scene.runtime(
        database, clock, tmp_path, channel, house=houses.house(staff_group=houses.GROUP)
    )
    return Desk(runtime, channel, clock)


# --- what goes


async def test_a_message_that_is_taken_is_done(desk: Desk) -> None:
    one = await desk.queue("1", "Good morning")
    assert await desk.outbox.drain() == 1
    row = await desk.row(one)
    assert (row.state, row.receipt, row.attempts) == (S.DONE, "accepted", 1)
    assert row.settled_at == desk.clock.now()
    [sent] = desk.channel.sent
    assert (sent.to, sent.text, sent.delivery_id) == ("phone-1", "Good morning", one)
    async with desk.database.reading() as session:
        [kept] = (await session.execute(select(Transmission))).scalars()
        assert (kept.delivery_id, kept.part, kept.provider_id) == (one, 0, "p1")


async def test_nothing_goes_before_its_time(desk: Desk) -> None:
    later = desk.clock.now() + dt.timedelta(minutes=1)
    await desk.queue("1", not_before=later)
    assert await desk.outbox.drain() == 0
    desk.clock.set(later)
    assert await desk.outbox.drain() == 1


async def test_messages_to_one_address_go_in_order(desk: Desk) -> None:
    for number in range(5):
        await desk.queue(str(number), f"Message {number}")
    await desk.outbox.drain()
    assert desk.channel.texts == [f"Message {number}" for number in range(5)]


async def test_a_long_text_goes_in_parts_with_its_buttons_under_the_last(desk: Desk) -> None:
    content = Content(text=LONG, buttons=(Button(label="Yes", payload="y"),))
    await desk.queue("1", content)
    await desk.outbox.drain()
    assert len(desk.channel.sent) > 2
    assert " ".join(desk.channel.texts).split() == LONG.split()
    assert [len(one.buttons) for one in desk.channel.sent[:-1]] == [0] * (
        len(desk.channel.sent) - 1
    )
    assert [one.label for one in desk.channel.sent[-1].buttons] == ["Yes"]


async def test_files_go_first_with_the_text_under_the_first_of_them(
    desk: Desk, database: Database
) -> None:
    desk.outbox = Outbox(
        desk.runtime, desk.channel, worker="w1", link=lambda file: f"https://x.example/{file.id}"
    )
    one = await desk.queue("1", "Two pages of a letter")
    ids = [await _stored(desk, one, name, name.encode()) for name in ("a.pdf", "b.pdf")]
    await desk.outbox.drain()
    first, second = desk.channel.sent
    assert (first.text, second.text) == ("Two pages of a letter", "")
    for sent, name, attachment in zip((first, second), ("a.pdf", "b.pdf"), ids, strict=True):
        assert sent.media is not None
        assert (sent.media.name, sent.media.content) == (name, name.encode())
        assert sent.media.url == f"https://x.example/{attachment}"


async def test_buttons_never_hang_under_a_file(desk: Desk) -> None:
    one = await desk.queue("1", Content(text="Choose", buttons=(Button(label="A", payload="a"),)))
    await _stored(desk, one, "a.pdf", b"a")
    await desk.outbox.drain()
    assert [(bool(m.media), m.text, len(m.buttons)) for m in desk.channel.sent] == [
        (True, "", 0),
        (False, "Choose", 1),
    ]


async def test_a_file_without_words_is_one_message(desk: Desk) -> None:
    one = await desk.queue("1", Content())
    await _stored(desk, one, "a.pdf", b"a")
    await desk.outbox.drain()
    [sent] = desk.channel.sent
    assert sent.media is not None and sent.text == ""


@pytest.mark.parametrize("takes", [True, False])
async def test_a_file_that_the_bot_wrote_goes_as_it_is_or_as_a_link(
    desk: Desk, database: Database, takes: bool
) -> None:
    desk.channel.limits = replace(simulator.LIMITS, calendar_files=takes)
    desk.channel.answers.append(SendError("server", retryable=True))
    desk.outbox = Outbox(
        desk.runtime, desk.channel, worker="w1", link=lambda file: f"https://x.example/{file.id}"
    )
    one = await desk.queue("1", Content(text="Dentist", buttons=(Button(label="A", payload="a"),)))
    async with database.transaction() as session:
        row = await session.get_one(Delivery, one)
        message = await session.get_one(Message, row.message_id)
        home = await session.get_one(Address, row.address_id)
        file = Enclosed(name="calendar.ics", mime="text/calendar", content=b"BEGIN:VCALENDAR")
        await enclosing.enclose(session, message, home, file)
    await desk.outbox.drain()
    desk.clock.advance(BACKOFF[0])
    await desk.outbox.drain()
    if takes:
        enclosed, asked = desk.channel.sent
        assert enclosed.media is not None and enclosed.media.content == file.content
        assert (asked.text, len(asked.buttons)) == ("Dentist", 1)
    else:
        [asked] = desk.channel.sent
        assert asked.media is None and len(asked.buttons) == 1
        assert asked.text.startswith("Dentist\n")
        assert asked.text.splitlines()[-1].startswith("https://x.example/")


async def test_a_template_goes_once_whatever_else_the_message_holds(desk: Desk) -> None:
    desk.channel.limits = replace(desk.channel.limits, window=dt.timedelta(hours=24))
    content = Content(
        text=LONG, buttons=(Button(label="Yes", payload="y"),), template=Template(key="reminder")
    )
    one = await desk.queue("1", content)
    await _stored(desk, one, "a.pdf", b"a")
    desk.clock.advance(dt.timedelta(hours=25))
    await desk.outbox.drain()
    [sent] = desk.channel.sent
    assert sent.template is not None and sent.media is None


async def _stored(desk: Desk, delivery_id: int, name: str, content: bytes) -> int:
    """A file of the delivery's message, as the media worker leaves it."""
    key = await desk.runtime.media.put(content)
    async with desk.database.transaction() as session:
        delivery = await session.get_one(Delivery, delivery_id)
        message = await session.get_one(Message, delivery.message_id)
        row = await messages.attach(
            session,
            message,
            now=desk.clock.now(),
            kind="document",
            mime="application/pdf",
            name=name,
            size=len(content),
            channel=rows.CHANNEL,
            account=rows.ACCOUNT,
            reference="r",
        )
        row.state, row.storage_key = MediaState.STORED, key
        row.sha256 = hashlib.sha256(content).hexdigest()
        return row.id


# --- what the provider says


#: What sending raises, what was to be sent, and what becomes of it.
REFUSALS: tuple[tuple[Exception, DeliveryKind, DeliveryState, str], ...] = (
    (SendError("server", retryable=True), K.REPLY, S.QUEUED, "server"),
    (SendError("server", retryable=True), K.UNPROMPTED, S.QUEUED, "server"),
    (SendError("bad_request"), K.REPLY, S.FAILED, "bad_request"),
    (SendError("bad_request"), K.UNPROMPTED, S.FAILED, "bad_request"),
    (SendError("timeout", maybe_sent=True), K.REPLY, S.QUEUED, "timeout"),
    (SendError("timeout", maybe_sent=True), K.NOTICE, S.QUEUED, "timeout"),
    (SendError("timeout", maybe_sent=True), K.ANSWER, S.QUEUED, "timeout"),
    (SendError("timeout", maybe_sent=True), K.UNPROMPTED, S.UNCERTAIN, "timeout"),
    (SendError("5xx", retryable=True, maybe_sent=True), K.UNPROMPTED, S.UNCERTAIN, "5xx"),
    (SendError("403", unreachable="blocked"), K.REPLY, S.FAILED, "blocked"),
    (ValueError("a fault of ours"), K.REPLY, S.QUEUED, "internal"),
    (ValueError("a fault of ours"), K.UNPROMPTED, S.UNCERTAIN, "internal"),
    (SendError("x" * 200), K.REPLY, S.FAILED, "x" * 60),
    # last: it queues a template of its own
    (SendError("63016", outside_window=True), K.REPLY, S.HELD, "window"),
)


async def test_each_refusal_leads_to_its_state(desk: Desk) -> None:
    for number, (error, kind, state, reason) in enumerate(REFUSALS):
        one = await desk.queue(str(number), kind=kind, to=f"phone-{number}")
        desk.channel.answers.append(error)
        await desk.outbox.step()
        assert await desk.state(one) == (state, reason), (str(error), kind)
    assert desk.channel.sent == []


async def test_what_may_have_arrived_is_never_sent_again_when_nobody_asked_for_it(
    desk: Desk,
) -> None:
    await desk.queue("1", kind=K.UNPROMPTED)
    desk.channel.answers.append(SendError("timeout", maybe_sent=True))
    await desk.outbox.drain()
    desk.clock.advance(dt.timedelta(days=1))
    await desk.recover()
    assert await desk.outbox.drain() == 0
    assert desk.channel.sent == []


async def test_a_reply_that_may_have_arrived_goes_again(desk: Desk) -> None:
    one = await desk.queue("1")
    desk.channel.answers.append(SendError("timeout", maybe_sent=True))
    await desk.outbox.drain()
    desk.clock.advance(BACKOFF[0])
    await desk.outbox.drain()
    assert await desk.state(one) == (S.DONE, None)


async def test_the_pauses_grow_and_end_in_failure(desk: Desk) -> None:
    one = await desk.queue("1")
    desk.channel.answers.extend([SendError("server", retryable=True)] * 10)
    for pause in BACKOFF:
        assert await desk.outbox.drain() == 1
        row = await desk.row(one)
        assert (row.state, row.not_before) == (S.QUEUED, desk.clock.now() + pause)
        desk.clock.advance(pause)
    await desk.outbox.drain()
    assert await desk.state(one) == (S.FAILED, "server")
    assert (await desk.row(one)).attempts == len(BACKOFF) + 1


async def test_the_provider_says_how_long_to_wait(desk: Desk) -> None:
    one = await desk.queue("1")
    other = await desk.queue("2", to="phone-2")
    desk.channel.answers.append(SendError("429", retryable=True, retry_after=30))
    await desk.outbox.drain()
    assert (await desk.row(one)).not_before == desk.clock.now() + dt.timedelta(seconds=30)
    # the limit is the account's, so everybody waits, and nobody's attempts are used up
    row = await desk.row(other)
    assert (row.state, row.reason, row.attempts) == (S.QUEUED, "pace", 0)
    assert row.not_before == desk.clock.now() + dt.timedelta(seconds=30)
    desk.clock.advance(dt.timedelta(seconds=30))
    await desk.outbox.drain()
    assert [await desk.state(each) for each in (one, other)] == [(S.DONE, None)] * 2


async def test_a_longer_pause_of_ours_is_not_shortened_by_the_provider(desk: Desk) -> None:
    one = await desk.queue("1")
    desk.channel.answers.append(SendError("429", retryable=True, retry_after=0.5))
    await desk.outbox.drain()
    assert (await desk.row(one)).not_before == desk.clock.now() + BACKOFF[0]


async def test_nobody_else_waits_behind_one_that_is_refused(desk: Desk) -> None:
    await desk.queue("1", "First")
    await desk.queue("2", "Second")
    await desk.queue("3", "For another", to="phone-2")
    desk.channel.answers.append(SendError("server", retryable=True))
    await desk.outbox.drain()
    assert desk.channel.texts == ["For another"], "order to one address is kept"
    desk.clock.advance(BACKOFF[0])
    await desk.outbox.drain()
    assert desk.channel.texts == ["For another", "First", "Second"]


async def test_whoever_cannot_be_reached_is_marked_and_says_nothing_about_consent(
    desk: Desk,
) -> None:
    one = await desk.queue("1")
    later = await desk.queue("2")
    desk.channel.answers.append(SendError("403", unreachable="blocked"))
    await desk.outbox.drain()
    row = await desk.row(one)
    async with desk.database.reading() as session:
        home = await session.get_one(Address, row.address_id)
        assert (home.reachable, home.unreachable_reason) == (False, "blocked")
    assert await desk.state(later) == (S.HELD, "unreachable")


async def test_outside_the_window_the_text_waits_and_one_template_says_so(desk: Desk) -> None:
    one = await desk.queue("1", "The answer")
    desk.channel.answers.append(SendError("63016", outside_window=True))
    await desk.outbox.step()
    assert await desk.state(one) == (S.HELD, "window")
    async with desk.database.reading() as session:
        waiting = (
            await session.execute(select(Delivery).where(Delivery.dedupe_key.like("waiting:%")))
        ).scalar_one()
        home = await session.get_one(Address, waiting.address_id)
        assert home.last_inbound_at is None, "our clock is not the truth"


async def test_a_lost_topic_is_made_again_and_the_copy_goes_there(desk: Desk) -> None:
    first = await desk.queue("1", "First", kind=K.STAFF, topic=True)
    await desk.outbox.drain()
    second = await desk.queue("2", "Second", kind=K.STAFF, topic=True)
    desk.channel.answers.append(SendError("thread_not_found", topic_lost=True))
    await desk.outbox.drain()
    assert [one.thread_id for one in desk.channel.sent[:1]] == [71]
    assert {one.thread_id for one in desk.channel.sent[1:]} == {72}
    assert "Second" in " ".join(desk.channel.texts[1:])
    assert await desk.state(first) == (S.DONE, None)
    assert await desk.state(second) == (S.CANCELLED, "topic_lost")
    async with desk.database.reading() as session:
        [topic] = (await session.execute(select(StaffTopic))).scalars()
        assert topic.thread_id == 72


async def test_a_group_that_moved_gets_the_copy_at_its_new_id(desk: Desk) -> None:
    one = await desk.queue("1", kind=K.STAFF, topic=True)
    desk.channel.answers.append(SendError("moved", moved_to="-1009"))
    await desk.outbox.drain()
    assert await desk.state(one) == (S.DONE, None)
    assert [sent.to for sent in desk.channel.sent] == ["-1009"]
    async with desk.database.reading() as session:
        assert await keepsakes.find(session, "staff_group:demo") == "-1009"


# --- what nobody says


async def test_parts_that_were_taken_are_not_sent_again(desk: Desk) -> None:
    one = await desk.queue("1", LONG)
    desk.channel.answers.extend([None, SendError("server", retryable=True)])
    await desk.outbox.drain()
    assert len(desk.channel.sent) == 1
    desk.clock.advance(BACKOFF[0])
    await desk.outbox.drain()
    assert await desk.state(one) == (S.DONE, None)
    assert " ".join(desk.channel.texts).split() == LONG.split()


class Killed(BaseException):
    """The process ends here: nothing after it is done."""


@pytest.mark.parametrize("kind", [K.REPLY, K.NOTICE, K.ANSWER, K.STAFF, K.UNPROMPTED])
async def test_after_a_lost_worker_only_what_was_asked_for_goes_again(
    desk: Desk, kind: DeliveryKind
) -> None:
    one = await desk.queue("1", kind=kind)
    desk.channel.answers.append(Killed())
    with pytest.raises(Killed):
        await desk.outbox.step()
    assert (await desk.row(one)).state == S.SENDING
    await desk.recover()
    assert (await desk.row(one)).state == S.SENDING, "its lease still holds"
    desk.clock.advance(deliveries.LEASE + scene.SECOND)
    await desk.recover()
    await desk.outbox.drain()
    expected = (S.UNCERTAIN, "worker_lost") if kind == K.UNPROMPTED else (S.DONE, None)
    assert await desk.state(one) == expected
    assert len(desk.channel.sent) == (0 if kind == K.UNPROMPTED else 1)


async def test_parts_taken_before_the_worker_was_lost_are_not_sent_again(desk: Desk) -> None:
    await desk.queue("1", LONG)
    desk.channel.answers.extend([None, Killed()])
    with pytest.raises(Killed):
        await desk.outbox.step()
    desk.clock.advance(deliveries.LEASE + scene.SECOND)
    await desk.recover()
    await desk.outbox.drain()
    assert " ".join(desk.channel.texts).split() == LONG.split()


async def test_a_pause_longer_than_a_lease_makes_nothing_uncertain(desk: Desk) -> None:
    await desk.queue("0", to="phone-2")
    desk.channel.answers.append(SendError("429", retryable=True, retry_after=600))
    await desk.outbox.step()
    one = await desk.queue("1", kind=K.UNPROMPTED)
    await desk.outbox.drain()
    desk.clock.advance(deliveries.LEASE + scene.SECOND)
    await desk.recover()
    assert await desk.state(one) == (S.QUEUED, "pace")
    desk.clock.advance(dt.timedelta(seconds=600))
    await desk.outbox.drain()
    assert await desk.state(one) == (S.DONE, None)
    assert len([sent for sent in desk.channel.sent if sent.to == "phone-1"]) == 1


async def test_every_step_of_the_way_is_written_down(desk: Desk) -> None:
    one = await desk.queue("1")
    desk.channel.answers.append(SendError("server", retryable=True))
    await desk.outbox.drain()
    desk.clock.advance(BACKOFF[0])
    await desk.outbox.drain()
    async with desk.database.reading() as session:
        found = await session.execute(
            select(DeliveryEvent.state, DeliveryEvent.reason)
            .where(DeliveryEvent.delivery_id == one)
            .order_by(DeliveryEvent.id)
        )
        assert [tuple(row) for row in found] == [
            ("queued", None),
            ("sending", None),
            ("queued", "server"),
            ("sending", None),
            ("done", None),
        ]


# --- pace and leases


async def test_two_messages_to_one_address_keep_their_distance(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    channel = ScriptedChannel(tmp_path, pace_address=1.0)
    desk = Desk(scene.runtime(database, clock, tmp_path, channel), channel, clock)
    await desk.queue("1")
    await desk.queue("2")
    await desk.queue("3", to="phone-2")
    await desk.outbox.drain()
    assert desk.slept == [1.0], "another address need not wait"
    assert len(channel.sent) == 3


async def test_a_full_minute_of_the_staff_group_keeps_nobody_else_waiting(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    channel = ScriptedChannel(tmp_path, group_per_minute=3)
    desk = Desk(scene.runtime(database, clock, tmp_path, channel), channel, clock)
    copies = [
        await desk.queue(f"t{number}", kind=K.STAFF, topic=True, to=f"phone-{number}")
        for number in range(4)
    ]
    person = await desk.queue("1")
    await desk.outbox.drain()
    assert [await desk.state(one) for one in copies] == [(S.DONE, None)] * 3 + [(S.QUEUED, "pace")]
    assert await desk.state(person) == (S.DONE, None)
    clock.advance(dt.timedelta(minutes=1))
    await desk.outbox.drain()
    assert await desk.state(copies[-1]) == (S.DONE, None)


def restless(desk: Desk) -> RestlessSignals:
    signals = desk.runtime.signals
    assert isinstance(signals, RestlessSignals)
    signals.on_rest = desk.outbox.stop
    return signals


@pytest.fixture
def running(
    database: Database, clock: FixedClock, tmp_path: Path, channel: ScriptedChannel
) -> Desk:
    runtime = scene.runtime(database, clock, tmp_path, channel, signals=RestlessSignals())
    return Desk(runtime, channel, clock)


async def test_it_works_until_it_is_stopped_and_gives_the_account_back(running: Desk) -> None:
    signals = restless(running)
    for number in range(3):
        await running.queue(str(number))
    await running.outbox.run()
    assert (len(running.channel.sent), signals.rests) == (3, 1)
    async with running.database.transaction() as session:
        name = f"send:{rows.CHANNEL}:{rows.ACCOUNT}"
        now = running.clock.now()
        assert await leases.take(session, name, "w2", now=now, length=outbox.ACCOUNT_LEASE)


async def test_no_fault_of_any_kind_ends_the_sending_and_its_rests_grow(
    running: Desk, clock: FixedClock
) -> None:
    faults: list[Exception] = [sqlalchemy.exc.TimeoutError(), WrongKey(), KeyError("a bug")]
    rests: list[float] = []

    def now() -> dt.datetime:
        if faults:
            raise faults.pop(0)
        return clock.now()

    async def rest(_stopping: asyncio.Event, seconds: float) -> None:
        rests.append(seconds)

    await running.queue("1")
    runtime = replace(running.runtime, clock=now)
    running.outbox = Outbox(runtime, running.channel, worker="w1", rest=rest)
    restless(running)
    await running.outbox.run()
    assert len(running.channel.sent) == 1
    assert rests == list(patience.PAUSES[:3])


async def test_what_cannot_be_prepared_keeps_nobody_waiting_and_fails_in_the_end(
    desk: Desk,
) -> None:
    broken = await desk.queue("1", to="phone-1")
    async with desk.database.transaction() as session:
        await session.execute(text("UPDATE message SET content = 'of another key'"))
    fine = await desk.queue("2", to="phone-2")
    await desk.outbox.drain()
    assert await desk.state(fine) == (S.DONE, None)
    assert await desk.state(broken) == (S.QUEUED, "internal")
    for _ in range(unready.MAX_ATTEMPTS):
        desk.clock.advance(dt.timedelta(minutes=1))
        await desk.outbox.drain()
    assert await desk.state(broken) == (S.FAILED, "internal")
    assert len(desk.channel.sent) == 1


async def test_an_account_is_sent_for_by_one_process_only(running: Desk) -> None:
    restless(running)
    await running.queue("1")
    async with running.database.transaction() as session:
        await leases.take(
            session,
            f"send:{rows.CHANNEL}:{rows.ACCOUNT}",
            "w2",
            now=running.clock.now(),
            length=outbox.ACCOUNT_LEASE,
        )
    await running.outbox.run()
    assert running.channel.sent == []
    async with running.database.transaction() as session:
        name = f"send:{rows.CHANNEL}:{rows.ACCOUNT}"
        now = running.clock.now()
        assert not await leases.take(session, name, "w3", now=now, length=outbox.ACCOUNT_LEASE)


async def test_another_process_takes_over_when_the_account_is_free(running: Desk) -> None:
    restless(running)
    await running.queue("1")
    async with running.database.transaction() as session:
        await leases.take(
            session,
            f"send:{rows.CHANNEL}:{rows.ACCOUNT}",
            "w2",
            now=running.clock.now() - 2 * outbox.ACCOUNT_LEASE,
            length=outbox.ACCOUNT_LEASE,
        )
    await running.outbox.run()
    assert len(running.channel.sent) == 1


async def test_what_becomes_of_deliveries_is_counted(desk: Desk) -> None:
    await desk.queue("1")
    await desk.queue("2", to="phone-2")
    desk.channel.answers.append(SendError("bad_request"))
    await desk.outbox.drain()
    for state in ("done", "failed"):
        labels = {"channel": "simulator", "kind": "reply", "state": state}
        assert desk.runtime.metrics.read("onthaal_deliveries_total", labels) == 1


# --- at the very moment at which the person writes


async def writes_meanwhile(desk: Desk, begun: Coroutine[Any, Any, Any]) -> None:
    """The person's message has the conversation, then wants what waits for it."""
    now = desk.clock.now() + scene.SECOND
    sender = Sender(channel=rows.CHANNEL, account=rows.ACCOUNT, external_id="phone-1")
    async with desk.database.transaction() as session:
        turn = await context.meet(session, desk.runtime.house, sender, now=now)
        work = asyncio.ensure_future(begun)
        while not desk.database.is_sqlite:
            waiting = (
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            async with desk.database.reading() as other:
                if (await other.execute(text(waiting))).scalar_one():
                    break
            assert not work.done(), "it was to wait for the conversation"
        await asyncio.wait_for(arrival.open_window(turn), 5)
    await asyncio.wait_for(work, 5)


async def test_a_held_reply_that_is_looked_at_keeps_nothing_from_whoever_writes(
    desk: Desk,
) -> None:
    one = await desk.queue("1")
    async with desk.database.transaction() as session:
        home = await session.get_one(Address, (await desk.row(one)).address_id)
        home.reachable = False
    await writes_meanwhile(desk, desk.outbox.step())
    desk.clock.advance(scene.SECOND)
    await desk.outbox.drain()
    assert await desk.state(one) == (S.DONE, None)


async def test_a_refused_reply_keeps_nothing_from_whoever_writes(desk: Desk) -> None:
    one = await desk.queue("1")
    desk.channel.answers.append(SendError("403", unreachable="blocked"))
    await writes_meanwhile(desk, desk.outbox.step())
    assert await desk.state(one) == (S.FAILED, "blocked")


async def test_a_report_that_a_reply_was_lost_keeps_nothing_from_whoever_writes(
    desk: Desk,
) -> None:
    one = await desk.queue("1")
    await desk.outbox.step()
    async with desk.database.reading() as session:
        [taken] = (await session.execute(select(Transmission))).scalars()
    event = ReceiptReported(
        channel=rows.CHANNEL,
        account=rows.ACCOUNT,
        provider_id=taken.provider_id,
        delivery_id=one,
        receipt=ReceiptRank.UNDELIVERED,
        unreachable="unknown",
    )

    async def report() -> None:
        async with desk.database.transaction() as session:
            now = desk.clock.now()
            await outcome.note_receipt(session, desk.runtime.house, event, now=now)

    await writes_meanwhile(desk, report())
    assert await desk.state(one) == (S.FAILED, "undelivered")

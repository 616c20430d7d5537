"""The inbox: recorded once, worked off in order, poison parked, nothing applied twice."""

import asyncio
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy.exc
from sqlalchemy import select, text

from bot import intake, logs
from bot.channel import Malformed, SendError
from bot.intake import Intake
from bot.runtime import Runtime
from db import inbox
from db.engine import Database
from db.keyring import WrongKey
from db.models import Address, Conversation, Delivery, Direction, InboundEvent, Message
from handlers.events import AddedToGroup, Ignored, Pressed, Sender
from tests.bot import scene
from tests.bot.scene import RestlessSignals, ScriptedChannel, ScriptedEngine
from tests.fakes.clock import FixedClock

SOMEBODY = Sender(channel="simulator", account="demo", external_id="phone-1")


@pytest.fixture
def channel(tmp_path: Path) -> ScriptedChannel:
    return ScriptedChannel(tmp_path)


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def runtime(
    database: Database, clock: FixedClock, tmp_path: Path, channel: ScriptedChannel
) -> Runtime:
    return scene.runtime(database, clock, tmp_path, channel, signals=RestlessSignals())


@pytest.fixture
def working(runtime: Runtime, engine: ScriptedEngine) -> Intake:
    return Intake(runtime, engine.engine)


async def said(runtime: Runtime, sender: str = "phone-1") -> list[str]:
    """What was written down of somebody's messages, in order."""
    async with runtime.database.reading() as session:
        found = await session.execute(
            select(Message, Address)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .join(Address, Address.id == Conversation.address_id)
            .where(Message.direction == Direction.IN)
            .order_by(Message.id)
        )
        return [row.content.get("text", "") for row, home in found if home.external_id == sender]


async def events(runtime: Runtime) -> list[InboundEvent]:
    async with runtime.database.reading() as session:
        found = await session.execute(select(InboundEvent).order_by(InboundEvent.id))
        return list(found.scalars())


# --- taking in


async def test_an_update_is_recorded_before_anything_is_done_with_it(
    runtime: Runtime, channel: ScriptedChannel
) -> None:
    assert await intake.take_in(runtime, channel, scene.text(1, "Hello"))
    [event] = await events(runtime)
    assert (event.provider_key, event.processed_at) == ("update-1", None)
    assert event.payload == scene.text(1, "Hello")
    assert await said(runtime) == []


async def test_the_same_update_five_times_at_once_is_one_event(
    runtime: Runtime, channel: ScriptedChannel, working: Intake
) -> None:
    new = await asyncio.gather(
        *(intake.take_in(runtime, channel, scene.text(1, "Hello")) for _ in range(5))
    )
    assert sorted(new) == [False, False, False, False, True]
    await working.drain()
    assert not await intake.take_in(runtime, channel, scene.text(1, "Hello"))
    assert await working.drain() == 0
    assert await said(runtime) == ["Hello"]
    labels = {"channel": "simulator", "outcome": "repeated"}
    assert runtime.metrics.read("onthaal_inbound_events_total", labels) == 5


async def test_whoever_waits_hears_of_a_new_update(
    database: Database, clock: FixedClock, tmp_path: Path, channel: ScriptedChannel
) -> None:
    runtime = scene.runtime(database, clock, tmp_path, channel)
    async with runtime.signals.listening() as bell:
        await intake.take_in(runtime, channel, scene.text(1))
        assert await bell.wait(10)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("a\x00b", "ab"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("x" * 100_000, "x" * 100_000),
        ("\u202e", "\u202e"),
        ("", ""),
    ],
    ids=["nul", "lone surrogate", "very long", "direction mark", "empty"],
)
async def test_odd_text_is_kept_and_answered_without_what_no_page_can_show(
    runtime: Runtime, channel: ScriptedChannel, working: Intake, words: str, kept: str
) -> None:
    await intake.take_in(runtime, channel, scene.text(1, words))
    await working.drain()
    [event] = await events(runtime)
    assert (event.error, event.processed_at) == (None, runtime.clock())
    assert event.payload == scene.text(1, words), "the raw update stays as it came"
    assert await said(runtime) == [kept]


async def test_an_update_without_a_key_is_kept_once_and_parked(
    runtime: Runtime, channel: ScriptedChannel, working: Intake, clock: FixedClock
) -> None:
    nameless = {"kind": "text", "text": "who am I"}
    assert await intake.take_in(runtime, channel, nameless)
    assert not await intake.take_in(runtime, channel, dict(nameless))
    for _ in range(inbox.MAX_ATTEMPTS):
        await working.drain()
        clock.advance(dt.timedelta(minutes=1))
    [event] = await events(runtime)
    assert event.provider_key.startswith("unreadable:")
    assert event.error == "Malformed"


# --- order


async def test_one_persons_messages_are_applied_in_the_order_they_came(
    runtime: Runtime, channel: ScriptedChannel, working: Intake
) -> None:
    for number in range(6):
        await intake.take_in(runtime, channel, scene.text(number, f"Message {number}"))
    await asyncio.gather(*(working.drain() for _ in range(4)))
    await working.drain()
    assert await said(runtime) == [f"Message {number}" for number in range(6)]


async def test_a_message_that_failed_holds_back_its_sender_and_nobody_else(
    runtime: Runtime,
    channel: ScriptedChannel,
    working: Intake,
    engine: ScriptedEngine,
    clock: FixedClock,
) -> None:
    engine.faults["First"] = RuntimeError("a fault")
    await intake.take_in(runtime, channel, scene.text(1, "First"))
    await intake.take_in(runtime, channel, scene.text(2, "Second"))
    await intake.take_in(runtime, channel, scene.text(3, "Another", "phone-2"))
    await working.drain()
    assert await said(runtime) == []
    assert await said(runtime, "phone-2") == ["Another"]
    engine.faults.clear()
    clock.advance(dt.timedelta(minutes=1))
    await working.drain()
    assert await said(runtime) == ["First", "Second"]


# --- poison


async def test_poison_is_parked_after_three_attempts_and_blocks_nobody(
    runtime: Runtime,
    channel: ScriptedChannel,
    working: Intake,
    engine: ScriptedEngine,
    clock: FixedClock,
) -> None:
    engine.faults["Poison"] = RuntimeError("Poison was said by phone-1")
    await intake.take_in(runtime, channel, scene.text(1, "Poison"))
    await intake.take_in(runtime, channel, scene.text(2, "Fine"))
    for _ in range(inbox.MAX_ATTEMPTS):
        await working.drain()
        clock.advance(dt.timedelta(minutes=1))
    await working.drain()
    assert engine.asked.count("Poison") == inbox.MAX_ATTEMPTS
    assert await said(runtime) == ["Fine"]
    async with runtime.database.reading() as session:
        [(parked, has_content)] = await inbox.parked(session)
        kept = await inbox.payload(session, parked.id)
    assert (parked.provider_key, parked.error) == ("update-1", "RuntimeError")
    assert has_content and kept == scene.text(1, "Poison"), "nothing is lost"


async def test_an_update_that_cannot_be_decrypted_is_parked_and_keeps_nobody_waiting(
    runtime: Runtime, channel: ScriptedChannel, working: Intake, clock: FixedClock
) -> None:
    await intake.take_in(runtime, channel, scene.text(1, "Lost"))
    async with runtime.database.transaction() as session:
        await session.execute(text("UPDATE inbound_event SET payload = 'of another key'"))
    await intake.take_in(runtime, channel, scene.text(2, "Fine", "phone-2"))
    for _ in range(inbox.MAX_ATTEMPTS):
        await working.drain()
        clock.advance(dt.timedelta(minutes=1))
    assert await said(runtime, "phone-2") == ["Fine"]
    async with runtime.database.reading() as session:
        [(parked, has_content)] = await inbox.parked(session)
    assert (parked.provider_key, parked.error, has_content) == ("update-1", "WrongKey", True)


async def test_a_fault_is_logged_without_a_word_of_the_message(
    runtime: Runtime,
    channel: ScriptedChannel,
    working: Intake,
    engine: ScriptedEngine,
) -> None:
    stream = io.StringIO()
    logs.configure(stream=stream)
    engine.faults["My secret"] = RuntimeError("My secret of phone-1")
    await intake.take_in(runtime, channel, scene.text(1, "My secret"))
    await working.step()
    written = stream.getvalue()
    assert "RuntimeError" in written
    assert "secret" not in written
    assert "phone-1" not in written


async def test_an_event_of_a_channel_we_no_longer_have_is_parked(
    runtime: Runtime, channel: ScriptedChannel, engine: ScriptedEngine, clock: FixedClock
) -> None:
    await intake.take_in(runtime, channel, scene.text(1))
    runtime.channels.clear()
    working = Intake(runtime, engine.engine)
    for _ in range(inbox.MAX_ATTEMPTS):
        await working.drain()
        clock.advance(dt.timedelta(minutes=1))
    [event] = await events(runtime)
    assert event.error is not None and event.processed_at is not None


async def test_a_fault_while_applying_leaves_nothing_half_done(
    runtime: Runtime, channel: ScriptedChannel, working: Intake, clock: FixedClock
) -> None:
    channel.events = [
        Pressed(sender=SOMEBODY, payload="lang:nl"),
        Pressed(sender=Sender(channel="simulator", account="demo", external_id=None), payload="x"),  # type: ignore[arg-type]
    ]
    await intake.take_in(runtime, channel, scene.text(1))
    await working.step()
    async with runtime.database.reading() as session:
        assert (await session.execute(select(Delivery))).first() is None
    channel.events = channel.events[:1]
    clock.advance(dt.timedelta(minutes=1))
    await working.step()
    async with runtime.database.reading() as session:
        assert len((await session.execute(select(Delivery))).all()) == 1


# --- leases


async def test_an_event_whose_lease_was_lost_is_not_applied_twice(
    runtime: Runtime,
    channel: ScriptedChannel,
    working: Intake,
    engine: ScriptedEngine,
    clock: FixedClock,
) -> None:
    await intake.take_in(runtime, channel, scene.text(1, "Slow"))
    engine.blocks = True
    slow = asyncio.create_task(working.step())
    assert await asyncio.to_thread(engine.entered.wait, 10)
    clock.advance(inbox.LEASE + scene.SECOND)
    assert await Intake(runtime, ScriptedEngine().engine).step(), "another worker takes it"
    engine.release.set()
    assert await slow
    assert await said(runtime) == ["Slow"]


async def test_an_event_of_a_worker_that_was_lost_is_taken_by_another(
    runtime: Runtime, channel: ScriptedChannel, working: Intake, clock: FixedClock
) -> None:
    await intake.take_in(runtime, channel, scene.text(1, "Hello"))
    async with runtime.database.transaction() as session:
        await inbox.claim(session, now=clock.now(), token="lost")
    assert await working.drain() == 0
    clock.advance(inbox.LEASE + scene.SECOND)
    assert await working.drain() == 1
    assert await said(runtime) == ["Hello"]


# --- understanding


async def test_only_words_are_understood(
    runtime: Runtime, channel: ScriptedChannel, working: Intake, engine: ScriptedEngine
) -> None:
    await intake.take_in(runtime, channel, scene.text(1, "  \n"))
    await intake.take_in(runtime, channel, scene.text(2, "A question"))
    await intake.take_in(runtime, channel, {**scene.text(3), "kind": "sticker"})
    await intake.take_in(runtime, channel, {**scene.text(4), "kind": "button", "payload": "human:"})
    await working.drain()
    assert [asked for asked in engine.asked if asked == "A question"] == ["A question"]
    assert "  \n" not in engine.asked
    labels = {"decision": "unsure"}
    assert runtime.metrics.read("onthaal_answers_total", labels) >= 1


async def test_what_asks_nothing_of_us_is_finished_in_silence(
    runtime: Runtime, channel: ScriptedChannel, working: Intake
) -> None:
    channel.events = [Ignored(what="poll")]
    await intake.take_in(runtime, channel, scene.text(1))
    await working.drain()
    [event] = await events(runtime)
    assert event.processed_at is not None and event.error is None


# --- what only the channel can do


async def test_the_spinner_of_a_button_is_stopped(
    runtime: Runtime, channel: ScriptedChannel, working: Intake
) -> None:
    channel.events = [
        Pressed(sender=SOMEBODY, payload="none of ours", acknowledge="spinner"),
        Pressed(sender=SOMEBODY, payload="none of ours"),
    ]
    await intake.take_in(runtime, channel, scene.text(1))
    await working.drain()
    assert channel.acknowledged == ["spinner"]


@pytest.mark.parametrize("answer", [None, SendError("403", unreachable="blocked")])
async def test_a_group_that_is_not_ours_is_told_and_left(
    runtime: Runtime, channel: ScriptedChannel, working: Intake, answer: SendError | None
) -> None:
    group = Sender(channel="simulator", account="demo", external_id="-55")
    channel.events = [AddedToGroup(group=group)]
    channel.answers.append(answer)
    await intake.take_in(runtime, channel, scene.text(1))
    await working.drain()
    assert channel.left == ["-55"]
    assert [sent.to for sent in channel.sent] == ([] if answer else ["-55"])
    assert all("\n\nSTAFF_CHAT_ID=-55" in sent.text for sent in channel.sent)
    [event] = await events(runtime)
    assert event.error is None


async def test_a_fault_of_the_channel_after_applying_applies_nothing_again(
    runtime: Runtime,
    channel: ScriptedChannel,
    working: Intake,
    clock: FixedClock,
) -> None:
    class Broken(ScriptedChannel):
        async def acknowledge(self, token: str) -> None:
            raise OSError

    broken = Broken(Path(), name="simulator")
    broken.events = [Pressed(sender=SOMEBODY, payload="lang:nl", acknowledge="spinner")]
    runtime.channels[channel.name, channel.account] = broken
    await intake.take_in(runtime, channel, scene.text(1))
    await working.drain()
    clock.advance(dt.timedelta(minutes=5))
    assert await working.drain() == 0
    async with runtime.database.reading() as session:
        assert len((await session.execute(select(Delivery))).all()) == 1


# --- running


async def test_it_runs_until_it_is_stopped_and_finishes_what_is_there(
    runtime: Runtime, channel: ScriptedChannel, working: Intake
) -> None:
    signals = runtime.signals
    assert isinstance(signals, RestlessSignals)
    signals.on_rest = working.stop
    for number in range(5):
        await intake.take_in(runtime, channel, scene.text(number, f"{number}", f"p-{number}"))
    await working.run()
    assert await scene.pending(runtime.database) == 0


async def test_no_fault_of_any_kind_ends_the_work_and_its_rests_grow(
    runtime: Runtime, channel: ScriptedChannel, engine: ScriptedEngine, clock: FixedClock
) -> None:
    faults: list[Exception] = [sqlalchemy.exc.TimeoutError(), WrongKey(), KeyError("of phone-1")]
    faults = [fault for fault in faults for _ in range(intake.CONCURRENCY)]
    stream, rests = io.StringIO(), []

    def now() -> dt.datetime:
        if faults:
            raise faults.pop(0)
        return clock.now()

    async def rest(_stopping: asyncio.Event, seconds: float) -> None:
        rests.append(seconds)

    await intake.take_in(runtime, channel, scene.text(1, "Hello"))
    logs.configure(stream=stream)
    working = Intake(replace(runtime, clock=now), engine.engine, rest=rest)
    assert isinstance(runtime.signals, RestlessSignals)
    runtime.signals.on_rest = working.stop
    await working.run()
    assert await said(runtime) == ["Hello"]
    assert sum(rests) > len(rests) == 3 * intake.CONCURRENCY
    assert "KeyError" in stream.getvalue() and "phone-1" not in stream.getvalue()


async def test_after_a_stop_nothing_more_is_claimed(
    runtime: Runtime, channel: ScriptedChannel, working: Intake
) -> None:
    await intake.take_in(runtime, channel, scene.text(1))
    working.stop()
    await working.run()
    assert await scene.pending(runtime.database) == 1


def test_the_channel_says_what_it_cannot_read(channel: ScriptedChannel) -> None:
    with pytest.raises(Malformed):
        channel.envelope({})


async def test_an_event_under_way_at_a_stop_is_given_back_untouched(
    runtime: Runtime, channel: ScriptedChannel, working: Intake, engine: ScriptedEngine
) -> None:
    await intake.take_in(runtime, channel, scene.text(1, "Hello"))
    engine.blocks = True
    under_way = asyncio.create_task(working.step())
    await asyncio.to_thread(engine.entered.wait, 10)
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    engine.blocks = False
    engine.release.set()
    [event] = await events(runtime)
    assert (event.attempts, event.lease_until, event.processed_at) == (0, None, None)
    assert await working.drain() == 1
    assert await said(runtime) == ["Hello"]

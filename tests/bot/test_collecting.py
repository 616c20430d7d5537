"""A busy staff group: posts for one topic go together, in order, and none is lost."""

import datetime as dt
from pathlib import Path

import pytest

from bot.channel import SendError
from db import messages
from db.content import Button, Content
from db.engine import Database
from db.models import Conversation, DeliveryKind, DeliveryState
from tests.bot import scene
from tests.bot.scene import ScriptedChannel
from tests.bot.test_outbox import Desk
from tests.fakes.clock import FixedClock
from tests.handlers import scene as houses

STAFF, DONE, QUEUED = DeliveryKind.STAFF, DeliveryState.DONE, DeliveryState.QUEUED


@pytest.fixture
def channel(tmp_path: Path) -> ScriptedChannel:
    """A group into which four messages may go in a minute, one of them kept for what is urgent."""
    return ScriptedChannel(
        tmp_path, text=60, text_with_buttons=60, group_per_minute=4, group_reserved=1
    )


@pytest.fixture
def desk(database: Database, clock: FixedClock, tmp_path: Path, channel: ScriptedChannel) -> Desk:
    house = houses.house(staff_group=houses.GROUP)
    return Desk(scene.runtime(database, clock, tmp_path, channel, house=house), channel, clock)


async def queue(desk: Desk, *texts: str | Content, urgent: bool = False) -> list[int]:
    return [
        await desk.queue(f"{text}"[:40], text, kind=STAFF, topic=True, urgent=urgent)
        for text in texts
    ]


async def test_what_waits_for_a_topic_goes_in_one_message_once_the_group_is_busy(
    desk: Desk, channel: ScriptedChannel
) -> None:
    rows = await queue(desk, *"abcdef")
    await desk.outbox.drain()

    assert channel.texts == ["🤖 a", "🤖 b", "🤖 c\n\n🤖 d\n\n🤖 e\n\n🤖 f"]
    assert [await desk.state(one) for one in rows] == [(DONE, None)] * 6
    async with desk.database.reading() as session:
        thread = await session.get_one(Conversation, 1)
        joined = await messages.in_post(session, thread, "p3", (await desk.row(rows[0])).address_id)
    assert [one.content["text"] for one in joined] == ["c", "d", "e", "f"]


async def test_a_message_holds_what_fits_and_ends_with_buttons(
    desk: Desk, channel: ScriptedChannel
) -> None:
    asks = Content(text="Which?", buttons=(Button(label="This", payload="this:"),))
    await queue(desk, "a", "b", "long " * 8, "more " * 8, asks, "after")
    for _ in range(3):
        await desk.outbox.drain()
        desk.clock.advance(dt.timedelta(minutes=1))

    assert channel.texts[2].startswith("🤖 long") and "more" not in channel.texts[2]
    assert "\n\n".join(channel.texts[3:]).endswith("Which?\n\n🤖 after")
    assert sum(bool(one.buttons) for one in channel.sent) <= 1


async def test_posts_of_a_refused_message_go_one_by_one_so_that_only_one_is_lost(
    desk: Desk, channel: ScriptedChannel
) -> None:
    channel.answers.extend([None, None, SendError("bad_request"), SendError("bad_request")])
    rows = await queue(desk, *"abcde")
    await desk.outbox.drain()
    desk.clock.advance(dt.timedelta(minutes=1))
    await desk.outbox.drain()

    assert await desk.state(rows[2]) == (DeliveryState.FAILED, "bad_request")
    assert channel.texts == ["🤖 a", "🤖 b", "🤖 d", "🤖 e"]


async def test_a_timeout_repeats_the_message_and_keeps_its_order(
    desk: Desk, channel: ScriptedChannel
) -> None:
    channel.answers.extend([None, None, SendError("timeout", retryable=True, maybe_sent=True)])
    rows = await queue(desk, *"abcde")
    await desk.outbox.drain()
    assert await desk.state(rows[4]) == (QUEUED, "together")
    desk.clock.advance(dt.timedelta(minutes=1))
    await desk.outbox.drain()

    assert channel.texts == ["🤖 a", "🤖 b", "🤖 c", "🤖 d", "🤖 e"]
    assert ((await desk.row(rows[2])).attempts, (await desk.row(rows[4])).attempts) == (2, 1)


async def test_what_is_urgent_goes_first_and_finds_room_in_a_full_minute(
    desk: Desk, channel: ScriptedChannel
) -> None:
    await queue(desk, "a", "b")
    await desk.outbox.drain()
    await desk.queue("other", "other", kind=STAFF, topic=True, to="phone-2")
    await desk.outbox.drain()
    waits = await queue(desk, "c", "d")
    await desk.outbox.drain()
    assert await desk.state(waits[0]) == (QUEUED, "pace"), "three of four have gone"
    [urgent] = await queue(desk, "danger", urgent=True)
    await desk.outbox.drain()

    assert await desk.state(urgent) == (DONE, None)
    assert channel.texts == ["🤖 a", "🤖 b", "🤖 other", "🤖 danger"]
    desk.clock.advance(dt.timedelta(minutes=1))
    await desk.outbox.drain()
    assert channel.texts[-2:] == ["🤖 c", "🤖 d"]

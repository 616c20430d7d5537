"""What only Telegram has: rate limits, blocking, webhook and long polling, groups."""

import asyncio
import datetime as dt

import pytest

from bot import intake
from bot.polling import Poller
from db import leases
from db.models import DeliveryState, InboundEvent, Message
from tests.journeys import engine
from tests.journeys.phones import Phone
from tests.journeys.world import World


async def test_too_many_requests_are_waited_for_as_long_as_asked(
    world: World, telegram: Phone
) -> None:
    world.telegram.fail_next("sendMessage", status=429, retry_after=30)
    assert await telegram.asks(engine.QUESTION) == []
    await world.pass_time(seconds=29)
    assert telegram.reads() == []
    await world.pass_time(seconds=1)
    assert len(telegram.reads()) == 1


async def test_a_long_pause_keeps_nothing_claimed_and_loses_nothing(
    world: World, telegram: Phone
) -> None:
    other = world.phone("telegram")
    world.telegram.fail_next("sendMessage", status=429, retry_after=300)
    await telegram.asks(engine.QUESTION)
    await other.asks(engine.QUESTION)
    states = {one.state for one in [*await world.deliveries(other)]}
    assert states == {DeliveryState.QUEUED}
    assert world.pauses == []

    await world.pass_time(seconds=301)
    assert (len(telegram.reads()), len(other.reads())) == (1, 1)


async def test_a_busy_staff_group_does_not_keep_people_waiting(
    world: World, telegram: Phone
) -> None:
    for _ in range(12):
        await world.phone("simulator").asks("/human")
    [answer] = await telegram.asks(engine.QUESTION)
    assert answer.buttons[0] == "This helped"
    for _ in range(3):
        await world.pass_time(minutes=1)
    posts = [one.text for one in world.telegram.sent_to(world.group.id)]
    assert sum("New request" in one for one in posts) == 12


async def test_whoever_blocks_the_bot_is_unreachable_until_they_unblock(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    telegram.reads()
    person = world.telegram.world.people[int(telegram.id)]
    await world.hook_telegram(world.telegram.blocks(person))
    await world.settle()
    await world.replies(ana, telegram, "The answer")
    assert (await world.address(telegram)).unreachable_reason == "blocked"
    held = (await world.deliveries(telegram))[-1]
    assert (held.state, held.reason) == (DeliveryState.HELD, "unreachable")

    await world.hook_telegram(world.telegram.unblocks(person))
    await world.settle()
    assert telegram.reads()[-1].text == "The answer"


async def test_a_block_that_only_the_refusal_tells_is_shown_to_staff(
    world: World, telegram: Phone
) -> None:
    ana = await world.add_staff()
    await telegram.asks("/human")
    world.telegram.blocks(world.telegram.world.people[int(telegram.id)])
    await world.replies(ana, telegram, "The answer")

    assert (await world.address(telegram)).reachable is False
    replies = [one for one in await world.deliveries(telegram) if one.kind == "reply"]
    assert [(one.state, one.reason) for one in replies] == [
        (DeliveryState.HELD, "unreachable")
    ] or [one.state for one in replies] == [DeliveryState.FAILED]


@pytest.mark.parametrize("secret", ["", "wrong", None])
async def test_a_wrong_secret_is_refused_and_nothing_is_stored(
    world: World, telegram: Phone, secret: str | None
) -> None:
    update = world.telegram.says(world.telegram.world.people[int(telegram.id)], "hello")
    headers, body = world.telegram.webhook_request(update)
    headers.pop("X-Telegram-Bot-Api-Secret-Token")
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    assert await world.post("/hooks/telegram", headers, body) == 403
    assert await world.rows(InboundEvent) == []


async def test_the_same_update_five_times_and_at_once_is_answered_once(
    world: World, telegram: Phone
) -> None:
    update = world.telegram.says(world.telegram.world.people[int(telegram.id)], engine.QUESTION)
    for _ in range(2):
        await world.hook_telegram(update)
    await asyncio.gather(*(world.hook_telegram(update) for _ in range(3)))
    await asyncio.gather(*(world.intake.drain() for _ in range(3)))
    await world.settle()
    await world.hook_telegram(update)
    await world.settle()

    assert len(telegram.reads()) == 1
    assert len(await world.rows(InboundEvent)) == 1


async def test_one_persons_messages_are_answered_in_order_by_several_workers(
    world: World, telegram: Phone
) -> None:
    texts = [f"message {number}" for number in range(6)]
    for text in texts:
        await telegram.says(text)
    await asyncio.gather(*(world.intake.drain() for _ in range(4)))
    await world.settle()

    messages = await world.rows(Message, Message.direction == "in")
    assert [one.content["text"] for one in messages] == texts
    assert [one.seq for one in messages] == sorted(one.seq for one in messages)


async def polled(world: World) -> Poller:
    channel = world.channel("telegram")
    await channel.start(None)
    return Poller(world.runtime, channel, worker="worker")


async def test_long_polling_answers_and_confirms_only_what_was_stored(
    world: World, telegram: Phone
) -> None:
    poller = await polled(world)
    person = world.telegram.world.people[int(telegram.id)]
    world.telegram.says(person, engine.QUESTION)
    assert await poller.step() == 1
    assert len(world.telegram.updates.pending) == 1

    await poller.step()
    await world.settle()
    assert world.telegram.updates.pending == []
    assert len(telegram.reads()) == 1


async def test_polling_goes_on_after_a_crash_between_storing_and_confirming(
    world: World, telegram: Phone
) -> None:
    poller = await polled(world)
    channel = world.channel("telegram")
    world.telegram.says(world.telegram.world.people[int(telegram.id)], engine.QUESTION)
    for payload in (await channel.poll(None))[0]:
        await intake.take_in(world.runtime, channel, payload)
    async with world.database.reading() as session:
        account = channel.account
        offset = await leases.offset(session, "telegram", account, now=world.clock.now())
    assert offset is None

    await poller.step()
    await poller.step()
    await world.settle()
    assert len(telegram.reads()) == 1


async def test_after_a_week_of_silence_the_old_offset_is_forgotten(
    world: World, telegram: Phone
) -> None:
    poller = await polled(world)
    person = world.telegram.world.people[int(telegram.id)]
    world.telegram.says(person, engine.QUESTION)
    await poller.step()
    world.clock.advance(dt.timedelta(days=8))
    update = world.telegram.says(person, engine.UNKNOWN)
    world.telegram.updates.pending = [update | {"update_id": 7}]

    assert await poller.step() == 1
    await world.settle()
    assert len(telegram.reads()) == 2


async def test_in_a_group_of_others_the_bot_says_that_it_works_in_private_and_leaves(
    world: World, telegram: Phone
) -> None:
    group = world.telegram.group(-1009, title="Neighbours", has_bot=False)
    await world.hook_telegram(world.telegram.adds_bot(group))
    await world.settle()

    [told] = world.telegram.sent_to(group.id)
    assert "only work in private" in told.text
    assert group.has_bot is False

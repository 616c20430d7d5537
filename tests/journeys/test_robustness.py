"""Bad input: a clear sentence where there is one, nothing lost and nothing crashed."""

import json
from typing import Any

import pytest

from db.models import Case, Feedback, InboundEvent, Message
from tests.journeys import engine
from tests.journeys.office import Office
from tests.journeys.phones import Phone
from tests.journeys.world import World


def events_of(world: World) -> Any:
    return world.rows(InboundEvent)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"message": {}}', b"\xff\xfe", b"[" * 5000]
)
async def test_a_body_that_is_no_update_is_refused(world: World, body: bytes) -> None:
    headers, _ = world.telegram.webhook_request({})
    assert await world.post("/hooks/telegram", headers, body) == 400
    assert await events_of(world) == []


async def test_an_enormous_body_is_refused(world: World) -> None:
    headers, _ = world.telegram.webhook_request({})
    assert await world.post("/hooks/telegram", headers, b" " * 1_100_000) == 413


@pytest.mark.parametrize(
    "update",
    [
        {"message": {}},
        {"message": {"chat": {"id": 1}}},
        {"message": {"message_id": 1, "chat": {"id": 5, "type": "private"}}},
        {"message": "text"},
        {"callback_query": {"id": "1"}},
        {"callback_query": {"id": "1", "from": {"id": 2}, "data": "x"}},
        {"poll_answer": {"poll_id": "1"}},
        {"a_kind_of_next_year": {"x": 1}},
        {"my_chat_member": {"chat": {"id": 4, "type": "private"}}},
        {},
    ],
)
async def test_a_strange_update_harms_nobody(
    world: World, telegram: Phone, update: dict[str, Any]
) -> None:
    headers, body = world.telegram.webhook_request({"update_id": 77, **update})
    assert await world.post("/hooks/telegram", headers, body) == 200
    for _ in range(3):
        await world.settle()
        await world.pass_time(seconds=20)
    [event] = await events_of(world)
    assert event.processed_at is not None
    world.expected_faults.add(event.id)

    assert len(await telegram.asks(engine.QUESTION)) == 1


@pytest.mark.parametrize("text", ["a\x00b", "half a face \ud83d", "\u202eback", " ", "\u200b"])
async def test_broken_text_is_answered_and_reaches_staff(
    world: World, telegram: Phone, office: Office, text: str
) -> None:
    await telegram.asks("/human")
    telegram.reads(), office.texts()
    update = world.telegram.says(world.telegram.world.people[int(telegram.id)], text)
    headers, _ = world.telegram.webhook_request({})
    await world.post("/hooks/telegram", headers, json.dumps(update).encode())
    await world.settle()

    assert len(telegram.reads()) <= 1
    unsettled = [one.state for one in await world.deliveries(telegram) if one.state != "done"]
    assert unsettled == []
    assert any(one.startswith("👤") for one in office.texts())
    assert len(await world.rows(Message, Message.direction == "in")) == 2


async def test_a_hundred_thousand_characters_reach_staff_in_parts(
    world: World, telegram: Phone, office: Office
) -> None:
    await telegram.asks("/human")
    office.texts()
    await telegram.asks("lorem " * 16_000)
    for _ in range(3):
        await world.pass_time(minutes=1)
    assert sum(one.count("lorem") for one in office.texts()) == 16_000


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "x",
        "helped:99999",
        "choose:nothing",
        "checkin:1:fine",
        "lang:xx",
        "helped:" + "9" * 40,
        "consent:yes",
        "nothelped:ä",
    ],
)
async def test_an_unknown_button_is_answered_with_a_clear_sentence(
    world: World, telegram: Phone, payload: str
) -> None:
    await telegram.asks(engine.QUESTION)
    fake = world.telegram
    person = fake.world.people[int(telegram.id)]
    update = fake.presses(person, fake.last_to(person.id), "This helped")
    update["callback_query"]["data"] = payload
    await world.hook_telegram(update)
    await world.settle()

    [shown] = telegram.reads()
    assert "This button does not work any more" in shown.text
    assert len(fake.answers()) == 1


async def test_somebody_elses_button_judges_nothing(world: World, telegram: Phone) -> None:
    await telegram.asks(engine.QUESTION)
    mine = world.telegram.last_to(int(telegram.id)).buttons[0].data
    other = world.phone("telegram")
    await other.asks(engine.QUESTION)
    fake = world.telegram
    update = fake.presses(
        fake.world.people[int(other.id)], fake.last_to(int(other.id)), "This helped"
    )
    update["callback_query"]["data"] = mine
    await world.hook_telegram(update)
    await world.settle()

    assert await world.rows(Feedback) == []


async def test_two_colleagues_press_the_same_button_and_the_second_is_told(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff(), 9001)
    bob = await office.joins(await world.add_staff("Bob Claes"), 9002)
    await telegram.asks("/human")
    await office.presses(ana, "Take over")
    [told] = await office.presses(bob, "Take over")

    assert "Ana Peeters" in told and "already took this" in told
    assert len(await world.rows(Case)) == 1


async def test_a_draft_is_sent_once_whoever_presses(
    world: World, telegram: Phone, office: Office
) -> None:
    ana = await office.joins(await world.add_staff(), 9001)
    bob = await office.joins(await world.add_staff("Bob Claes"), 9002)
    await telegram.asks("/human")
    telegram.reads()
    await office.writes(ana, "Good morning")
    await office.presses(ana, "Send to the person")
    await office.presses(bob, "Send to the person")
    await office.presses(ana, "Keep as note")

    assert [one.text for one in telegram.reads()].count("Good morning") == 1


async def test_a_poison_event_is_parked_and_the_next_message_is_answered(
    world: World, phone: Phone
) -> None:
    await phone.says(engine.POISON)
    await phone.says(engine.QUESTION)
    other = world.phone(phone.channel)
    assert (await other.asks(engine.QUESTION))[-1].buttons
    assert phone.reads() == []

    for _ in range(3):
        await world.pass_time(seconds=10)

    assert phone.reads()[-1].buttons
    [poison] = [one for one in await events_of(world) if one.error]
    assert (poison.attempts, poison.error) == (3, "RuntimeError")
    assert poison.processed_at is not None
    world.expected_faults.add(poison.id)


async def test_a_stranger_is_answered_and_belongs_to_nobody(world: World, phone: Phone) -> None:
    await phone.asks(engine.QUESTION)
    address = await world.address(phone)
    assert (address.contact_id, address.household_id) == (None, None)

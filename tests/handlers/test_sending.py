"""Due steps become messages: to whom, in which words, in which order, and what else comes of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db import conversations, occurrences
from db.content import Content
from db.engine import Database
from db.models import (
    Address,
    Awaiting,
    ConsentState,
    Conversation,
    Delivery,
    DeliveryEvent,
    DeliveryKind,
    DeliveryState,
    Message,
    Occurrence,
)
from db.occurrences import OccurrenceState
from handlers import delivery, due
from handlers.house import House
from tests.db import scene as rows
from tests.handlers import scene as houses
from tests.handlers import year


@pytest.fixture
def house() -> House:
    return houses.house(houses.knowledge(houses.entry("integration-course")))


async def send(database: Database, house: House, now: dt.datetime) -> None:
    async with database.transaction() as session:
        ids = (await session.execute(select(Occurrence.id).order_by(Occurrence.id))).scalars()
        await due.send(session, house, ids.all(), now=now)


async def every(database: Database, table: Any) -> Sequence[Any]:
    async with database.reading() as session:
        return (await session.execute(select(table).order_by(table.id))).scalars().all()


async def test_a_step_goes_to_the_familys_own_phones_and_to_the_groups_contact_person(
    database: Database, house: House, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        amal = await rows.contact(session, now, kind="family", household_id=ours.home.id)
        await year.phone(session, now, "shared", home=ours.home)
        await year.phone(session, now, "amal", contact=amal)
        group = {"welcome_group_id": ours.link.welcome_group_id}
        for name, contact_person in (("jan", False), ("lotte", True)):
            who = await rows.contact(session, now, is_contact_person=contact_person, **group)
            await year.phone(session, now, name, contact=who, said=None)
        for side in ("family", "group"):
            await year.due(session, ours, "week-6", side, now)
    await send(database, house, now)

    found = await every(database, Delivery)
    phones = {one.id: one for one in await every(database, Address)}
    assert [phones[one.address_id].external_id for one in found] == ["amal", "lotte"]
    assert {one.kind for one in found} == {DeliveryKind.UNPROMPTED}
    assert [one.dedupe_key for one in found] == [
        f"occurrence:{one.occurrence_id}:{one.address_id}" for one in found
    ]
    said = [Content.from_json(one.content) for one in await every(database, Message)]
    assert "The volunteers do not see it." in said[0].text
    assert "The family does not see it." in said[1].text
    assert [one.template.key for one in said if one.template] == [
        "plan-week-6-family", "plan-week-6-group"
    ]  # fmt: skip
    assert len(await every(database, DeliveryEvent)) == len(await every(database, Awaiting)) == 2
    for one in await every(database, Occurrence):
        assert (one.state, one.sent_at) == (OccurrenceState.SENT, now)
        assert one.silence_at == now + dt.timedelta(days=3)


async def test_a_phone_that_cannot_be_reached_does_not_hide_the_shared_one(
    database: Database, house: House, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        amal = await rows.contact(session, now, kind="family", household_id=ours.home.id)
        shared = await year.phone(session, now, "shared", home=ours.home)
        (await year.phone(session, now, "amal", contact=amal)).reachable = False
        await year.due(session, ours, "month-1", "family", now)
    await send(database, house, now)
    assert shared.id in [one.address_id for one in await every(database, Delivery)]


async def test_two_steps_for_one_phone_stand_one_behind_the_other(
    database: Database, house: House, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        home = await year.phone(session, now, "shared", home=ours.home)
        thread = await conversations.of_address(session, home, now=now)
        await rows.said(session, thread, now)
        for step in ("week-1", "month-1"):
            await year.due(session, ours, step, "family", now)
    await send(database, house, now)

    assert [one.seq for one in await every(database, Message)] == [1, 2, 3]
    [thread] = await every(database, Conversation)
    assert (thread.last_seq, thread.last_message_at) == (3, now)
    async with database.transaction() as session:
        again = await conversations.of_address(session, home, now=now)
        assert (await rows.said(session, again, now)).seq == 4


async def test_legal_words_wait_for_a_person_to_confirm_them_and_hints_can_be_read_on(
    database: Database, house: House, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        await year.phone(session, now, "shared", home=ours.home)
        await year.due(session, ours, "card-60", "family", now)
        await year.due(session, ours, "integration", "family", now)
    await send(database, house, now)

    legal, hint, task = await every(database, Occurrence)
    assert (legal.state, legal.reason) == (OccurrenceState.PLANNED, "unconfirmed")
    assert (task.side, task.step_key, task.state) == ("staff", "card-60", OccurrenceState.SENT)
    assert task.reason == "unconfirmed", "a colleague explains it in person"
    assert (hint.state, hint.silence_at) == (OccurrenceState.SENT, None)
    [message] = await every(database, Message)
    buttons = Content.from_json(message.content).buttons
    assert [one.payload for one in buttons] == [
        f"checkin:{hint.id}:done", f"checkin:{hint.id}:need_help", "more:integration-course"
    ]  # fmt: skip


async def test_a_task_for_staff_stands_on_the_desk_also_when_it_is_late(
    database: Database, house: House, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        await year.due(session, ours, "exchange-1", "staff", now, expires_at=now)
    await send(database, house, now)
    [task] = await every(database, Occurrence)
    assert task.state == OccurrenceState.SENT
    assert await every(database, Message) == []


async def test_the_consent_question_goes_to_who_was_not_asked_and_needs_no_consent(
    database: Database, house: House, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now, "fr")
        for number, said in (("a", None), ("b", ConsentState.GIVEN)):
            who = await rows.contact(session, now, kind="family", household_id=ours.home.id)
            await year.phone(session, now, number, contact=who, said=said)
        await year.due(session, ours, "hello", "family", now)
    await send(database, house, now)
    assert await every(database, Delivery) == []
    waiting, task = await every(database, Occurrence)
    assert waiting.reason == task.reason == "unconfirmed"
    assert (task.side, task.state) == ("staff", OccurrenceState.SENT)
    counts = replace(house, policy=replace(house.policy, drafted_counts=True))
    await send(database, counts, waiting.look_at)

    asked, task = await every(database, Occurrence)
    assert asked.state == OccurrenceState.SENT
    assert (task.state, task.reason) == (OccurrenceState.CANCELLED, "said"), "nobody has to ask"
    [delivery] = await every(database, Delivery)
    assert delivery.kind == DeliveryKind.REMINDER
    [message] = await every(database, Message)
    assert message.language == "fr"
    [question] = await every(database, Awaiting)
    assert question.subject == "consent:checkins"
    assert question.options == ["consent:yes", "consent:no", "consent:person"]


async def test_the_task_of_the_consent_question_follows_the_reason_of_today(
    database: Database, house: House, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now, "fr")
        phone = await year.phone(session, now, "home", home=ours.home, said=None)
        await year.due(session, ours, "hello", "family", now)
    await send(database, house, now)
    asked, task = await every(database, Occurrence)
    assert task.reason == "unconfirmed"
    async with database.transaction() as session:
        (await session.get_one(Address, phone.id)).reachable = False
    await send(database, house, asked.look_at)
    asked, task = await every(database, Occurrence)
    assert (asked.reason, task.reason, task.state) == ("unreachable", "unreachable", "sent")
    async with database.transaction() as session:
        (await session.get_one(Address, phone.id)).reachable = True
    await send(database, house, asked.look_at)
    assert (await every(database, Occurrence))[1].reason == "unconfirmed"
    async with database.transaction() as session:
        assert await occurrences.finish(session, task.id)
    await send(database, house, asked.look_at + dt.timedelta(minutes=15))
    assert (await every(database, Occurrence))[1].state == OccurrenceState.DONE


async def test_a_step_that_staff_must_know_of_becomes_a_task_as_well(
    database: Database, now: dt.datetime
) -> None:
    shipped = houses.house()
    step = replace(shipped.plan.steps["reunification"], legal=False)
    plan = replace(shipped.plan, steps={**shipped.plan.steps, step.key: step})
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        await year.phone(session, now, "shared", home=ours.home)
        await year.due(session, ours, "reunification", "family", now)
    await send(database, replace(shipped, plan=plan), now)
    asked, task = await every(database, Occurrence)
    assert (task.side, task.state, task.step_key) == ("staff", "sent", asked.step_key)
    assert (task.sponsorship_id, task.sent_at) == (asked.sponsorship_id, now)


async def test_the_task_stands_there_from_the_first_look_and_learns_why_later(
    database: Database, house: House, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        await year.due(session, ours, "reunification", "family", now)
    await send(database, house, now)
    asked, task = await every(database, Occurrence)
    assert (asked.reason, task.side, task.reason) == ("first_contact", "staff", None)
    async with database.transaction() as session:
        await year.phone(session, now, "shared", home=ours.home)
    await send(database, house, asked.look_at)
    asked, task = await every(database, Occurrence)
    assert asked.reason == task.reason == "unconfirmed"
    async with database.transaction() as session:
        (await session.get_one(Occurrence, task.id)).state = OccurrenceState.DONE
    await send(database, house, asked.expires_at)
    asked, task = await every(database, Occurrence)
    assert (asked.state, task.state) == (OccurrenceState.EXPIRED, OccurrenceState.DONE)


async def test_who_reads_a_second_language_gets_legal_words_that_are_confirmed_there(
    database: Database, house: House, now: dt.datetime
) -> None:
    steps = dict(house.plan.steps)
    steps["card-60"] = replace(steps["card-60"], version=1)  # reviewed in English by a person
    reviewed = replace(house, plan=replace(house.plan, steps=steps))
    async with database.transaction() as session:
        ours = await year.circle(session, now, "fr")
        amal = await rows.contact(
            session, now, kind="family", household_id=ours.home.id, language="fr",
            second_language="en",
        )  # fmt: skip
        await year.phone(session, now, "amal", contact=amal)
        await year.due(session, ours, "card-60", "family", now)
    await send(database, reviewed, now)
    [message] = await every(database, Message)
    assert message.language == "en"


async def test_the_moment_is_computed_again_when_it_is_due(
    database: Database, house: House, now: dt.datetime
) -> None:
    """The rules of a zone can change between planning and the day."""
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        await year.phone(session, now, "shared", home=ours.home)
        await year.due(session, ours, "week-1", "family", now)
        one = (await session.execute(select(Occurrence))).scalar_one()
        zone = ZoneInfo(one.timezone)
        later = (now + dt.timedelta(hours=1)).astimezone(zone)
        one.local_date, one.local_time = later.date(), later.time()
        left = one.expires_at - one.due_at
    await send(database, house, now)

    assert await every(database, Delivery) == []
    [one] = await every(database, Occurrence)
    assert (one.state, one.due_at) == (OccurrenceState.PLANNED, now + dt.timedelta(hours=1))
    assert one.expires_at - one.due_at == left
    await send(database, house, one.due_at)
    assert len(await every(database, Delivery)) == 1


async def test_a_volunteer_of_two_families_has_one_week_for_both(
    database: Database, house: House, now: dt.datetime
) -> None:
    """It is their phone that rings, whichever family it is about."""
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        other = await year.circle(session, now, login="ben")
        other.link.welcome_group_id = ours.link.welcome_group_id
        group = {"welcome_group_id": ours.link.welcome_group_id}
        lotte = await rows.contact(session, now, is_contact_person=True, **group)
        await year.phone(session, now, "lotte", contact=lotte, said=None)
        for circle, step in ((ours, "week-2"), (other, "week-2"), (other, "month-2")):
            await year.due(session, circle, step, "group", now)
    await send(database, house, now)
    first, second, third = await every(database, Delivery)
    for one in (first, second):
        await deliver(database, house, one, now)
    async with database.transaction() as session:
        held = await session.get_one(Delivery, third.id)
        held.state = DeliveryState.SENDING
        assert await delivery.prepare(session, house, held, window=None, now=now) is None
        assert (held.state, held.reason) == (DeliveryState.HELD, "weekly_limit")


async def deliver(database: Database, house: House, one: Delivery, now: dt.datetime) -> None:
    async with database.transaction() as session:
        copy = await session.get_one(Delivery, one.id)
        copy.state = DeliveryState.SENDING
        assert await delivery.prepare(session, house, copy, window=None, now=now) is not None
        copy.state, copy.settled_at = DeliveryState.DONE, now

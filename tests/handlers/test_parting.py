"""A family whose group or colleague goes is told once; by a person where a message cannot go."""

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import conversations, messages
from db.content import Content
from db.engine import Database
from db.models import (
    Address,
    ConsentState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Message,
    Occurrence,
    Reason,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)
from handlers import context, due, editing, escalation, leaving, parting, sponsorships
from handlers import staff as work
from handlers.house import House
from handlers.timeline import Dates
from tests.db import scene as rows
from tests.handlers import scene as houses
from tests.handlers import year
from tests.handlers.year import Circle

HOUSE = houses.house()
DAY = dt.timedelta(days=1)
ZONE = ZoneInfo("Europe/Brussels")


async def end(session: AsyncSession, ours: Circle, now: dt.datetime, house: House = HOUSE) -> None:
    today, seen = now.astimezone(ZONE).date(), editing.stamp(ours.link)
    await sponsorships.end(
        session, house, ours.link, on=today, today=today, seen=seen, member=member(ours), now=now
    )


async def reopen(session: AsyncSession, ours: Circle, now: dt.datetime) -> None:
    seen = editing.stamp(ours.link)
    await sponsorships.reopen(session, HOUSE, ours.link, seen=seen, member=member(ours), now=now)


def member(ours: Circle) -> StaffMember:
    assert ours.colleague is not None
    return ours.colleague


async def told(session: AsyncSession, key: str, side: str = "family") -> list[Occurrence]:
    found = await session.execute(
        select(Occurrence)
        .where(Occurrence.step_key == key, Occurrence.side == side)
        .order_by(Occurrence.id)
        .execution_options(populate_existing=True)
    )
    return list(found.scalars())


async def say(session: AsyncSession, one: Occurrence, at: dt.datetime) -> None:
    await session.flush()
    assert await due.send(session, HOUSE, [one.id], now=at) == 1
    await session.refresh(one)


async def test_at_the_end_the_family_hears_the_day_after_whom_it_can_turn_to(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        await year.phone(session, now, "home", home=ours.home)
        await end(session, ours, now)
        [one] = await told(session, parting.GROUP)
        tomorrow = now.astimezone(ZONE).date() + DAY
        assert (one.local_date, one.local_time) == (tomorrow, dt.time(10))
        assert one.expires_at - one.due_at == 14 * DAY, "there is time for pauses and full weeks"
        await say(session, one, one.due_at)
        assert one.state == "sent"
        [copy] = (await session.execute(select(Delivery))).scalars()
        assert copy.kind == DeliveryKind.UNPROMPTED, "the gate asks what it asks of a check-in"
        said = Content.from_json((await session.get_one(Message, copy.message_id)).content)
        assert "has ended. You are not alone" in said.text
        assert [one.label for one in said.buttons] == ["I need help", "Please call me"]
        assert await told(session, parting.GROUP, "staff") == []


async def test_it_is_told_once_and_again_only_when_nothing_of_it_arrived(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        await year.phone(session, now, "home", home=ours.home)
        await end(session, ours, now)
        [one] = await told(session, parting.GROUP)
        await say(session, one, one.due_at)
        await reopen(session, ours, one.due_at)
        [copy] = (await session.execute(select(Delivery))).scalars()
        assert (copy.state, copy.reason) == ("cancelled", "by_staff"), "it had not gone yet"
        await end(session, ours, one.due_at)
        _first, second = await told(session, parting.GROUP)
        await say(session, second, second.due_at)
        for copy in (await session.execute(select(Delivery))).scalars():
            copy.state = DeliveryState.DONE
        await reopen(session, ours, second.due_at)
        await end(session, ours, second.due_at)
        assert [one.state for one in await told(session, parting.GROUP)] == ["sent", "sent"]


@pytest.mark.parametrize("how", ["goes on", "other group"])
async def test_what_was_a_mistake_is_taken_back_before_the_family_reads_it(
    database: Database, now: dt.datetime, how: str
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        await end(session, ours, now)
        [one] = await told(session, parting.GROUP)
        await say(session, one, one.due_at)
        [task] = await told(session, parting.GROUP, "staff")
        assert (one.state, one.reason) == ("planned", "first_contact")
        assert (task.state, task.reason) == ("sent", "first_contact")
        if how == "goes on":
            await reopen(session, ours, now)
        else:
            group = WelcomeGroup(name="Other", created_at=now)
            session.add(group)
            await session.flush()
            await sponsorships.link(
                session, HOUSE, ours.home, group,
                staff_id=None, dates=Dates(), member=member(ours), now=now,
            )  # fmt: skip
        for side in ("family", "staff"):
            [one] = await told(session, parting.GROUP, side)
            assert (one.state, one.reason) == ("cancelled", "by_staff")


@pytest.mark.parametrize("why", ["not arrived", "switched off", "last words"])
async def test_nothing_is_told_to_who_has_not_arrived_or_heard_the_last_words_of_the_year(
    database: Database, now: dt.datetime, why: str
) -> None:
    house = HOUSE
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        if why == "not arrived":
            ours.link.arrival_on = now.date() + 7 * DAY
        elif why == "switched off":
            off = replace(HOUSE.plan.steps[parting.GROUP], enabled=False)
            plan = replace(HOUSE.plan, steps={**HOUSE.plan.steps, off.key: off})
            house = replace(HOUSE, plan=plan)
        else:
            last = await year.due(session, ours, "end", "family", now - DAY, state="sent")
            sent = await rows.queued(session, now, "last", occurrence_id=last.id)
            sent.state = DeliveryState.DONE
            await session.flush()
        await end(session, ours, now, house)
        assert await told(session, parting.GROUP) == []


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("never wrote", "first_contact"),
        ("not asked", "no_consent"),
        ("said stop", "consent_withdrawn"),
        ("unreachable", "unreachable"),
        ("not safe", "not_safe"),
    ],
)
async def test_what_cannot_be_sent_a_colleague_tells_in_person(
    database: Database, now: dt.datetime, case: str, reason: str
) -> None:
    said: Any = {"not asked": None, "said stop": ConsentState.WITHDRAWN}
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        if case != "never wrote":
            given = said.get(case, ConsentState.GIVEN)
            phone = await year.phone(session, now, "home", home=ours.home, said=given)
            phone.reachable = case != "unreachable"
            phone.unsafe_at = now if case == "not safe" else None
        await end(session, ours, now)
        [one] = await told(session, parting.GROUP)
        await say(session, one, one.due_at)
        [task] = await told(session, parting.GROUP, "staff")
        assert (task.state, task.reason) == ("sent", reason)
        assert task.sponsorship_id == ours.link.id
        assert (await session.execute(select(Delivery))).first() is None
        if case == "unreachable":
            (await session.execute(select(Address))).scalar_one().reachable = True
            await say(session, one, one.look_at)
            await session.refresh(task)
            assert (one.state, task.state, task.reason) == ("sent", "cancelled", "said")


async def test_when_the_colleague_responsible_leaves_the_family_hears_whom_it_can_turn_to(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        other = await year.circle(session, now, login="ben")
        await year.phone(session, now, "home", home=ours.home)
        await leaving.leave(session, HOUSE, member(ours).id, by=None, now=now)
        [one] = await told(session, parting.COLLEAGUE)
        assert (one.household_id, one.side) == (ours.home.id, "family")
        assert await told(session, parting.GROUP) == []
        link = await session.get_one(Sponsorship, other.link.id)
        assert link.staff_id == member(other).id
        await say(session, one, one.due_at)
        [message] = (await session.execute(select(Message))).scalars()
        assert "does not work with us any more" in Content.from_json(message.content).text


async def test_a_family_that_hears_it_in_its_chat_at_once_is_not_told_a_second_time(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ours = await year.circle(session, now)
        phone = await year.phone(session, now, "home", home=ours.home)
        thread = await conversations.of_address(session, phone, now=now)
        turn = await context.reopen(session, HOUSE, thread.id, now=now)
        assert turn is not None
        await escalation.open_case(turn, Reason.ASKED)
        await work.claim(turn, member(ours))
        await leaving.leave(session, HOUSE, member(ours).id, by=None, now=now)
        said = [
            Content.from_json(one.content).text for one in await messages.latest(session, thread.id)
        ]
        assert any("no longer there" in one for one in said)
        assert await told(session, parting.COLLEAGUE) == []

"""Occurrences: each is claimed once, and a step comes once per family and number."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa

from db import occurrences
from db.engine import AsyncSession, Database
from db.models import Occurrence
from db.occurrences import OccurrenceState
from tests.db import scene

HOUR = dt.timedelta(hours=1)
KINDS = ("step",)


async def plan(
    session: AsyncSession, household_id: int, due_at: dt.datetime, ordinal: int = 0
) -> Occurrence:
    occurrence = Occurrence(
        household_id=household_id,
        step_key="day-30",
        ordinal=ordinal,
        local_date=due_at.date(),
        local_time=due_at.time(),
        timezone="Europe/Brussels",
        due_at=due_at,
        look_at=due_at,
        expires_at=due_at + HOUR,
        state=OccurrenceState.PLANNED,
        created_at=due_at - HOUR,
    )
    return await occurrences.add(session, occurrence)


async def planned(database: Database, now: dt.datetime, *due: dt.datetime) -> int:
    """A household with occurrences; its id."""
    async with database.transaction() as session:
        home = await scene.household(session, now)
        for ordinal, moment in enumerate(due):
            await plan(session, home.id, moment, ordinal)
        return home.id


async def send_due(database: Database, now: dt.datetime) -> list[int]:
    """What a tick does: claim what is due and move it on, in one transaction."""
    async with database.reading() as session:
        due = await occurrences.due(session, now=now, kinds=KINDS)
    async with database.transaction() as session:
        claimed = await occurrences.claim(session, due, now=now, kinds=KINDS)
        for occurrence in claimed:
            occurrence.state = OccurrenceState.SENT
    sent = {one.id: one.ordinal for one in claimed}
    return [sent[one] for one in due if one in sent]


async def test_what_is_due_is_claimed_in_order_and_the_rest_waits(
    database: Database, now: dt.datetime
) -> None:
    await planned(database, now, now + HOUR, now, now - HOUR)
    assert await send_due(database, now) == [2, 1]
    assert await send_due(database, now) == []
    assert await send_due(database, now + HOUR) == [0]


async def test_what_waits_for_something_is_looked_at_again_later(
    database: Database, now: dt.datetime
) -> None:
    await planned(database, now, now)
    async with database.transaction() as session:
        due = await occurrences.due(session, now=now, kinds=KINDS)
        [waiting] = await occurrences.claim(session, due, now=now, kinds=KINDS)
        waiting.look_at = now + HOUR
    assert await send_due(database, now) == []
    assert await send_due(database, now + HOUR) == [0]


async def test_overlapping_ticks_send_an_occurrence_once(
    database: Database, now: dt.datetime
) -> None:
    await planned(database, now, *(now for _ in range(5)))
    ticks = await asyncio.gather(*(send_due(database, now) for _ in range(5)))
    assert sorted(ordinal for tick in ticks for ordinal in tick) == [0, 1, 2, 3, 4]


async def test_a_step_with_the_same_number_is_refused(database: Database, now: dt.datetime) -> None:
    home_id = await planned(database, now, now)
    with pytest.raises(sa.exc.IntegrityError):
        async with database.transaction() as session:
            await plan(session, home_id, now + HOUR, ordinal=0)


async def test_the_next_number_is_behind_the_last(database: Database, now: dt.datetime) -> None:
    home_id = await planned(database, now, now, now)
    async with database.reading() as session:
        assert await occurrences.next_ordinal(session, home_id, "day-30") == 2
        assert await occurrences.next_ordinal(session, home_id, "day-60") == 0


async def test_what_was_sent_cannot_be_taken_back(database: Database, now: dt.datetime) -> None:
    home_id = await planned(database, now, now, now + HOUR)
    await send_due(database, now)
    async with database.transaction() as session:
        later, sent = await occurrences.listing(session, household_id=home_id)
        assert await occurrences.cancel(session, later.id)
        assert not await occurrences.cancel(session, later.id)
        assert not await occurrences.cancel(session, sent.id)
    assert await send_due(database, now + HOUR) == []


async def test_its_date_and_time_come_back_as_they_were_planned(
    database: Database, now: dt.datetime
) -> None:
    home_id = await planned(database, now, now)
    async with database.reading() as session:
        (found,) = await occurrences.listing(session, household_id=home_id)
    assert (found.local_date, found.local_time) == (now.date(), now.time())

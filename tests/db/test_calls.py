"""Nobody has two calls at once, however many ask at the same moment."""

import asyncio
import datetime as dt
import random

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from db import calls
from db.engine import Database
from db.models import CallState, PhoneCall
from tests.db import scene

LENGTH = dt.timedelta(minutes=20)


async def people(database: Database, now: dt.datetime, count: int, staff: int) -> list[list[int]]:
    """Conversations and colleagues, by id."""
    async with database.transaction() as session:
        threads = [await scene.conversation(session, now, f"phone-{one}") for one in range(count)]
        members = [await scene.colleague(session, now, f"login{one}") for one in range(staff)]
        return [[one.id for one in threads], [one.id for one in members]]


async def ask(
    database: Database, now: dt.datetime, thread: int, colleagues: list[int], at_once: int
) -> PhoneCall | None:
    async with database.transaction() as session:
        return await calls.hold(
            session,
            colleagues,
            now,
            now + LENGTH,
            at_once=at_once,
            conversation_id=thread,
            language="en",
            interpreter=False,
            held_until=now + LENGTH,
            created_at=now,
        )


@pytest.mark.parametrize("seed", range(4))
async def test_the_last_time_goes_to_as_many_as_there_are_colleagues_and_lines(
    database: Database, now: dt.datetime, seed: int
) -> None:
    chance = random.Random(seed)
    count, staff, at_once = chance.randint(2, 6), chance.randint(1, 4), chance.randint(1, 4)
    threads, members = await people(database, now, count, staff)
    wanted = [chance.sample(members, len(members)) for _ in threads]
    found = await asyncio.gather(
        *(
            ask(database, now, one, order, at_once)
            for one, order in zip(threads, wanted, strict=True)
        )
    )
    held = [one for one in found if one is not None]
    assert len(held) == min(count, staff, at_once)
    assert len({one.staff_id for one in held}) == len(held) == len({one.line for one in held})


async def test_a_time_that_overlaps_is_taken_and_one_that_follows_is_free(
    database: Database, now: dt.datetime
) -> None:
    (thread, other), [ana] = await people(database, now, 2, 1)
    assert await ask(database, now, thread, [ana], 3)
    assert await ask(database, now + LENGTH / 2, other, [ana], 3) is None
    assert await ask(database, now + LENGTH, other, [ana], 3)


async def test_a_conversation_has_one_agreed_call_whatever_the_code_does(
    database: Database, now: dt.datetime
) -> None:
    [thread], [ana] = await people(database, now, 1, 1)
    await ask(database, now, thread, [ana], 1)
    await ask(database, now + LENGTH, thread, [ana], 1)
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await session.execute(update(PhoneCall).values(state=CallState.BOOKED))


async def test_what_is_due_is_a_reminder_or_a_time_kept_in_vain(
    database: Database, now: dt.datetime
) -> None:
    [thread], [ana] = await people(database, now, 1, 1)
    held = await ask(database, now, thread, [ana], 1)
    assert held is not None
    async with database.transaction() as session:
        assert await calls.due(session, now=now) == []
        assert await calls.due(session, now=now + LENGTH) == [held.id]
        row = await session.get_one(PhoneCall, held.id)
        row.state, row.remind_at = CallState.BOOKED, now + LENGTH * 2
        await session.flush()
        assert await calls.due(session, now=now + LENGTH) == []
        assert await calls.due(session, now=now + LENGTH * 2) == [held.id]
        await calls.stop_reminding(session, thread)
        assert await calls.due(session, now=now + LENGTH * 2) == []

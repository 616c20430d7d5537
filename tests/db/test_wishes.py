"""What counts as a message of the week, and whose wishes stay when two are one person."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from db import conversations, deliveries, messages, wishes
from db.content import Content
from db.engine import Database
from db.models import (
    Author,
    Contact,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
)
from tests.db import scene

K, S = DeliveryKind, DeliveryState
DAY = dt.timedelta(days=1)


async def _gone(
    session: AsyncSession,
    at: dt.datetime,
    key: str,
    *,
    state: DeliveryState = S.DONE,
    kind: DeliveryKind = K.UNPROMPTED,
    phone: str = "phone-1",
) -> Delivery:
    address = await scene.address(session, at, phone)
    thread = await conversations.of_address(session, address, now=at)
    said = await messages.write(
        session, thread, Content(text="x"), direction=Direction.OUT, author=Author.BOT, now=at
    )
    number = await deliveries.queue(session, said, address, kind=kind, now=at, dedupe_key=key)
    found = await deliveries.locked(session, number or 0)
    assert found is not None
    for step in (S.SENDING, state):
        if found.state != step:
            deliveries.move(session, found, step, now=at)
    await session.flush()
    return found


async def test_what_went_or_perhaps_went_counts_once_whatever_phone_it_went_to(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        this = await _gone(session, now, "occurrence:9:1", state=S.HELD)
        phones = [(await scene.address(session, now, name)).id for name in ("phone-1", "phone-2")]
        await _gone(session, now - 1 * DAY, "occurrence:1:1")
        await _gone(session, now - 1 * DAY, "occurrence:1:2", phone="phone-2")
        await _gone(session, now, "occurrence:1:1:1")  # "later"
        await _gone(session, now - 2 * DAY, "occurrence:2:1", state=S.UNCERTAIN)
        await _gone(session, now - 3 * DAY, "occurrence:3:1", state=S.SENDING)
        await _gone(session, now - 3 * DAY, "occurrence:4:1", state=S.FAILED)
        await _gone(session, now - 3 * DAY, "call:5:reminder", kind=K.REMINDER)
        await _gone(session, now - 12 * DAY, "occurrence:6:1")
        await _gone(session, now, "occurrence:9:2", phone="phone-2")  # this one, elsewhere
        await _gone(session, now, "occurrence:8:3", phone="phone-3")
        found = await wishes.sent(session, phones, since=now - 9 * DAY, now=now, without=this)
        assert sorted(found) == [now - 2 * DAY, now - 1 * DAY, now]


async def test_counting_the_week_uses_its_index(database: Database, now: dt.datetime) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    async with database.transaction() as session:
        this = await _gone(session, now, "occurrence:1:1", state=S.HELD)
        for number in range(60):  # what people asked for is most of a real table
            await _gone(session, now, f"reply:{number}", kind=K.REPLY, phone=f"phone-{number % 9}")
        connection = await session.connection()
        if not database.is_sqlite:
            await connection.exec_driver_sql("ANALYZE delivery")
        event.listen(connection.sync_connection, "before_cursor_execute", listen)
        await wishes.sent(session, [this.address_id], since=now - 9 * DAY, now=now, without=this)
        statement, parameters = asked[-1]
        if not database.is_sqlite:
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        how = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        plan = (await connection.exec_driver_sql(how + statement, parameters)).all()
        assert "ix_delivery_unprompted" in str(plan)


@pytest.mark.parametrize("has_own", [True, False])
async def test_of_two_who_are_one_person_the_wishes_of_the_one_who_stays_hold(
    database: Database, now: dt.datetime, has_own: bool
) -> None:
    async with database.transaction() as session:
        keep, gone = (
            Contact(kind="volunteer", name=name, created_at=now) for name in ("Lotte", "Lotte J.")
        )
        session.add_all([keep, gone])
        await session.flush()
        (await wishes.locked(session, gone, now=now)).less_often = True
        if has_own:
            (await wishes.locked(session, keep, now=now)).hour = dt.time(18)
        await wishes.move(session, gone, keep)
        row = await wishes.find(session, contact_id=keep.id)
        assert row is not None
        assert (row.less_often, row.hour) == ((False, dt.time(18)) if has_own else (True, None))
        assert await wishes.find(session, contact_id=gone.id) is None

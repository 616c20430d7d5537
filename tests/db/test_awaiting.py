"""Which question words and numbers answer: the newest one that has reached the person."""

import datetime as dt

import pytest

from db import addresses, awaiting, conversations, deliveries, messages
from db.content import Content
from db.engine import Database
from db.models import Author, Delivery, DeliveryKind, DeliveryState, Direction
from tests.db import scene

HOUR = dt.timedelta(hours=1)
S = DeliveryState


@pytest.mark.parametrize(
    ("kind", "states", "newest"),
    [
        (DeliveryKind.NOTICE, [], "asked"),
        (DeliveryKind.REMINDER, [], "before"),
        (DeliveryKind.UNPROMPTED, [S.HELD], "before"),
        (DeliveryKind.UNPROMPTED, [S.SENDING], "before"),
        (DeliveryKind.UNPROMPTED, [S.SENDING, S.FAILED], "before"),
        (DeliveryKind.UNPROMPTED, [S.EXPIRED], "before"),
        (DeliveryKind.UNPROMPTED, [S.SENDING, S.UNCERTAIN], "asked"),
        (DeliveryKind.REMINDER, [S.SENDING, S.DONE], "asked"),
    ],
)
async def test_what_nobody_asked_for_counts_once_it_has_gone(
    database: Database,
    now: dt.datetime,
    kind: DeliveryKind,
    states: list[DeliveryState],
    newest: str,
) -> None:
    async with database.transaction() as session:
        home = await addresses.meet(session, scene.CHANNEL, scene.ACCOUNT, "phone-1", now=now)
        thread = await conversations.of_address(session, home, now=now)
        message = await messages.write(
            session,
            thread,
            Content(text="How are you?"),
            direction=Direction.OUT,
            author=Author.BOT,
            now=now,
            language="en",
        )
        for subject, number in (("before", None), ("asked", message.id)):
            await awaiting.ask(
                session,
                thread.id,
                message_id=number,
                subject=subject,
                options=["1"],
                now=now,
                valid=HOUR,
            )
        sent = await deliveries.queue(session, message, home, kind=kind, now=now, dedupe_key="1")
        row = await session.get_one(Delivery, sent)
        for state in states:
            deliveries.move(session, row, state, now=now)
        await session.flush()
        found = await awaiting.open_question(session, thread.id, now=now)
        assert found is not None and found.subject == newest


async def test_a_question_is_as_new_as_its_arrival(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        home = await addresses.meet(session, scene.CHANNEL, scene.ACCOUNT, "phone-1", now=now)
        thread = await conversations.of_address(session, home, now=now)
        message = await messages.write(
            session,
            thread,
            Content(text="How are you?"),
            direction=Direction.OUT,
            author=Author.BOT,
            now=now,
            language="en",
        )
        for subject, number in (("held", message.id), ("meanwhile", None)):
            await awaiting.ask(
                session,
                thread.id,
                message_id=number,
                subject=subject,
                options=["1"],
                now=now,
                valid=4 * HOUR,
            )
        kind = DeliveryKind.UNPROMPTED
        await deliveries.queue(session, message, home, kind=kind, now=now, dedupe_key="1")
        later = now + 3 * HOUR
        row = await deliveries.claim(session, scene.CHANNEL, scene.ACCOUNT, now=later, worker="w")
        assert row is not None
        deliveries.move(session, row, S.DONE, now=later)
        await awaiting.arrive(session, row, now=later)
        await session.flush()
        found = await awaiting.open_question(session, thread.id, now=now + 6 * HOUR)
        assert found is not None and found.subject == "held"

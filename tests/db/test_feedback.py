"""What was answered and chosen, counted by entry."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import awaiting, feedback
from db.engine import Database
from db.feedback import Tally
from db.models import Conversation, FaqChoice
from tests.db import scene


async def offer(
    session: AsyncSession, thread: Conversation, options: Sequence[str], now: dt.datetime
) -> int:
    message = await scene.said(session, thread, now)
    await awaiting.ask(
        session,
        thread.id,
        message_id=message.id,
        subject=f"message:{message.id}",
        options=options,
        now=now,
        valid=dt.timedelta(days=1),
    )
    return message.id


async def test_answers_verdicts_and_choices_are_counted_by_entry(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        for entry_id, helped in (("bus", True), ("bus", False), ("bus", None), ("tram", True)):
            message = await scene.said(session, thread, now)
            for _ in range(2):
                await feedback.record_answer(session, message.id, entry_id, "en", now=now)
            if helped is not None:
                await feedback.record(session, message.id, entry_id, helped=helped, now=now)
        await offer(session, thread, ["choose:bus", "choose:tram", "none:"], now)
        await feedback.record_choice(session, thread.id, "tram", choose="choose:", now=now)
        assert await feedback.tallies(session) == [
            Tally(entry_id="bus", answered=3, helped=1, not_quite=1, chosen=0),
            Tally(entry_id="tram", answered=1, helped=1, not_quite=0, chosen=1),
        ]


async def test_nothing_is_counted_before_something_happened(database: Database) -> None:
    async with database.reading() as session:
        assert await feedback.tallies(session) == []


async def test_a_choice_is_kept_with_what_was_offered_beside_it(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        older = await offer(session, thread, ["choose:bus", "choose:train"], now)
        newer = await offer(session, thread, ["choose:bus:ti", "choose:tram:ti", "none:ti"], now)
        await offer(session, thread, ["helped:1", "human:"], now)
        for entry_id in ("bus", "bus", "train", "nothing"):
            await feedback.record_choice(session, thread.id, entry_id, choose="choose:", now=now)
        found = (await session.execute(select(FaqChoice).order_by(FaqChoice.id))).scalars().all()
    assert [(one.message_id, one.entry_id, one.offered) for one in found] == [
        (newer, "bus", ["bus", "tram"]),
        (older, "train", ["bus", "train"]),
    ]


async def test_the_offer_of_another_conversation_is_not_meant(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        other = await scene.conversation(session, now, "phone-2")
        await offer(session, other, ["choose:bus"], now)
        await feedback.record_choice(session, thread.id, "bus", choose="choose:", now=now)
        assert (await session.execute(select(FaqChoice))).first() is None

"""Conversations: one per address, taken over by one, numbered without gaps."""

import asyncio
import datetime as dt
import importlib

import pytest
import sqlalchemy as sa

from db import cases, conversations, messages
from db.content import Content
from db.engine import AsyncSession, Database
from db.models import (
    Author,
    CaseState,
    Control,
    Conversation,
    Direction,
    Message,
    Priority,
    Reason,
)
from tests.db import scene


async def test_an_address_met_by_many_at_once_has_one_conversation(
    database: Database, now: dt.datetime
) -> None:
    async def meet() -> int:
        async with database.transaction() as session:
            return (await scene.conversation(session, now)).id

    ids = await asyncio.gather(*(meet() for _ in range(5)))
    assert len(set(ids)) == 1


async def test_of_two_colleagues_who_take_over_at_once_one_wins(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        staff = [(await scene.colleague(session, now, name)).id for name in ("ana", "bart")]

    async def take(staff_id: int) -> Conversation | None:
        async with database.transaction() as session:
            return await conversations.take(session, thread.id, staff_id, epoch=thread.epoch)

    taken = await asyncio.gather(*(take(staff_id) for staff_id in staff))
    (winner,) = [one for one in taken if one is not None]
    assert (winner.control, winner.epoch) == (Control.HUMAN, thread.epoch + 1)
    assert winner.assignee_id == staff[0 if taken[0] else 1]


@pytest.mark.parametrize("epoch", [-1, 1])
async def test_a_page_that_shows_an_old_epoch_cannot_take_over(
    database: Database, now: dt.datetime, epoch: int
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        ana = await scene.colleague(session, now)
        assert await conversations.take(session, thread.id, ana.id, epoch=epoch) is None
        assert (await conversations.locked(session, thread.id)) is thread
        assert thread.control == Control.BOT


async def test_what_somebody_has_is_not_taken_from_them(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        ana = await scene.colleague(session, now, "ana")
        bart = await scene.colleague(session, now, "bart")
        taken = await conversations.take(session, thread.id, ana.id, epoch=0)
        assert taken is not None
        assert await conversations.take(session, thread.id, bart.id, epoch=taken.epoch) is None


async def test_messages_said_at_once_are_numbered_without_gaps(
    database: Database, now: dt.datetime
) -> None:
    async def say() -> int:
        async with database.transaction() as session:
            thread = await scene.conversation(session, now)
            return (await scene.said(session, thread, now)).seq

    assert sorted(await asyncio.gather(*(say() for _ in range(8)))) == list(range(1, 9))


async def test_the_end_of_a_conversation_and_what_a_page_missed(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        for _ in range(5):
            await scene.said(session, thread, now)
        end = await messages.latest(session, thread.id, limit=2)
        missed = await messages.after(session, thread.id, 3)
    assert [message.seq for message in end] == [4, 5]
    assert [message.seq for message in missed] == [4, 5]


async def test_the_entries_answered_since_are_told_once_the_newest_first(
    database: Database, now: dt.datetime
) -> None:
    async def answer(thread: Conversation, entry_id: str | None, minute: int) -> None:
        await messages.write(
            session,
            thread,
            Content(text="an answer", entry_id=entry_id),
            direction=Direction.OUT,
            author=Author.BOT,
            now=now + dt.timedelta(minutes=minute),
        )

    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        for minute, entry_id in enumerate(("old", "bus", "tax", None, "bus")):
            await answer(thread, entry_id, minute)
        await answer(await scene.conversation(session, now, "phone-2"), "foreign", 4)
        since = now + dt.timedelta(minutes=1)
        assert await messages.answered(session, thread.id, since=since) == ("bus", "tax")
        assert await messages.answered(session, thread.id, since=since, limit=1) == ("bus",)


async def test_a_conversation_is_looked_at_without_being_made(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        phone = await scene.address(session, now)
        assert await conversations.find(session, phone) is None
        thread = await scene.conversation(session, now)
        assert await conversations.find(session, phone) is thread


async def test_a_post_for_staff_does_not_move_a_conversation_up(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        for direction, at in ((Direction.IN, now), (Direction.STAFF, now + dt.timedelta(hours=1))):
            await messages.write(
                session, thread, Content(), direction=direction, author=Author.BOT, now=at
            )
        assert thread.last_message_at == now


async def test_a_conversation_knows_since_when_the_person_has_no_answer(
    database: Database, now: dt.datetime
) -> None:
    """What the migration finds in old rows is what writing keeps true in new ones."""
    said = [
        (Direction.IN, Author.PERSON, 2, 0),
        (Direction.OUT, Author.BOT, 2, 0),
        (Direction.IN, Author.PERSON, 4, 0),
        (Direction.STAFF, Author.STAFF, 4, 0),
        (Direction.OUT, Author.STAFF, 4, None),
        (Direction.OUT, Author.BOT, 4, None),
        (Direction.IN, Author.PERSON, 8, 7),
        (Direction.IN, Author.PERSON, 9, 7),
    ]
    facts = importlib.import_module("db.migrations.versions.0005_inbox_facts")
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        await scene.said(session, thread, now)
        assert (thread.last_inbound_seq, thread.unanswered_at) == (None, None)
        for minute, (direction, author, seq, since) in enumerate(said):
            at = now + dt.timedelta(minutes=minute + (minute > 5))
            await messages.write(
                session, thread, Content(), direction=direction, author=author, now=at
            )
            expected = (seq, None if since is None else now + dt.timedelta(minutes=since))
            assert (thread.last_inbound_seq, thread.unanswered_at) == expected, minute
            await session.execute(sa.update(Conversation).values(unanswered_at=None))
            for statement in (facts.LAST_INBOUND, facts.UNANSWERED):
                await session.execute(sa.text(statement))
            await session.refresh(thread)
            assert (thread.last_inbound_seq, thread.unanswered_at) == expected, minute


async def test_a_message_is_found_by_the_id_of_its_provider_in_its_conversation_only(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        found = {}
        for phone in ("a", "b"):
            thread = await scene.conversation(session, now, phone)
            found[phone] = await messages.write(
                session,
                thread,
                Content(text=phone),
                direction=Direction.IN,
                author=Author.PERSON,
                now=now,
                provider_message_id="77",
            )
        mine = await scene.conversation(session, now, "a")
        own = mine.address_id
        assert await messages.by_provider_id(session, mine, "77", own) is found["a"]
        assert await messages.by_provider_id(session, mine, "78", own) is None
        assert await messages.by_provider_id(session, mine, "77", own + 1) is None


async def test_a_conversation_has_one_unclosed_case(database: Database, now: dt.datetime) -> None:
    async def add(session: AsyncSession, thread: Conversation) -> None:
        await cases.add(
            session, thread, reason=Reason.ASKED, priority=Priority.NORMAL, brief={}, now=now
        )

    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        await add(session, thread)
        closed = await cases.unclosed(session, thread.id)
        assert closed is not None
        closed.state = CaseState.CLOSED
        await session.flush()
        await add(session, thread)
    async with database.transaction() as session:
        with pytest.raises(sa.exc.IntegrityError):
            await add(session, thread)
        await session.rollback()


async def test_the_desk_lists_the_most_urgent_first_and_the_quiet_last(
    database: Database, now: dt.datetime
) -> None:
    wanted = {"normal": Priority.NORMAL, "quiet": None, "urgent": Priority.URGENT}
    ids = {}
    async with database.transaction() as session:
        for name, priority in wanted.items():
            thread = await scene.conversation(session, now, name)
            ids[thread.id] = name
            if priority is not None:
                await cases.add(
                    session, thread, reason=Reason.ASKED, priority=priority, brief={}, now=now
                )
        rows = await conversations.listing(session)
    assert [ids[row[0].id] for row in rows] == ["urgent", "normal", "quiet"]


async def test_notes_stay_among_staff_and_remember_their_place(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        ana = await scene.colleague(session, now)
        await scene.said(session, thread, now)
        await conversations.add_note(session, thread, ana.id, "call the school", now=now)
        await scene.said(session, thread, now)
        (note,) = await conversations.notes(session, thread.id)
        assert (note.text, note.after_seq) == ("call the school", 1)
        said = await session.execute(sa.select(Message.content))
        assert all("school" not in str(content) for content in said.scalars())


async def test_staff_are_told_of_a_handoff_until_somebody_claims_it(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        case = await cases.add(
            session, thread, reason=Reason.ASKED, priority=Priority.URGENT, brief={}, now=now
        )
        handoff = await cases.request_handoff(session, case, now=now)
        assert await cases.alerts_due(session, now=now) == [thread.id]
        handoff.claimed_at = now
        await session.flush()
        assert await cases.alerts_due(session, now=now) == []
        assert await cases.running_handoff(session, case.id) is handoff
        handoff.released_at = now
        await session.flush()
        assert await cases.running_handoff(session, case.id) is None

"""Two entries of one volunteer become one, and whoever leaves stops what is theirs alone."""

import datetime as dt

from sqlalchemy import select

from db import exchange
from db.engine import Database
from db.models import Contact, ExchangeCopy, ExchangeQuestion, ExchangeReply, WelcomeGroup
from tests.db import scene


async def _rows(database: Database, now: dt.datetime) -> tuple[list[int], list[int]]:
    """Three volunteers; the first one's two questions went to the other two, and to the third."""
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        group = WelcomeGroup(name="Mechelen", created_at=now)
        session.add(group)
        await session.flush()
        people = [
            Contact(kind="volunteer", name=name, welcome_group_id=group.id, created_at=now)
            for name in ("Jan", "Mieke", "Mieke J.")
        ]
        session.add_all(people)
        await session.flush()
        asked = [
            ExchangeQuestion(
                contact_id=people[0].id,
                welcome_group_id=group.id,
                conversation_id=thread.id,
                postal_code="2800",
                text=text,
                language="nl",
                state="approved",
                created_at=now,
            )
            for text in ("a", "b")
        ]
        session.add_all(asked)
        await session.flush()
        copies = [
            ExchangeCopy(
                question_id=question.id,
                contact_id=to.id,
                postal_code="9000",
                state="sent",
                created_at=now,
            )
            for question, to in (
                (asked[0], people[1]),
                (asked[0], people[2]),
                (asked[1], people[2]),
            )
        ]
        session.add_all(copies)
        await session.flush()
        session.add(
            ExchangeReply(
                copy_id=copies[0].id,
                by_asker=False,
                text="c",
                language="nl",
                state="ready",
                risks=[],
                created_at=now,
            )
        )
        return [one.id for one in people], [one.id for one in copies]


async def _copies(database: Database) -> list[ExchangeCopy]:
    async with database.reading() as session:
        found = await session.execute(select(ExchangeCopy).order_by(ExchangeCopy.id))
        return list(found.scalars())


async def test_a_question_that_both_entries_got_stays_with_each(
    database: Database, now: dt.datetime
) -> None:
    (_, mieke, twin), _ = await _rows(database, now)
    async with database.transaction() as session:
        await exchange.hand_over(session, twin, mieke)
    assert [one.contact_id for one in await _copies(database)] == [mieke, twin, mieke]


async def test_who_leaves_closes_only_their_own_threads(
    database: Database, now: dt.datetime
) -> None:
    (_, mieke, _), _ = await _rows(database, now)
    async with database.transaction() as session:
        await exchange.close_for(session, mieke)
    assert [one.state for one in await _copies(database)] == ["stopped", "sent", "sent"]
    async with database.reading() as session:
        replies = (await session.execute(select(ExchangeReply.state))).scalars().all()
        questions = (await session.execute(select(ExchangeQuestion.state))).scalars().all()
        ready = await exchange.ready_replies(session)
    assert (list(replies), set(questions), list(ready)) == (["withdrawn"], {"approved"}, [])

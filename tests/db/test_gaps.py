"""Open gaps, and the names that may stand in them."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event

from db import drafts, feedback, gaps
from db.engine import Database
from db.models import Address, DraftState, FaqDraft, Sponsorship, WelcomeGroup
from tests.db import scene


async def test_a_gap_is_open_until_a_draft_is_made_of_it(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        thread = await scene.conversation(session, now)
        for words, language in (("where?", "en"), ("waar?", "nl"), ("???", None)):
            await feedback.add_gap(session, thread.id, words, language, now=now)
            await session.flush()
        draft = await drafts.add(
            session, FaqDraft(entry_id="bus", author_id=ana.id, created_at=now, gap_id=1)
        )
    async with database.transaction() as session:
        assert [one.id for one in await gaps.unanswered(session)] == [2, 3]
        assert [one.id for one in await gaps.unanswered(session, language="nl")] == [2]
        (await session.get_one(FaqDraft, draft.id)).state = DraftState.REJECTED
        await session.flush()
        assert [one.id for one in await gaps.unanswered(session)] == [1, 2, 3]
        found = await gaps.find(session, 2)
        assert found is not None and found.text == "waar?"
        assert await gaps.find(session, 9) is None


@pytest.mark.parametrize("shared", [True, False], ids=["the family's phone", "a member's phone"])
async def test_the_names_of_a_family_its_group_and_staff_may_be_said(
    database: Database, now: dt.datetime, *, shared: bool
) -> None:
    async with database.transaction() as session:
        await scene.colleague(session, now, "ana")
        home = await scene.household(session, now)
        group = WelcomeGroup(name="Invented group", created_at=now)
        session.add(group)
        await session.flush()
        session.add(Sponsorship(welcome_group_id=group.id, household_id=home.id, created_at=now))
        member = await scene.contact(session, now, name="Fatima", household_id=home.id)
        await scene.contact(session, now, name="Left", household_id=home.id, left_at=now)
        await scene.contact(session, now, name="Lotte", welcome_group_id=group.id)
        await scene.contact(session, now, name="Stranger")
        thread = await scene.conversation(session, now)
        address = await session.get_one(Address, thread.address_id)
        if shared:
            address.household_id = home.id
        else:
            address.contact_id = member.id
        await session.flush()
        found = await gaps.names_in(session, thread.id)
    assert sorted(found) == ["Ana", "Fatima", "Left", "Lotte", "The invented family"]


async def test_a_volunteer_speaks_of_the_family_and_of_the_group(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        home = await scene.household(session, now)
        group = WelcomeGroup(name="Invented group", created_at=now)
        session.add(group)
        await session.flush()
        session.add(Sponsorship(welcome_group_id=group.id, household_id=home.id, created_at=now))
        await scene.contact(session, now, name="Fatima", household_id=home.id)
        lotte = await scene.contact(session, now, name="Lotte", welcome_group_id=group.id)
        await scene.contact(session, now, name="Jan", welcome_group_id=group.id)
        thread = await scene.conversation(session, now)
        (await session.get_one(Address, thread.address_id)).contact_id = lotte.id
        await session.flush()
        found = await gaps.names_by_conversation(session, [thread.id, thread.id])
    assert sorted(found[thread.id]) == ["Fatima", "Jan", "Lotte", "The invented family"]


async def test_of_a_stranger_only_the_names_of_staff_are_known(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        await scene.colleague(session, now, "ana")
        await scene.contact(session, now, name="Lotte")
        thread = await scene.conversation(session, now)
        assert await gaps.names_in(session, thread.id) == ["Ana"]
        assert await gaps.names_in(session, 99) == []


async def test_the_names_of_many_conversations_are_read_at_once(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        threads = [await scene.conversation(session, now, str(number)) for number in range(6)]
        home = await scene.household(session, now)
        (await session.get_one(Address, threads[0].address_id)).household_id = home.id
        await session.flush()
        asked: list[str] = []

        def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            asked.append(statement)

        connection = (await session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", listen)
        found = await gaps.names_by_conversation(session, [one.id for one in threads])
        event.remove(connection, "before_cursor_execute", listen)
    assert [found[one.id] for one in threads] == [["The invented family"], *[[]] * 5]
    assert len(asked) <= 5

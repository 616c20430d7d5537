"""Addresses, consent, open questions, topics and verdicts: one row where there must be one."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa

from db import addresses, awaiting, consents, contents, feedback, people, topics
from db.engine import Database
from db.models import ConsentState, Purpose, Sponsorship, WelcomeGroup
from tests.db import scene

HOUR = dt.timedelta(hours=1)


async def test_an_address_met_by_many_at_once_is_one(database: Database, now: dt.datetime) -> None:
    async def meet() -> int:
        async with database.transaction() as session:
            return (await scene.address(session, now, "+32 470 00 00 00")).id

    assert len(set(await asyncio.gather(*(meet() for _ in range(5))))) == 1


async def test_an_address_is_found_by_channel_account_and_id_together(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        known = await addresses.meet(session, "telegram", "1", "77", now=now)
        assert await addresses.find(session, "telegram", "1", "77") is known
        assert known.external_id == "77"
        for other in (("whatsapp", "1", "77"), ("telegram", "2", "77"), ("telegram", "1", "7")):
            assert await addresses.find(session, *other) is None


async def test_an_address_has_one_owner_at_most(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        address = await scene.address(session, now)
        address.contact_id = (await scene.contact(session, now)).id
        await session.flush()
        address.household_id = (await scene.household(session, now)).id
        with pytest.raises(sa.exc.IntegrityError):
            await session.flush()
        await session.rollback()


async def test_the_last_word_on_consent_counts(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        address = await scene.address(session, now)
        assert not await consents.is_given(session, address, Purpose.CHECKINS)
        address.household_id = (await scene.household(session, now)).id
        await session.flush()
        for state in (ConsentState.GIVEN, ConsentState.WITHDRAWN, ConsentState.GIVEN):
            await consents.record(
                session,
                address,
                purpose=Purpose.CHECKINS,
                state=state,
                wording_version="1",
                language="ar",
                how="button",
                now=now,
            )
            given = await consents.is_given(session, address, Purpose.CHECKINS)
            assert given == (state == ConsentState.GIVEN)


async def test_the_consent_of_one_family_is_not_that_of_another(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        first, second = [await scene.address(session, now, phone) for phone in ("a", "b")]
        first.household_id = (await scene.household(session, now)).id
        second.household_id = (await scene.household(session, now)).id
        await session.flush()
        await consents.record(
            session,
            first,
            purpose=Purpose.CHECKINS,
            state=ConsentState.GIVEN,
            wording_version="1",
            language="ar",
            how="button",
            now=now,
        )
        assert await consents.is_given(session, first, Purpose.CHECKINS)
        assert not await consents.is_given(session, second, Purpose.CHECKINS)


async def test_a_stranger_cannot_consent(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        stranger = await scene.address(session, now)
        with pytest.raises(sa.exc.IntegrityError):
            await consents.record(
                session,
                stranger,
                purpose=Purpose.CHECKINS,
                state=ConsentState.GIVEN,
                wording_version="1",
                language="en",
                how="button",
                now=now,
            )
        await session.rollback()


async def test_the_newest_open_question_is_the_one_that_is_answered(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        for subject, valid in (("checkin:1", 3 * HOUR), ("choose:2", 2 * HOUR), ("c%:3", HOUR)):
            await awaiting.ask(
                session,
                thread.id,
                message_id=None,
                subject=subject,
                options=["yes", "no"],
                now=now,
                valid=valid,
            )

        async def newest(at: dt.datetime, prefix: str = "") -> str | None:
            found = await awaiting.open_question(session, thread.id, now=at, prefix=prefix)
            return None if found is None else found.subject

        assert await newest(now) == "c%:3"
        assert await newest(now, "checkin:") == "checkin:1"
        assert await newest(now, "c%") == "c%:3"
        assert await newest(now + HOUR) == "choose:2"
        assert await awaiting.close(session, thread.id, "choose:2", now=now)
        assert not await awaiting.close(session, thread.id, "choose:2", now=now)
        assert await awaiting.was_asked(session, thread.id, "choose:2")
        assert not await awaiting.was_asked(session, thread.id, "choose")
        assert not await awaiting.was_asked(session, thread.id + 1, "choose:2")
        assert await newest(now + HOUR) == "checkin:1"
        assert await newest(now + 3 * HOUR) is None


async def test_an_answer_that_two_people_press_counts_once(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        await awaiting.ask(
            session,
            thread.id,
            message_id=None,
            subject="checkin:1",
            options=["fine"],
            now=now,
            valid=HOUR,
        )

    async def press() -> bool:
        async with database.transaction() as session:
            return await awaiting.close(session, thread.id, "checkin:1", now=now)

    assert sorted(await asyncio.gather(press(), press())) == [False, True]


async def test_a_conversation_has_one_topic_and_is_found_by_its_thread(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        group = await scene.address(session, now, "staff group")
        elsewhere = await scene.address(session, now, "another group")

    async def ensure() -> int:
        async with database.transaction() as session:
            return (await topics.ensure(session, thread.id, group, now=now)).id

    ids = await asyncio.gather(*(ensure() for _ in range(5)))
    assert len(set(ids)) == 1
    async with database.transaction() as session:
        topic = await topics.of_conversation(session, thread.id)
        assert topic is not None
        assert topic.thread_id is None
        topic.thread_id = 12
        await session.flush()
        assert await topics.by_thread(session, group, 12) is topic
        assert await topics.by_thread(session, elsewhere, 12) is None


async def test_a_changed_mind_about_an_answer_counts_and_a_second_press_does_not(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        message = await scene.said(session, await scene.conversation(session, now), now)
        heard = [
            await feedback.record(session, message.id, "school", helped=helped, now=now)
            for helped in (True, True, False, False, True)
        ]
    assert heard == [True, False, True, False, True]


async def test_a_text_that_twilio_knows_is_remembered_per_language(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        for language, approval in (("nl", None), ("fr", None), ("nl", "approved")):
            await contents.save(
                session, "AC1", "hash", language, content_sid="HX1", approval=approval, now=now
            )
            await session.flush()
        known = {
            language: await contents.find(session, "AC1", "hash", language)
            for language in ("nl", "fr", "ar")
        }
    assert {language: row and row.approval for language, row in known.items()} == {
        "nl": "approved",
        "fr": None,
        "ar": None,
    }
    assert known["fr"] is not None


async def test_a_family_belongs_to_the_group_that_welcomes_it_until_that_ends(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        home = await scene.household(session, now)
        mother = await scene.contact(session, now, kind="family", household_id=home.id)
        group = WelcomeGroup(name="Invented group", created_at=now)
        session.add(group)
        await session.flush()
        link = Sponsorship(welcome_group_id=group.id, household_id=home.id, created_at=now)
        session.add(link)
        await session.flush()
        assert await people.group_of(session, mother, None) is group
        assert await people.group_of(session, None, home) is group
        link.ended_on = now.date()
        await session.flush()
        assert await people.group_of(session, mother, home) is None

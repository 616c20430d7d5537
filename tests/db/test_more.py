"""Keepsakes, what Twilio knows of our texts, retention, verdicts, and emptying a demo."""

import datetime as dt

from sqlalchemy import select

from bot.contents import DatabaseContents
from db import consents, contents, demo, feedback, inbox, keepsakes, queues, retention
from db.engine import Database
from db.models import (
    ConsentState,
    FaqGap,
    Feedback,
    InboundEvent,
    Keepsake,
    Purpose,
    WhatsappContent,
)
from tests.db import scene

DAY = dt.timedelta(days=1)
HASH = "h" * 64


async def test_a_keepsake_is_kept_until_it_is_replaced(database: Database) -> None:
    async with database.transaction() as session:
        assert await keepsakes.find(session, "group") is None
        await keepsakes.put(session, "group", "-1")
        await keepsakes.put(session, "other", "-9")
    async with database.transaction() as session:
        await keepsakes.put(session, "group", "-2")
    async with database.reading() as session:
        assert await keepsakes.find(session, "group") == "-2"
        assert await keepsakes.find(session, "other") == "-9"


# --- texts at Twilio


async def test_a_text_is_known_by_account_hash_and_language(
    database: Database, now: dt.datetime
) -> None:
    store = DatabaseContents(database, "+32", lambda: now)
    await store.save(HASH, "nl", "HX1", "pending")
    await store.save(HASH, "nl", "HX1", "approved")
    async with database.reading() as session:
        [row] = (await session.execute(select(WhatsappContent))).scalars()
        assert (row.content_sid, row.approval, row.created_at) == ("HX1", "approved", now)
        assert await contents.find(session, "+33", HASH, "nl") is None
        assert await contents.find(session, "+32", HASH, "fr") is None
    found = await store.find(HASH, "nl")
    assert found is not None
    assert (found.content_sid, found.approval) == ("HX1", "approved")
    assert await store.find("x" * 64, "nl") is None


async def test_a_text_that_had_to_be_made_again_has_its_new_sid(
    database: Database, now: dt.datetime
) -> None:
    store = DatabaseContents(database, "+32", lambda: now)
    await store.save(HASH, "nl", "HX1", "approved")
    await store.save(HASH, "nl", "HX2", None)
    found = await store.find(HASH, "nl")
    assert found is not None and (found.content_sid, found.approval) == ("HX2", None)


# --- retention


async def record(database: Database, number: int, now: dt.datetime) -> int:
    async with database.transaction() as session:
        event = {
            "channel": "simulator",
            "account": "demo",
            "provider_key": str(number),
            "lane": "lane",
            "payload": {"text": "words"},
        }
        await inbox.record(session, event, now=now)
        found = await session.execute(
            select(InboundEvent.id).where(InboundEvent.provider_key == str(number))
        )
        return found.scalar_one()


async def test_only_updates_applied_before_the_limit_are_blanked(
    database: Database, now: dt.datetime
) -> None:
    old, fresh, waiting, parked = [await record(database, number, now) for number in range(4)]
    async with database.transaction() as session:
        await inbox.finish(session, old, now=now - DAY)
        await inbox.finish(session, fresh, now=now)
        row = await session.get_one(InboundEvent, parked)
        row.processed_at, row.error = now - DAY, "Malformed"
    async with database.transaction() as session:
        assert await retention.blank_payloads(session, before=now) == 1
        assert await retention.blank_payloads(session, before=now) == 0
    async with database.reading() as session:
        found = await session.execute(select(InboundEvent))
        empty = {row.id for row in found.scalars() if row.payload is None}
    assert empty == {old}
    assert {fresh, waiting, parked}.isdisjoint(empty)


# --- verdicts and gaps


async def test_a_verdict_is_one_per_answer_and_may_change(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        message = await scene.said(session, thread, now)

    async def press(*, helped: bool, at: dt.datetime) -> bool:
        async with database.transaction() as session:
            return await feedback.record(session, message.id, "bus", helped=helped, now=at)

    assert await press(helped=True, at=now)
    assert not await press(helped=True, at=now + DAY), "the same again says nothing new"
    assert await press(helped=False, at=now + DAY)
    async with database.reading() as session:
        [row] = (await session.execute(select(Feedback))).scalars()
        assert (row.entry_id, row.helped, row.at) == ("bus", False, now + DAY)


async def test_a_question_that_nothing_answered_is_kept_encrypted(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await scene.conversation(session, now)
        await feedback.add_gap(session, thread.id, "Where is the moon?", "en", now=now)
    async with database.reading() as session:
        [gap] = (await session.execute(select(FaqGap))).scalars()
        assert (gap.text, gap.language, gap.at) == ("Where is the moon?", "en", now)
        raw = await session.connection()
        [(stored,)] = await raw.exec_driver_sql("SELECT text FROM faq_gap")
        assert "moon" not in stored


# --- consent


async def test_the_newest_word_of_the_right_owner_counts(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        family = await scene.household(session, now)
        member = await scene.contact(session, now, kind="family", household_id=family.id)
        shared = await scene.address(session, now, "shared")
        own = await scene.address(session, now, "own")
        stranger = await scene.address(session, now, "stranger")
        shared.household_id, own.contact_id = family.id, member.id
        await session.flush()

        async def word(state: ConsentState) -> None:
            await consents.record(
                session,
                shared,
                purpose=Purpose.CHECKINS,
                state=state,
                wording_version="1",
                language="ar",
                how="test",
                now=now,
            )

        given = [await consents.is_given(session, shared, Purpose.CHECKINS)]
        for state in (ConsentState.GIVEN, ConsentState.WITHDRAWN, ConsentState.GIVEN):
            await word(state)
            given.append(await consents.is_given(session, shared, Purpose.CHECKINS))
        assert given == [False, True, False, True]
        assert not await consents.is_given(session, own, Purpose.CHECKINS), "a fact of its own"
        assert not await consents.is_given(session, stranger, Purpose.CHECKINS)


# --- queues


async def test_only_what_is_due_counts_as_waiting(database: Database, now: dt.datetime) -> None:
    await record(database, 1, now)
    async with database.transaction() as session:
        await scene.queued(session, now, "now")
        await scene.queued(session, now, "later", not_before=now + DAY)
    async with database.reading() as session:
        later = now + dt.timedelta(minutes=1)
        found = await queues.sizes(session, now=later)
    assert found == {"inbox": (1, 60.0), "outbox": (1, 60.0), "unclaimed": (0, 0.0)}


# --- emptying a demo


async def test_a_demo_without_addresses_may_be_emptied_and_a_foreign_one_never(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        await scene.colleague(session, now, "ana")
        assert not await demo.clear(session, "simulator", login="somebody-else")
        await keepsakes.put(session, "key_fingerprint", "x")
        assert await demo.clear(session, "simulator", login="ana")
    async with database.reading() as session:
        assert len((await session.execute(select(Keepsake))).all()) == 1


async def test_the_terminals_somebody_does_not_keep_a_demo_from_being_emptied(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        await scene.colleague(session, now, "ana")
        await scene.queued(session, now, "1")
        home = await scene.address(session, now)
        home.channel = "console"
    async with database.transaction() as session:
        assert await demo.clear(session, "simulator", login="ana")

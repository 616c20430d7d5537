"""Drafts: what is live, in which order, and how little is read to know that nothing is new."""

import datetime as dt
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import drafts, feedback
from db.engine import Database
from db.models import (
    DraftState,
    FaqDraft,
    FaqGap,
    FaqRevision,
    StaffMember,
)
from tests.db import scene

MINUTE = dt.timedelta(minutes=1)


async def add(session: AsyncSession, by: StaffMember, now: dt.datetime, **values: Any) -> FaqDraft:
    return await drafts.add(
        session, FaqDraft(**{"entry_id": "bus", "author_id": by.id, "created_at": now, **values})
    )


def revision(draft: FaqDraft, by: StaffMember, words: str, part: str = "short") -> FaqRevision:
    return FaqRevision(
        draft_id=draft.id, entry_id="bus", part=part, language="nl", text=words, author_id=by.id
    )


async def test_a_text_takes_the_place_of_the_one_before_it(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        draft = await add(session, ana, now)
        await drafts.write(session, revision(draft, ana, "one"))
        await drafts.write(session, revision(draft, ana, "two"))
        await drafts.write(session, revision(draft, ana, "more", "details"))
        await drafts.write(session, revision(draft, ana, "", "details"))
        await drafts.add_example(session, draft.id, "nl", "waar is de bus")
    async with database.transaction() as session:
        found = await drafts.find(session, draft.id)
        assert found is not None
        assert [(one.part, one.text) for one in found.revisions] == [("short", "two")]
        assert [(one.language, one.text) for one in found.examples] == [("nl", "waar is de bus")]
        assert await drafts.find(session, 999) is None


async def test_words_are_encrypted(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        draft = await add(session, ana, now)
        await drafts.write(session, revision(draft, ana, "a secret"))
        await drafts.add_example(session, draft.id, "nl", "a secret")
    async with database.reading() as session:
        for table in ("faq_revision", "faq_example"):
            [stored] = (await session.execute(text(f"SELECT text FROM {table}"))).scalars()
            assert "secret" not in stored


async def test_what_is_live_comes_in_the_order_of_approval(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        states = [
            (DraftState.APPROVED, now + MINUTE),
            (DraftState.EXPORTED, now),
            (DraftState.DRAFT, None),
            (DraftState.REJECTED, now),
        ]
        for state, at in states:
            await add(session, ana, now, state=state, approved_at=at)
    async with database.reading() as session:
        assert [one.draft.id for one in await drafts.live(session)] == [2, 1]
        assert [one.draft.id for one in await drafts.listing(session)] == [1, 2, 3, 4]


async def test_the_fingerprint_changes_with_what_is_live_and_with_nothing_else(
    database: Database, now: dt.datetime
) -> None:
    async def seen() -> drafts.Fingerprint:
        async with database.reading() as session:
            return await drafts.fingerprint(session)

    before = await seen()
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        first, second = await add(session, ana, now), await add(session, ana, now)
    assert await seen() == before
    known = {before}
    for row, state in (
        (first, DraftState.APPROVED),
        (second, DraftState.APPROVED),
        (first, DraftState.REJECTED),
    ):
        async with database.transaction() as session:
            draft = await session.get_one(FaqDraft, row.id)
            draft.state, draft.approved_at = state, now
        assert await seen() not in known
        known.add(await seen())
    async with database.transaction() as session:
        assert await drafts.mark_exported(session, [first.id, second.id]) == [second.id]
    assert await seen() in known


async def test_a_new_entry_is_proposed_until_it_is_rejected(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        draft = await add(session, ana, now, is_new=True)
        found = await drafts.proposed(session, "bus")
        assert found is not None and found.id == draft.id
        assert await drafts.proposed(session, "tram") is None
        draft.state = DraftState.REJECTED
        await session.flush()
        assert await drafts.proposed(session, "bus") is None


async def test_no_two_drafts_are_approved_in_the_same_moment(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        assert await drafts.approval_moment(session, now=now) == now
        await add(session, ana, now, approved_at=now)
        assert await drafts.approval_moment(session, now=now) > now
        assert await drafts.approval_moment(session, now=now - MINUTE) > now
        assert await drafts.approval_moment(session, now=now + MINUTE) == now + MINUTE


async def test_a_revision_is_retired_once(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        draft = await add(session, ana, now)
        await drafts.write(session, revision(draft, ana, "one"))
    for later in (now, now + MINUTE):
        async with database.transaction() as session:
            await drafts.retire(session, {1, 2}, now=later)
    async with database.reading() as session:
        [row] = (await session.execute(select(FaqRevision))).scalars()
        assert row.retired_at == now


async def test_a_draft_outlives_the_question_it_began_with(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        thread = await scene.conversation(session, now)
        await feedback.add_gap(session, thread.id, "where?", "en", now=now)
        await session.flush()
        draft = await add(session, ana, now, gap_id=1)
    async with database.transaction() as session:
        await session.delete(await session.get_one(FaqGap, 1))
    async with database.reading() as session:
        assert (await session.get_one(FaqDraft, draft.id)).gap_id is None

"""Drafts of the FAQ: written, approved by a second person, live, exported, retired."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DraftState, FaqDraft, FaqExample, FaqRevision

#: Drafts in these states are what the bot answers with.
LIVE = (DraftState.APPROVED, DraftState.EXPORTED)
#: Changes whenever another set of drafts is live.
Fingerprint = tuple[int, int, dt.datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A draft with what stands in it."""

    draft: FaqDraft
    #: texts by part and language, in the order in which they were written
    revisions: tuple[FaqRevision, ...]
    examples: tuple[FaqExample, ...]

    def text(self, part: str, language: str | None) -> str:
        """What the draft says there; "" for nothing."""
        there = [one.text for one in self.revisions if (one.part, one.language) == (part, language)]
        return there[0] if there else ""


async def add(session: AsyncSession, draft: FaqDraft) -> FaqDraft:
    session.add(draft)
    await session.flush()
    return draft


async def find(session: AsyncSession, draft_id: int) -> Written | None:
    """A draft, locked until the transaction ends."""
    draft = await session.get(FaqDraft, draft_id, with_for_update=True)
    return (await _with_texts(session, [draft]))[0] if draft else None


async def look(session: AsyncSession, draft_id: int) -> Written | None:
    """A draft, to show it."""
    draft = await session.get(FaqDraft, draft_id)
    return (await _with_texts(session, [draft]))[0] if draft else None


async def listing(session: AsyncSession, *, entry_id: str | None = None) -> Sequence[Written]:
    """All drafts, or those of an entry; the oldest first."""
    query = select(FaqDraft).order_by(FaqDraft.id)
    if entry_id is not None:
        query = query.where(FaqDraft.entry_id == entry_id)
    return await _with_texts(session, (await session.execute(query)).scalars().all())


async def live(session: AsyncSession) -> Sequence[Written]:
    """What was approved and not taken back, in the order of approval."""
    found = await session.execute(
        select(FaqDraft).where(FaqDraft.state.in_(LIVE)).order_by(FaqDraft.approved_at, FaqDraft.id)
    )
    return await _with_texts(session, found.scalars().all())


async def fingerprint(session: AsyncSession) -> Fingerprint:
    """What tells one set of live drafts from another; no text is read."""
    found = await session.execute(
        select(
            func.count(), func.coalesce(func.sum(FaqDraft.id), 0), func.max(FaqDraft.approved_at)
        ).where(FaqDraft.state.in_(LIVE))
    )
    count, ids, newest = found.one()
    return int(count), int(ids), newest


async def approval_moment(session: AsyncSession, *, now: dt.datetime) -> dt.datetime:
    """Now, or just after the newest approval, where the clock of another process runs ahead.

    Revisions apply in the order of approval, so no two have the same moment.
    """
    found = await session.execute(select(func.max(FaqDraft.approved_at)))
    newest = found.scalar_one()
    return now if newest is None else max(now, newest + dt.timedelta(microseconds=1))


async def proposed(session: AsyncSession, entry_id: str) -> FaqDraft | None:
    """The draft of a new entry of this id that nobody has rejected."""
    found = await session.execute(
        select(FaqDraft)
        .where(
            FaqDraft.entry_id == entry_id,
            FaqDraft.is_new.is_(True),
            FaqDraft.state != DraftState.REJECTED,
        )
        .limit(1)
    )
    return found.scalar_one_or_none()


async def write(session: AsyncSession, revision: FaqRevision) -> None:
    """Put a text into a draft, in place of what stood there; an empty one takes it out."""
    await session.execute(
        delete(FaqRevision).where(
            FaqRevision.draft_id == revision.draft_id,
            FaqRevision.part == revision.part,
            FaqRevision.language == revision.language,
        )
    )
    if revision.text:
        session.add(revision)
        await session.flush()


async def add_example(
    session: AsyncSession, draft_id: int, language: str | None, text: str
) -> None:
    session.add(FaqExample(draft_id=draft_id, language=language, text=text))
    await session.flush()


async def mark_exported(session: AsyncSession, draft_ids: Collection[int]) -> Sequence[int]:
    """Those of these drafts that were approved and are exported now."""
    found = await session.execute(
        update(FaqDraft)
        .where(FaqDraft.id.in_(draft_ids), FaqDraft.state == DraftState.APPROVED)
        .values(state=DraftState.EXPORTED)
        .returning(FaqDraft.id)
    )
    return sorted(found.scalars().all())


async def retire(session: AsyncSession, revision_ids: Collection[int], *, now: dt.datetime) -> None:
    """The files say what these revisions said: they are of no account any more."""
    await session.execute(
        update(FaqRevision)
        .where(FaqRevision.id.in_(revision_ids), FaqRevision.retired_at.is_(None))
        .values(retired_at=now)
    )


async def _with_texts(session: AsyncSession, drafts: Sequence[FaqDraft]) -> list[Written]:
    ids = [one.id for one in drafts]
    revisions = await session.execute(
        select(FaqRevision).where(FaqRevision.draft_id.in_(ids)).order_by(FaqRevision.id)
    )
    examples = await session.execute(
        select(FaqExample).where(FaqExample.draft_id.in_(ids)).order_by(FaqExample.id)
    )
    texts: dict[int, list[FaqRevision]] = {}
    for revision in revisions.scalars():
        texts.setdefault(revision.draft_id, []).append(revision)
    asked: dict[int, list[FaqExample]] = {}
    for example in examples.scalars():
        asked.setdefault(example.draft_id, []).append(example)
    return [
        Written(
            draft=one,
            revisions=tuple(texts.get(one.id, ())),
            examples=tuple(asked.get(one.id, ())),
        )
        for one in drafts
    ]

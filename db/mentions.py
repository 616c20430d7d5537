"""Colleagues named in internal notes, and whether they have looked."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import desk, upsert
from db.models import InternalNote, Mention, StaffMember

#: A mention, its note and who wrote it.
Row = tuple[Mention, InternalNote, StaffMember]


async def add(
    session: AsyncSession,
    note: InternalNote,
    staff_id: int,
    *,
    case_id: int | None,
    now: dt.datetime,
) -> int | None:
    """The id of the mention; None when this note names the colleague already."""
    return await upsert.insert_new(
        session,
        Mention,
        note_id=note.id,
        conversation_id=note.conversation_id,
        case_id=case_id,
        staff_id=staff_id,
        at=now,
    )


async def of_member(
    session: AsyncSession, member: StaffMember, *, limit: int
) -> Sequence[tuple[Row, desk.Line]]:
    """What a colleague was named in, newest first, within what they may still see."""
    found = await session.execute(
        select(Mention, InternalNote, StaffMember)
        .join(InternalNote, InternalNote.id == Mention.note_id)
        .join(StaffMember, StaffMember.id == InternalNote.author_id)
        .where(Mention.staff_id == member.id)
        .order_by(Mention.id.desc())
        .limit(limit)
    )
    lines: dict[int, desk.Line | None] = {}
    shown: list[tuple[Row, desk.Line]] = []
    for mention, note, author in found:
        number = mention.conversation_id
        if number not in lines:
            lines[number] = await desk.find_line(session, member, number)
        line = lines[number]
        if line is not None:
            shown.append(((mention, note, author), line))
    return shown


async def see(
    session: AsyncSession, member: StaffMember, conversation_id: int | None, *, now: dt.datetime
) -> bool:
    """A colleague looks at a conversation, or at all; True when something there was new to them."""
    news = update(Mention).where(Mention.staff_id == member.id, Mention.seen_at.is_(None))
    if conversation_id is not None:
        news = news.where(Mention.conversation_id == conversation_id)
    found = await session.execute(news.values(seen_at=now).returning(Mention.id))
    return bool(found.scalars().all())


async def names_in_notes(session: AsyncSession, conversation_id: int) -> dict[int, list[str]]:
    """Who was named in each note of a conversation."""
    found = await session.execute(
        select(Mention.note_id, StaffMember)
        .join(StaffMember, StaffMember.id == Mention.staff_id)
        .where(Mention.conversation_id == conversation_id)
        .order_by(Mention.id)
    )
    names: dict[int, list[str]] = {}
    for note_id, member in found:
        names.setdefault(note_id, []).append(member.name)
    return names

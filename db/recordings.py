"""Spoken texts: who said which text in which language, and the messages that carry it."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Attachment, MediaState, Recording

#: What an attachment that is one of our recordings has for a reference.
REFERENCE = "recording:"
#: What a phone calls the file, by its type.
NAMES = {"audio/ogg": "voice.ogg", "audio/mpeg": "voice.mp3", "audio/mp4": "voice.m4a"}
_FILES: Any = Attachment.__table__


async def current(
    session: AsyncSession, *, keys: Collection[str] | None = None, language: str | None = None
) -> Sequence[Recording]:
    """What may be sent, the oldest first: all of it, or only that of some texts."""
    statement = select(Recording).where(Recording.removed_at.is_(None)).order_by(Recording.id)
    if keys is not None:
        statement = statement.where(Recording.text_key.in_(keys))
    if language is not None:
        statement = statement.where(Recording.language == language)
    return (await session.execute(statement)).scalars().all()


async def add(session: AsyncSession, row: Recording) -> Recording:
    """The newest recording of a text in a language stands alone."""
    await session.execute(
        update(Recording)
        .where(
            Recording.text_key == row.text_key,
            Recording.side == row.side,
            Recording.language == row.language,
            Recording.removed_at.is_(None),
        )
        .values(removed_at=row.recorded_at)
    )
    session.add(row)
    await session.flush()
    return row


async def remove(session: AsyncSession, recording_id: int, *, now: dt.datetime) -> bool:
    """It is not sent any more; False when it was not any more already."""
    found = await session.execute(
        update(Recording)
        .where(Recording.id == recording_id, Recording.removed_at.is_(None))
        .values(removed_at=now)
        .returning(Recording.id)
    )
    return found.scalar_one_or_none() is not None


async def enclose(
    session: AsyncSession, carried: Sequence[tuple[int, str, str, Recording]]
) -> None:
    """Put recordings into messages that have no other file: (message, channel, account, it)."""
    if not carried:
        return
    rows = [
        {
            "message_id": message_id,
            "position": 0,
            "kind": kind_of(one),
            "mime": one.mime,
            "name": NAMES.get(one.mime),
            "size": one.size,
            "sha256": one.sha256,
            "state": MediaState.STORED,
            "channel": channel,
            "account": account,
            "reference": f"{REFERENCE}{one.id}",
            "storage_key": one.storage_key,
            "attempts": 0,
        }
        for message_id, channel, account, one in carried
    ]
    await session.execute(insert(_FILES), rows)


async def is_needed(session: AsyncSession, storage_key: str) -> bool:
    """The file is, or was, a recording: messages share it, so that it is never erased with one."""
    found = await session.execute(select(exists().where(Recording.storage_key == storage_key)))
    return bool(found.scalar_one())


async def spoken_in(session: AsyncSession, message_id: int) -> str | None:
    """SHA-256 of the recording that a message carried."""
    found = await session.execute(
        select(Attachment.sha256, Attachment.reference).where(
            Attachment.message_id == message_id, Attachment.sha256.is_not(None)
        )
    )
    return next((sha for sha, reference in found if reference.startswith(REFERENCE)), None)


def kind_of(row: Recording) -> str:
    """Ogg with Opus is a voice note everywhere; anything else is a sound file."""
    return "voice" if row.mime == "audio/ogg" else "audio"

"""What a search looks through. Names and texts are encrypted: they are matched in memory."""

import datetime as dt
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import desk, desk_counts
from db.content import Content
from db.desk_lists import EVERYTHING, Narrow
from db.models import (
    AuditEvent,
    Contact,
    Conversation,
    Direction,
    Household,
    Message,
    StaffMember,
)

#: Rows decrypted at once; between two portions others get their turn.
PORTION = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A conversation that can be found, by the ids of whoever stands behind it."""

    conversation_id: int
    contact_id: int | None
    household_id: int | None
    group_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one message says."""

    message_id: int
    conversation_id: int
    seq: int
    text: str
    at: dt.datetime


async def places(
    session: AsyncSession,
    member: StaffMember,
    view: str,
    narrow: Narrow = EVERYTHING,
    *,
    limit: int,
) -> Sequence[Place]:
    """The conversations of a list within scope, those with the newest word first."""
    found = await session.execute(
        desk.threads(Conversation.id, Contact.id, Household.id, desk.group_id)
        .where(desk_counts.views(member)[view], *desk.scope(member), *narrow.conditions())
        .order_by(Conversation.last_message_at.desc().nulls_last(), Conversation.id.desc())
        .limit(limit)
    )
    return [
        Place(conversation_id=one, contact_id=who, household_id=home, group_id=group)
        for one, who, home, group in found
    ]


async def names(
    session: AsyncSession, model: type[Contact] | type[Household], ids: Iterable[int | None]
) -> Mapping[int, str]:
    """Names of people or families by id."""
    wanted = sorted({one for one in ids if one is not None})
    found: dict[int, str] = {}
    for start in range(0, len(wanted), PORTION):
        rows = await session.execute(
            select(model.id, model.name).where(model.id.in_(wanted[start : start + PORTION]))
        )
        found.update((key, name) for key, name in rows)
    return found


async def texts(
    session: AsyncSession, newest: Sequence[Place], *, limit: int
) -> AsyncIterator[Words]:
    """The newest messages of conversations that `places` found, the newest first.

    Posts for staff are left out. No conversation behind the first `limit` can hold one of them:
    they stand in the order of their newest word.
    """
    threads = [one.conversation_id for one in newest[:limit]]
    found = await session.execute(
        select(Message.id)
        .where(Message.conversation_id.in_(threads), Message.direction != Direction.STAFF)
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(limit)
    )
    ids = found.scalars().all()
    for start in range(0, len(ids), PORTION):
        rows = await session.execute(
            select(Message)
            .where(Message.id.in_(ids[start : start + PORTION]))
            .order_by(Message.at.desc(), Message.id.desc())
        )
        for one in rows.scalars():
            yield Words(
                message_id=one.id,
                conversation_id=one.conversation_id,
                seq=one.seq,
                text=Content.from_json(one.content).text,
                at=one.at,
            )


async def noted(
    session: AsyncSession,
    staff_id: int,
    action: str,
    conversation_ids: Collection[int],
    *,
    since: dt.datetime,
) -> set[int]:
    """Of which conversations the audit trail holds this deed of a colleague since then."""
    found = await session.execute(
        select(AuditEvent.subject_id).where(
            AuditEvent.subject_kind == "conversation",
            AuditEvent.subject_id.in_(conversation_ids),
            AuditEvent.staff_id == staff_id,
            AuditEvent.action == action,
            AuditEvent.at > since,
        )
    )
    return set(found.scalars())

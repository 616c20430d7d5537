"""What people said is blanked after its time; rows stay, so that everything can still be counted.

Proofs of consent and the audit are never touched, nor what belongs to a case that is not closed or
to an item of a group's list that is still stuck.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import recordings
from db.content import Content, Form
from db.models import (
    Appointment,
    Attachment,
    Case,
    CaseState,
    ChecklistItem,
    ExchangeQuestion,
    ExchangeReply,
    FaqGap,
    Gathering,
    InboundEvent,
    InternalNote,
    ItemState,
    MediaState,
    Message,
    MessageTranslation,
    Occurrence,
    OccurrenceReply,
    QuestionState,
    ReplyState,
    Sponsorship,
    Wish,
)
from db.occurrences import OccurrenceState

#: A case belongs together with what was said just before it was opened.
LEAD = dt.timedelta(days=1)
#: Nobody has decided about these yet.
_UNDECIDED = (QuestionState.WAITING, QuestionState.PROPOSED)
_UNSAID = (ReplyState.WAITING, ReplyState.READY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What becomes of the rows of one table."""

    table: Any
    #: which rows have something to erase and may lose it
    where: Sequence[ColumnElement[bool]]
    #: the earliest first
    order: Any
    values: Mapping[str, Any]


def kinds(*, before: dt.datetime, now: dt.datetime) -> Sequence[Erased]:
    """Everything beside messages, which have files and translations, too."""
    marked: Mapping[str, Any] = {"text": "", "erased_at": now}
    day = before.date()
    details = (Appointment.what, Appointment.place, Appointment.bring)
    about = (Gathering.title, Gathering.place)
    return (
        _marked(InternalNote, InternalNote.at, before, marked, ~_is_open(InternalNote, before)),
        _marked(
            Case,
            Case.closed_at,
            before,
            {"brief": {}, "erased_at": now},
            Case.state.not_in((CaseState.OPEN, CaseState.SNOOZED)),
        ),
        _marked(FaqGap, FaqGap.at, before, marked, ~_is_open(FaqGap, before)),
        _marked(
            ExchangeQuestion,
            ExchangeQuestion.created_at,
            before,
            {**marked, "proposal": None, "refusal": None},
            ExchangeQuestion.state.not_in(_UNDECIDED),
        ),
        _marked(
            ExchangeReply,
            ExchangeReply.created_at,
            before,
            marked,
            ExchangeReply.state.not_in(_UNSAID),
        ),
        Erased(
            table=OccurrenceReply,
            where=(OccurrenceReply.text.is_not(None), OccurrenceReply.at < before),
            order=OccurrenceReply.at,
            values={"text": None},
        ),
        Erased(
            table=Occurrence,
            where=(
                Occurrence.own_text.is_not(None),
                Occurrence.due_at < before,
                Occurrence.state != OccurrenceState.PLANNED,
            ),
            order=Occurrence.due_at,
            values={"own_text": None},
        ),
        Erased(
            table=Appointment,
            where=(or_(*(one.is_not(None) for one in details)), Appointment.local_date < day),
            order=Appointment.local_date,
            values={"what": None, "place": None, "bring": None},
        ),
        # what could not be applied waits for a person, but not for ever
        Erased(
            table=InboundEvent,
            where=(
                InboundEvent.payload.is_not(None),
                InboundEvent.processed_at.is_not(None),
                InboundEvent.received_at < before,
            ),
            order=InboundEvent.received_at,
            values={"payload": None},
        ),
        Erased(
            table=Gathering,
            where=(or_(*(one.is_not(None) for one in about)), Gathering.starts_at < before),
            order=Gathering.starts_at,
            values={"title": None, "place": None},
        ),
        Erased(
            table=ChecklistItem,
            where=(
                ChecklistItem.comment.is_not(None),
                ChecklistItem.comment_at < before,
                ~_is_stuck(),
            ),
            order=ChecklistItem.comment_at,
            values={"comment": None},
        ),
        Erased(
            table=ChecklistItem,
            where=(
                ChecklistItem.blocked_reason.is_not(None),
                ChecklistItem.blocked_at < before,
                ~_is_stuck(),
            ),
            order=ChecklistItem.blocked_at,
            values={"blocked_reason": None},
        ),
        Erased(
            table=Wish,
            where=(
                Wish.paused_why.is_not(None),
                or_(Wish.paused_at.is_(None), Wish.paused_until < now),
            ),
            order=Wish.id,
            values={"paused_why": None},
        ),
    )


async def blank(session: AsyncSession, kind: Erased, *, limit: int) -> int:
    """Erase a batch of one kind; how many rows it was."""
    table = kind.table
    found = await session.execute(
        select(table.id).where(*kind.where).order_by(kind.order).limit(limit)
    )
    ids = found.scalars().all()
    if ids:
        await _write(session, table, table.id.in_(ids), kind.values)
    return len(ids)


async def blank_messages(
    session: AsyncSession, *, before: dt.datetime, now: dt.datetime, limit: int
) -> int:
    """Erase a batch of messages with what their files are called; the files go afterwards."""
    found = await session.execute(_messages(before).limit(limit))
    ids = found.scalars().all()
    if not ids:
        return 0
    content = Content(form=Form.ERASED).to_json()
    await _write(session, Message, Message.id.in_(ids), {"content": content, "erased_at": now})
    await session.execute(delete(MessageTranslation).where(MessageTranslation.message_id.in_(ids)))
    gone = {"state": MediaState.ERASED, "name": None, "reference": "", "body": None}
    await _write(
        session, Attachment, Attachment.message_id.in_(ids), {**gone, "sha256": None, "size": None}
    )
    return len(ids)


async def erased_files(session: AsyncSession, *, limit: int) -> Sequence[tuple[int, str | None]]:
    """(id of the attachment, its storage key) of erased files that may still lie there.

    No key: somebody else needs the file, so that only this row lets go of it.
    """
    found = await session.execute(
        select(Attachment.id, Attachment.storage_key)
        .where(Attachment.state == MediaState.ERASED, Attachment.storage_key.is_not(None))
        .order_by(Attachment.id)
        .limit(limit)
    )
    return [
        (number, None if await _is_needed(session, key or "") else key) for number, key in found
    ]


async def forget_files(session: AsyncSession, ids: Sequence[int]) -> None:
    """Their files are gone."""
    await _write(session, Attachment, Attachment.id.in_(ids), {"storage_key": None})


async def _is_needed(session: AsyncSession, key: str) -> bool:
    other = exists().where(Attachment.storage_key == key, Attachment.state != MediaState.ERASED)
    shared = (await session.execute(select(other))).scalar_one()
    return bool(shared) or await recordings.is_needed(session, key)


def _messages(before: dt.datetime) -> Select[int]:
    return (
        select(Message.id)
        .where(Message.erased_at.is_(None), Message.at < before, ~_is_open(Message, before))
        .order_by(Message.at)
    )


def _marked(
    table: Any, at: Any, before: dt.datetime, values: Mapping[str, Any], may: ColumnElement[bool]
) -> Erased:
    return Erased(
        table=table, where=(table.erased_at.is_(None), at < before, may), order=at, values=values
    )


def _is_open(table: Any, before: dt.datetime) -> ColumnElement[bool]:
    """An old case of its conversation is not closed."""
    matter = aliased(Case)
    return exists().where(
        and_(
            matter.conversation_id == table.conversation_id,
            matter.state != CaseState.CLOSED,
            matter.opened_at < before + LEAD,
        )
    )


def _is_stuck() -> ColumnElement[bool]:
    """A group whose sponsorship runs still waits for it, as somebody waits in a case."""
    running = exists().where(
        Sponsorship.id == ChecklistItem.sponsorship_id, Sponsorship.ended_on.is_(None)
    )
    return and_(ChecklistItem.state == ItemState.BLOCKED, running)


async def _write(
    session: AsyncSession, table: Any, where: ColumnElement[bool], values: Mapping[str, Any]
) -> None:
    await session.execute(
        update(table).where(where).values(**values).execution_options(synchronize_session=False)
    )

"""The exchange between groups: questions, their copies and replies; each moved by one UPDATE."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    CopyState,
    ExchangeCopy,
    ExchangeQuestion,
    ExchangeReply,
    QuestionState,
    ReplyState,
)

_Q, _C, _R = QuestionState, CopyState, ReplyState


async def pending_of(session: AsyncSession, contact_id: int) -> ExchangeQuestion | None:
    """The question of a volunteer that waits for staff, or for their own yes."""
    found = await session.execute(
        select(ExchangeQuestion)
        .where(
            ExchangeQuestion.contact_id == contact_id,
            ExchangeQuestion.state.in_((_Q.WAITING, _Q.PROPOSED)),
        )
        .order_by(ExchangeQuestion.id)
        .limit(1)
    )
    return found.scalar_one_or_none()


async def decide(
    session: AsyncSession,
    question_id: int,
    state: QuestionState,
    *,
    seen: Collection[QuestionState],
    **values: Any,
) -> bool:
    """Move a question on in one UPDATE; False when it is in none of the states seen any more."""
    return await _move(session, ExchangeQuestion, question_id, seen, {"state": state, **values})


async def decide_reply(
    session: AsyncSession,
    reply_id: int,
    state: ReplyState,
    *,
    seen: Collection[ReplyState],
    **values: Any,
) -> bool:
    """The same for a reply."""
    return await _move(session, ExchangeReply, reply_id, seen, {"state": state, **values})


async def move_copy(
    session: AsyncSession,
    copy_id: int,
    state: CopyState,
    *,
    seen: Collection[CopyState],
    **values: Any,
) -> bool:
    """The same for a copy."""
    return await _move(session, ExchangeCopy, copy_id, seen, {"state": state, **values})


async def find_copy(
    session: AsyncSession, copy_id: int
) -> tuple[ExchangeCopy, ExchangeQuestion] | None:
    """A copy with its question, as they are now."""
    found = await session.execute(
        select(ExchangeCopy, ExchangeQuestion)
        .join(ExchangeQuestion, ExchangeQuestion.id == ExchangeCopy.question_id)
        .where(ExchangeCopy.id == copy_id)
        .execution_options(populate_existing=True)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else None


async def count_replies(session: AsyncSession, copy_id: int) -> int:
    """How much was written to and fro; what was not passed on does not count."""
    found = await session.execute(
        select(func.count(ExchangeReply.id)).where(
            ExchangeReply.copy_id == copy_id, ExchangeReply.state != _R.REFUSED
        )
    )
    return found.scalar_one()


async def ready_copies(
    session: AsyncSession, *, without: Collection[int] = (), limit: int = 50
) -> Sequence[int]:
    """Ids of copies that are to be said, except some; not locked."""
    return await _ids(session, ExchangeCopy, ExchangeCopy.state == _C.READY, without, limit)


async def ready_replies(
    session: AsyncSession, *, without: Collection[int] = (), limit: int = 50
) -> Sequence[int]:
    """Ids of replies that are to be said, except some; not locked."""
    return await _ids(session, ExchangeReply, ExchangeReply.state == _R.READY, without, limit)


async def close_for(session: AsyncSession, contact_id: int) -> Sequence[int]:
    """Stop all that a volunteer asked or was asked; the messages that may be on their way."""
    own = select(ExchangeQuestion.id).where(ExchangeQuestion.contact_id == contact_id)
    theirs = or_(ExchangeCopy.contact_id == contact_id, ExchangeCopy.question_id.in_(own))
    copies = (
        await session.execute(
            select(ExchangeCopy.id, ExchangeCopy.message_id).where(
                theirs, ExchangeCopy.state != _C.STOPPED
            )
        )
    ).all()
    ids = [copy_id for copy_id, _ in copies]
    sent = (
        await session.execute(
            select(ExchangeReply.message_id).where(
                ExchangeReply.copy_id.in_(ids), ExchangeReply.message_id.is_not(None)
            )
        )
    ).scalars()
    await _set(session, ExchangeQuestion, ExchangeQuestion.contact_id == contact_id,
               ExchangeQuestion.state != _Q.REFUSED, state=_Q.WITHDRAWN)  # fmt: skip
    await _set(session, ExchangeCopy, ExchangeCopy.id.in_(ids), state=_C.STOPPED)
    await stop_replies(session, ids)
    return [one for one in (*(message for _, message in copies), *sent) if one is not None]


async def stop_replies(session: AsyncSession, copy_ids: Sequence[int]) -> None:
    """What was not delivered yet in these threads is not delivered any more."""
    pending = ExchangeReply.state.in_((_R.WAITING, _R.READY))
    await _set(
        session, ExchangeReply, ExchangeReply.copy_id.in_(copy_ids), pending, state=_R.WITHDRAWN
    )


async def hand_over(session: AsyncSession, gone: int, keep: int) -> None:
    """Two entries of one volunteer become one; a question that both got stays with each."""
    await _set(session, ExchangeQuestion, ExchangeQuestion.contact_id == gone, contact_id=keep)
    other = aliased(ExchangeCopy)
    both = exists().where(other.question_id == ExchangeCopy.question_id, other.contact_id == keep)
    await _set(session, ExchangeCopy, ExchangeCopy.contact_id == gone, ~both, contact_id=keep)


async def _move(
    session: AsyncSession,
    model: Any,
    row_id: int,
    seen: Collection[str],
    values: Mapping[str, Any],
) -> bool:
    found = await session.execute(
        update(model)
        .where(model.id == row_id, model.state.in_(seen))
        .values(**values)
        .returning(model.id)
        .execution_options(synchronize_session="fetch")
    )
    return found.scalar_one_or_none() is not None


async def _set(
    session: AsyncSession, model: Any, *conditions: ColumnElement[bool], **values: Any
) -> None:
    await session.execute(
        update(model)
        .where(*conditions)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def _ids(
    session: AsyncSession,
    model: Any,
    condition: ColumnElement[bool],
    without: Iterable[int],
    limit: int,
) -> Sequence[int]:
    statement: Select[Any] = (
        select(model.id)
        .where(condition, model.id.not_in(list(without)))
        .order_by(model.id)
        .limit(limit)
    )
    return list((await session.execute(statement)).scalars())

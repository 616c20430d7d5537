"""The exchange between groups as the desk shows it: what waits, what was reported. Reading only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Contact,
    Delivery,
    DeliveryKind,
    ExchangeCopy,
    ExchangeQuestion,
    ExchangeReply,
    QuestionState,
    ReplyState,
    StaffMember,
    WelcomeGroup,
)

WAITING = (QuestionState.WAITING, QuestionState.PROPOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with who asked it; only staff see that."""

    question: ExchangeQuestion
    asker: Contact
    group: WelcomeGroup
    #: the colleague who decided
    colleague: StaffMember | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A reply that waits, with its question and its author."""

    reply: ExchangeReply
    question: ExchangeQuestion
    author: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One volunteer's copy of a question, and what was written about it."""

    copy: ExchangeCopy
    reader: Contact
    replies: Sequence[ExchangeReply]
    #: on their way to the two, by message: of the copy and of the replies
    on_way: Mapping[int, Delivery]


async def count_waiting(session: AsyncSession) -> int:
    """Questions and replies that staff have to look at."""
    questions = select(func.count(ExchangeQuestion.id)).where(
        ExchangeQuestion.state == QuestionState.WAITING
    )
    replies = select(func.count(ExchangeReply.id)).where(ExchangeReply.state == ReplyState.WAITING)
    found = await session.execute(select(questions.scalar_subquery() + replies.scalar_subquery()))
    return int(found.scalar_one())


async def waiting(session: AsyncSession) -> Sequence[Asked]:
    """Questions that have not gone on, oldest first."""
    return await _asked(
        session, ExchangeQuestion.state.in_(WAITING), order=ExchangeQuestion.id.asc()
    )


async def decided(session: AsyncSession, *, limit: int = 50) -> Sequence[Asked]:
    """Questions that went on or did not, newest first."""
    past = ExchangeQuestion.state.not_in(WAITING)
    return await _asked(session, past, order=ExchangeQuestion.id.desc(), limit=limit)


async def find(session: AsyncSession, question_id: int) -> Asked | None:
    found = await _asked(
        session, ExchangeQuestion.id == question_id, order=ExchangeQuestion.id.asc()
    )
    return found[0] if found else None


async def waiting_replies(session: AsyncSession) -> Sequence[Written]:
    """Replies that staff have to look at, oldest first."""
    author = or_(
        (Contact.id == ExchangeQuestion.contact_id) & ExchangeReply.by_asker.is_(True),
        (Contact.id == ExchangeCopy.contact_id) & ExchangeReply.by_asker.is_(False),
    )
    found = await session.execute(
        select(ExchangeReply, ExchangeQuestion, Contact)
        .join(ExchangeCopy, ExchangeCopy.id == ExchangeReply.copy_id)
        .join(ExchangeQuestion, ExchangeQuestion.id == ExchangeCopy.question_id)
        .join(Contact, author)
        .where(ExchangeReply.state == ReplyState.WAITING)
        .order_by(ExchangeReply.id)
    )
    return [Written(reply=reply, question=asked, author=who) for reply, asked, who in found]


async def reported(session: AsyncSession, *, limit: int = 50) -> Sequence[Asked]:
    """Questions in whose threads something was reported, newest first."""
    threads = select(ExchangeCopy.question_id).where(ExchangeCopy.reported_at.is_not(None))
    return await _asked(
        session,
        ExchangeQuestion.id.in_(threads),
        order=ExchangeQuestion.id.desc(),
        limit=limit,
    )


async def threads(session: AsyncSession, question_id: int) -> Sequence[Thread]:
    """Every copy of a question with its replies; those with replies first."""
    copies = (
        await session.execute(
            select(ExchangeCopy, Contact)
            .join(Contact, Contact.id == ExchangeCopy.contact_id)
            .where(ExchangeCopy.question_id == question_id)
            .order_by(ExchangeCopy.id)
        )
    ).all()
    ids = [copy.id for copy, _ in copies]
    rows = await session.execute(
        select(ExchangeReply).where(ExchangeReply.copy_id.in_(ids)).order_by(ExchangeReply.id)
    )
    by_copy: dict[int, list[ExchangeReply]] = {one: [] for one in ids}
    for reply in rows.scalars():
        by_copy[reply.copy_id].append(reply)
    sent = [copy.message_id for copy, _ in copies]
    sent += [reply.message_id for each in by_copy.values() for reply in each]
    on_way = await _on_way(session, [one for one in sent if one is not None])
    found = [
        Thread(copy=copy, reader=who, replies=by_copy[copy.id], on_way=on_way)
        for copy, who in copies
    ]
    return sorted(found, key=lambda one: not one.replies)


async def _on_way(session: AsyncSession, message_ids: Sequence[int]) -> Mapping[int, Delivery]:
    """The newest delivery to a person of each message."""
    found = await session.execute(
        select(Delivery)
        .where(Delivery.message_id.in_(message_ids), Delivery.kind != DeliveryKind.STAFF)
        .order_by(Delivery.id)
    )
    return {one.message_id: one for one in found.scalars()}


async def _asked(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    order: ColumnElement[int],
    limit: int = 200,
) -> list[Asked]:
    found = await session.execute(
        select(ExchangeQuestion, Contact, WelcomeGroup, StaffMember)
        .join(Contact, Contact.id == ExchangeQuestion.contact_id)
        .join(WelcomeGroup, WelcomeGroup.id == ExchangeQuestion.welcome_group_id)
        .outerjoin(StaffMember, StaffMember.id == ExchangeQuestion.decided_by)
        .where(*conditions)
        .order_by(order)
        .limit(limit)
    )
    return [
        Asked(question=row, asker=who, group=group, colleague=by) for row, who, group, by in found
    ]

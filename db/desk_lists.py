"""The lists of the inbox, narrowed and in their order, and what went wrong; within `desk.scope`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import desk, desk_counts
from db.desk import Line
from db.models import (
    Address,
    Case,
    CaseState,
    Contact,
    Control,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Household,
    Message,
    StaffMember,
    WelcomeGroup,
)

#: Whoever waits longest with the most urgent matter comes first.
URGENCY: tuple[Any, ...] = (
    Case.priority_rank.is_(None),
    Case.priority_rank,
    desk.waits_since.is_(None),
    desk.waits_since,
    desk.since,
    Conversation.last_message_at.desc(),
    Conversation.id,
)
_past, _group = aliased(Case), aliased(WelcomeGroup)
#: Of the unclosed case, else of the newest one.
_reason = func.coalesce(
    Case.reason,
    select(_past.reason)
    .where(_past.conversation_id == Conversation.id)
    .order_by(_past.id.desc())
    .limit(1)
    .correlate(Conversation)
    .scalar_subquery(),
)
#: Whose rules apply, as `handlers.context.Turn.region` decides it.
_region = func.coalesce(
    Contact.region,
    Household.region,
    select(_group.region)
    .where(_group.id == desk.group_id)
    .correlate(Address, Contact)
    .scalar_subquery(),
    Conversation.region,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What a colleague wants to see of a list; None leaves everything in."""

    language: str | None = None
    channel: str | None = None
    reason: str | None = None
    region: str | None = None
    #: ids of welcome groups
    groups: Collection[int] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a conversation must fulfil, as desk.threads joins it."""
        found = []
        if self.language is not None:
            found.append(desk.in_language(self.language))
        if self.channel is not None:
            found.append(Address.channel == self.channel)
        if self.reason is not None:
            found.append(_reason == self.reason)
        if self.region is not None:
            found.append(_region == self.region)
        if self.groups is not None:
            found.append(desk.group_id.in_(self.groups))
        return found


EVERYTHING = Narrow()


async def counts(
    session: AsyncSession, member: StaffMember, narrow: Narrow = EVERYTHING
) -> dict[str, int]:
    """How many conversations of each list are left in; also of the lists that only grow."""
    views = desk_counts.views(member)
    found = await desk_counts.count(session, member, views, *narrow.conditions())
    return {**found, "mentions": await desk_counts.unseen(session, member)}


async def page(
    session: AsyncSession,
    member: StaffMember,
    view: str,
    narrow: Narrow = EVERYTHING,
    *,
    limit: int,
    skip: int = 0,
) -> Sequence[Line]:
    """One list: the most urgent first, then whoever waits longest.

    What is closed comes newest first, and "all" goes on with the newest word behind what is open.
    """
    within = [*desk.scope(member), *narrow.conditions()]
    at_work = (*within, desk_counts.views(member)[view], desk_counts.in_work())
    if view == "closed":
        ids = await _closed(session, (*within, desk_counts.views(member)[view]), limit, skip)
        return await desk.of_ids(session, ids)
    ids = await _ids(session, at_work, URGENCY, limit, skip)
    if view == "all" and len(ids) < limit:
        before = await session.execute(desk.threads(func.count(Conversation.id)).where(*at_work))
        rest = (*within, Case.id.is_(None), Conversation.control != Control.HUMAN)
        order = (Conversation.last_message_at.desc().nulls_last(), Conversation.id.desc())
        behind = max(skip - before.scalar_one(), 0)
        ids += await _ids(session, rest, order, limit - len(ids), behind)
    return await desk.of_ids(session, ids)


async def groups(session: AsyncSession) -> dict[int, str]:
    """Names of all welcome groups by id: they are encrypted, so that only memory can search."""
    found = await session.execute(select(WelcomeGroup.id, WelcomeGroup.name))
    return {row.id: row.name for row in found}


async def last_cases(session: AsyncSession, ids: Sequence[int]) -> dict[int, Case]:
    """The newest closed case of each conversation, by the conversation's id."""
    found = await session.execute(
        select(Case)
        .where(Case.conversation_id.in_(ids), Case.state == CaseState.CLOSED)
        .order_by(Case.id)
    )
    return {one.conversation_id: one for one in found.scalars()}


async def confidential(session: AsyncSession, ids: Sequence[int]) -> set[int]:
    """Which of these conversations ever had a confidential case: closing it opens nothing."""
    found = await session.execute(
        select(Case.conversation_id).where(
            Case.conversation_id.in_(ids), Case.confidential.is_(True)
        )
    )
    return set(found.scalars())


async def attention(
    session: AsyncSession, member: StaffMember, *, limit: int = 50
) -> Sequence[tuple[Delivery, Line]]:
    """Deliveries to people that went wrong and that nobody has sent again, newest first."""
    again = aliased(Delivery)
    found = await session.execute(
        desk.threads(Delivery, Conversation.id)
        .join(Message, Message.conversation_id == Conversation.id)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(
            Delivery.state.in_((DeliveryState.UNCERTAIN, DeliveryState.FAILED)),
            Delivery.kind != DeliveryKind.STAFF,
            ~exists().where(again.resend_of == Delivery.id),
            *desk.scope(member),
        )
        .order_by(Delivery.id.desc())
        .limit(limit)
    )
    rows = [(delivery, thread_id) for delivery, thread_id in found]
    lines = await desk.of_ids(session, list({thread_id for _, thread_id in rows}))
    by_id = {one.conversation.id: one for one in lines}
    return [(delivery, by_id[thread_id]) for delivery, thread_id in rows]


async def _closed(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]], limit: int, skip: int
) -> list[int]:
    """Conversations by when their last case was closed, the newest first.

    Along the index, in a window that widens until the page is full: years are not sorted for it.
    """
    window = (limit + skip) * 4
    while True:
        newest = (
            select(_past.conversation_id)
            .where(_past.closed_at.is_not(None))
            .order_by(_past.closed_at.desc(), _past.id.desc())
            .limit(window)
        )
        ended = (await session.execute(newest)).scalars().all()
        inside = desk.threads(Conversation.id).where(Conversation.id.in_(newest), *conditions)
        fitting = set((await session.execute(inside)).scalars())
        ids = [one for one in dict.fromkeys(ended) if one in fitting]
        if len(ids) >= limit + skip or len(ended) < window:
            return ids[skip : skip + limit]
        window *= 8


async def _ids(
    session: AsyncSession,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    limit: int,
    skip: int,
) -> list[int]:
    found = await session.execute(
        desk.threads(Conversation.id).where(*conditions).order_by(*order).limit(limit).offset(skip)
    )
    return list(found.scalars())

"""Windows that close on somebody who waits, and of which staff were warned."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import charges, upsert
from db.models import (
    Address,
    Author,
    Case,
    CaseState,
    Conversation,
    Direction,
    Handoff,
    Message,
    WindowWarning,
)


async def closing(
    session: AsyncSession,
    channel: str,
    *,
    after: dt.datetime,
    until: dt.datetime,
    without: Collection[int] = (),
) -> Sequence[int]:
    """Ids of conversations last heard of between, whose person waits and of which nobody knows.

    Only a first look, without a lock: words that need no answer are counted, too.
    """
    known = exists().where(
        WindowWarning.conversation_id == Conversation.id,
        WindowWarning.heard_at == Address.last_inbound_at,
    )
    found = await session.execute(
        select(Conversation.id)
        .join(Address, Address.id == Conversation.address_id)
        .join(Case, and_(Case.conversation_id == Conversation.id, Case.state == CaseState.OPEN))
        .join(Handoff, and_(Handoff.case_id == Case.id, Handoff.released_at.is_(None)))
        .where(
            Address.channel == channel,
            Address.last_inbound_at > after,
            Address.last_inbound_at <= until,
            charges.heard_before(until),
            ~known,
            Conversation.id.not_in(without),
        )
        .order_by(Conversation.id)
    )
    return list(dict.fromkeys(found.scalars()))


async def record(
    session: AsyncSession, conversation_id: int, heard_at: dt.datetime, *, now: dt.datetime
) -> bool:
    """True when nobody was warned of this window before."""
    values = {"conversation_id": conversation_id, "heard_at": heard_at, "at": now}
    return await upsert.insert_new(session, WindowWarning, **values) is not None


async def take_back(session: AsyncSession, conversation_id: int, heard_at: dt.datetime) -> None:
    """Nobody was warned of this window after all."""
    await session.execute(
        delete(WindowWarning).where(
            WindowWarning.conversation_id == conversation_id, WindowWarning.heard_at == heard_at
        )
    )


async def warned(session: AsyncSession, ids: Sequence[int]) -> set[int]:
    """Those whose present window staff were warned of, and in which no colleague wrote since."""
    answered = exists().where(
        Message.conversation_id == Conversation.id,
        Message.direction == Direction.OUT,
        Message.author == Author.STAFF,
        Message.at >= WindowWarning.heard_at,
    )
    found = await session.execute(
        select(Conversation.id)
        .join(Address, Address.id == Conversation.address_id)
        .join(WindowWarning, WindowWarning.conversation_id == Conversation.id)
        .where(
            Conversation.id.in_(ids),
            WindowWarning.heard_at == Address.last_inbound_at,
            ~answered,
        )
    )
    return set(found.scalars())

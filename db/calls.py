"""Calls that people asked for: times are taken so that nobody has two at once."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import TAKES_TIME, CallState, PhoneCall

#: What staff are shown of calls: neither those that moved, nor those that were never agreed.
SHOWN = (CallState.BOOKED, CallState.DONE, CallState.NO_ANSWER, CallState.CANCELLED)


async def taken(
    session: AsyncSession, since: dt.datetime, until: dt.datetime
) -> Sequence[PhoneCall]:
    """Calls that take up time between two instants, in order."""
    found = await session.execute(
        select(PhoneCall)
        .where(
            PhoneCall.state.in_(TAKES_TIME),
            PhoneCall.starts_at < until,
            PhoneCall.ends_at > since,
        )
        .order_by(PhoneCall.starts_at, PhoneCall.id)
    )
    return found.scalars().all()


async def hold(
    session: AsyncSession,
    colleagues: Sequence[int],
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    *,
    at_once: int,
    **values: Any,
) -> PhoneCall | None:
    """Take a time for the first of these colleagues who is free; None when it is taken.

    `values`: conversation_id, language, interpreter, held_until, created_at. Whoever loses a race
    for a colleague or a line tries what is left.
    """
    for _ in range(len(colleagues) + at_once):
        busy = await taken(session, starts_at, ends_at)
        free = [one for one in colleagues if one not in {call.staff_id for call in busy}]
        lines = sorted(set(range(at_once)) - {call.line for call in busy})
        if not free or not lines:
            return None
        call_id = await upsert.insert_new(
            session,
            PhoneCall,
            staff_id=free[0],
            line=lines[0],
            state=CallState.HELD,
            starts_at=starts_at,
            ends_at=ends_at,
            **values,
        )
        if call_id is not None:
            return await session.get_one(PhoneCall, call_id)
    return None


async def hand_over(session: AsyncSession, call: PhoneCall, staff_id: int) -> bool:
    """Another colleague makes the call; False when they have one at that time after all."""
    busy = await taken(session, call.starts_at, call.ends_at)
    if staff_id in {one.staff_id for one in busy}:
        return False
    try:
        async with session.begin_nested():
            call.staff_id = staff_id
            await session.flush()
    except IntegrityError:
        await session.refresh(call)
        return False
    return True


async def of_conversation(
    session: AsyncSession, conversation_id: int, *states: CallState, limit: int = 5
) -> Sequence[PhoneCall]:
    """The calls of a conversation, in these states or in all, the newest first."""
    wanted = PhoneCall.state.in_(states or tuple(CallState))
    found = await session.execute(
        select(PhoneCall)
        .where(PhoneCall.conversation_id == conversation_id, wanted)
        .order_by(PhoneCall.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return found.scalars().all()


async def booked(session: AsyncSession, conversation_id: int) -> PhoneCall | None:
    """The call that a person can count on."""
    found = await of_conversation(session, conversation_id, CallState.BOOKED, limit=1)
    return found[0] if found else None


async def find(session: AsyncSession, conversation_id: int, call_id: int) -> PhoneCall | None:
    """A call, only if it is this conversation's."""
    found = await session.execute(
        select(PhoneCall)
        .where(PhoneCall.id == call_id, PhoneCall.conversation_id == conversation_id)
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


async def due(
    session: AsyncSession, *, now: dt.datetime, without: Collection[int] = (), limit: int = 50
) -> Sequence[int]:
    """Ids of calls, except some, whose reminder is due or whose time was kept in vain."""
    stale = (PhoneCall.state == CallState.HELD) & (PhoneCall.held_until <= now)
    found = await session.execute(
        select(PhoneCall.id)
        .where((PhoneCall.remind_at <= now) | stale, PhoneCall.id.not_in(without))
        .order_by(PhoneCall.id)
        .limit(limit)
    )
    return found.scalars().all()


async def thread_of(session: AsyncSession, call_id: int) -> int | None:
    """The id of a call's conversation, to lock that first."""
    found = await session.execute(select(PhoneCall.conversation_id).where(PhoneCall.id == call_id))
    return found.scalar_one_or_none()


async def forget(session: AsyncSession, conversation_id: int, *, now: dt.datetime) -> None:
    """The phone belongs to nobody here any more: no call is made, no number is kept."""
    for call in await of_conversation(session, conversation_id, limit=1000):
        call.number = call.remind_at = None
        if call.state in TAKES_TIME:
            call.state, call.settled_at = CallState.CANCELLED, now


async def stop_reminding(session: AsyncSession, conversation_id: int) -> None:
    """STOP: the call stays, nothing is written about it first."""
    await session.execute(
        update(PhoneCall).where(PhoneCall.conversation_id == conversation_id).values(remind_at=None)
    )


async def erase_numbers(session: AsyncSession, *, before: dt.datetime) -> int:
    """Erase the numbers of calls that were to be made before an instant."""
    found = await session.execute(
        update(PhoneCall)
        .where(PhoneCall.ends_at < before, PhoneCall.number.is_not(None))
        .values(number=None)
        .returning(PhoneCall.id)
    )
    return len(found.scalars().all())

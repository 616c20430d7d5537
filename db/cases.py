"""Cases and handoffs: matters that people work on, and the periods of human control in them."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import PRIORITY_RANK, Case, CaseState, Conversation, Handoff, Priority, Reason

#: In a case's brief: whether the person says that others may read their phone.
UNSAFE = "unsafe"
#: In a case's brief: whether something else was asked for besides what opened it.
MORE = "more"


async def unclosed(session: AsyncSession, conversation_id: int) -> Case | None:
    found = await session.execute(
        select(Case).where(Case.conversation_id == conversation_id, Case.state != CaseState.CLOSED)
    )
    return found.scalar_one_or_none()


async def add(
    session: AsyncSession,
    conversation: Conversation,
    *,
    reason: Reason,
    priority: Priority,
    brief: dict[str, Any],
    now: dt.datetime,
    **more: Any,
) -> Case:
    """A new case; `more`: intent, confidential, independent."""
    case = Case(
        conversation_id=conversation.id,
        reason=reason,
        priority=priority,
        priority_rank=PRIORITY_RANK[priority],
        brief=brief,
        opened_at=now,
        **more,
    )
    session.add(case)
    await session.flush()
    return case


async def request_handoff(session: AsyncSession, case: Case, *, now: dt.datetime) -> Handoff:
    """Ask for a person; the first alert is due at once."""
    handoff = Handoff(case_id=case.id, requested_at=now, next_alert_at=now)
    session.add(handoff)
    await session.flush()
    return handoff


async def running_handoff(session: AsyncSession, case_id: int) -> Handoff | None:
    """The handoff that has not ended yet."""
    found = await session.execute(
        select(Handoff)
        .where(Handoff.case_id == case_id, Handoff.released_at.is_(None))
        .order_by(Handoff.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def alerts_due(
    session: AsyncSession, *, now: dt.datetime, without: Collection[int] = (), limit: int = 20
) -> Sequence[int]:
    """Ids of conversations, except some, whose staff must be told (again); not locked."""
    found = await session.execute(
        select(Case.conversation_id)
        .join(Handoff, Handoff.case_id == Case.id)
        .where(
            Handoff.next_alert_at <= now,
            Handoff.claimed_at.is_(None),
            Handoff.released_at.is_(None),
            Case.state == CaseState.OPEN,
            Case.conversation_id.not_in(without),
        )
        .order_by(Handoff.next_alert_at)
        .limit(limit)
    )
    return found.scalars().all()


async def snoozed_due(
    session: AsyncSession, *, now: dt.datetime, without: Collection[int] = (), limit: int = 20
) -> Sequence[int]:
    """Ids of conversations, except some, put aside until now, longest ago first; not locked."""
    found = await session.execute(
        select(Case.conversation_id)
        .where(
            Case.state == CaseState.SNOOZED,
            Case.snoozed_until <= now,
            Case.conversation_id.not_in(without),
        )
        .order_by(Case.snoozed_until)
        .limit(limit)
    )
    return found.scalars().all()


async def was_independent(session: AsyncSession, conversation_id: int) -> bool:
    """Somebody independent must look at this conversation, or had to: it stays kept from others."""
    found = await session.execute(
        select(exists().where(Case.conversation_id == conversation_id, Case.independent.is_(True)))
    )
    return found.scalar_one()


async def of_conversation(session: AsyncSession, conversation_id: int) -> Sequence[Case]:
    """All cases of a conversation, newest first."""
    found = await session.execute(
        select(Case).where(Case.conversation_id == conversation_id).order_by(Case.id.desc())
    )
    return found.scalars().all()

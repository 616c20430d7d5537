"""Who answered what to an occurrence: one row an address, and the newest answer counts."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Address,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Message,
    Occurrence,
    OccurrenceReply,
)
from db.occurrences import OccurrenceState

#: The answer of who wrote own words.
WORDS = "words"
#: What was not sent because nobody could be reached.
_UNREACHED = (
    Occurrence.state.in_((OccurrenceState.EXPIRED, OccurrenceState.SKIPPED)),
    Occurrence.reason == "unreachable",
)


async def record(
    session: AsyncSession,
    occurrence_id: int,
    address_id: int,
    *,
    answer: str,
    text: str | None,
    contact_id: int | None,
    now: dt.datetime,
) -> str | None:
    """Write an answer in place of an earlier one from this address; what that one was.

    The conversation of the address is locked, so nobody else writes here.
    """
    found = await session.execute(
        select(OccurrenceReply).where(
            OccurrenceReply.occurrence_id == occurrence_id,
            OccurrenceReply.address_id == address_id,
        )
    )
    row = found.scalar_one_or_none()
    before = row.answer if row is not None else None
    if row is None:
        row = OccurrenceReply(occurrence_id=occurrence_id, address_id=address_id)
        session.add(row)
    row.answer, row.text, row.contact_id, row.at = answer, text, contact_id, now
    await session.flush()
    return before


async def of_occurrences(
    session: AsyncSession, ids: Collection[int]
) -> dict[int, list[OccurrenceReply]]:
    """By occurrence, the newest answer first."""
    found = await session.execute(
        select(OccurrenceReply)
        .where(OccurrenceReply.occurrence_id.in_(ids))
        .order_by(OccurrenceReply.at.desc(), OccurrenceReply.id.desc())
    )
    by_occurrence: dict[int, list[OccurrenceReply]] = {}
    for reply in found.scalars():
        by_occurrence.setdefault(reply.occurrence_id, []).append(reply)
    return by_occurrence


async def move_contact(session: AsyncSession, gone_id: int, keep_id: int) -> None:
    """What one contact answered was said by another one, who is the same person."""
    await session.execute(
        update(OccurrenceReply)
        .where(OccurrenceReply.contact_id == gone_id)
        .values(contact_id=keep_id)
    )


async def silence_due(
    session: AsyncSession, *, now: dt.datetime, without: Collection[int] = (), limit: int = 50
) -> Sequence[int]:
    """Ids of occurrences whose missing answer is looked at now; not locked."""
    found = await session.execute(
        select(Occurrence.id)
        .where(Occurrence.silence_at <= now, Occurrence.id.not_in(without))
        .order_by(Occurrence.silence_at, Occurrence.id)
        .limit(limit)
    )
    return found.scalars().all()


async def claim_silence(
    session: AsyncSession, occurrence_id: int, *, now: dt.datetime
) -> Occurrence | None:
    """Lock one that is still to be looked at."""
    found = await session.execute(
        select(Occurrence)
        .where(Occurrence.id == occurrence_id, Occurrence.silence_at <= now)
        .with_for_update(skip_locked=True)
    )
    return found.scalar_one_or_none()


async def asked(
    session: AsyncSession, last: Occurrence, steps: Collection[str], *, limit: int = 12
) -> Sequence[tuple[Occurrence, bool]]:
    """Up to this occurrence, what its side was asked by these steps, the newest first.

    It was sent, or not because nobody could be reached; each with whether anybody answered.
    """
    answered = exists().where(OccurrenceReply.occurrence_id == Occurrence.id)
    at = func.coalesce(Occurrence.sent_at, Occurrence.due_at)
    found = await session.execute(
        select(Occurrence, answered)
        .where(
            Occurrence.household_id == last.household_id,
            Occurrence.sponsorship_id == last.sponsorship_id,
            Occurrence.side == last.side,
            Occurrence.step_key.in_(steps),
            at <= (last.sent_at or last.due_at),
            Occurrence.sent_at.is_not(None) | and_(*_UNREACHED),
        )
        .order_by(at.desc(), Occurrence.id.desc())
        .limit(limit)
    )
    return [(row, said) for row, said in found]


async def heard_at(session: AsyncSession, addresses: Collection[int]) -> dt.datetime | None:
    """When somebody last wrote or pressed something at one of these addresses."""
    found = await session.execute(
        select(func.max(Message.at))
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.address_id.in_(addresses), Message.direction == Direction.IN)
    )
    return found.scalar_one_or_none()


async def addresses_of(session: AsyncSession, *owners: ColumnElement[bool]) -> Sequence[int]:
    """Ids of the addresses in use whose owner meets the conditions, oldest first."""
    found = await session.execute(
        select(Address.id)
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .where(*owners, Address.detached_at.is_(None))
        .order_by(Address.id)
    )
    return found.scalars().all()


async def asked_at(session: AsyncSession, occurrence_id: int) -> Sequence[int]:
    """The conversations in which an occurrence was said and handed over, the first one first."""
    found = await session.execute(
        select(Message.conversation_id)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(Delivery.occurrence_id == occurrence_id, Delivery.state == DeliveryState.DONE)
        .order_by(Delivery.id)
    )
    return found.scalars().all()


async def threads_of(session: AsyncSession, addresses: Collection[int]) -> Sequence[int]:
    """The conversations with these addresses, the oldest address first."""
    found = await session.execute(
        select(Conversation.id)
        .where(Conversation.address_id.in_(addresses))
        .order_by(Conversation.address_id)
    )
    return found.scalars().all()


def newest_answer() -> ColumnElement[str | None]:
    """The newest answer to an occurrence, as a column of a query on occurrences."""
    return (
        select(OccurrenceReply.answer)
        .where(OccurrenceReply.occurrence_id == Occurrence.id)
        .order_by(OccurrenceReply.at.desc(), OccurrenceReply.id.desc())
        .limit(1)
        .correlate(Occurrence)
        .scalar_subquery()
    )

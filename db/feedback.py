"""What was answered, what people thought of it, and questions that nothing answered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import Awaiting, FaqAnswer, FaqChoice, FaqGap, Feedback

#: So many open questions of a conversation are looked through for an offer.
RECENT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of one entry."""

    entry_id: str
    #: how often it was sent
    answered: int = 0
    #: "this helped"
    helped: int = 0
    #: "not quite"
    not_quite: int = 0
    #: how often it was chosen among several
    chosen: int = 0


async def record(
    session: AsyncSession, message_id: int, entry_id: str, *, helped: bool, now: dt.datetime
) -> bool:
    """Keep a verdict on one answer; True when it is the first press or a changed mind."""
    row = await upsert.insert_new(
        session, Feedback, message_id=message_id, entry_id=entry_id, helped=helped, at=now
    )
    if row is not None:
        return True
    found = await session.execute(
        update(Feedback)
        .where(Feedback.message_id == message_id, Feedback.helped != helped)
        .values(helped=helped, at=now)
        .returning(Feedback.id)
    )
    return found.scalar_one_or_none() is not None


async def of_message(session: AsyncSession, message_id: int) -> bool | None:
    """Whether an answer helped, as the person said; None when they said nothing."""
    found = await session.execute(select(Feedback.helped).where(Feedback.message_id == message_id))
    return found.scalar_one_or_none()


async def record_answer(
    session: AsyncSession, message_id: int, entry_id: str, language: str, *, now: dt.datetime
) -> None:
    """Count that a message answered from an entry."""
    await upsert.insert_new(
        session, FaqAnswer, message_id=message_id, entry_id=entry_id, language=language, at=now
    )


async def record_choice(
    session: AsyncSession, conversation_id: int, entry_id: str, *, choose: str, now: dt.datetime
) -> None:
    """Keep which of the offered entries was chosen.

    `choose` begins the payloads of an offer; an entry follows, and perhaps ":" and a language.
    """
    found = await session.execute(
        select(Awaiting)
        .where(Awaiting.conversation_id == conversation_id, Awaiting.message_id.is_not(None))
        .order_by(Awaiting.id.desc())
        .limit(RECENT)
    )
    for offer in found.scalars():
        loads = [one.removeprefix(choose) for one in offer.options if one.startswith(choose)]
        entries = [one.partition(":")[0] for one in loads]
        if entry_id in entries:
            await upsert.insert_new(
                session,
                FaqChoice,
                message_id=offer.message_id,
                entry_id=entry_id,
                offered=entries,
                at=now,
            )
            return


async def tallies(session: AsyncSession) -> Sequence[Tally]:
    """Every entry that was answered, judged or chosen; the most answered first."""
    counts: dict[str, dict[str, int]] = {}
    verdicts = func.sum(case((Feedback.helped.is_(True), 1), else_=0))
    for names, query in (
        (("answered",), select(FaqAnswer.entry_id, func.count()).group_by(FaqAnswer.entry_id)),
        (
            ("helped", "not_quite"),
            select(Feedback.entry_id, verdicts, func.count() - verdicts).group_by(
                Feedback.entry_id
            ),
        ),
        (("chosen",), select(FaqChoice.entry_id, func.count()).group_by(FaqChoice.entry_id)),
    ):
        for entry_id, *values in await session.execute(query):
            counts.setdefault(entry_id, {}).update(zip(names, map(int, values), strict=True))
    found = [Tally(entry_id=entry_id, **of) for entry_id, of in counts.items()]
    return sorted(found, key=lambda one: (-one.answered, one.entry_id))


async def add_gap(
    session: AsyncSession,
    conversation_id: int,
    text: str,
    language: str | None,
    *,
    now: dt.datetime,
) -> None:
    """Remember a question that nothing answered."""
    session.add(FaqGap(conversation_id=conversation_id, text=text, language=language, at=now))

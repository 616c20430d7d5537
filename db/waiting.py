"""The queue: open cases that nobody has taken, in the order in which they are looked at."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Address, Case, CaseState, Contact, Conversation, Handoff, Household


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One place in the queue."""

    case_id: int
    #: lower is more urgent
    rank: int
    #: since when the person waits
    since: dt.datetime
    #: the language in which the person is answered
    language: str
    #: only those who handle complaints see it
    independent: bool


async def line(session: AsyncSession, *, at_most: int = 500) -> Sequence[Waiting]:
    """Everybody who waits, first come first served within one urgency."""
    home = func.coalesce(Address.household_id, Contact.household_id)
    # as handlers.context.usual_language decides it
    language = func.coalesce(
        case((Conversation.language_chosen, Conversation.language)),
        Contact.language,
        Household.language,
        Conversation.language,
        "en",
    )
    since = func.min(Handoff.requested_at)
    found = await session.execute(
        select(Case.id, Case.priority_rank, since, language, Case.independent)
        .join(Handoff, Handoff.case_id == Case.id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .join(Address, Address.id == Conversation.address_id)
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .outerjoin(Household, Household.id == home)
        .where(
            Case.state == CaseState.OPEN,
            Handoff.claimed_at.is_(None),
            Handoff.released_at.is_(None),
        )
        .group_by(Case.id, Case.priority_rank, language, Case.independent)
        .order_by(Case.priority_rank, since, Case.id)
        .limit(at_most)
    )
    return [
        Waiting(case_id=number, rank=rank, since=asked, language=spoken, independent=apart)
        for number, rank, asked, spoken, apart in found
    ]

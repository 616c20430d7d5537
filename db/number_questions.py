"""Questions to the bot by week and language, and what it had to say to them.

What people wrote is encrypted: a question is known by what it led to. Two answers given at once
are one question; small talk and what was written to a colleague are none.
"""

from collections import Counter
from enum import StrEnum

from sqlalchemy import String, Subquery, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import desk
from db.models import Awaiting, FaqAnswer, FaqChoice, FaqGap, Message
from db.weeks import Wanted, in_language, week_of, within


class Outcome(StrEnum):
    """What a question led to."""

    #: an answer from the FAQ
    ANSWERED = "answered"
    #: several topics to choose from, of which none was chosen
    OFFERED = "offered"
    #: "I do not know"
    UNKNOWN = "unknown"


#: Week, language and outcome.
Key = tuple[int, str, Outcome]


async def count(session: AsyncSession, wanted: Wanted, *, choose: str) -> Counter[Key]:
    """Questions by week, language and outcome; `choose` begins the payloads of an offer."""
    found: Counter[Key] = Counter()
    for outcome, rows in (
        (Outcome.ANSWERED, _answered(wanted)),
        (Outcome.OFFERED, _offered(wanted, choose)),
        (Outcome.UNKNOWN, _unknown(wanted)),
    ):
        grouped = (
            select(rows.c.week, rows.c.language, func.count())
            .where(in_language(rows.c.language, wanted))
            .group_by(rows.c.week, rows.c.language)
        )
        for week, language, times in await session.execute(grouped):
            found[week, language or "", outcome] += times
    return found


def _answered(wanted: Wanted) -> Subquery:
    threads = desk.spoken(wanted.member).subquery()
    # an answer whose message was erased still counts, by itself
    whose = func.coalesce(Message.conversation_id, -FaqAnswer.id).label("whose")
    language = func.coalesce(threads.c.language, FaqAnswer.language).label("language")
    return (
        select(week_of(FaqAnswer.at, wanted).label("week"), language, whose, FaqAnswer.at)
        .outerjoin(Message, Message.id == FaqAnswer.message_id)
        .outerjoin(threads, threads.c.id == Message.conversation_id)
        .where(within(FaqAnswer.at, wanted))
        .where(or_(FaqAnswer.message_id.is_(None), threads.c.id.is_not(None)))
        .distinct()
        .subquery()
    )


def _offered(wanted: Wanted, choose: str) -> Subquery:
    threads = desk.spoken(wanted.member).subquery()
    chosen = exists().where(FaqChoice.message_id == Awaiting.message_id)
    return (
        select(week_of(Awaiting.asked_at, wanted).label("week"), threads.c.language)
        .join(threads, threads.c.id == Awaiting.conversation_id)
        .where(within(Awaiting.asked_at, wanted), ~chosen)
        .where(cast(Awaiting.options, String).contains(f'"{choose}', autoescape=True))
        .subquery()
    )


def _unknown(wanted: Wanted) -> Subquery:
    threads = desk.spoken(wanted.member).subquery()
    return (
        select(
            week_of(FaqGap.at, wanted).label("week"),
            func.coalesce(threads.c.language, FaqGap.language).label("language"),
        )
        .outerjoin(threads, threads.c.id == FaqGap.conversation_id)
        .where(within(FaqGap.at, wanted))
        .where(or_(FaqGap.conversation_id.is_(None), threads.c.id.is_not(None)))
        .subquery()
    )

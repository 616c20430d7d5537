"""What staff decide about the exchange: pass on, put differently, refuse, take somebody out."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, consents, conversations, exchange, exchange_members, staff
from db.exchange_members import Member
from db.models import (
    Contact,
    CopyState,
    DeliveryKind,
    ExchangeCopy,
    ExchangeQuestion,
    ExchangeReply,
    Priority,
    Purpose,
    QuestionState,
    Reason,
    ReplyState,
    StaffMember,
)
from handlers import context, escalation, exchange_details, saying
from handlers import exchange as circle
from handlers.context import Turn
from handlers.exchange import VERB
from handlers.exchange_details import Kind
from handlers.house import House
from locales.text import Text
from locales.texts import exchange as texts

#: Questions that a volunteer got in this time make others come first.
LATELY = dt.timedelta(days=30)
#: Characters of a reason or a wording.
LONGEST = 800
_OPEN = (QuestionState.WAITING, QuestionState.PROPOSED)


class NoWords(ValueError):
    """A reason, or a wording, is missing."""


class DecidedMeanwhile(LookupError):
    """A colleague or the author was quicker: it does not wait any more."""


class HoldsDetails(ValueError):
    """A family or a person could be known by this wording."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        super().__init__(HoldsDetails.__doc__)
        #: the kinds of details that were found
        self.kinds = tuple(kinds)


def words_of(question: ExchangeQuestion) -> str:
    """The words that others read: staff's, once their author has agreed."""
    agreed = question.proposal if question.agreed_at else None
    return agreed or question.text


def choose(members: Sequence[Member], language: str, most: int) -> list[Member]:
    """Who gets a question: readers of its language, else everybody with a mark of the language.

    Those come first who got the fewest lately.
    """
    readers = [one for one in members if language in one.reads]
    fair = sorted(readers or members, key=lambda one: (one.received, one.contact_id))
    return fair[:most]


async def approve(
    session: AsyncSession, house: House, question_id: int, *, member: StaffMember, now: dt.datetime
) -> None:
    """A question goes on as it was written. Raises DecidedMeanwhile."""
    turn, question = await _author(session, house, question_id, now=now)
    question.decided_by = member.id
    await session.flush()
    if not await send_on(turn, question):
        raise DecidedMeanwhile(DecidedMeanwhile.__doc__)
    await _audit(session, member, "approve", "exchange_question", question_id, now=now)


async def send_on(turn: Turn, question: ExchangeQuestion) -> bool:
    """Copies for volunteers of other groups, to be said by the clock; False when it is too late."""
    session, now = turn.session, turn.now
    if not await exchange.decide(
        session, question.id, QuestionState.APPROVED, seen=_OPEN, decided_at=now
    ):
        return False
    found = await exchange_members.members(
        session, besides_group=question.welcome_group_id, since=now - LATELY
    )
    chosen = choose(found, question.language, turn.house.policy.exchange_copies)
    for one in chosen:
        session.add(
            ExchangeCopy(
                question_id=question.id,
                contact_id=one.contact_id,
                postal_code=one.postal_code,
                state=CopyState.READY,
                created_at=now,
            )
        )
    if not chosen:
        await escalation.open_case(turn, Reason.EXCHANGE, priority=Priority.NORMAL)
    await _say(turn, texts.SENT_ON if chosen else texts.NOBODY)
    return True


async def propose(
    session: AsyncSession,
    house: House,
    question_id: int,
    text: str,
    *,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """Ask the author whether it may go on in other words.

    Raises NoWords, HoldsDetails, DecidedMeanwhile.
    """
    wording = _clean(text)
    kinds = exchange_details.find(wording, await exchange_members.everybodys_names(session))
    if kinds:
        raise HoldsDetails(kinds)
    turn, _ = await _author(session, house, question_id, now=now)
    changes = {"proposal": wording, "decided_by": member.id, "declined_at": None}
    if not await exchange.decide(
        session, question_id, QuestionState.PROPOSED, seen=_OPEN, **changes
    ):
        raise DecidedMeanwhile(DecidedMeanwhile.__doc__)
    await _audit(session, member, "propose", "exchange_question", question_id, now=now)
    row = (
        (texts.AGREE, f"{VERB}:agree:{question_id}"),
        (texts.DECLINE, f"{VERB}:decline:{question_id}"),
    )
    subject = f"{VERB}:proposal:{question_id}"
    await _say(turn, texts.PROPOSED, text=wording, buttons=row, subject=subject)


async def refuse(
    session: AsyncSession,
    house: House,
    question_id: int,
    reason: str,
    *,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """It does not go on, and its author reads why. Raises NoWords, DecidedMeanwhile."""
    words = _clean(reason)
    turn, _ = await _author(session, house, question_id, now=now)
    changes = {"refusal": words, "decided_by": member.id, "decided_at": now}
    if not await exchange.decide(
        session, question_id, QuestionState.REFUSED, seen=_OPEN, **changes
    ):
        raise DecidedMeanwhile(DecidedMeanwhile.__doc__)
    await _audit(session, member, "refuse", "exchange_question", question_id, now=now)
    await _say(turn, texts.REFUSED, reason=words)


async def approve_reply(
    session: AsyncSession, reply_id: int, *, member: StaffMember, now: dt.datetime
) -> None:
    """An answer that waited is delivered. Raises DecidedMeanwhile."""
    changes = {"decided_by": member.id, "decided_at": now}
    if not await exchange.decide_reply(
        session, reply_id, ReplyState.READY, seen=(ReplyState.WAITING,), **changes
    ):
        raise DecidedMeanwhile(DecidedMeanwhile.__doc__)
    await _audit(session, member, "approve", "exchange_reply", reply_id, now=now)


async def refuse_reply(
    session: AsyncSession,
    house: House,
    reply_id: int,
    reason: str,
    *,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """An answer is not delivered, and its author reads why. Raises NoWords, DecidedMeanwhile."""
    words = _clean(reason)
    changes = {"decided_by": member.id, "decided_at": now}
    if not await exchange.decide_reply(
        session, reply_id, ReplyState.REFUSED, seen=(ReplyState.WAITING,), **changes
    ):
        raise DecidedMeanwhile(DecidedMeanwhile.__doc__)
    await _audit(session, member, "refuse", "exchange_reply", reply_id, now=now)
    reply = await session.get_one(ExchangeReply, reply_id)
    found = await exchange.find_copy(session, reply.copy_id)
    author = found and (found[1].contact_id if reply.by_asker else found[0].contact_id)
    turn = await reach(session, house, author or 0, now=now)
    if turn is not None:
        await _say(turn, texts.ANSWER_REFUSED, reason=words)


async def remove(
    session: AsyncSession, house: House, contact: Contact, *, member: StaffMember, now: dt.datetime
) -> None:
    """A volunteer does not take part any more, at once, and hears it."""
    turn = await reach(session, house, contact.id, now=now)
    if turn is None:
        await exchange.close_for(session, contact.id)
        await consents.withdraw(
            session,
            contact.id,
            purpose=Purpose.EXCHANGE,
            wording_version=circle.WORDING,
            how="desk",
            now=now,
        )
    else:
        await circle.end(turn, how="desk")
        await _say(turn, texts.REMOVED)
    await _audit(session, member, "remove", "contact", contact.id, now=now)


async def reach(
    session: AsyncSession, house: House, contact_id: int, *, now: dt.datetime
) -> Turn | None:
    """The turn of the phone where a volunteer wrote last, locked; None where there is none."""
    address = await addresses.newest(session, contact_id)
    if address is None:
        return None
    thread = await conversations.of_address(session, address, now=now)
    return await context.of(session, house, address, thread, now=now)


async def _author(
    session: AsyncSession, house: House, question_id: int, *, now: dt.datetime
) -> tuple[Turn, ExchangeQuestion]:
    """Who asked, where they write from now; only while they take part. Raises DecidedMeanwhile.

    Without any phone now, where they asked it: what is said waits nowhere else.
    """
    question = await session.get(ExchangeQuestion, question_id)
    if question is not None:
        turn = await reach(session, house, question.contact_id, now=now)
        turn = turn or await context.reopen(session, house, question.conversation_id, now=now)
        asker = await circle.member(turn) if turn else None
        if turn and asker is not None and asker.id == question.contact_id:
            return turn, question
    raise DecidedMeanwhile(DecidedMeanwhile.__doc__)


async def _say(turn: Turn, said: Text, **more: Any) -> None:
    """What staff decided; outside a window the person hears that it waits."""
    await saying.say(turn, said, kind=DeliveryKind.REMINDER, announced=True, **more)


def _clean(text: str) -> str:
    words = text.strip()[:LONGEST]
    if not words:
        raise NoWords(NoWords.__doc__)
    return words


async def _audit(
    session: AsyncSession,
    member: StaffMember,
    action: str,
    kind: str,
    subject_id: int,
    *,
    now: dt.datetime,
) -> None:
    await staff.audit(session, member.id, action, kind, subject_id, now=now)

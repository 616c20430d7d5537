"""The clock says what is ready in the exchange: each copy and each reply in a turn of its own.

The conversation is locked before the row, as by whoever writes, so that nobody waits in a ring.
"""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import exchange
from db.content import Content
from db.models import CopyState, DeliveryKind, ExchangeReply, Message, QuestionState, ReplyState
from handlers import exchange as circle
from handlers import exchange_staff, saying
from handlers.context import Turn
from handlers.exchange import VERB
from handlers.house import House
from locales import names
from locales.text import Text
from locales.texts import exchange as texts

#: A question is of no use after so long.
EXPIRES_AFTER = dt.timedelta(days=14)
#: Characters of the question that stand over an answer.
QUOTED = 200


async def send_copy(session: AsyncSession, house: House, copy_id: int, *, now: dt.datetime) -> bool:
    """Put a question to one volunteer, if both still take part; False when it is not due."""
    found = await exchange.find_copy(session, copy_id)
    if found is None:
        return False
    copy, question = found
    turn = await _reader(session, house, copy.contact_id, now=now)
    lives = turn is not None and question.state == QuestionState.APPROVED
    state = CopyState.SENT if lives else CopyState.STOPPED
    if not await exchange.move_copy(session, copy_id, state, seen=(CopyState.READY,)):
        return False
    if turn is None or not lives:
        return True
    words = exchange_staff.words_of(question)
    where = circle.place(question.postal_code, turn.language) or "–"
    said = texts.ASKS if _reads(turn, question.language) else texts.ASKS_IN
    values = {"place": where, "text": words}
    if said is texts.ASKS_IN:
        values["language"] = names.language_name(question.language, turn.language)
    message = await _tell(
        turn,
        saying.words(turn, said, **values),
        copy_id,
        label=texts.ANSWER,
        kind=DeliveryKind.UNPROMPTED,
        key=f"exchange:{copy_id}",
    )
    copy.message_id = message.id
    return True


async def send_reply(
    session: AsyncSession, house: House, reply_id: int, *, now: dt.datetime
) -> bool:
    """Say a reply to the other one of the two; False when it is not due any more."""
    reply = await session.get(ExchangeReply, reply_id)
    found = reply and await exchange.find_copy(session, reply.copy_id)
    if reply is None or not found:
        return False
    copy, question = found
    to = copy.contact_id if reply.by_asker else question.contact_id
    turn = await _reader(session, house, to, now=now)
    lives = turn is not None and copy.state == CopyState.SENT
    state = ReplyState.DELIVERED if lives else ReplyState.WITHDRAWN
    if not await exchange.decide_reply(session, reply_id, state, seen=(ReplyState.READY,)):
        return False
    if turn is None or not lives:
        return True
    code = question.postal_code if reply.by_asker else copy.postal_code
    values = {
        "place": circle.place(code, turn.language) or "–",
        "question": _quoted(exchange_staff.words_of(question)),
        "text": reply.text,
    }
    said = texts.ASKER_WRITES if reply.by_asker else texts.ANSWERS
    message = await _tell(
        turn,
        saying.words(turn, said, **values),
        copy.id,
        label=texts.REPLY,
        kind=DeliveryKind.REMINDER,
        key=f"exchange-reply:{reply_id}",
    )
    reply.message_id = message.id
    return True


async def _tell(
    turn: Turn,
    text: str,
    copy_id: int,
    *,
    label: Text,
    kind: DeliveryKind,
    key: str,
) -> Message:
    """One message of the exchange, with its three ways on."""
    ways = (
        (label, f"{VERB}:answer:{copy_id}"),
        (texts.REPORT, f"{VERB}:report:{copy_id}"),
        (texts.LEAVE, f"{VERB}:leave"),
    )
    return await saying.tell(
        turn,
        Content(
            text=text,
            buttons=tuple(saying.button(turn, *way) for way in ways),
            announced=True,
        ),
        kind=kind,
        subject=f"{VERB}:thread:{copy_id}",
        expires_at=turn.now + EXPIRES_AFTER,
        dedupe_key=key,
    )


async def _reader(
    session: AsyncSession, house: House, contact_id: int, *, now: dt.datetime
) -> Turn | None:
    """The turn of a volunteer who takes part and has a phone; None for anybody else."""
    turn = await exchange_staff.reach(session, house, contact_id, now=now)
    return turn if turn is not None and await circle.member(turn) is not None else None


def _reads(turn: Turn, language: str) -> bool:
    spoken = turn.group.languages if turn.group else []
    return language in (*turn.readable, *spoken)


def _quoted(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…"

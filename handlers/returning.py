"""A conversation in hands that do nothing goes back to the queue, and staff are asked anew."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from db import cases, charges
from db.content import Content, Form
from db.models import Case, CaseState, Control, Message, Reason, StaffMember
from faq import chat
from faq.chat import Chat
from handlers import charge, context
from handlers.context import Turn
from handlers.house import House
from locales import keywords
from locales.texts import casework as texts

#: Words after which nobody waits for an answer.
COURTESY = (Chat.THANKS, Chat.GOODBYE, Chat.EMOJI)


async def look_at(
    session: AsyncSession, house: House, conversation_id: int, *, now: dt.datetime
) -> bool:
    """Take back what its owner has left alone for too long; False when that is not so."""
    turn = await context.reopen(session, house, conversation_id, now=now)
    return turn is not None and await _look(turn, now - house.policy.claim_valid)


async def back(turn: Turn, case: Case, owner: StaffMember, waits: Sequence[Message]) -> None:
    """Out of the owner's hands: a new request since the person waits, who is told so once."""
    await charge.end(turn, Control.QUEUED)
    charge.awaken(case)
    await charge.ask_again(turn, case, since=waits[0].at if waits else turn.now)
    await charge.call(turn, case, texts.BACK, name=owner.name)
    if waits:
        once = f"returned:{case.id}"
        await charge.tell_when(turn, texts.BACK_OPEN, texts.BACK_LATER, once=once)


async def waiting(turn: Turn, case: Case) -> list[Message]:
    """What the person has said in this case that a colleague has not answered, oldest first.

    What opened the case is part of it, unless a colleague did.
    """
    found = await charges.unanswered(turn.session, turn.conversation.id)
    first, begun_by_staff = case.opened_at, case.reason == Reason.STAFF
    return [
        one
        for one in found
        if (one.at > first or (one.at == first and not begun_by_staff))
        and _wants_answer(turn.house, one)
    ]


async def _look(turn: Turn, before: dt.datetime) -> bool:
    """Decide under the lock; False when somebody did something meanwhile."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    owner = await charge.owner(turn)
    if owner is None or case is None or case.state != CaseState.OPEN:
        return False
    handoff = await cases.running_handoff(turn.session, case.id)
    waits = await waiting(turn, case)
    if owner.left_at is not None or handoff is None:
        due = owner.left_at is not None
    elif handoff.claimed_at is None:
        due = handoff.offered_to is not None and handoff.requested_at <= before
    else:
        due = bool(waits) and max(waits[0].at, handoff.claimed_at) <= before
    if due:
        await back(turn, case, owner, waits)
    return due


def _wants_answer(house: House, message: Message) -> bool:
    """Not a pressed button, "ok" or thanks."""
    content = Content.from_json(message.content)
    if content.form == Form.PRESS:
        return False
    if content.form != Form.TEXT or not content.text.strip():
        return True
    if keywords.is_acknowledged(content.text):
        return False
    return chat.recognise(content.text, house.small_talk) not in COURTESY

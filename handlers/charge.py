"""Who has a conversation in hand: checked before a deed, ended, and told to whom it concerns."""

import datetime as dt
from typing import Any

from db import cases, charges, deliveries, desk, staff
from db.models import Awaiting, Case, CaseState, Control, Handoff, Message, StaffMember
from handlers import alert_words, alerts, mirror, promise, safety, saying
from handlers.context import Turn
from locales.text import Text
from locales.texts import topics as posts

#: A colleague of whom nothing was seen for so long is not there.
AWAY_AFTER = dt.timedelta(hours=1)
#: What we tell of our own accord is old news after this, should it have been held.
NEWS_FOR = dt.timedelta(days=7)


class TakenBy(Exception):
    """Another colleague has this conversation already."""

    def __init__(self, name: str) -> None:
        super().__init__(TakenBy.__doc__)
        #: who has it
        self.name = name


class NotInCharge(Exception):
    """Only whoever has taken the conversation can do this."""


async def check(turn: Turn, member: StaffMember) -> None:
    """TakenBy when the conversation is in another colleague's hands."""
    assignee = turn.conversation.assignee_id
    if assignee == member.id:
        return
    owner = await turn.session.get(StaffMember, assignee) if assignee else None
    raise TakenBy(owner.name if owner else "?")


async def must_have(turn: Turn, member: StaffMember) -> None:
    """NotInCharge or TakenBy unless the conversation is in this colleague's hands."""
    if turn.conversation.control != Control.HUMAN:
        raise NotInCharge(NotInCharge.__doc__)
    await check(turn, member)


async def may_move(turn: Turn, member: StaffMember) -> None:
    """TakenBy unless it is free or one's own; coordinators move what others have, too."""
    if turn.conversation.control == Control.HUMAN and not desk.sees_all(member):
        await check(turn, member)


async def accept(turn: Turn, member: StaffMember) -> None:
    """The owner takes up what was passed on to them, or what woke."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    handoff = case and await cases.running_handoff(turn.session, case.id)
    if handoff and handoff.claimed_at is None:
        handoff.claimed_at, handoff.claimed_by = turn.now, member.id
        handoff.next_alert_at = None


async def ask_again(
    turn: Turn,
    case: Case,
    *,
    since: dt.datetime,
    offered_to: int | None = None,
    offered_by: int | None = None,
) -> Handoff:
    """A new request for a person, as if asked since then; `call` tells staff of it."""
    handoff = await cases.request_handoff(turn.session, case, now=since)
    handoff.offered_to, handoff.offered_by = offered_to, offered_by
    handoff.notified_at = turn.now
    handoff.next_alert_at = turn.now + turn.house.policy.alert_after
    return handoff


async def queue_again(turn: Turn, case: Case) -> None:
    """Nobody has it: it waits for a person as a new request does; `call` tells staff of it."""
    handoff = await cases.running_handoff(turn.session, case.id)
    if handoff is None:
        await ask_again(turn, case, since=turn.now)
    else:
        handoff.next_alert_at = turn.now + turn.house.policy.alert_after
    if turn.conversation.control == Control.BOT:
        turn.conversation.control = Control.QUEUED


def awaken(case: Case) -> None:
    """The case is not put aside any more, and looks for nobody in particular."""
    case.state = CaseState.OPEN
    case.snoozed_until = case.snoozed_by = case.wanted_language = None


async def end(turn: Turn, control: Control = Control.BOT) -> None:
    """Take the conversation out of whoever's hands it is in."""
    conversation = turn.conversation
    conversation.control = control
    conversation.assignee_id = None
    conversation.epoch += 1
    conversation.unsure_streak = 0
    case = await cases.unclosed(turn.session, conversation.id)
    handoff = case and await cases.running_handoff(turn.session, case.id)
    if handoff:
        handoff.released_at, handoff.next_alert_at = turn.now, None
    await deliveries.release(
        turn.session, turn.address.id, now=turn.now, reasons=["person_in_charge"]
    )


async def owner(turn: Turn) -> StaffMember | None:
    """Whose hands it is in."""
    assignee = turn.conversation.assignee_id
    return await turn.session.get(StaffMember, assignee) if assignee else None


async def is_away(turn: Turn, member: StaffMember) -> bool:
    """A colleague has left, or nothing was seen of them for a while."""
    if member.left_at is not None:
        return True
    seen = await charges.last_seen(turn.session, member.id)
    return seen is None or turn.now - seen >= AWAY_AFTER


async def speaks_last(turn: Turn, question: Awaiting) -> bool:
    """A colleague in charge spoke after the bot's question: words answer them, buttons stay valid.

    Not so with whether the phone is safe: that is heard whoever has the word.
    """
    if turn.conversation.control != Control.HUMAN or question.subject == safety.SUBJECT:
        return False
    return await charges.spoke_since(turn.session, turn.conversation.id, question.asked_at)


async def tell_person(turn: Turn, said: Text, **values: Any) -> None:
    """Say what we do of our own accord, unless others may read the phone."""
    if turn.address.unsafe_at is None:
        await saying.say(turn, said, expires_at=turn.now + NEWS_FOR, **values)


async def tell_when(
    turn: Turn, during: Text, later: Text, *, once: str | None = None, **values: Any
) -> None:
    """One of two texts, as `promise.say` chooses; `once`: never twice under this key.

    Nothing where others may read the phone.
    """
    unsafe = turn.address.unsafe_at is not None
    if unsafe or (once is not None and await deliveries.has_key(turn.session, once)):
        return
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is not None:
        await promise.say(turn, case, during, later, once=once, **values)


async def call(turn: Turn, case: Case, said: Text, **values: Any) -> None:
    """Tell whoever may take the conversation: a post, with a button where it may be answered there,
    and an alert to each colleague as for a new case. The group hears nothing of a complaint.
    """
    post = None if case.independent else await _post(turn, case, said, **values)
    handoff = await cases.running_handoff(turn.session, case.id)
    if handoff is not None and handoff.claimed_at is None:
        await alerts.announce(turn, case, handoff, post=post)


def first_name(member: StaffMember) -> str:
    """What people are told of a staff member's name."""
    return member.name.split()[0]


async def tell_topic(turn: Turn, said: Text, **values: Any) -> None:
    """Post in the conversation's topic, only if it has one."""
    if await mirror.has_topic(turn):
        await mirror.post(turn, said, **values)


async def audit(turn: Turn, member: StaffMember, action: str) -> None:
    await staff.audit(
        turn.session, member.id, action, "conversation", turn.conversation.id, now=turn.now
    )


async def _post(turn: Turn, case: Case, said: Text, **values: Any) -> Message | None:
    shown = not await mirror.is_confidential(turn, case)
    free = turn.conversation.control != Control.HUMAN
    buttons = ((posts.CLAIM, "claim:"),) if shown and free else ()
    link = alert_words.link(turn.house, turn.conversation.id)
    return await mirror.post(turn, said, buttons=buttons, link=link, **values)

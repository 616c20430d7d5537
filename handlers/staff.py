"""What staff do in a conversation, from the desk and from a topic alike."""

from db import cases, conversations, deliveries, messages
from db.content import Content
from db.models import (
    Author,
    Case,
    CaseState,
    Control,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
    Message,
    Priority,
    Reason,
    StaffMember,
)
from handlers import charge, gate, kindness, mentions, mirror, rating
from handlers.charge import NotInCharge as NotInCharge
from handlers.charge import TakenBy as TakenBy
from handlers.charge import first_name as first_name
from handlers.context import Turn
from locales import direction
from locales.texts import casework
from locales.texts import escalation as texts
from locales.texts import topics as posts

#: How a closed case ended, as staff choose it.
OUTCOMES = ("answered", "passed_on", "no_answer", "not_needed")


class NothingToSay(ValueError):
    """A reply or a note has words in it, or a file."""


class NotResendable(ValueError):
    """Only a delivery that failed, expired or is uncertain can be sent again."""


class Outlived(NotResendable):
    """What it says is not true any more."""


async def claim(turn: Turn, member: StaffMember) -> None:
    """Take the conversation over; TakenBy when a colleague was quicker. Repeating is harmless."""
    conversation = turn.conversation
    if conversation.control == Control.HUMAN:
        await charge.check(turn, member)
        await charge.accept(turn, member)
        return
    taken = await conversations.take(
        turn.session, conversation.id, member.id, epoch=conversation.epoch
    )
    if taken is None:
        await turn.session.refresh(conversation)
        await charge.check(turn, member)
        return
    await deliveries.cancel_answers(turn.session, taken.id, taken.epoch, now=turn.now)
    case = await case_of(turn)
    charge.awaken(case)
    handoff = await cases.running_handoff(turn.session, case.id)
    if handoff is None:
        handoff = await cases.request_handoff(turn.session, case, now=turn.now)
    handoff.claimed_at, handoff.claimed_by = turn.now, member.id
    handoff.notified_at = handoff.notified_at or turn.now
    handoff.next_alert_at = None
    conversation.unsure_streak = 0
    await charge.tell_person(turn, texts.JOINED, name=first_name(member))
    await charge.tell_topic(turn, posts.TAKEN, name=member.name)
    await charge.audit(turn, member, "claim")


async def reply(
    turn: Turn,
    member: StaffMember,
    text: str,
    *,
    from_topic: bool = False,
    provider_message_id: str | None = None,
    reply_to: Message | None = None,
    with_files: bool = False,
) -> Message:
    """Say something to the person; any reply takes the conversation over first."""
    text = direction.visible(text)
    if not text and not with_files:
        raise NothingToSay(NothingToSay.__doc__)
    await claim(turn, member)
    await kindness.note_reply(turn, member)
    message = await messages.write(
        turn.session,
        turn.conversation,
        Content(text=text.strip()),
        direction=Direction.OUT,
        author=Author.STAFF,
        now=turn.now,
        staff_id=member.id,
        provider_message_id=provider_message_id,
        reply_to_id=reply_to.id if reply_to else None,
    )
    await deliveries.queue(
        turn.session,
        message,
        turn.address,
        kind=DeliveryKind.REPLY,
        now=turn.now,
        dedupe_key=f"message:{message.id}",
    )
    await mirror.copy(turn, message, from_topic=from_topic)
    return message


async def note(turn: Turn, member: StaffMember, text: str, *, from_topic: bool = False) -> None:
    """Write an internal note; the person never sees it, colleagues named in it are told."""
    if not direction.visible(text).strip():
        raise NothingToSay(NothingToSay.__doc__)
    written = await conversations.add_note(
        turn.session, turn.conversation, member.id, text.strip(), now=turn.now
    )
    await mentions.record(turn, member, written)
    await charge.audit(turn, member, "note")
    if from_topic:
        await charge.tell_topic(turn, posts.NOTED)


async def release(turn: Turn, member: StaffMember) -> None:
    """Give the conversation back to the bot; the case stays open for whoever looks next.

    What is urgent asks for somebody else at once.
    """
    await charge.must_have(turn, member)
    await charge.end(turn)
    await charge.tell_topic(turn, posts.GIVEN_BACK)
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is not None and case.priority == Priority.URGENT:
        charge.awaken(case)
        await charge.queue_again(turn, case)
        await charge.call(turn, case, casework.WOKEN)
        await charge.tell_when(turn, texts.PASSED_ON_OPEN, texts.PASSED_ON_LATER)
    else:
        await charge.tell_person(turn, texts.RELEASED, name=first_name(member))
    await charge.audit(turn, member, "release")


async def close(turn: Turn, member: StaffMember, outcome: str) -> None:
    """Close the case with an outcome; a conversation in somebody's charge goes back to the bot."""
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome {outcome}; one of {', '.join(OUTCOMES)}")
    if turn.conversation.control == Control.HUMAN:
        await charge.check(turn, member)
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is None:
        return
    await charge.tell_topic(turn, posts.CASE_CLOSED)
    await charge.end(turn)
    charge.awaken(case)
    case.state, case.outcome = CaseState.CLOSED, outcome
    case.closed_at, case.closed_by = turn.now, member.id
    if rating.may_ask(turn, case):
        await rating.ask(turn, case, first_name(member))
    else:
        await charge.tell_person(turn, texts.CLOSED, name=first_name(member))
    await charge.audit(turn, member, "close")


async def mark_safe(turn: Turn, member: StaffMember) -> None:
    """A colleague knows that it is safe to write to this phone again: what waited goes."""
    if turn.address.unsafe_at is None:
        return
    turn.address.unsafe_at = None
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is not None:
        case.brief = {key: value for key, value in case.brief.items() if key != cases.UNSAFE}
    await deliveries.release(turn.session, turn.address.id, now=turn.now, reasons=["not_safe"])
    await charge.tell_topic(turn, posts.SAFE_AGAIN, name=member.name)
    await charge.audit(turn, member, "safe")


async def send_again(turn: Turn, member: StaffMember, delivery_id: int) -> int | None:
    """A person decides that an uncertain or failed delivery goes once more: a new delivery."""
    old = await deliveries.locked(turn.session, delivery_id)
    states = (DeliveryState.UNCERTAIN, DeliveryState.FAILED, DeliveryState.EXPIRED)
    if old is None or old.state not in states or old.topic_id is not None:
        raise NotResendable(NotResendable.__doc__)
    if gate.is_outlived(old.kind, old.expires_at, turn.now):
        raise Outlived(Outlived.__doc__)
    message = await messages.of_conversation(turn.session, turn.conversation.id, old.message_id)
    if message is None:
        raise NotResendable(NotResendable.__doc__)
    await charge.audit(turn, member, "send_again")
    return await _queue_again(turn, old, message)


async def _queue_again(turn: Turn, old: Delivery, message: Message) -> int | None:
    return await deliveries.queue(
        turn.session,
        message,
        turn.address,
        kind=DeliveryKind(old.kind),
        now=turn.now,
        dedupe_key=f"again:{old.id}",
        expires_at=old.expires_at if gate.asks_kindness(old.kind) else None,
        resend_of=old.id,
        occurrence_id=old.occurrence_id,
        epoch=turn.conversation.epoch if old.kind == DeliveryKind.ANSWER else None,
    )


async def case_of(turn: Turn) -> Case:
    """The unclosed case; one that staff began when there is none."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is not None:
        return case
    independent = await cases.was_independent(turn.session, turn.conversation.id)
    return await cases.add(
        turn.session,
        turn.conversation,
        reason=Reason.STAFF,
        priority=Priority.NORMAL,
        brief={"language": turn.language, "question": "", "tried": []},
        now=turn.now,
        confidential=independent or mirror.hides_family(turn),
        independent=independent,
    )

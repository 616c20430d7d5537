""" "Later": the check-in that is open comes again tomorrow at the same hour, or in three hours."""

import datetime as dt
from zoneinfo import ZoneInfo

from db import awaiting, deliveries, wishes
from db.models import Awaiting, Delivery, DeliveryKind, DeliveryState, Message, Occurrence
from handlers import checkins, hours, saying, step_content
from handlers.context import Turn
from locales import dates
from locales.texts import wishes as texts

#: The shorter way.
SOON = dt.timedelta(hours=3)
#: What can be chosen.
TOMORROW, IN_THREE_HOURS = "tomorrow", "soon"
#: Why a copy waits, and why one that was to come is replaced by another one.
LATER = "later"
WAITING = (DeliveryState.QUEUED, DeliveryState.HELD)


async def ask_again(turn: Turn) -> bool:
    """The word "later"; False when no check-in is the newest open question."""
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if waiting is None or not waiting.subject.startswith(step_content.SUBJECT):
        return False
    return await _postpone(turn, waiting, TOMORROW)


async def press(turn: Turn, argument: str) -> bool:
    """The other way was chosen: `argument` is it, and the number of the check-in."""
    choice, _, number = argument.partition(":")
    waiting = await awaiting.open_question(
        turn.session, turn.conversation.id, now=turn.now, prefix=f"{step_content.SUBJECT}{number}"
    )
    is_it = waiting is not None and waiting.subject == f"{step_content.SUBJECT}{number}"
    if waiting is None or not is_it or choice not in (TOMORROW, IN_THREE_HOURS):
        return False
    return await _postpone(turn, waiting, choice)


async def _postpone(turn: Turn, waiting: Awaiting, choice: str) -> bool:
    message = await turn.session.get(Message, waiting.message_id or 0)
    copies = await _copies(turn, waiting)
    if message is None or not copies:
        return False
    zone = _zone(turn)
    at = turn.now + SOON
    if choice == TOMORROW:
        local = (copies[0].settled_at or copies[0].created_at).astimezone(zone)
        tomorrow = turn.now.astimezone(zone).date() + dt.timedelta(days=1)
        at = hours.resolve(tomorrow, local.time().replace(second=0, microsecond=0), zone)
    for one in copies:
        if one.state in WAITING:
            deliveries.move(turn.session, one, DeliveryState.CANCELLED, now=turn.now, reason=LATER)
    await _queue(turn, message, copies, at)
    await _wait_longer(turn, waiting, at - turn.now)
    await _confirm(turn, waiting, choice, dates.moment(at, zone, turn.language))
    await _stay_newest(turn, waiting, at - turn.now)
    return True


async def _queue(turn: Turn, message: Message, copies: list[Delivery], at: dt.datetime) -> None:
    """One copy more; held, since what is queued keeps everything behind it waiting."""
    key = ":".join(copies[0].dedupe_key.split(":")[:3])
    number = await deliveries.queue(
        turn.session,
        message,
        turn.address,
        kind=DeliveryKind.UNPROMPTED,
        now=turn.now,
        dedupe_key=f"{key}:{len(copies)}",
        expires_at=at + checkins.EXPIRES_AFTER,
        resend_of=copies[0].id,
        occurrence_id=copies[0].occurrence_id,
    )
    again = await turn.session.get_one(Delivery, number)
    deliveries.move(
        turn.session, again, DeliveryState.HELD, now=turn.now, reason=LATER, not_before=at
    )


async def _copies(turn: Turn, waiting: Awaiting) -> list[Delivery]:
    """What went to this phone of the check-in, and what is to come of it."""
    number = waiting.subject.removeprefix(step_content.SUBJECT)
    start = f"{wishes.STEP}{number}:{turn.address.id}"
    found = await wishes.copies(turn.session, turn.address.id, start)
    return [
        one for one in found if one.dedupe_key == start or one.dedupe_key.startswith(f"{start}:")
    ]


async def _wait_longer(turn: Turn, waiting: Awaiting, length: dt.timedelta) -> None:
    """Who asked for later is not silent meanwhile."""
    number = waiting.subject.removeprefix(step_content.SUBJECT)
    found = await turn.session.get(Occurrence, int(number)) if number.isdigit() else None
    if found is not None and found.silence_at is not None:
        found.silence_at += length


async def _confirm(turn: Turn, waiting: Awaiting, choice: str, when: str) -> None:
    other, label = (
        (IN_THREE_HOURS, texts.THREE_HOURS) if choice == TOMORROW else (TOMORROW, texts.TOMORROW)
    )
    number = waiting.subject.removeprefix(step_content.SUBJECT)
    await saying.say(
        turn,
        texts.LATER_SAID,
        buttons=((label, f"wish:later:{other}:{number}"),),
        when=when,
    )


async def _stay_newest(turn: Turn, waiting: Awaiting, length: dt.timedelta) -> None:
    """Numbers and own words answer the check-in still, not the question when it comes again."""
    options, message_id = waiting.options, waiting.message_id
    await awaiting.close(turn.session, turn.conversation.id, waiting.subject, now=turn.now)
    await awaiting.ask(
        turn.session,
        turn.conversation.id,
        message_id=message_id,
        subject=waiting.subject,
        options=options,
        now=turn.now,
        valid=turn.house.policy.question_valid + length,
    )


def _zone(turn: Turn) -> ZoneInfo:
    owner = turn.contact or turn.household
    return ZoneInfo(owner.timezone) if owner else turn.house.policy.zone

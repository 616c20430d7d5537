"""The ordered table: the whole product on one screen. The first handler that says yes ends it."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import awaiting, messages
from db.content import Content, Form
from db.models import Author, Control, Direction
from faq.understanding import Understanding
from handlers import (
    answering,
    arrival,
    calls,
    charge,
    checkins,
    consent,
    context,
    escalation,
    language,
    linking,
    media,
    mirror,
    onboarding,
    outcome,
    privacy,
    question,
    rating,
    reacting,
    regions,
    safety,
    saying,
    snoozing,
    speaking,
    suggesting,
    topic,
)
from handlers.context import Turn
from handlers.events import (
    Edited,
    Event,
    GroupMoved,
    Pressed,
    Reached,
    Reacted,
    ReceiptReported,
    Said,
    StaffEdited,
    StaffPressed,
    StaffSaid,
)
from handlers.house import House
from locales import keywords
from locales.keywords import Command, Reply
from locales.texts import general

Handler = Callable[[Turn, Said], Awaitable[bool]]
Press = Callable[[Turn, str], Awaitable[bool]]

#: More characters than this are read only in part, and the sender is told.
LONGEST = 4000
#: How the subjects of questions begin that are answered by yes, the first button, or no.
YES_OR_NO = (consent.SUBJECT, language.SWITCH, safety.SUBJECT, calls.CONFIRM, calls.AGAIN)


async def obey(turn: Turn, event: Said) -> bool:
    """A command, or the plain word for it as the whole message."""
    command = keywords.command(event.text)
    return command is not None and await COMMANDS[command](turn)


async def pick(turn: Turn, event: Said) -> bool:
    """A number, yes or no: what it says to the newest open question."""
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if waiting is None:
        return False
    if await charge.speaks_last(turn, waiting):
        return False
    number = keywords.number(event.text) or _yes_or_no(waiting.subject, event.text)
    if number is None or number > len(waiting.options):
        return False
    return await press(turn, waiting.options[number - 1])


def _yes_or_no(subject: str, text: str) -> int | None:
    """The place of a yes or a no, where the question takes one."""
    said = keywords.reply(text) if subject.startswith(YES_OR_NO) else None
    if subject == safety.SUBJECT and keywords.fold(text) in keywords.ACKNOWLEDGED:
        return None
    return {Reply.YES: 1, Reply.NO: 2}.get(said) if said else None


async def leave_to_person(turn: Turn, event: Said) -> bool:
    """A person is in charge: the bot says nothing more."""
    del event
    return turn.conversation.control == Control.HUMAN


async def warn_of_length(turn: Turn, event: Said) -> bool:
    """Say that only the beginning was read; the beginning is answered all the same."""
    if len(event.text) > LONGEST:
        await saying.say(turn, general.TOO_LONG)
    return False


#: What a person's message can be, in order.
INBOUND: tuple[Handler, ...] = (
    linking.bring_link,
    onboarding.bring_code,
    safety.check,
    calls.answer,
    obey,
    pick,
    rating.answer_with_face,
    regions.answer_in_words,
    checkins.answer_in_words,
    leave_to_person,
    media.look_at,
    warn_of_length,
    question.answer,
)

#: What a command does.
COMMANDS: dict[Command, Callable[[Turn], Awaitable[bool]]] = {
    Command.START: onboarding.start,
    Command.HELP: onboarding.explain,
    Command.LANGUAGE: language.ask,
    Command.HUMAN: escalation.ask_for_person,
    Command.CALL: calls.ask,
    Command.NO_CALL: calls.cancel,
    Command.STOP: consent.stop,
    Command.PRIVACY: privacy.explain,
}


async def _press_human(turn: Turn, argument: str) -> bool:
    del argument
    return await escalation.ask_for_person(turn)


#: What a button does, by the first word of its payload.
PRESSES: dict[str, Press] = {
    "helped": question.press_helped,
    "nothelped": question.press_not_helped,
    "choose": question.press_choose,
    "none": question.press_none,
    "read": answering.press_read,
    "region": regions.press_region,
    "safe": safety.press_safe,
    "human": _press_human,
    "quietly": safety.press_quietly,
    "rate": rating.press_rate,
    "call": calls.press,
    "lang": language.press_language,
    "keep": language.press_keep,
    "persian": language.press_persian,
    "consent": consent.press_consent,
    "checkin": checkins.press_answer,
    "speaker": speaking.press_speaker,
}


async def apply(
    session: AsyncSession,
    house: House,
    event: Event,
    understanding: Understanding | None,
    *,
    now: dt.datetime,
) -> None:
    """Apply one event in the caller's transaction."""
    if isinstance(event, Said | Edited | StaffSaid | StaffEdited):
        event = replace(event, text=arrival.readable(event.text))
    if understanding is not None:
        understanding = house.knowledge.still_known(understanding)
    match event:
        case Said():
            await _said(session, house, event, understanding, now=now)
        case Pressed():
            await _pressed(session, house, event, now=now)
        case Edited():
            await _edited(session, house, event, understanding, now=now)
        case Reacted():
            await reacting.react(session, house, event, now=now)
        case Reached():
            await outcome.note_reach(session, house, event, now=now)
        case StaffSaid():
            await topic.say(session, house, event, now=now)
        case StaffEdited():
            await topic.edit(session, house, event, now=now)
        case StaffPressed():
            await topic.press(session, house, event, now=now)
        case ReceiptReported():
            await outcome.note_receipt(session, house, event, now=now)
        case GroupMoved():
            await outcome.note_move(session, event)
        case _:
            return


async def press(turn: Turn, payload: str) -> bool:
    """What a button means; False when it means nothing (any more)."""
    verb, _, argument = payload.partition(":")
    handler = PRESSES.get(verb)
    return handler is not None and await handler(turn, argument)


async def _said(
    session: AsyncSession,
    house: House,
    event: Said,
    understanding: Understanding | None,
    *,
    now: dt.datetime,
) -> None:
    turn = await context.meet(session, house, event.sender, now=now)
    turn = language.of_message(replace(turn, understanding=understanding), event)
    message, is_new = await arrival.record(turn, event)
    turn = replace(turn, message=message)
    await arrival.open_window(turn)
    await snoozing.person_wrote(turn)
    await suggesting.remember(turn, event)
    if is_new:
        await mirror.copy(turn, message)
    for handler in INBOUND:
        if await handler(turn, event):
            return


async def _pressed(
    session: AsyncSession, house: House, event: Pressed, *, now: dt.datetime
) -> None:
    turn = await context.meet(session, house, event.sender, now=now)
    await arrival.open_window(turn)
    await snoozing.person_wrote(turn)
    payload, label = await arrival.pressed_button(turn, event)
    if label:
        message = await messages.write(
            session,
            turn.conversation,
            Content(form=Form.PRESS, text=label),
            direction=Direction.IN,
            author=Author.PERSON,
            now=now,
            speaker_id=turn.speaker_id,
        )
        await mirror.copy(turn, message)
    if not await press(turn, payload or ""):
        await saying.say(turn, general.OLD_BUTTON)


async def _edited(
    session: AsyncSession,
    house: House,
    event: Edited,
    understanding: Understanding | None,
    *,
    now: dt.datetime,
) -> None:
    """Keep both texts; staff see the edit, no answer comes twice, and danger is still heard."""
    turn = await context.meet(session, house, event.sender, now=now)
    message = await messages.by_provider_id(
        session, turn.conversation, event.message_id, turn.address.id
    )
    if message is None or message.direction != Direction.IN:
        return
    old = Content.from_json(message.content)
    message.content = replace(old, text=event.text, earlier=(*old.earlier, old.text)).to_json()
    message.edited_at = now
    await mirror.copy_again(turn, message)
    if understanding is not None and understanding.intent:
        said = Said(sender=event.sender, message_id=event.message_id, text=event.text)
        turn = language.of_message(replace(turn, understanding=understanding), said)
        await snoozing.person_wrote(turn)
        await safety.check(turn, said)

"""The ordered table: the whole product on one screen. The first handler that says yes ends it."""

import re
from collections.abc import Awaitable, Callable

from db import awaiting
from db.models import Control
from handlers import (
    answering,
    appointment_chat,
    calls,
    charge,
    checklist_items,
    checklists,
    coming,
    consent,
    escalation,
    exchange,
    exchange_writing,
    gathering_answers,
    language,
    linking,
    media,
    onboarding,
    privacy,
    question,
    rating,
    regions,
    replies,
    safety,
    saying,
    speaking,
    wish_menu,
    wishing,
)
from handlers.context import Turn
from handlers.events import (
    Said,
)
from locales import keywords
from locales.keywords import Command, Reply
from locales.texts import general

Handler = Callable[[Turn, Said], Awaitable[bool]]
Press = Callable[[Turn, str], Awaitable[bool]]

#: More characters than this are read only in part, and the sender is told.
LONGEST = 4000
#: A command as Telegram writes it, perhaps with the name of a bot.
UNKNOWN_COMMAND = re.compile(r"/[a-z]\w*(?:@\w+)?", re.IGNORECASE)
#: How the subjects of questions begin that are answered by yes, the first button, or no.
YES_OR_NO = (
    *(consent.SUBJECT, language.SWITCH, safety.SUBJECT, calls.CONFIRM, calls.AGAIN),
    *gathering_answers.YES_OR_NO,
    exchange.CONSENT,
    *appointment_chat.YES_OR_NO,
)


async def obey(turn: Turn, event: Said) -> bool:
    """A command, or the plain word for it as the whole message."""
    command = keywords.command(event.text, turn.reads)
    return command is not None and await COMMANDS[command](turn)


async def explain_unknown(turn: Turn, event: Said) -> bool:
    """A command that is none of ours: what can be asked of us."""
    unknown = UNKNOWN_COMMAND.fullmatch(event.text.strip()) is not None
    return unknown and await onboarding.explain(turn)


async def pick(turn: Turn, event: Said) -> bool:
    """A number, yes or no: what it says to the newest open question."""
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if waiting is None:
        return False
    if await charge.speaks_last(turn, waiting):
        return False
    number = keywords.number(event.text) or _yes_or_no(turn, waiting.subject, event.text)
    if number is None or number > len(waiting.options):
        return False
    return await press(turn, waiting.options[number - 1])


def _yes_or_no(turn: Turn, subject: str, text: str) -> int | None:
    """The place of a yes or a no, where the question takes one."""
    said = keywords.reply(text, turn.reads) if subject.startswith(YES_OR_NO) else None
    if subject == safety.SUBJECT and keywords.is_acknowledged(text):
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
    coming.answer_shortly,
    replies.answer_shortly,
    safety.check,
    calls.answer,
    wishing.obey,
    appointment_chat.hear,
    obey,
    checklists.hear_word,
    exchange.hear_word,
    explain_unknown,
    pick,
    gathering_answers.answer,
    rating.answer_with_face,
    regions.answer_in_words,
    checklist_items.answer_in_words,
    exchange_writing.answer_in_words,
    coming.answer_in_words,
    replies.answer_in_words,
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
    "appointment": appointment_chat.press,
    "lang": language.press_language,
    "keep": language.press_keep,
    "persian": language.press_persian,
    "consent": consent.press_consent,
    "gather": gathering_answers.press,
    "checklist": checklist_items.press,
    "exchange": exchange_writing.press,
    "checkin": replies.press_answer,
    "more": replies.press_more,
    "speaker": speaking.press_speaker,
    wish_menu.VERB: wishing.press,
}


async def press(turn: Turn, payload: str) -> bool:
    """What a button means; False when it means nothing (any more)."""
    verb, _, argument = payload.partition(":")
    handler = PRESSES.get(verb)
    return handler is not None and await handler(turn, argument)

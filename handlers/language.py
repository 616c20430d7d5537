"""The language of a conversation: chosen by the person, else what they write in."""

from dataclasses import replace

from db import awaiting
from db.content import Button, Content
from db.models import DeliveryKind
from faq import chat
from handlers import context, saying
from handlers.context import Turn
from handlers.events import Said
from locales import keywords, languages, wish_words
from locales.languages import Direction
from locales.texts import general

#: The subject of an offer to go on in another language; its code follows.
SWITCH = "switch:"
#: The subject of the question which of two close languages it is.
PERSIAN = "persian"
#: Under whatever somebody may have got in a wrong language: the same sign in all of them.
UNDO = Button(label=languages.SIGN, payload="lang:")
#: What a text in the Arabic script may be written in.
RIGHT_TO_LEFT = tuple(
    code for code in languages.CHOOSABLE if languages.direction(code) is Direction.RTL
)
#: What is detected as the first of these may be either.
PERSIAN_OR_DARI = ("fa", "fa_AF")


def of_message(turn: Turn, event: Said) -> Turn:
    """The turn in the language to answer in: the message's own, where we speak it.

    Remembered as the usual one for strangers, who have no other; never over a choice.
    """
    understood = turn.understanding
    detected = understood.language if understood and understood.language_sure else None
    conversation = turn.conversation
    if detected is not None:
        if not conversation.language_chosen and detected in languages.EMERGENCY:
            conversation.language = detected
        return reading(turn, detected)
    if conversation.language is None and not turn.contact and not turn.household:
        found = _of_stranger(turn, event)
        conversation.language = found
        return reading(turn, found) if found else turn
    return turn


def _of_stranger(turn: Turn, event: Said) -> str | None:
    """From the words they know us by, the script, or their phone; None where nothing tells."""
    hint = event.sender.language_hint
    phone = languages.negotiate([hint], languages.CHOOSABLE) if hint else None
    guess = turn.understanding.language if turn.understanding else None
    listed = chat.languages_of(event.text) or keywords.languages_of(event.text)
    if not listed and guess and languages.direction(guess) is Direction.RTL:
        listed = RIGHT_TO_LEFT
    if listed:
        return next((one for one in (phone, guess) if one in listed), listed[0])
    is_known = keywords.command(event.text) or wish_words.is_meant(event.text)
    return guess if guess and is_known and not event.text.startswith("/") else phone


def reading(turn: Turn, code: str) -> Turn:
    """The turn of somebody who reads this language now, whatever they usually read."""
    settled = context.settled_language(turn)
    if settled is not None and code in languages.chain(settled):
        code = settled  # Dari, which is always taken for Persian
    own = code if code in languages.CHOOSABLE else turn.language
    return replace(turn, reads=code, language=own)


async def ask(turn: Turn) -> bool:
    """Offer every language by its own name, always in the same order.

    The sign before the question is all that somebody may know of it who cannot read it.
    """
    buttons = tuple(
        Button(label=languages.own_name(code), payload=f"lang:{code}")
        for code in languages.CHOOSABLE
    )
    text = f"{languages.SIGN} {saying.words(turn, general.CHOOSE_LANGUAGE)}"
    await saying.tell(turn, Content(text=text, buttons=buttons))
    return True


async def press_language(turn: Turn, argument: str) -> bool:
    """A language was chosen: it holds until the person chooses another; nothing asks for all."""
    if not argument:
        return await ask(turn)
    if argument not in languages.CHOOSABLE:
        return False
    _choose(turn, argument)
    await _close(turn, SWITCH + argument)
    spoken = languages.negotiate([argument], languages.CHOOSABLE)
    chosen = replace(turn, reads=argument, language=spoken)
    text = saying.words(chosen, general.LANGUAGE_CHOSEN)
    await saying.tell(chosen, Content(text=text, buttons=(UNDO,)))
    return True


async def offer_switch(turn: Turn) -> None:
    """Offer, once for each language, to go on in the one in which the person asked just now."""
    if context.settled_language(turn) in (None, turn.reads):
        return
    subject = SWITCH + turn.reads
    if turn.reads not in languages.INTERFACE or await _was_asked(turn, subject):
        return
    await saying.say(
        turn,
        general.SWITCH,
        buttons=((general.YES, f"lang:{turn.reads}"), (general.NO, f"keep:{turn.reads}")),
        subject=subject,
        kind=DeliveryKind.ANSWER,
    )


async def press_keep(turn: Turn, argument: str) -> bool:
    """The offer of another language was refused."""
    if argument not in languages.INTERFACE:
        return False
    await _close(turn, SWITCH + argument)
    await saying.say(turn, general.LANGUAGE_KEPT)
    return True


async def ask_persian(turn: Turn) -> None:
    """Ask a stranger who writes Persian for the first time whether it is Dari."""
    understood = turn.understanding
    is_persian = understood is not None and understood.language_sure and turn.reads == "fa"
    if not is_persian or context.settled_language(turn) is not None:
        return
    if await _was_asked(turn, PERSIAN):
        return
    buttons = tuple(
        Button(label=languages.own_name(code), payload=f"persian:{code}")
        for code in PERSIAN_OR_DARI
    )
    await saying.tell(
        turn,
        Content(text=languages.PERSIAN_OR_DARI, buttons=buttons),
        kind=DeliveryKind.ANSWER,
        language=turn.reads,
        subject=PERSIAN,
    )


async def press_persian(turn: Turn, argument: str) -> bool:
    """Persian or Dari: told apart from now on, and shown that it was understood."""
    if argument not in PERSIAN_OR_DARI:
        return False
    _choose(turn, argument)
    await _close(turn, PERSIAN)
    await saying.tell(turn, Content(text=f"✓ {languages.own_name(argument)}"), language=argument)
    return True


def _choose(turn: Turn, code: str) -> None:
    turn.conversation.language, turn.conversation.language_chosen = code, True
    if turn.contact:
        turn.contact.language = code


async def _was_asked(turn: Turn, subject: str) -> bool:
    return await awaiting.was_asked(turn.session, turn.conversation.id, subject)


async def _close(turn: Turn, subject: str) -> None:
    await awaiting.close(turn.session, turn.conversation.id, subject, now=turn.now)

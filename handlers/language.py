"""The language of a conversation: chosen by the person, else what they write in."""

from dataclasses import replace

from db.content import Button, Content
from handlers import saying
from handlers.context import Turn
from handlers.events import Said
from locales import languages
from locales.texts import general


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
        own = detected if detected in languages.INTERFACE else turn.language
        return replace(turn, reads=detected, language=own)
    hint = event.sender.language_hint
    if conversation.language is None and hint and not turn.contact and not turn.household:
        found = languages.negotiate([hint], languages.INTERFACE)
        conversation.language = found
        return replace(turn, reads=found, language=found)
    return turn


async def ask(turn: Turn) -> bool:
    """Offer every interface language by its own name, always in the same order."""
    names = [languages.LANGUAGES[code] for code in languages.INTERFACE]
    buttons = tuple(Button(label=one.own_name, payload=f"lang:{one.code}") for one in names)
    await saying.tell(
        turn, Content(text=saying.words(turn, general.CHOOSE_LANGUAGE), buttons=buttons)
    )
    return True


async def press_language(turn: Turn, argument: str) -> bool:
    """A language was chosen: it holds until the person chooses another."""
    if argument not in languages.INTERFACE:
        return False
    turn.conversation.language = argument
    turn.conversation.language_chosen = True
    if turn.contact:
        turn.contact.language = argument
    await saying.say(replace(turn, language=argument), general.LANGUAGE_CHOSEN)
    return True

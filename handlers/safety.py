"""Danger first: numbers at once, the person on duty told, whoever has the word."""

from collections.abc import Iterator

from db.content import Content
from db.models import DeliveryKind, Priority, Reason
from faq.sensitive import Intent, Tier
from handlers import escalation, saying
from handlers.context import Turn
from handlers.events import Said
from locales import languages
from locales.texts import emergency
from locales.texts import escalation as escalation_texts

#: The intent that is no danger: somebody asks for a person.
WANTS_A_HUMAN = "wants-a-human"
#: How soon staff must look, by tier.
PRIORITIES = {
    Tier.EMERGENCY_FIRST: Priority.URGENT,
    Tier.STAFF_NOW: Priority.TODAY,
    Tier.STAFF_NOW_INDEPENDENT: Priority.TODAY,
    Tier.STAFF: Priority.NORMAL,
}


async def check(turn: Turn, event: Said) -> bool:
    """Answer a sensitive message with its first words and numbers, and open a case for it."""
    found = turn.understanding.intent if turn.understanding else None
    if found is None:
        return False
    if found == WANTS_A_HUMAN:
        return await escalation.ask_for_person(turn)
    intent = turn.house.knowledge.intents[found]
    for language, text in first_words(turn, intent):
        await saying.tell(turn, Content(text=text), kind=DeliveryKind.NOTICE, language=language)
    independent = intent.tier == Tier.STAFF_NOW_INDEPENDENT
    await escalation.open_case(
        turn,
        Reason.SENSITIVE,
        priority=PRIORITIES[intent.tier],
        intent=intent.id,
        confidential=True,
        independent=independent,
    )
    if independent:
        await saying.say(turn, escalation_texts.COMPLAINT_HEARD)
    return True


def first_words(turn: Turn, intent: Intent) -> Iterator[tuple[str, str]]:
    """(language, text): in the person's language, and in English and French where that is a draft.

    Every text carries the numbers, whatever the sentence says.
    """
    house, wanted = turn.house, turn.reads
    entry = f"sensitive/{intent.id}"
    own = (
        intent.says_first
        if wanted == languages.ENGLISH
        else house.words.faq(entry, "says_first", wanted)
    )
    if own is not None:
        yield wanted, _whole(turn, own, intent, wanted)
    drafted = own is None or house.words.drafted_faq(entry, "says_first", wanted)
    for other in (languages.ENGLISH, "fr"):
        if other == wanted or (own is not None and not drafted):
            continue
        text = (
            intent.says_first
            if other == languages.ENGLISH
            else house.words.faq(entry, "says_first", other)
        )
        if text is not None:
            yield other, _whole(turn, text, intent, other)


def _whole(turn: Turn, text: str, intent: Intent, language: str) -> str:
    lines = [text]
    if turn.house.words.has(emergency.NOT_AN_EMERGENCY_SERVICE, language):
        lines.append(saying.words(turn, emergency.NOT_AN_EMERGENCY_SERVICE, language))
    if intent.numbers:
        lines.append("☎ " + " · ".join(f"\u2066{number}\u2069" for number in intent.numbers))
    return "\n\n".join(lines)

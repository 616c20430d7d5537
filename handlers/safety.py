"""Danger first: numbers at once, the person on duty told, whoever has the word."""

from collections.abc import Iterator

from db import awaiting, cases
from db.cases import UNSAFE
from db.content import Content
from db.models import Control, DeliveryKind, Priority, Reason
from faq import sensitive
from faq.sensitive import Intent, Tier
from handlers import escalation, mirror, saying
from handlers.context import Turn
from handlers.events import Said
from locales import circle_words, keywords, languages, policy, wish_words
from locales.policy import Kind, Verdict
from locales.texts import emergency, general
from locales.texts import escalation as escalation_texts
from locales.texts import topics as posts

#: The intent that is no danger: somebody asks for a person.
WANTS_A_HUMAN = "wants-a-human"
#: Violence in which whoever does it may read the phone.
READ_BY_OTHERS = frozenset(
    {
        "domestic-violence",
        "sexual-violence",
        "child-abuse-neglect",
        "forced-marriage-fgm-honour",
        "trafficking-exploitation",
    }
)
#: The subject under which the question about the phone waits for its answer.
SUBJECT = "safe"
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
    if is_known_word(event.text, turn.reads):
        return False  # a short word may lie near anything; what it means here is agreed
    if found == WANTS_A_HUMAN:
        return await escalation.ask_for_person(turn)
    intent = turn.house.knowledge.intents[found]
    for language, text in first_words(turn, intent):
        await saying.tell(turn, Content(text=text), kind=DeliveryKind.NOTICE, language=language)
    independent = intent.tier == Tier.STAFF_NOW_INDEPENDENT
    case = await escalation.open_case(
        turn,
        Reason.SENSITIVE,
        priority=PRIORITIES[intent.tier],
        intent=intent.id,
        confidential=True,
        independent=independent,
    )
    if independent:
        await saying.say(turn, escalation_texts.COMPLAINT_HEARD)
    if intent.id in READ_BY_OTHERS and UNSAFE not in case.brief:
        await ask_if_safe(turn)
    return True


def is_plain(turn: Turn, text: str) -> bool:
    """A danger is named in so many words, or it may be a cry: no answer to a question of ours."""
    found = turn.understanding.intent if turn.understanding else None
    named = sensitive.by_words(text, turn.house.knowledge.intents)
    is_cry = found is not None and keywords.cries(text, turn.reads)
    return is_cry or any(one != WANTS_A_HUMAN for one in named)


def is_known_word(text: str, language: str) -> bool:
    """The whole message is a command, a yes or no, a number or a wish, and no cry for help."""
    if keywords.command(text, language) is not None:
        return not keywords.cries(text, language)
    known = (keywords.reply(text, language), keywords.number(text))
    agreed = wish_words.is_meant(text) or circle_words.is_meant(text)
    return agreed or any(one is not None for one in known)


async def offer_a_person(turn: Turn) -> None:
    """A danger cannot be ruled out: beside the ordinary answer a person, and the number.

    Nobody is alarmed by it. A number that the person writes still answers what was asked before.
    """
    doubt = turn.understanding.doubt if turn.understanding else None
    if doubt is None:
        return
    intent = turn.house.knowledge.intents[doubt]
    said = emergency.PERHAPS_DANGER if intent.numbers else emergency.PERHAPS_PERSON
    words = turn.house.words
    known = words.has(said, turn.reads) and words.has(general.TALK_TO_PERSON, turn.reads)
    language = turn.reads if known else turn.language
    await saying.tell(
        turn,
        Content(
            text=saying.words(turn, said, language),
            buttons=(saying.button(turn, general.TALK_TO_PERSON, "quietly:", language),),
        ),
        language=language,
        asks=False,
    )


async def press_quietly(turn: Turn, argument: str) -> bool:
    """A person, after what was perhaps a danger: nobody reads in a group what was written."""
    del argument
    return await escalation.ask_for_person(turn, confidential=True)


async def ask_if_safe(turn: Turn) -> None:
    """Ask whether somebody else may read this phone, in the language of the danger itself."""
    words = turn.house.words
    language = turn.reads if words.has(emergency.SAFE_TO_WRITE, turn.reads) else languages.ENGLISH
    answers = ((emergency.YES_SAFE, "safe:yes"), (emergency.NOT_SAFE, "safe:no"))
    await saying.tell(
        turn,
        Content(
            text=saying.words(turn, emergency.SAFE_TO_WRITE, language),
            buttons=tuple(saying.button(turn, *one, language) for one in answers),
        ),
        language=language,
        subject=SUBJECT,
    )


async def press_safe(turn: Turn, argument: str) -> bool:
    """Whether it is safe to write there. After a no only staff can say yes; nothing is said."""
    if argument not in ("yes", "no"):
        return False
    await awaiting.close(turn.session, turn.conversation.id, SUBJECT, now=turn.now)
    unsafe = argument == "no" or turn.address.unsafe_at is not None
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is not None:
        case.brief = {**case.brief, UNSAFE: unsafe}
    if unsafe and turn.address.unsafe_at is None:
        turn.address.unsafe_at = turn.now
        await mirror.post(turn, posts.NOT_SAFE)
    elif not unsafe and turn.conversation.control != Control.HUMAN:
        await _say_alerted(turn)
    return True


def first_words(turn: Turn, intent: Intent) -> Iterator[tuple[str, str]]:
    """(language, text): in the person's language, and in English and French where that is a draft.

    Every text carries the numbers, whatever the sentence says.
    """
    wanted = turn.reads
    state = turn.house.words.state_faq(f"sensitive/{intent.id}", "says_first", wanted)
    verdict = policy.decide(Kind.EMERGENCY, state)
    own = [wanted] if verdict in policy.SENT else []
    copies = policy.COPIES if verdict is not Verdict.SEND else ()
    for language in dict.fromkeys((*own, *copies)):
        text = _says_first(turn, intent, language)
        if text is not None:
            yield language, _whole(turn, text, intent, language)


def _says_first(turn: Turn, intent: Intent, language: str) -> str | None:
    if language == languages.ENGLISH:
        return intent.says_first
    return turn.house.words.faq(f"sensitive/{intent.id}", "says_first", language)


async def _say_alerted(turn: Turn) -> None:
    language = turn.reads if turn.house.words.has(emergency.ALERTED, turn.reads) else turn.language
    text = saying.words(turn, emergency.ALERTED, language)
    await saying.tell(turn, Content(text=text), language=language)


def _whole(turn: Turn, text: str, intent: Intent, language: str) -> str:
    lines = [text]
    if turn.house.words.has(emergency.NOT_AN_EMERGENCY_SERVICE, language):
        lines.append(saying.words(turn, emergency.NOT_AN_EMERGENCY_SERVICE, language))
    if intent.numbers:
        lines.append("☎ " + " · ".join(f"\u2066{number}\u2069" for number in intent.numbers))
    return "\n\n".join(lines)

"""In which region somebody lives, whose rules apply: by postal code, or asked once."""

import re
from collections.abc import Sequence

from db import awaiting, planning
from db.content import Content
from db.models import Control, DeliveryKind, Message
from faq.entry import Region
from handlers import saying
from handlers.context import Turn
from handlers.events import Said
from handlers.knowledge import REGION_NAMES
from locales.texts import question as texts

#: Postal codes of the nine municipalities of the German-speaking Community.
GERMAN_SPEAKING = frozenset(
    {
        *(4700, 4701, 4710, 4711, 4720, 4721, 4728, 4730, 4731),
        *(4750, 4760, 4761, 4770, 4771, 4780, 4782, 4783, 4784, 4790, 4791),
    }
)
#: First and last postal code of each stretch, with its region (bpost's numbering by province).
STRETCHES = (
    (1000, 1299, "brussels"),
    (1300, 1499, "wallonia"),
    (1500, 3999, "flanders"),
    (4000, 7999, "wallonia"),
    (8000, 9999, "flanders"),
)
#: The subject under which the question waits for its answer; it is put once in a conversation.
SUBJECT = "region"
#: A postal code as people write it: "2800", "B-2800", "2800 Mechelen"; "1500 euro" is none.
_WRITTEN = re.compile(
    r"(?:b[ -]?)?(?P<code>\d{4})(?:[ ,]+(?!eur)[^\W\d_]+(?:[-' ][^\W\d_]+){0,4})?", re.IGNORECASE
)


class UnknownPostalCode(ValueError):
    """A Belgian postal code has four digits, 1000 to 9999."""


def of_postal_code(code: str) -> str:
    """flanders, brussels, wallonia or german_speaking. Raises UnknownPostalCode."""
    if not (code.isascii() and code.isdigit() and len(code) == 4):
        raise UnknownPostalCode(f"{UnknownPostalCode.__doc__} Not: {code!r}")
    number = int(code)
    if number in GERMAN_SPEAKING:
        return "german_speaking"
    for first, last, region in STRETCHES:
        if first <= number <= last:
            return region
    raise UnknownPostalCode(f"{UnknownPostalCode.__doc__} Not: {code!r}")


async def ask(turn: Turn, answers: Sequence[Message], named: Region | None = None) -> bool:
    """Ask where the person lives, if an answer depends on it and it was never asked here.

    An answer for the region that the question named depends on it no more.
    """
    entries = turn.house.knowledge.entries
    parts = [(str(one.id), entries[one.content["entry_id"]].regions) for one in answers]
    about = [number for number, there in parts if there and named not in there]
    if turn.region is not None or not about:
        return False
    if await awaiting.was_asked(turn.session, turn.conversation.id, SUBJECT):
        return False
    numbers = ",".join(about)
    await saying.say(
        turn,
        texts.WHERE,
        buttons=tuple(
            (name, f"region:{region}:{numbers}") for region, name in REGION_NAMES.items()
        ),
        subject=SUBJECT,
        kind=DeliveryKind.ANSWER,
    )
    return True


async def press_region(turn: Turn, argument: str) -> bool:
    """One of the four regions, and the answers after which it was asked."""
    region, _, numbers = argument.partition(":")
    if region not in REGION_NAMES:
        return False
    await _learn(turn, region, numbers.split(","))
    return True


async def answer_in_words(turn: Turn, event: Said) -> bool:
    """A postal code while the question is the newest that is open."""
    postal_code = written_code(event.text)
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if postal_code is None or waiting is None or waiting.subject != SUBJECT:
        return False
    if turn.conversation.control == Control.HUMAN:
        return False
    numbers = waiting.options[0].rpartition(":")[2].split(",")
    await _learn(turn, of_postal_code(postal_code), numbers, postal_code)
    return True


def written_code(text: str) -> str | None:
    """The Belgian postal code that the whole text is, in any digits; None for anything else."""
    found = _WRITTEN.fullmatch(text.strip().rstrip(".!"))
    if found is None:
        return None
    code = str(int(found["code"])).zfill(4)
    try:
        of_postal_code(code)
    except UnknownPostalCode:
        return None
    return code


async def _learn(
    turn: Turn, region: str, numbers: Sequence[str], postal_code: str | None = None
) -> None:
    """Remember where the person lives, and add at once what the answers say about it."""
    await awaiting.close(turn.session, turn.conversation.id, SUBJECT, now=turn.now)
    owners = [owner for owner in (turn.contact, turn.household) if owner is not None]
    for owner in owners:
        owner.region, owner.postal_code = region, postal_code or owner.postal_code
    if turn.household is not None:  # steps of its year depend on it
        await planning.ask(turn.session, now=turn.now, household_id=turn.household.id)
    if not owners:
        turn.conversation.region = region
    if turn.conversation.control == Control.HUMAN:
        return
    found = [one for number in numbers if (one := await saying.find(turn, number))]
    added = [await _add(turn, one, region) for one in found]
    if not any(added):
        await saying.say(turn, texts.REGION_KEPT, kind=DeliveryKind.ANSWER)


async def _add(turn: Turn, answer: Message, region: str) -> bool:
    """The regional part of an answer, in the answer's language; False when it has none."""
    knowledge = turn.house.knowledge
    entry_id, language = answer.content.get("entry_id"), answer.language or turn.language
    if entry_id not in knowledge.entries:
        return False
    spoken = knowledge.language_of(entry_id, language)
    text = knowledge.in_region(entry_id, spoken, region)
    if text:
        await saying.tell(turn, Content(text=text), kind=DeliveryKind.ANSWER, language=spoken)
    return bool(text)

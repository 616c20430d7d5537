"""Colleagues confirm or correct translations into the languages they speak."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from babel.messages.catalog import Message
from sqlalchemy.ext.asyncio import AsyncSession

from db import reviews as rows
from db import staff
from db.models import StaffMember, TranslationReview
from locales import check, direction, extract, languages, leaves, reviews
from locales.catalogue import FAQ, MESSAGES, Key
from locales.checks.fault import Weight
from locales.languages import Direction
from locales.leaves import Leaf
from locales.policy import State

#: The subject of what the log of deeds says.
SUBJECT = "translation_review"
#: The most characters of one form.
LONGEST = 6000


class Why(StrEnum):
    """Why a text is not kept."""

    #: nothing was written
    EMPTY = "empty"
    #: more characters than the channel shows, or than anybody reads
    TOO_LONG = "too_long"
    #: a value in braces is missing, or one that the English has not
    PLACES = "places"
    #: another number than in the English, or written in another way
    NUMBERS = "numbers"
    #: a mark of direction is opened and not closed
    ISOLATES = "isolates"
    #: a bracket is not closed, or a command or an address is another one
    MARKUP = "markup"
    #: a Belgian name that people know from the door is not there in Latin letters
    NAMES = "names"
    #: the English or the translation is another one by now
    CHANGED = "changed"


class Unfit(ValueError):
    """A text is not kept; `why` says the reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One translation as it is said now, and who stands for it."""

    leaf: Leaf
    forms: tuple[str, ...]
    state: State
    #: the newest review that counts; None: only the files know
    review: TranslationReview | None


#: What a check of the catalogues finds, by words of it. What is not here, a person may decide:
#: whether a word is the same as in English, and whether names make up most of a text.
_FAULTS = (
    ("placeholders differ", Why.PLACES),
    ("an isolate", Why.ISOLATES),
    ("a number", Why.NUMBERS),
    ("the numbers", Why.NUMBERS),
    ("a telephone", Why.NUMBERS),
    ("a bracket", Why.MARKUP),
    ("markup", Why.MARKUP),
    ("is not kept", Why.NAMES),
    ("are shown", Why.TOO_LONG),
)


def spoken(member: StaffMember) -> tuple[str, ...]:
    """The languages whose texts a colleague may confirm: those they speak.

    Whoever speaks Dari reads the Persian that Dari falls back to as well.
    """
    own = {step for code in member.languages for step in languages.chain(code)}
    return tuple(code for code in leaves.translated() if code in own)


def readings(
    found: Mapping[Key, Leaf],
    reviewed: Sequence[TranslationReview],
    written: Collection[Key] = (),
) -> list[Reading]:
    """Every text of a language. `written`: what colleagues wrote anew as drafts of the FAQ."""
    said = reviews.settle(found, reviewed)
    newest = {(one.domain, one.language, one.key): one for one in reviewed}
    return [
        Reading(
            leaf=leaf,
            forms=said.get(name, leaf.strings),
            state=State.CONFIRMED if name in said else leaf.state,
            review=newest[name] if name in said else None,
        )
        for name, leaf in found.items()
        if name not in written
    ]


def seal(reading: Reading) -> tuple[str, str]:
    """What a form must bring back: hashes of the English and of the translation it showed."""
    return reviews.fingerprint(reading.leaf.english), reviews.fingerprint(reading.forms)


async def confirm(
    session: AsyncSession,
    member: StaffMember,
    reading: Reading,
    typed: Sequence[str],
    *,
    seen: tuple[str, str],
    now: dt.datetime,
) -> TranslationReview:
    """Keep what a colleague stands for, changed or not. Raises Unfit."""
    if seen != seal(reading):
        raise Unfit(Why.CHANGED)
    leaf = reading.leaf
    forms = tuple(_tidy(text, leaf.language) for text in typed)
    _look(leaf, forms)
    review = await rows.add(
        session,
        TranslationReview(
            domain=leaf.domain,
            key=leaf.key,
            language=leaf.language,
            english_hash=seen[0],
            base_hash=seen[1],
            forms=list(forms),
            staff_id=member.id,
            at=now,
        ),
    )
    deed = "confirm_text" if forms == reading.forms else "correct_text"
    await staff.audit(session, member.id, deed, SUBJECT, review.id, now=now)
    return review


def _tidy(text: str, language: str) -> str:
    """As browsers send it, with its numbers set apart where they could turn round."""
    text = text.replace("\r\n", "\n").strip()
    is_rtl = languages.direction(language) is Direction.RTL
    return direction.isolate_numbers(text) if is_rtl else text


def _look(leaf: Leaf, forms: tuple[str, ...]) -> None:
    if not forms or not all(forms):
        raise Unfit(Why.EMPTY)
    if len(forms) < len(leaf.strings) or any(len(one) > LONGEST for one in forms):
        raise Unfit(Why.TOO_LONG)
    single = len(leaf.english) == 1
    message = Message(
        leaf.english[0] if single else leaf.english,
        forms[0] if single else forms,
        context=leaf.key if leaf.domain == FAQ else None,
    )
    for what, weight in check.of_message(message, leaf.language, leaf.domain, _limit(leaf)):
        why = next((why for words, why in _FAULTS if words in what), None)
        if weight is Weight.FAULT and why is not None:
            raise Unfit(why)


def _limit(leaf: Leaf) -> int | None:
    if leaf.domain != MESSAGES:
        return None
    return next((one.limit for _, one in extract.collect() if one.english == leaf.key), None)


def faq_key(entry_id: str, part: str, language: str) -> Key:
    """The name of a part of an entry among the texts."""
    return FAQ, language, f"{entry_id}/{part}"

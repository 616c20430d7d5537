"""The words of `date_words` as tokens, found by how a text is folded before it is read."""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from locales import date_words as words
from locales import keywords


class Kind(StrEnum):
    """What a token is."""

    #: a number that may be a day, an hour or a year
    NUMBER = "number"
    #: the same in words, up to twelve
    WORD_NUMBER = "word_number"
    #: a number with the sign of a day: 3rd, 3e, 3.
    ORDINAL = "ordinal"
    #: hour and minute
    TIME = "time"
    #: day, month and perhaps year, in numbers
    DATE = "date"
    #: two numbers with a point between: a date or a time
    DOTTED = "dotted"
    #: the others are the tables of `date_words`
    WEEKDAY = "weekday"
    MONTH = "month"
    AHEAD = "ahead"
    NEXT = "next"
    THIS = "this"
    NEXT_WEEK = "next_week"
    AFTER = "after"
    DAYS = "days"
    WEEKS = "weeks"
    PART = "part"
    AT = "at"
    HOUR = "hour"
    SHIFT_BEFORE = "shift_before"
    SHIFT_BEHIND = "shift_behind"
    UNTIL = "until"
    FILLER = "filler"
    #: no word of ours
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word, phrase or number."""

    kind: Kind
    #: the number, hour, day, weekday (Monday 0), month, days ahead, or minutes to shift
    number: int = 0
    #: the minute of a time; the month of a date
    minute: int = 0
    year: int | None = None
    #: this hour of the twenty-four can only be meant as it is written
    exact: bool = False
    #: tomorrow, and also the morning
    morning_too: bool = False


Phrases = Mapping[tuple[str, ...], tuple[Token, ...]]

_ARABIC = str.maketrans({
    **dict.fromkeys("أإآٱ", "ا"), "ى": "ی", "ي": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ـ": None,
    **{chr(one): None for one in range(0x64B, 0x653)}, "\u200c": " ", "\u200f": None,
    "\u200e": None, "ı": "i", "’": "'", "ʼ": "'", "`": "'", "،": " ", ",": " ", ";": " ", "–": "-",
})  # fmt: skip
_ETHIOPIC = {chr(0x1368 + one): one for one in range(1, 10)} | {
    chr(0x1371 + ten): ten * 10 for ten in range(1, 10)
}
#: stands for a hyphen while other signs are folded away
_SHIELD = "\ue000"
_HYPHEN = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])")


@functools.cache
def table() -> Phrases:
    """Every phrase of the tables, folded as texts are; the first meaning of a word stays."""
    found: dict[tuple[str, ...], tuple[Token, ...]] = {}
    for written, tokens in _meanings():
        for phrase in written.split("|"):
            key = tuple(fold(phrase.replace("-", " ")).split())
            if key:
                found.setdefault(key, tokens)
    for weekday, part in _compounds():
        found.setdefault((weekday + part,), (*found[(weekday,)], *found[(part,)]))
    return found


def _meanings() -> Iterator[tuple[str, tuple[Token, ...]]]:
    for weekday, written in enumerate(words.WEEKDAYS):
        yield written, (Token(kind=Kind.WEEKDAY, number=weekday),)
    for month, written in enumerate(words.MONTHS, 1):
        yield written, (Token(kind=Kind.MONTH, number=month),)
    evening = Token(kind=Kind.PART, number=1)
    yield words.EVENING_TODAY, (Token(kind=Kind.AHEAD), evening)
    yield words.MORNING_TOO, (Token(kind=Kind.AHEAD, number=1, morning_too=True),)
    for days, written in words.AHEAD.items():
        yield written, (Token(kind=Kind.AHEAD, number=days),)
    for minutes, written in words.SHIFT_BEFORE.items():
        yield written, (Token(kind=Kind.SHIFT_BEFORE, number=minutes),)
    for minutes, written in words.SHIFT_BEHIND.items():
        yield written, (Token(kind=Kind.SHIFT_BEHIND, number=minutes),)
    for number, written in enumerate(words.NUMBERS, 1):
        yield written, (Token(kind=Kind.WORD_NUMBER, number=number),)
    for kind, number, written in _SIMPLE:
        yield written, (Token(kind=kind, number=number),)
    yield words.NOON, (Token(kind=Kind.TIME, number=12, exact=True),)


def _compounds() -> Iterator[tuple[str, str]]:
    """dinsdagnamiddag, Dienstagabend, morgenochtend"""
    for days, parts in words.WRITTEN_TOGETHER:
        yield from itertools.product(days.split("|"), parts.split("|"))


_SIMPLE = (
    (Kind.NEXT_WEEK, 0, words.NEXT_WEEK),
    (Kind.NEXT, 0, words.NEXT),
    (Kind.THIS, 0, words.THIS),
    (Kind.PART, 0, words.MORNING),
    (Kind.PART, 1, words.AFTERNOON),
    (Kind.AFTER, 0, words.AFTER_SO_MANY),
    (Kind.DAYS, 1, words.DAYS),
    (Kind.WEEKS, 7, words.WEEKS),
    (Kind.AT, 0, words.AT),
    (Kind.HOUR, 0, words.HOUR),
    (Kind.UNTIL, 0, words.UNTIL),
    (Kind.FILLER, 0, words.FILLERS),
)


def fold(text: str) -> str:
    """Small letters without accents, Arabic letters in one form each, digits as 0 to 9."""
    shielded = text.translate(_ARABIC).replace("-", _SHIELD)  # words lose it, dates need it
    plain = keywords.fold(shielded).replace(_SHIELD, "-").translate(_ARABIC)
    plain = re.sub(r"(?<=\d)'", " ", _digits(plain)).replace("'", "")
    return " ".join(_HYPHEN.sub(" ", plain).split())


def _digits(text: str) -> str:
    out: list[str] = []
    total = 0
    for sign in text:
        if sign in _ETHIOPIC:
            total += _ETHIOPIC[sign]
            continue
        if total:
            out.append(str(total))
            total = 0
        digit = unicodedata.decimal(sign, None)
        out.append(sign if digit is None else str(digit))
    return "".join(out) + (str(total) if total else "")

"""The sensitive intents: what bypasses the FAQ, and the words that give it away.

Recognising by meaning is in engine.py; both look at every sentence of a message.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from faq import reading
from faq.entry import LANGUAGES
from faq.fold import fold
from faq.reading import Fault

#: languages of examples, the two that are also written in Latin script included
_WRITTEN = (*LANGUAGES, "ar-Latn", "fa-Latn")
#: pieces longer than this many words are also read in overlapping halves
_LONG = 14
#: pieces read by meaning; the words are looked for in all of a message
PIECES = 12
#: of the sentences with the words of a danger so many are read by meaning, wherever they stand
_TELLING = 3

_KEYS = {"id", "tier", "numbers", "says_first", "must_not", "related", "also", "examples"}
#: characters of the beginning and of the end in which words are looked for
_READ = 10_000
_STOP = re.compile(r"(?<![A-Z]\.)[.!?؟۔።;…\n\r]+(?=\s|$)|[\n\r]+|፤|።")
_BREAK = re.compile(r"[.!?؟۔።;…\n\r]+|\s[-–—]\s|፣|፤|(?<=\w)[,،:]\s")


class SensitiveError(Exception):
    """The sensitive intents have faults."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The intents have faults:\n" + "\n".join(f"- {f}" for f in faults))
        #: every fault found
        self.faults = faults


class Tier(StrEnum):
    """How fast a person must see it; most serious first."""

    #: numbers at once, then staff at once
    EMERGENCY_FIRST = "emergency_first"
    #: the person for complaints, never the hosting group
    STAFF_NOW_INDEPENDENT = "staff_now_independent"
    #: staff, the same day
    STAFF_NOW = "staff_now"
    #: staff, next working moment
    STAFF = "staff"

    @property
    def severity(self) -> int:
        """Higher is more serious."""
        return len(Tier) - list(Tier).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Something that goes to a person, whatever else the message asks."""

    #: stable for ever
    id: str
    #: how fast
    tier: Tier
    #: emergency numbers shown at once, in this order
    numbers: tuple[str, ...]
    #: what the bot says first, in English
    says_first: str
    #: what it must not do
    must_not: tuple[str, ...]
    #: the FAQ entry staff may want to read
    related: str | None
    #: entries whose questions are this intent
    also: tuple[str, ...]
    #: how people say it, by language; "ar-Latn" is Arabic in Latin letters
    examples: Mapping[str, tuple[str, ...]]
    #: what only looks like it, in any language
    lookalikes: tuple[str, ...]
    #: words that give it away, on folded text
    patterns: tuple[re.Pattern[str], ...]

    def named(self, folded: str) -> bool:
        """Whether its words are in this folded text."""
        return any(pattern.search(folded) for pattern in self.patterns)


def load(path: Path, patterns: Path) -> Mapping[str, Intent]:
    """Read the intents and their word patterns. Raises SensitiveError with every fault."""
    faults: list[str] = []
    words = reading.parse(patterns)
    intents: dict[str, Intent] = {}
    for raw in reading.parse(path)["intents"]:
        name = str(raw.get("id"))
        try:
            if name in intents:
                raise Fault(["the id is used twice"])
            intents[name] = _intent(raw, words.pop(name, []))
        except Fault as fault:
            faults += [f"{name}: {text}" for text in fault.texts]
    faults += [f"{name}: patterns of an unknown intent" for name in words]
    if faults:
        raise SensitiveError(faults)
    return intents


def by_words(text: str, intents: Mapping[str, Intent]) -> tuple[str, ...]:
    """Intents whose words are in one sentence of `text`, most serious first."""
    if len(text) > 2 * _READ:
        text = f"{text[:_READ]}\n{text[-_READ:]}"
    folded = [fold(sentence) for sentence in _STOP.split(text) if sentence.strip()]
    found = [intent for intent in intents.values() if any(intent.named(piece) for piece in folded)]
    return tuple(i.id for i in sorted(found, key=lambda i: -i.tier.severity))


def telling(text: str, intents: Mapping[str, Intent]) -> tuple[str, ...]:
    """The sentences, or the halves of long ones, that have the words of an intent; a few."""
    found: list[str] = []
    for sentence in _STOP.split(text):
        if not any(intent.named(fold(sentence)) for intent in intents.values()):
            continue
        halves = _halves(sentence.split())
        short = [one for one in halves if any(i.named(fold(one)) for i in intents.values())]
        found += short or halves[:1]
    return tuple(dict.fromkeys(one for one in found if one))[:_TELLING]


def pieces(text: str) -> tuple[str, ...]:
    """The sentences of a message, long ones in overlapping halves; none when it is one sentence.

    When there are more than PIECES, they are spread over the whole message.
    """
    found: list[str] = []
    for sentence in sentences(text):
        found += _halves(sentence.split())
    unique = [piece for piece in dict.fromkeys(found) if piece != text.strip()]
    if len(unique) <= PIECES:
        return tuple(unique)
    return tuple(unique[n * len(unique) // PIECES] for n in range(PIECES))


def sentences(text: str) -> list[str]:
    """The parts of a text between its stops that have at least two words."""
    parts = [piece.strip() for piece in _BREAK.split(text)]
    return [" ".join(part.split()) for part in parts if len(part.split()) >= 2]


def _halves(words: Sequence[str]) -> list[str]:
    if len(words) <= _LONG:
        return [" ".join(words)]
    half = _LONG // 2
    return [" ".join(words[n : n + _LONG]) for n in range(0, len(words) - half, half)]


def _intent(raw: Mapping[str, Any], patterns: Sequence[str]) -> Intent:
    faults = reading.key_faults(raw, _KEYS | {"lookalikes"}, ())
    if faults:
        raise Fault(faults)
    faults += reading.example_faults(raw["examples"], _WRITTEN)
    for key in ("numbers", "must_not", "also", "lookalikes"):
        faults += reading.list_faults(raw, key)
    if raw["tier"] not in list(Tier):
        faults.append(f"tier must be one of {', '.join(Tier)}")
    if not reading.is_text(raw["says_first"]):
        faults.append("says_first must be a text")
    compiled = []
    for pattern in patterns:
        try:
            compiled.append(re.compile(fold(pattern)))
        except re.error as error:
            faults.append(f"the pattern {pattern!r} is wrong: {error}")
    if faults:
        raise Fault(faults)
    return Intent(
        id=raw["id"],
        tier=Tier(raw["tier"]),
        numbers=tuple(raw["numbers"]),
        says_first=raw["says_first"],
        must_not=tuple(raw["must_not"]),
        related=raw["related"],
        also=tuple(raw["also"]),
        examples={code: tuple(texts) for code, texts in raw["examples"].items()},
        lookalikes=tuple(raw["lookalikes"]),
        patterns=tuple(compiled),
    )

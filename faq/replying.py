"""Short answers to "how is it going?", by small lists of words; the rest is not guessed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from faq import reading
from faq.fold import fold

#: the lists that ship
PATH = Path(__file__).parent / "reply_words.yaml"
#: the longest phrase, in words
_LONGEST = 6
_SENTENCES = re.compile(r"([.!?؟።፧\n;]+)")
_ASKS = frozenset("?؟፧")
_PAUSES = re.compile(r"[,،፣፡:–—]|\s-\s")
_FILLER, _BECAUSE = "filler", "because"


class Mood(StrEnum):
    """What a few words say, the gravest first."""

    #: something has to be done
    HELP = "help"
    #: not well
    SO_SO = "so_so"
    #: well
    GOOD = "good"
    #: no, not yet
    NO = "no"
    #: yes, done
    YES = "yes"
    #: they do not come, where they were asked whether they do
    CANNOT = "cannot"
    #: they come
    COME = "come"


Words = Mapping[str, Mood | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the lists find in a message."""

    #: empty: no sentence says how it goes
    moods: frozenset[Mood]
    #: nothing else was said
    whole: bool
    #: a sentence beside it ends with a question mark
    asks: bool


def load(path: Path = PATH) -> Words:
    """Folded phrases by what they say; None: polite words that say nothing by themselves."""
    raw = reading.parse(path)
    return {
        " ".join(_tokens(str(phrase))): None if kind == _FILLER else Mood(kind)
        for kind in (_FILLER, *reversed(Mood))
        for line in raw[kind]
        for phrase in line
    }


def hear(text: str, words: Words) -> Heard:
    """A mood is heard only in a sentence of which nothing is left over."""
    parts = _SENTENCES.split(text)
    moods: set[Mood] = set()
    whole, asks = True, False
    for at in range(0, len(parts), 2):
        tokens = _tokens(parts[at])
        found = _moods(tokens, words)
        if found is None:
            whole = False
            marks = parts[at + 1] if at + 1 < len(parts) else ""
            asks = asks or bool(_ASKS & set(marks))
        else:
            moods |= found
    return Heard(moods=frozenset(moods), whole=whole, asks=asks)


def reasons(path: Path = PATH) -> frozenset[str]:
    """Folded words that begin a reason."""
    raw = reading.parse(path)
    return frozenset(" ".join(_tokens(str(one))) for line in raw[_BECAUSE] for one in line)


def hear_clauses(text: str, words: Words, because: frozenset[str]) -> Heard:
    """As `hear`, and an answer before a comma or before its reason counts as well.

    "We cannot come, the little one is ill." The rest is not guessed.
    """
    found = hear(text, words)
    moods = set(found.moods)
    for sentence in _SENTENCES.split(text)[::2]:
        for clause in _PAUSES.split(sentence):
            moods |= _moods(_before_reason(_tokens(clause), because), words) or set()
    return Heard(moods=frozenset(moods), whole=found.whole, asks=found.asks)


def _before_reason(tokens: list[str], because: frozenset[str]) -> list[str]:
    """The words before the first that begins a reason; all where there is none."""
    for at in range(1, len(tokens)):
        if any(" ".join(tokens[at : at + length]) in because for length in (1, 2, 3)):
            return tokens[:at]
    return tokens


def _moods(tokens: list[str], words: Words) -> set[Mood] | None:
    """The moods of a sentence; None when a word of it is in no list."""
    found: set[Mood] = set()
    while tokens:
        for length in range(min(_LONGEST, len(tokens)), 0, -1):
            phrase = " ".join(tokens[:length])
            if phrase in words:
                mood = words[phrase]
                found |= {mood} if mood else set()
                tokens = tokens[length:]
                break
        else:
            return None
    return found


def _tokens(text: str) -> list[str]:
    """Folded words, and each sign (👍) by itself; colours of skin and the like are left out."""
    kept = []
    for sign in fold(text):
        if sign.isalnum():
            kept.append(sign)
        elif unicodedata.category(sign) == "So" or sign in "✔":
            kept.append(f" {sign} ")
        elif sign not in "'’":
            kept.append(" ")
    return "".join(kept).split()

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
_FILLER = "filler"


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

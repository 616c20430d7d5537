"""Mixing scripts: values set apart in a sentence, so that numbers and names keep their order."""

import re
import unicodedata

from locales.languages import Direction

#: FIRST STRONG ISOLATE: what follows has a direction of its own, up to its end.
START = "\u2068"
#: RIGHT-TO-LEFT ISOLATE: what follows is read from the right, whatever it begins with.
RIGHT_TO_LEFT = "\u2067"
#: POP DIRECTIONAL ISOLATE: the end of an isolate.
END = "\u2069"

#: A telephone number of several groups, which a text from right to left would turn round.
GROUPS = re.compile(r"\d+(?: \d+)+")

#: Everything that opens an isolate.
_OPENING = "\u2066\u2067\u2068"
#: Direction marks that a value could use to turn the rest of a sentence round.
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: The same without isolates, which people paste rightly.
_TURNING = re.compile("[\u202a-\u202e]")
#: Letters and signs without a shape, beside spaces and marks.
BLANK = "\u115f\u1160\u2800\u3164\uffa0\u034f"
#: Unicode's classes of what is written from right to left, and of the marks above.
_FROM_THE_RIGHT = {"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI"}


def visible(text: str) -> str:
    """A text that turns nothing round behind it; empty where nobody would see any of it."""
    plain = _TURNING.sub("", text)
    plain = plain if balanced(plain) else _CONTROLS.sub("", plain)
    is_seen = any(unicodedata.category(one)[0] not in "CZ" and one not in BLANK for one in plain)
    return plain if is_seen else ""


def isolate(value: str, into: Direction) -> str:
    """A value ready to stand in a sentence: wrapped where the directions could mix."""
    if not balanced(value):
        value = _CONTROLS.sub("", value)
    if _is_apart(value):
        return value
    if value and (into is Direction.RTL or _reads_from_the_right(value)):
        return f"{START}{value}{END}"
    return value


def isolate_numbers(text: str) -> str:
    """A text with every number of several groups set apart; what is already apart stays so."""
    apart = re.split(f"({START}[^{END}]*{END})", text)
    return "".join(
        part if part.startswith(START) else GROUPS.sub(rf"{START}\g<0>{END}", part)
        for part in apart
    )


def balanced(value: str) -> bool:
    """Whether every isolate that is opened is closed, and none is closed that was not opened."""
    depth = 0
    for character in value:
        if character in _OPENING:
            depth += 1
        elif character == END:
            depth -= 1
        if depth < 0:
            return False
    return depth == 0


def _is_apart(value: str) -> bool:
    """Whether all of a value stands in one isolate already."""
    is_wrapped = value[:1] in (START, RIGHT_TO_LEFT) and value[-1:] == END
    return is_wrapped and balanced(value[1:-1])


def _reads_from_the_right(value: str) -> bool:
    return any(unicodedata.bidirectional(character) in _FROM_THE_RIGHT for character in value)

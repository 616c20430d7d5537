"""Telephone numbers as people write them, made into the one form that can be called."""

import re

#: Shown to people as an example; it belongs to nobody.
EXAMPLE = "0470 00 00 00"
BELGIUM = "32"
#: Everything that people put between digits, direction marks among it.
_BETWEEN = re.compile(r"[\s.\-/()\u200e\u200f\u202a-\u202e\u2066-\u2069\u00a0]+")
#: Belgian numbers without their 0: a mobile one, or one of a zone. Not what costs the caller more
#: (070, 077, 078, 090x) or cannot be somebody's own (0800).
_BELGIAN = re.compile(r"4[5-9]\d{7}|(?!4[5-9]|7[078]|800|90)[1-9]\d{7}")
#: Any other country, by E.164: at most 15 digits. No satellites, no premium numbers.
_ABROAD = re.compile(r"(?!979|88[123]|800|808|878)[1-9]\d{7,14}")
#: So many digits are meant as a number, right or wrong.
MEANT = 5


def read(text: str) -> str | None:
    """The number that a text is, like +32470000000; None when nobody could call it."""
    bare = _BETWEEN.sub("", text.replace("(0)", "")).removeprefix("tel:")
    if not _is_number(bare):
        return None
    plain = "".join(one if one == "+" else str(int(one)) for one in bare)
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    if not plain.startswith("+"):
        return _belgian(plain.removeprefix("0")) or _belgian(plain.removeprefix(BELGIUM))
    digits = plain[1:]
    if digits.startswith(BELGIUM):
        return _belgian(digits.removeprefix(BELGIUM).removeprefix("0"))
    return f"+{digits}" if _ABROAD.fullmatch(digits) else None


def is_meant(text: str) -> bool:
    """Whether somebody wanted to give a number, be it a wrong one."""
    return sum(one.isdigit() for one in text) >= MEANT


def shown(number: str) -> str:
    """The number in groups, as people read it to each other."""
    if not number.startswith(f"+{BELGIUM}"):
        return number
    rest = number.removeprefix(f"+{BELGIUM}")
    first = len(rest) - 6
    groups = [rest[:first], *(rest[at : at + 2] for at in range(first, len(rest), 2))]
    return " ".join([f"+{BELGIUM}", *groups])


def _is_number(bare: str) -> bool:
    signs = bare.removeprefix("+")
    return bool(signs) and len(signs) < 20 and all(one.isdecimal() for one in signs)


def _belgian(national: str) -> str | None:
    return f"+{BELGIUM}{national}" if _BELGIAN.fullmatch(national) else None

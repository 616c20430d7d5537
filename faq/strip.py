"""Takes personal details out of a text: numbers, addresses, links' secrets, and given names.

It takes rather too much than too little; whoever reads the result puts back what was harmless.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from faq.fold import fold


class Detail(StrEnum):
    """What kind of detail was taken out, and what stands in its place."""

    #: of a telephone
    PHONE = "[phone]"
    #: of a mailbox
    EMAIL = "[e-mail]"
    #: what follows the question mark of a link
    LINK = "[link]"
    #: of the national register
    REGISTER = "[register number]"
    #: of a payment card
    CARD = "[card]"
    #: of a bank account
    ACCOUNT = "[account]"
    #: any other number of six digits and more: of a file, a document, a date of birth
    NUMBER = "[number]"
    #: street and number
    ADDRESS = "[address]"
    #: somebody's
    NAME = "[name]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripped:
    """A text without personal details."""

    text: str
    #: how many of each kind were taken out, in the order of the kinds
    taken: tuple[tuple[Detail, int], ...]


#: a digit of any script, raised and lowered ones too
_DIGIT = r"[\d\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]"
#: what people, and programs, put between the digits of one number
_GAP = r"[\s.()/*_·•\u00ad\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff'+-]"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
_QUERY = re.compile(r"((?:https?://|www\.)[^\s?#]++)[?#]\S+", re.IGNORECASE)
_ACCOUNT = re.compile(rf"(?<!\w)[A-Z]{{2}}{_DIGIT}{{2}}(?: ?[A-Z0-9]{{2,4}}){{2,8}}(?!\w)")
_NUMBER = re.compile(rf"(?:\+|\b00)?{_DIGIT}(?:{_GAP}{{0,4}}{_DIGIT}){{5,}}")

#: a house number, with what follows it: 12, 12a, 12 bus 3, 2800 Mechelen
_HOUSE = (
    r"\d{1,4}(?:[a-z]\b|\b)"
    r"(?:\s*,?\s*(?:bus|bte|boîte|boite|box|app|appartement|/)\s*\w{1,4}\b)?"
    r"(?:\s*,?\s*(?:B-)?\d{4}\s+[^\W\d_][\w'’-]+)?"
)
_COMPOUND = (
    "straat|laan|steenweg|dreef|plein|plaats|kaai|lei|singel|dijk|baan|hof|markt|pad|weg"
    "|straße|strasse|allee|platz|gasse|weg"
)
_BEFORE = (
    r"rue|avenue|av\.|boulevard|bd\.?|boul\.|chaussée|chaussee|place|quai|allée|impasse|chemin"
    r"|square|clos|drève|sentier|venelle|شارع|خیابان|کوچه|زنقة|вулиця|вул\."
)
_WORD = r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*"
_ADDRESSES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Kerkstraat 12 bus 3; Grote Markt 5; Hauptstraße 7
        rf"\b(?:(?:grote|oude|nieuwe|lange|korte)\s+|(?!onderweg|halfweg)[^\W\d_]{{2,}})"
        rf"(?:{_COMPOUND})\s+(?:nr\.?\s*|nummer\s+)?{_HOUSE}",
        # rue de la Loi 16; avenue Louise, 54; شارع السلام رقم ١٢
        rf"(?<!\w)(?:{_BEFORE})(?:\s+{_WORD}){{1,5}}\s*,?\s*(?:n°\s*|رقم\s*)?{_HOUSE}",
        # 16, rue de la Loi; 12 rue Haute
        rf"\b\d{{1,4}}[a-z]?\s*,?\s+(?:{_BEFORE})(?:\s+(?:de|du|des|la|le|les|l['’]))*\s+{_WORD}",
        # 12 Church Street
        rf"\b\d{{1,4}}[a-z]?,?\s+{_WORD}(?:\s+{_WORD})?\s+(?:street|road|lane|avenue|square)\b",
    )
)

_TOKEN = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640])+")
_NO_NAMES = (
    "family familie famille gezin aile the and van der den von del los las bin ibn umm abu el al "
    "de la le du des mr mrs ms madame monsieur mevrouw meneer frau herr عائله خانواده"
)
#: words in what we keep as names that are none
_NOT_NAMES = frozenset(_NO_NAMES.split())
#: what Arabic writes together with the word after it: and, then; with, for, as; the
_JOINED = tuple(a + b + c for a in ("", "و", "ف") for b in ("", "ب", "ل", "ك") for c in ("", "ال"))
#: endings that Latin languages hang on a name: Fatima's, Fatimas
_ENDING = re.compile(r"(?:'?s)$")
#: a Latin name as short as this is taken out only where it is written with a capital
_SHORT = 3
_SEVERAL_NAMES = re.compile(rf"{re.escape(Detail.NAME)}(?:[\s-]+{re.escape(Detail.NAME)})+")


def strip(text: str, names: Iterable[str] = ()) -> Stripped:
    """`text` without personal details. `names`: of everybody who may be meant, as we keep them."""
    taken: Counter[Detail] = Counter()

    def out(kind: Detail) -> Callable[[re.Match[str]], str]:
        def replace(_found: re.Match[str]) -> str:
            taken[kind] += 1
            return kind

        return replace

    def link(found: re.Match[str]) -> str:
        taken[Detail.LINK] += 1
        return f"{found[1]}?{Detail.LINK}"

    def number(found: re.Match[str]) -> str:
        kind = _kind(found[0])
        taken[kind] += 1
        return kind

    text = unicodedata.normalize("NFC", text)
    text = _QUERY.sub(link, text)
    text = _EMAIL.sub(out(Detail.EMAIL), text)
    text = _ACCOUNT.sub(out(Detail.ACCOUNT), text)
    text = _NUMBER.sub(number, text)
    for pattern in _ADDRESSES:
        text = pattern.sub(out(Detail.ADDRESS), text)
    text = _without_names(text, names, out(Detail.NAME))
    return Stripped(text=text, taken=tuple((kind, taken[kind]) for kind in Detail if taken[kind]))


def placeholders(text: str) -> tuple[Detail, ...]:
    """The placeholders that stand in a text."""
    return tuple(kind for kind in Detail if kind in text)


def _kind(found: str) -> Detail:
    """What a number is, as far as its form tells; it is taken out in any case."""
    digits = "".join(str(unicodedata.digit(c)) for c in found if unicodedata.digit(c, -1) >= 0)
    if found.startswith("+") or (digits.startswith("0") and len(digits) in range(9, 16)):
        return Detail.PHONE
    if len(digits) == 11:
        return Detail.REGISTER
    if len(digits) in range(13, 20) and _checks(digits):
        return Detail.CARD
    return Detail.NUMBER


def _checks(digits: str) -> bool:
    """Luhn's check of a card's number."""
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _without_names(text: str, names: Iterable[str], out: Callable[[re.Match[str]], str]) -> str:
    known = {
        word
        for name in names
        for word in _TOKEN.findall(fold(name))
        if len(word) > 1 and word not in _NOT_NAMES
    }
    if not known:
        return text

    def replace(found: re.Match[str]) -> str:
        return out(found) if _is_one_of(found[0], known) else found[0]

    return _SEVERAL_NAMES.sub(Detail.NAME, _TOKEN.sub(replace, text))


def _is_one_of(token: str, known: set[str]) -> bool:
    word = fold(token)
    forms = {word.removeprefix(joined) for joined in _JOINED} | {_ENDING.sub("", word)}
    meant = forms & known
    return any(len(one) > _SHORT or not one.isascii() or token[0].isupper() for one in meant)

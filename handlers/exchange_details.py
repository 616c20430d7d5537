"""What a question or an answer for other groups may not hold: details by which a family is known.

Pure. It refuses rather too much than too little: the volunteer is told the kind and writes anew.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from faq import strip
from faq.fold import fold
from faq.strip import Detail
from locales import months


class Kind(StrEnum):
    """A kind of detail that is refused."""

    #: of a telephone
    PHONE = "phone"
    #: of a mailbox
    EMAIL = "email"
    #: to a page, or somebody's name on a network
    LINK = "link"
    #: of the national register, a document, a file, an account
    NUMBER = "number"
    #: street and number
    ADDRESS = "address"
    #: a whole date, such as a date of birth
    DATE = "date"
    #: of somebody whom the helpdesk knows
    NAME = "name"


class Risk(StrEnum):
    """Why staff look at an answer before it is delivered."""

    #: it speaks of calling, writing or meeting outside the bot
    CONTACT = "contact"
    #: somebody seems to be named
    PERSON = "person"
    #: it speaks of money that changes hands
    MONEY = "money"
    #: a number of three digits and more that is no year
    DIGITS = "digits"


#: What `faq.strip` finds, as people are told of it.
KINDS = {
    Detail.PHONE: Kind.PHONE,
    Detail.EMAIL: Kind.EMAIL,
    Detail.LINK: Kind.LINK,
    Detail.REGISTER: Kind.NUMBER,
    Detail.CARD: Kind.NUMBER,
    Detail.ACCOUNT: Kind.NUMBER,
    Detail.NUMBER: Kind.NUMBER,
    Detail.ADDRESS: Kind.ADDRESS,
    Detail.NAME: Kind.NAME,
}
#: Endings of addresses on the web that people write without anything before.
_ENDINGS = "be|com|org|net|eu|nl|fr|de|info|brussels|vlaanderen"
_LINK = re.compile(
    rf"\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|(?<![\w@.-])(?:[\w-]+\.)+(?:{_ENDINGS})\b(?!\.\w)"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}/\S+",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@])@\w{3,}")
_HIDDEN_EMAIL = re.compile(
    r"\w+\s*(?:\[|\(|\{)\s*(?:at|@|arobase|apenstaartje|ät)\s*(?:\]|\)|\})\s*\w+"
    r"|\b\w+ (?:at|arobase|apenstaartje) \w+ (?:dot|point|punt|punkt) \w{2,}",
    re.IGNORECASE,
)
#: Day, month and year in numbers: 12/05/1990, 1990-05-12, 12.5.90; the number of a phone is none.
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_BETWEEN = r"\s*[./-]\s*"
_DATE = re.compile(
    rf"(?<![\d./-])(?:{_DAY}{_BETWEEN}{_MONTH}|{_MONTH}{_BETWEEN}{_DAY})"
    rf"{_BETWEEN}(?:\d{{4}}|\d{{2}})(?!\d|[.-]\d)"
    rf"|(?<![\d./-])\d{{4}}{_BETWEEN}{_MONTH}{_BETWEEN}{_DAY}(?!\d)"
)
#: A school year or two years: 2026-2027. No number of anybody.
_YEARS = re.compile(r"(?<!\d)20\d\d\s*[-–/]\s*(?:20)?\d\d(?![\d./-])")
_WORD = re.compile(r"[^\W\d_]+|\d+")

_CONTACT = (
    "call phone whatsapp telegram signal facebook messenger instagram email mail meet address "
    "bel bellen gsm telefoon nummer adres afspreken ontmoeten "
    "appelle appelez appeler telephone numero adresse rencontrer courriel "
    "anrufen ruf telefon nummer handynummer treffen "
    "اتصل هاتف واتساب رقم رقمي عنوان عنواني تماس تلفن شماره آدرس"
)
_CONTACT_WORDS = frozenset(map(fold, _CONTACT.split()))
_MONEY = (
    "euro euros eur loan lend cash iban lening lenen geld cash argent preter pret "
    "kredit leihen نقود مال قرض يورو پول قرض"
)
_MONEY_WORDS = frozenset(map(fold, _MONEY.split()))
_TITLE = "mr mrs ms mister mevrouw meneer madame monsieur mme frau herr السيد السيده"
_TITLES = frozenset(map(fold, _TITLE.split()))
_DIGITS = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{3,}")
#: Two words with capitals that do not begin a sentence: Fatima Haddad.
_TWO_NAMES = re.compile(r"(?<![.!?…:\n] )(?<!^)\b[A-Z][\w'’-]+ [A-Z][\w'’-]+", re.MULTILINE)


def find(text: str, names: Iterable[str] = ()) -> tuple[Kind, ...]:
    """The kinds of details in a text, each once; `names` of everybody whom the helpdesk knows."""
    plain = _plain(text)
    found: set[Kind] = set()
    for pattern, kind in ((_HIDDEN_EMAIL, Kind.EMAIL), (_HANDLE, Kind.LINK), (_DATE, Kind.DATE)):
        if pattern.search(plain):
            found.add(kind)
            plain = pattern.sub(" ", plain)
    if _written_date(plain):
        found.add(Kind.DATE)
    stripped = strip.strip(_YEARS.sub(" ", plain), names)
    found |= {KINDS[detail] for detail, _ in stripped.taken}
    if _LINK.search(stripped.text):
        found.add(Kind.LINK)
    return tuple(kind for kind in Kind if kind in found)


def risks(text: str) -> tuple[Risk, ...]:
    """Why staff should look first at an answer that holds no detail."""
    plain = _plain(text)
    words = {fold(word) for word in _WORD.findall(plain)}
    found = set()
    if words & _CONTACT_WORDS:
        found.add(Risk.CONTACT)
    if words & _MONEY_WORDS or "€" in plain:
        found.add(Risk.MONEY)
    if words & _TITLES or _TWO_NAMES.search(plain):
        found.add(Risk.PERSON)
    if _DIGITS.search(plain):
        found.add(Risk.DIGITS)
    return tuple(risk for risk in Risk if risk in found)


def _plain(text: str) -> str:
    """One form of each sign, and digits of every script as 0 to 9."""
    signs = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in signs)


def _written_date(text: str) -> bool:
    """A month's name with a day and a year beside it, in any order."""
    words = _WORD.findall(text)
    return any(
        _is_date(words[max(place - 2, 0) : place + 3])
        for place, word in enumerate(words)
        if months.is_month(word)
    )


def _is_date(around: list[str]) -> bool:
    """Whether numbers around a month's name are a day and a year."""
    numbers = [int(one) for one in around if one.isdecimal()]
    return any(1 <= one <= 31 for one in numbers) and any(map(_is_year, numbers))


def _is_year(number: int) -> bool:
    """Of our calendar, or of the Persian one."""
    return 1900 <= number <= 2100 or 1280 <= number <= 1450

"""Plain words for commands and answers, in every language that writes to us.

A word counts only as the whole message: "stop" ends check-ins, "the bus stop" does not. The words
themselves stand in `words/<language>.yaml`.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from locales import languages

#: One file of words per language.
FOLDER = Path(__file__).parent / "words"
#: The end of the name of a list that counts only for readers of its language.
HERE = "_here"

#: Signs that people put around a word, and that ends of sentences have in our scripts.
_EDGES = '.!?,;:؟،؛۔…።፧፣፤፥፦"“”„«»‘*_~()[]✔ '
#: Marks on letters of Latin and Cyrillic, and of Arabic (vowels, hamza, madda), and on emoji.
_MARKS = (
    ("\u0300", "\u036f"),
    ("\u0610", "\u061a"),
    ("\u064b", "\u065f"),
    ("\u0670", "\u0670"),
    ("\ufe0f", "\ufe0f"),
    ("\U0001f3fb", "\U0001f3ff"),
)
#: Letters that are the same to whoever types in a hurry, or on the keyboard of another language.
_SAME = str.maketrans(
    {
        "ı": "i",
        "’": "'",
        "`": "'",
        "-": " ",
        "‐": " ",
        "_": " ",
        "ـ": None,
        "ى": "ي",
        "ی": "ي",
        "ۍ": "ي",
        "ک": "ك",
        "ګ": "گ",
        "ة": "ه",
        "ھ": "ه",
        "ہ": "ه",
        "አ": "ኣ",
        "ዐ": "ዓ",
        **{chr(0x1220 + n): chr(0x1230 + n) for n in range(8)},  # ሠ as ሰ
        **{chr(0x1340 + n): chr(0x1338 + n) for n in range(8)},  # ፀ as ጸ
        **{chr(0x1280 + n): chr(0x1210 + n) for n in range(8)},  # ኀ as ሐ
    }
)


class Command(StrEnum):
    """What a command or its plain word asks for."""

    #: the first message
    START = "start"
    #: what can you do
    HELP = "help"
    #: another language
    LANGUAGE = "language"
    #: talk to a person
    HUMAN = "human"
    #: call me
    CALL = "call"
    #: do not call me any more
    NO_CALL = "nocall"
    #: no more unprompted messages
    STOP = "stop"
    #: what is kept about me
    PRIVACY = "privacy"


class Reply(StrEnum):
    """A short answer to a question that is open."""

    #: yes
    YES = "yes"
    #: no
    NO = "no"


#: A yes that may only mean "I have read it": no answer to a question about safety.
OK = "ok"
#: Takes back a call while it is spoken of; without one, some of these mean STOP.
REFUSAL = "refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one meaning, folded."""

    #: these count whatever somebody reads
    everywhere: frozenset[str]
    #: these only for whoever reads the language, since they are other words elsewhere
    here: Mapping[str, frozenset[str]]

    def __contains__(self, said: tuple[str, str | None]) -> bool:
        folded, language = said
        if folded in self.everywhere:
            return True
        known = languages.chain(language) if language else ()
        return any(folded in self.here.get(code, ()) for code in known)


def command(text: str, language: str | None = None) -> Command | None:
    """The command that the whole message is; None for anything longer.

    `language` is what the person reads, where that is known.
    """
    said = fold(text), language
    return next((name for name in Command if said in words(name)), None)


def languages_of(text: str) -> tuple[str, ...]:
    """The languages in which the whole message is a command.

    "stop" and the like tell of none, nor does "/help", which a menu sends in every language.
    """
    folded = fold(text)
    if folded.removeprefix("/") in list(Command):
        return ()
    found = [
        code
        for name in Command
        for meaning in (str(name), name + HERE)
        for code, word in written(meaning)
        if fold(word) == folded
    ]
    return tuple(dict.fromkeys(found))


def cries(text: str, language: str | None = None) -> bool:
    """The whole message may be a cry as well as a command: "help!"."""
    return command(text, language) is Command.HELP and not text.lstrip().startswith("/")


def reply(text: str, language: str | None = None) -> Reply | None:
    """Yes or no, when the whole message says just that."""
    said = fold(text), language
    if said in words(OK):
        return Reply.YES
    return next((name for name in Reply if said in words(name)), None)


def is_acknowledged(text: str) -> bool:
    """The whole message may only mean that it was read: ok, fine, tamam."""
    return (fold(text), None) in words(OK)


def is_refusal(text: str) -> bool:
    """The whole message takes back what it was asked about."""
    return (fold(text), None) in words(REFUSAL)


def number(text: str) -> int | None:
    """The number that the whole message is, in any digits (1, ١, ۱, ፩, 1️⃣); 1 to 20."""
    found = None if "-" in text else _number(fold(text).replace("\u20e3", ""))
    return found if found is not None and 1 <= found <= 20 else None


def fold(text: str) -> str:
    """Small letters without accents, vowel marks, edges and end marks; close letters as one."""
    bare = unicodedata.normalize("NFKC", text).casefold()
    shown = (
        sign
        for sign in unicodedata.normalize("NFD", bare)
        if not _is_mark(sign) and unicodedata.category(sign) != "Cf"
    )
    plain = unicodedata.normalize("NFC", "".join(shown)).strip(_EDGES + "\n\r\t")
    return " ".join(plain.translate(_SAME).split())


@cache
def words(meaning: str) -> Words:
    """Every word for one meaning: a command, a reply, OK or REFUSAL."""
    return Words(
        everywhere=frozenset(fold(word) for _, word in written(meaning)),
        here={
            code: frozenset(fold(word) for own, word in written(meaning + HERE) if own == code)
            for code in languages.LANGUAGES
        },
    )


def written(meaning: str) -> Iterator[tuple[str, str]]:
    """(language, word) as they stand in the files."""
    for code, lists in _files().items():
        for word in lists.get(str(meaning), ()):
            yield code, word


@cache
def _files() -> Mapping[str, Mapping[str, list[str]]]:
    # BaseLoader: in YAML "no" and "y" would be truths.
    return {
        code: yaml.load((FOLDER / f"{code}.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
        for code in languages.LANGUAGES
        if (FOLDER / f"{code}.yaml").exists()
    }


def _is_mark(sign: str) -> bool:
    return any(first <= sign <= last for first, last in _MARKS)


def _number(sign: str) -> int | None:
    """Decimal digits of any script, or the tens and ones of Ethiopic."""
    if not sign or len(sign) > 2:
        return None
    if all(unicodedata.decimal(one, None) is not None for one in sign):
        return int(sign)
    values = [unicodedata.numeric(one, None) for one in sign]
    if any(value is None or value != int(value) for value in values):
        return None
    parts = [int(value) for value in values if value is not None]
    in_order = len(parts) == 1 or (parts[0] >= 10 > parts[1])
    return sum(parts) if in_order else None

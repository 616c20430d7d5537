"""Plain words for commands and answers, in every language that writes to us.

A word counts only as the whole message: "stop" ends check-ins, "the bus stop" does not.
"""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from locales import call_words


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


#: Words per command, folded; the commands themselves are the same sign in all languages.
WORDS: Mapping[Command, frozenset[str]] = {
    Command.START: frozenset({"/start", "start"}),
    Command.HELP: frozenset(
        {"/help", "help", "hulp", "aide", "hilfe", "menu", "مساعدة", "المساعدة", "القائمة"}
    ),
    Command.LANGUAGE: frozenset(
        {"/language", "language", "taal", "langue", "sprache", "لغة", "اللغة", "زبان", "dil"}
    ),
    Command.HUMAN: frozenset(
        {
            "/human",
            "human",
            "person",
            "a person",
            "mens",
            "persoon",
            "iemand",
            "medewerker",
            "personne",
            "une personne",
            "humain",
            "quelqu'un",
            "mensch",
            "jemand",
            "mitarbeiter",
            "eine person",
            "شخص",
            "موظف",
            "إنسان",
        }
    ),
    Command.CALL: call_words.CALL,
    Command.NO_CALL: call_words.NO_CALL,
    Command.STOP: frozenset(
        {
            "/stop",
            "stop",
            "stop messages",
            "unsubscribe",
            "stoppen",
            "geen berichten meer",
            "arret",
            "arreter",
            "arretez",
            "stopp",
            "aufhoren",
            "abmelden",
            "keine nachrichten mehr",
            "توقف",
            "توقفوا",
            "قف",
            "أوقف",
            "إيقاف",
            "ايقاف",
            "اوقف",
            "الغاء",
            "إلغاء",
        }
    ),
    Command.PRIVACY: frozenset(
        {"/privacy", "privacy", "vie privee", "confidentialite", "datenschutz", "الخصوصية"}
    ),
}


class Reply(StrEnum):
    """A short answer to a question that is open."""

    #: yes
    YES = "yes"
    #: no
    NO = "no"


REPLIES: Mapping[Reply, frozenset[str]] = {
    Reply.YES: frozenset(
        {
            "yes",
            "y",
            "ok",
            "okay",
            "ja",
            "oui",
            "نعم",
            "ايوه",
            "أيوه",
            "بله",
            "evet",
            "так",
            "haa",
            "እወ",
        }
    ),
    Reply.NO: frozenset(
        {"no", "nee", "non", "nein", "لا", "كلا", "نه", "hayır", "ні", "maya", "ኣይፋል"}
    ),
}


#: A yes that may only mean "I have read it": no answer to a question about safety.
ACKNOWLEDGED = frozenset({"ok", "okay"})


def command(text: str) -> Command | None:
    """The command that the whole message is; None for anything longer."""
    folded = fold(text)
    return next((name for name, words in WORDS.items() if folded in words), None)


def reply(text: str) -> Reply | None:
    """Yes or no, when the whole message says just that."""
    folded = fold(text)
    return next((name for name, words in REPLIES.items() if folded in words), None)


def is_refusal(text: str) -> bool:
    """The whole message takes back what it was asked about."""
    return fold(text) in call_words.REFUSALS


def number(text: str) -> int | None:
    """The number that the whole message is, in any digits (1, ١, ۱, ፩); 1 to 20."""
    stripped = text.strip().rstrip(".)").strip()
    if not stripped or len(stripped) > 2:
        return None
    if all(unicodedata.decimal(sign, None) is not None for sign in stripped):
        found = int(stripped)
    elif len(stripped) == 1 and (value := unicodedata.numeric(stripped, None)) is not None:
        found = int(value) if value == int(value) else 0
    else:
        return None
    return found if 1 <= found <= 20 else None


def fold(text: str) -> str:
    """Small letters, without accents of Latin letters, edges and end marks."""
    bare = unicodedata.normalize("NFKC", text).strip().strip(".!?؟،… ").casefold()
    plain = (
        sign
        for sign in unicodedata.normalize("NFD", bare)
        if not (unicodedata.combining(sign) and sign < "\u0370")
    )
    return unicodedata.normalize("NFC", "".join(plain))

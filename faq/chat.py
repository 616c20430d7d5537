"""What people say that is no question: greetings, thanks, emoji, links, noise."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from faq import reading
from faq.fold import fold

#: the phrases that ship, and their languages, one line each, in this order
PATH = Path(__file__).parent / "chat.yaml"
_LINES = ("en", "nl", "fr", "de", "ar", "fa", "tr", "uk", "so", "ti", "ps", "ku", "sw")
#: words of one line that are said in several languages; the first where nothing else tells
_SHARED: Mapping[str, tuple[str, ...]] = {
    "سلام": ("ar", "fa", "ps"),
    "سلام عليكم": ("ar", "fa", "ps", "so"),
    "hallo": ("nl", "de", "en"),
    "hey": (),
    "hi": (),
    "merci": ("fr", "nl", "fa"),
    "ciao": (),
    "salam": (),
    "salam aleykum": (),
    "salam alaikum": (),
    "salut": ("fr",),
    "shukran": ("ar", "so", "sw"),
    "bye": (),
    "bye bye": (),
}
_LINK = re.compile(r"(https?://|www\.)\S+|\b[\w-]+\.(be|com|org|net|eu|info|brussels)(/\S*)?\b")
#: a number somebody may be reaching for
_EMERGENCY = frozenset({"100", "101", "112", "1712", "1733", "1813", "106", "107", "116000"})
_KEYBOARD = re.compile(r"qwert|azert|asdf|qsdf|zxcv|wxcv|hjkl|sdfg|dfgh")
_VOWELS = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]")


class Chat(StrEnum):
    """What a polite person would answer differently to."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    #: "are you a robot?"
    ROBOT = "robot"
    #: yes, no, fine: an answer to nothing that was asked
    FINE = "fine"
    EMOJI = "emoji"
    #: a bare address of a page
    LINK = "link"
    #: nothing, punctuation, numbers or keys struck at random
    NONSENSE = "nonsense"


def load(path: Path) -> Mapping[str, Chat]:
    """Folded phrase to what it is."""
    raw = reading.parse(path)
    return {
        _bare(str(phrase)): Chat(kind)
        for kind, lines in raw.items()
        for line in lines
        for phrase in line
    }


@cache
def written_in(path: Path = PATH) -> Mapping[str, tuple[str, ...]]:
    """Folded phrase to the languages it is said in; "ok" and the like tell of none."""
    found: dict[str, tuple[str, ...]] = {}
    for kind, lines in reading.parse(path).items():
        for code, line in zip(_LINES, lines if kind != Chat.FINE else (), strict=False):
            found |= {_bare(str(phrase)): (code,) for phrase in line}
    return found | {_bare(phrase): codes for phrase, codes in _SHARED.items()}


def languages_of(text: str) -> tuple[str, ...] | None:
    """The languages in which the whole text is a greeting, thanks and so on; None: it is not."""
    return written_in().get(_bare(text))


def recognise(text: str, phrases: Mapping[str, Chat]) -> Chat | None:
    """What kind of chat `text` is; None when it may be a question."""
    if not text:
        return Chat.NONSENSE
    if _LINK.search(text) and not _LINK.sub(" ", text).strip(" .,:;!?-"):
        return Chat.LINK
    bare = _bare(text)
    if not bare:
        return Chat.EMOJI if _has_symbol(text) else Chat.NONSENSE
    if bare in phrases:
        return phrases[bare]
    return _phrases_in_a_row(bare.split(), phrases) or _noise(bare)


def _phrases_in_a_row(words: list[str], phrases: Mapping[str, Chat]) -> Chat | None:
    """ "hallo goeiemorgen", "ok thanks": the last phrase that says more than "ok" counts."""
    if len(words) > 6:
        return None
    found: list[Chat] = []
    while words:
        for length in range(min(4, len(words)), 0, -1):
            kind = phrases.get(" ".join(words[:length]))
            if kind:
                found.append(kind)
                words = words[length:]
                break
        else:
            return None
    return next((kind for kind in reversed(found) if kind is not Chat.FINE), Chat.FINE)


def _noise(bare: str) -> Chat | None:
    if bare in _EMERGENCY:
        return None
    if not any(c.isalpha() for c in bare) or len(bare) == 1:
        return Chat.NONSENSE
    letters = bare.replace(" ", "")
    if len(letters) >= 3 and len(set(letters)) == 1:
        return Chat.NONSENSE
    latin = letters.isascii() and letters.isalpha()
    if latin and " " not in bare and _KEYBOARD.search(bare):
        return Chat.NONSENSE
    if latin and len(letters) >= 6 and len(_VOWELS.findall(letters)) * 7 < len(letters):
        return Chat.NONSENSE
    return None


def _bare(text: str) -> str:
    """Folded letters and digits, one space between words."""
    kept = "".join(c if c.isalnum() or c == "'" else " " for c in fold(text))
    return " ".join(kept.replace("'", " ").split())


def _has_symbol(text: str) -> bool:
    return any(unicodedata.category(c) in {"So", "Sk"} or c in "❤‼⁉" for c in text)

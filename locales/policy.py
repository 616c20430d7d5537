"""What may be sent: by the kind of a text and the state of its translation. Pure.

English is the source: it is always confirmed. A text goes out whole in one language or not at all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from locales import languages


class Kind(StrEnum):
    """What a text is for."""

    #: said first about a danger; its telephone numbers are always sent
    EMERGENCY = "emergency"
    #: asks for consent
    CONSENT = "consent"
    #: tells rights and duties: the privacy notice
    LEGAL = "legal"
    #: everything else that the bot says, and its buttons
    ORDINARY = "ordinary"
    #: an answer from the FAQ
    ANSWER = "answer"
    #: a planned message
    STEP = "step"
    #: a text that a provider approves before it may open a conversation
    TEMPLATE = "template"


class State(StrEnum):
    """How far a translation can be trusted."""

    #: a person has confirmed it, or it is the English source
    CONFIRMED = "confirmed"
    #: made by a machine, looked at by nobody
    DRAFTED = "drafted"
    #: made for an English text that has changed since
    FUZZY = "fuzzy"
    #: there is none
    MISSING = "missing"


class Verdict(StrEnum):
    """What happens to a text in one language."""

    #: it is sent
    SEND = "send"
    #: it is sent, and the reader is told that a machine translated it
    MARKED = "marked"
    #: it is sent, with English and French copies as messages of their own
    COPIED = "copied"
    #: the next language that the person reads
    FALLBACK = "fallback"
    #: nothing is sent; a colleague asks or explains it in person
    ASK_STAFF = "ask_staff"


_TRUSTED = {
    State.CONFIRMED: Verdict.SEND,
    State.FUZZY: Verdict.FALLBACK,
    State.MISSING: Verdict.FALLBACK,
}
#: The table. A fuzzy or missing text is never sent as if it were current.
TABLE: Mapping[Kind, Mapping[State, Verdict]] = {
    Kind.EMERGENCY: {**_TRUSTED, State.DRAFTED: Verdict.COPIED},
    Kind.CONSENT: {**_TRUSTED, State.DRAFTED: Verdict.ASK_STAFF},
    Kind.LEGAL: {**_TRUSTED, State.DRAFTED: Verdict.ASK_STAFF},
    Kind.ORDINARY: {**_TRUSTED, State.DRAFTED: Verdict.SEND},
    Kind.ANSWER: {**_TRUSTED, State.DRAFTED: Verdict.MARKED},
    Kind.STEP: {**_TRUSTED, State.DRAFTED: Verdict.MARKED},
    Kind.TEMPLATE: {**_TRUSTED, State.DRAFTED: Verdict.SEND},
}
#: Of use only to whoever can read it: these fall back to English only if it is read.
NEEDS_UNDERSTANDING = frozenset({Kind.CONSENT, Kind.LEGAL, Kind.STEP})
#: Verdicts after which a text is on its way.
SENT = frozenset({Verdict.SEND, Verdict.MARKED, Verdict.COPIED})
#: The copies of a text about a danger that nobody has confirmed.
COPIES = (languages.ENGLISH, "fr")
#: From the least to the most trusted: a text of several parts is as good as its worst part.
_ORDER = (State.MISSING, State.FUZZY, State.DRAFTED, State.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """In which language a text goes out, and how."""

    verdict: Verdict
    #: None when nothing is sent
    language: str | None


def decide(kind: Kind, state: State, *, drafted_counts: bool = False) -> Verdict:
    """What the table says; `drafted_counts` lets drafted consent and legal texts out."""
    verdict = TABLE[kind][state]
    return Verdict.SEND if drafted_counts and verdict is Verdict.ASK_STAFF else verdict


def choose(
    kind: Kind,
    readable: Iterable[str],
    state: Callable[[str], State],
    *,
    drafted_counts: bool = False,
) -> Choice:
    """The first language that a person reads in which a text may be sent; then English.

    `readable` is their own language, then a second one they chose.
    """
    last = () if kind in NEEDS_UNDERSTANDING else (languages.ENGLISH,)
    for language in dict.fromkeys((*readable, *last)):
        verdict = decide(kind, state(language), drafted_counts=drafted_counts)
        if verdict in SENT:
            return Choice(verdict=verdict, language=language)
    return Choice(verdict=Verdict.ASK_STAFF, language=None)


def weakest(states: Iterable[State]) -> State:
    """The state of a text that consists of these."""
    return min(states, key=_ORDER.index, default=State.MISSING)

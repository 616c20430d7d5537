"""What the engine says of a text: plain values, frozen before anything is done with them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.chat import Chat
from faq.decision import Decision
from faq.language import Guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entry that may be meant."""

    entry_id: str
    #: its probability, 0 to 1
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a text means, frozen before anything is done with it."""

    #: cleaned and cut
    text: str
    #: the language to answer in, as far as the text and what was known tell
    language: str | None
    #: whether the text itself shows the language beyond doubt
    language_sure: bool
    decision: Decision
    #: the best five entries, whatever the decision; empty for chat
    ranked: tuple[Candidate, ...]
    #: how likely the decision is right, 0 to 1
    confidence: float
    #: set when sensitive
    intent: str | None
    #: set when chat
    chat: Chat | None
    #: when a message asks two things and both are sure: what the second one asks for
    second: Candidate | None = None
    #: a danger that it may tell of, not plainly enough to be `sensitive`
    doubt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is decided on, for calibration."""

    #: features of the ranking, and of the danger
    ranking: NDArray[np.float64]
    danger: NDArray[np.float64]
    #: the best five entries
    entry_ids: tuple[str, ...]
    #: whether the words of a danger are in it, which decides by itself
    named: bool


def of(
    text: str,
    guess: Guess,
    decided: Decision,
    ranked: tuple[Candidate, ...],
    confidence: float,
    *,
    intent: str | None = None,
    kind: Chat | None = None,
) -> Understanding:
    """An understanding of a text whose language is guessed."""
    return Understanding(
        text=text,
        language=guess.code,
        language_sure=guess.sure,
        decision=decided,
        ranked=ranked,
        confidence=round(confidence, 4),
        intent=intent,
        chat=kind,
    )

"""What becomes of a delivery that a provider refused: decided from the error, without I/O."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.channel import SendError
from db.models import NEVER_TWICE

#: Pauses between attempts when the provider names none; after the last the delivery has failed.
BACKOFF = tuple(dt.timedelta(seconds=pause) for pause in (2, 10, 60, 300, 1800))


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """It is tried again after a pause."""

    reason: str
    after: dt.timedelta = dt.timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """It has perhaps arrived, and is not to come twice: a person looks."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """It is given up."""

    reason: str


class Elsewhere(StrEnum):
    """It is not the message that is at fault."""

    #: the forum topic is gone
    TOPIC = "topic"
    #: the channel takes only templates now
    WINDOW = "window"


Verdict = Again | Uncertain | Failed | Elsewhere


def judge(error: SendError, *, kind: str, attempts: int, in_topic: bool = False) -> Verdict:
    """The verdict on a refusal; `attempts` counts the one that was refused."""
    if error.moved_to:
        return Again(reason="moved")
    if error.topic_lost and in_topic:
        return Elsewhere.TOPIC
    if error.outside_window:
        return Elsewhere.WINDOW
    if error.maybe_sent and kind in NEVER_TWICE:
        return Uncertain(reason=error.code[:60])
    if (error.retryable or error.maybe_sent) and attempts <= len(BACKOFF):
        pause = dt.timedelta(seconds=error.retry_after or 0)
        return Again(reason=error.code, after=max(pause, BACKOFF[max(attempts, 1) - 1]))
    return Failed(reason=error.unreachable or error.code)

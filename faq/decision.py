"""From scores to what is done: calibrated, never a raw threshold.

The calibrations are logistic regressions, learnt on the development set, on what a ranking
looks like: how likely the first entry is, how far the second is behind, how near the nearest
example is in meaning and in spelling, how likely it is that none is meant, and the language group.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq.embed import Vectors
from faq.ranker import Scores
from faq.training import NONE

#: what calibration leaves, under the folder of the FAQ
FILE = "calibration.json"
#: which languages share a calibration
GROUPS: Mapping[str | None, int] = {
    **dict.fromkeys(("en", "nl", "fr", "de"), 0),
    **dict.fromkeys(("ar", "fa", "tr", "uk", None), 1),
    **dict.fromkeys(("ti", "so", "ku", "ps", "sw"), 2),
}
#: numbers that describe a ranking, one per group included, and a danger, a constant included
FEATURES, DANGERS = 9, 21


class Decision(StrEnum):
    """What to do with a text."""

    #: one entry is likely right
    ANSWER = "answer"
    #: two or three are about equally likely
    CHOOSE = "choose"
    #: say so and offer a person
    UNSURE = "unsure"
    #: numbers and a person first
    SENSITIVE = "sensitive"
    #: no question
    CHAT = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What the features count, and from which probability on something is done."""

    #: that the first entry is right, FEATURES numbers
    first: tuple[float, ...]
    #: that one of the first three is right
    three: tuple[float, ...]
    #: that the message tells of a danger, DANGERS numbers
    danger: tuple[float, ...]
    #: the least of each for `answer` and `choose`
    answer_from: float
    choose_from: float
    #: the least for `sensitive`, and when the words of a danger are in the message
    danger_from: float
    named_from: float
    #: the least from which a danger is not ruled out: a person is offered beside the answer
    doubt_from: float


#: for a knowledge that nobody has calibrated: careful, and the same for every language
PLAIN = Calibration(
    first=(0.6, 0.6, -0.1, 3.0, 0.0, 0.0, -1.6, -1.6, -1.6),
    three=(0.6, 0.0, -0.3, 3.0, 0.0, 1.0, -1.8, -1.8, -1.8),
    danger=(
        0.8,
        0.4,
        1.0,
        0.5,
        1.0,
        0.5,
        0.5,
        -0.3,
        -0.3,
        0.2,
        2.0,
        0.0,
        0.0,
        0.0,
        -0.5,
        0.0,
        1.5,
        0.0,
        0.0,
        0.0,
        0.0,
    ),
    answer_from=0.8,
    choose_from=0.6,
    danger_from=0.5,
    named_from=0.0,
    doubt_from=0.3,
)


def load(path: Path) -> Calibration:
    """What `faq calibrate` wrote; PLAIN where there is none."""
    if not path.exists():
        return PLAIN
    raw = json.loads(path.read_text("utf-8"))
    return Calibration(
        first=tuple(raw["first"]),
        three=tuple(raw["three"]),
        danger=tuple(raw["danger"]),
        answer_from=raw["answer_from"],
        choose_from=raw["choose_from"],
        danger_from=raw["danger_from"],
        named_from=raw["named_from"],
        doubt_from=raw["doubt_from"],
    )


def save(calibration: Calibration, path: Path) -> None:
    """Write it for `load`, rounded, so that a difference can be read."""
    rounded = {
        name: [round(one, 4) for one in value] if isinstance(value, tuple) else round(value, 4)
        for name, value in asdict(calibration).items()
    }
    path.write_text(json.dumps(rounded, indent=1) + "\n", "utf-8")


def features(
    scores: Scores, row: int, classes: tuple[str, ...], language: str | None
) -> NDArray[np.float64]:
    """What the ranking of one text looks like."""
    likely = scores.likely[row].astype(np.float64)
    none = likely[classes.index(NONE)] if NONE in classes else 0.0
    entries = np.array([n for n, name in enumerate(classes) if name != NONE])
    order = entries[np.argsort(-likely[entries])]
    first, second = likely[order[0]], likely[order[1]] if len(order) > 1 else 0.0
    group = GROUPS.get(language, 1)
    return np.array(
        [
            _logit(first),
            _logit(first / max(first + second, 1e-9)),
            _logit(none),
            float(scores.near[row, order[0]]),
            float(scores.alike[row, order[0]]),
            float(likely[order[:3]].sum()),
            *(float(group == n) for n in range(3)),
        ]
    )


def dangers(
    risk: Scores,
    found: Scores,
    harmless: NDArray[np.float64],
    alarm: Vectors,
    classes: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    named: bool,
) -> NDArray[np.float64]:
    """What a message looks like as a danger, beside what the FAQ makes of it.

    Both scores have a row for the whole and one for each sentence; `harmless` is the share of the
    nearest examples of each that tell of no danger, `classes` are those of the two rankers,
    `named` says that the words of a danger are in it.
    """
    calm, none = classes[0].index(NONE), classes[1].index(NONE) if NONE in classes[1] else None
    parts = slice(1, None) if len(risk.likely) > 1 else slice(0, 1)
    likely = 1.0 - risk.likely[:, calm].astype(np.float64)
    near, alike = (_ahead(rows, calm) for rows in (risk.near, risk.alike))
    entries = np.delete(found.likely[0], none) if none is not None else found.likely[0]
    close = (np.delete(found.near, none, axis=1) if none is not None else found.near).max(axis=1)
    worst = int(np.argmax(likely[parts])) + (parts.start or 0)
    return np.array(
        [
            _logit(likely[0]),
            _logit(likely[parts].max()),
            near[0],
            near[parts].max(),
            alike[0],
            alike[parts].max(),
            float(np.delete(risk.near, calm, axis=1)[parts].max()),
            _logit(float(entries.max())),
            float(close[0]),
            float(close[worst]),
            float(named),
            float(len(likely) > 1),
            float(np.log(len(likely))),
            _logit(float(found.likely[0, none])) if none is not None else 0.0,
            1.0,
            1.0 - float(harmless[0]),
            1.0 - float(harmless[parts].min()),
            *alarm[0],
            *alarm[parts].max(axis=0),
        ]
    )


def threatens(calibration: Calibration, likely: float, *, named: bool) -> bool:
    """Whether a message tells of a danger plainly enough to react to that and to nothing else."""
    return likely >= (calibration.named_from if named else calibration.danger_from)


def may_threaten(calibration: Calibration, likely: float, *, named: bool) -> bool:
    """Whether a danger cannot be ruled out."""
    return named or likely >= calibration.doubt_from


def _ahead(rows: NDArray[np.float32], calm: int) -> NDArray[np.float32]:
    """How much nearer the nearest danger is than the nearest harmless example."""
    return np.asarray(np.delete(rows, calm, axis=1).max(axis=1) - rows[:, calm], np.float32)


def chance(weights: tuple[float, ...], found: NDArray[np.float64]) -> float:
    """The probability that a regression gives to features."""
    return float(1.0 / (1.0 + np.exp(-np.dot(weights, found))))


def decide(calibration: Calibration, found: NDArray[np.float64]) -> tuple[Decision, float]:
    """`answer`, `choose` or `unsure`, and how likely it is right."""
    first, three = chance(calibration.first, found), chance(calibration.three, found)
    if first >= calibration.answer_from:
        return Decision.ANSWER, first
    if three >= calibration.choose_from:
        return Decision.CHOOSE, three
    return Decision.UNSURE, 1.0 - three


def _logit(share: float) -> float:
    bounded = min(max(share, 1e-4), 1.0 - 1e-4)
    return float(np.log(bounded / (1.0 - bounded)))

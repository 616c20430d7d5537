"""Calibration: how sure is sure, learnt from the development set, never from the examples.

Run by `python -m bot faq calibrate` after `faq train`. The held-out test set is never seen here.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from faq.decision import Calibration
from faq.understanding import Look

#: of all questions that an entry answers, this share may be answered wrongly
WRONG = 0.015
#: of the questions just beside the FAQ, this share may be answered as if known
NEAR_ANSWERED = 0.05
#: a choice is offered when one of three is right at least this often
CHOOSE_FROM = 0.45
#: this share of dangers gets the whole reaction: of those told without their words, and with them
CAUGHT, NAMED_CAUGHT = 0.965, 0.98
#: this share gets at least the answer with a person and the emergency number beside it
DOUBTED = 0.985
#: the threshold of danger is sought on questions that the weights have not seen: so many parts
_PARTS = 8
_RIDGE, _STEPS = 0.003, 40

Row = Mapping[str, Any]
Features = NDArray[np.float64]
Right = NDArray[np.bool_]


class Looks(Protocol):
    """The part of the engine that calibration asks."""

    def looks(self, text: str) -> Look:
        """Features and the best entries of a text."""


def calibrate(rows: Iterable[Row], engine: Looks, half_sensitive: Set[str]) -> Calibration:
    """Learn from questions with known answers, those of others, dangers, lookalikes and small talk.

    Questions of `half_sensitive` entries are dangers as often as not: they teach nothing there.
    """
    seen = [(row, engine.looks(row["text"])) for row in rows]
    asked = [(row, look) for row, look in seen if row["kind"] in ("faq", "oos", "everyday")]
    found = np.array([look.ranking for _, look in asked])
    first, three = (np.array([_right(row, look, n) for row, look in asked]) for n in (1, 3))
    clear = [(row, look) for row, look in seen if not half_sensitive & set(row.get("expect", ()))]
    danger = np.array([row["kind"] == "sensitive" for row, _ in clear])
    looks = np.array([look.danger for _, look in clear])
    named = np.array([look.named for _, look in clear])
    weights = _fit(found, first)
    likely = unseen(looks, danger)
    wordless = likely[danger & ~named]
    return Calibration(
        first=tuple(weights.tolist()),
        three=tuple(_fit(found, three).tolist()),
        danger=tuple(_fit(looks, danger).tolist()),
        answer_from=_threshold([row for row, _ in asked], found, first, weights),
        choose_from=CHOOSE_FROM,
        danger_from=(danger_from := _least(wordless, CAUGHT)),
        # the words of a danger never make it less likely
        named_from=min(_least(likely[danger & named], NAMED_CAUGHT), danger_from),
        doubt_from=_least(wordless, DOUBTED),
    )


def unseen(found: Features, right: Right) -> Features:
    """The probability of each row by a regression learnt without its part of the rows."""
    part = np.arange(len(found)) % _PARTS
    likely = np.zeros(len(found))
    for n in range(_PARTS):
        weights = _fit(found[part != n], right[part != n])
        likely[part == n] = 1.0 / (1.0 + np.exp(-found[part == n] @ weights))
    return likely


def _least(likely: Features, share: float) -> float:
    """The highest probability that this share of them reaches; 0 where there are none."""
    surest = np.sort(likely)
    missed = int((1.0 - share) * len(surest))
    return float(np.floor(surest[missed] * 100) / 100) if len(surest) else 0.0


def _right(row: Row, look: Look, best: int) -> bool:
    """One of the best so many entries is expected; an out-of-scope question expects none."""
    return not set(row.get("expect", ())).isdisjoint(look.entry_ids[:best])


def _fit(found: Features, right: Right) -> Features:
    """A logistic regression by Newton's steps, held back in units of each feature's spread."""
    spread = found.std(axis=0)
    scale = np.where(spread > 1e-6, spread, 1.0)
    rows = found / scale
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-rows @ weights))
        slope = rows.T @ (likely - right) / len(rows) + _RIDGE * weights
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows / len(rows)
        weights = weights - np.linalg.solve(curve + _RIDGE * np.eye(len(weights)), slope)
    return np.asarray(weights / scale, np.float64)


def _threshold(rows: Sequence[Row], found: Features, right: Right, weights: Features) -> float:
    """The lowest probability from which both promises hold."""
    likely = 1.0 / (1.0 + np.exp(-found @ weights))
    known = np.array([row["kind"] == "faq" for row in rows])
    beside = np.array([row["kind"] == "oos" and row.get("type") != "far" for row in rows])
    for least in np.arange(0.3, 0.99, 0.01):
        answered = likely >= least
        wrong = (answered & known & ~right).sum() / max(known.sum(), 1)
        near = (answered & beside).sum() / max(beside.sum(), 1)
        if wrong <= WRONG and near <= NEAR_ANSWERED:
            return float(least)
    return 0.99

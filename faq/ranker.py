"""Classes by likeness: two models of meaning and the spelling, summed as log-probabilities.

Each signal alone and each step of the sum was measured on the development set; see
docs/decisions/0008-how-the-engine-ranks.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.embed import Vectors
from faq.search import Head, best_of, softmax


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each signal counts beside the regression on meaning, which counts 1."""

    #: the regression on the second model's vectors
    second: float
    #: the cosine with the nearest example
    near: float
    #: the likeness in spelling with the nearest example
    spelling: float


#: The second model was trained on these languages.
_KNOWN = Weights(second=0.5, near=8.0, spelling=12.0)
#: It has seen something of these, or of words borrowed in them.
_HALF = Weights(second=0.25, near=8.0, spelling=12.0)
#: Neither model knows these well: letters say more.
_LITTLE = Weights(second=0.25, near=4.0, spelling=24.0)
_SCRIPT = Weights(second=0.0, near=8.0, spelling=14.0)
WEIGHTS: Mapping[str | None, Weights] = {
    **dict.fromkeys(("en", "nl", "fr", "de", "ar", "tr"), _KNOWN),
    **dict.fromkeys(("fa", "uk", None), _HALF),
    **dict.fromkeys(("so", "ku", "sw"), _LITTLE),
    **dict.fromkeys(("ti", "ps"), _SCRIPT),
}

#: so many of the nearest examples vote, each the less the farther it is behind the nearest
_VOTERS, _BEHIND = 8, 0.08
#: what the sentence that speaks most for an entry counts beside the whole message
_PIECE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What is known of some texts: a row for each."""

    #: the language they are taken to be in
    language: str | None
    #: centred vectors, once for each language the texts may be in
    meaning: Sequence[Vectors]
    #: cosine of those, on average, with every example
    near: Vectors
    #: the same of the second model
    second: Sequence[Vectors]
    #: likeness in spelling with every example
    spelling: NDArray[np.float32]
    #: how much each looks like a danger, as log-odds: by a network, and by its letters
    alarm: Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A row for each text, a column for each class."""

    #: probabilities
    likely: Vectors
    #: cosine with the nearest example, by meaning and by spelling
    near: Vectors
    alike: Vectors


class Ranker:
    """One question about a text: which entry it asks for, or which danger it tells of."""

    def __init__(
        self, meaning: Head, second: Head, rows: NDArray[np.int64], labels: NDArray[np.int64]
    ) -> None:
        """`rows` are the examples of this question among all, `labels` their classes."""
        assert meaning.classes == second.classes
        order = np.argsort(labels, kind="stable")
        self.classes = meaning.classes
        self.meaning = meaning
        self.second = second
        self.rows, self.labels = rows[order], labels[order]
        #: the classes that have examples, and where those of each start
        self._found, self._starts = np.unique(self.labels, return_index=True)

    def scores(self, signals: Signals) -> Scores:
        """The classes of each text."""
        weights = WEIGHTS[signals.language if signals.language in WEIGHTS else None]
        near, alike = (
            best_of(likeness[:, self.rows], self._found, self._starts, len(self.classes))
            for likeness in (signals.near, signals.spelling)
        )
        total = np.log(_mean([self.meaning.probabilities(v) for v in signals.meaning]) + 1e-9)
        if weights.second:
            other = _mean([self.second.probabilities(v) for v in signals.second])
            total = total + weights.second * np.log(other + 1e-9)
        total = total + weights.near * near + weights.spelling * alike
        return Scores(likely=softmax(total), near=near, alike=alike)

    def votes(self, signals: Signals, name: str) -> NDArray[np.float64]:
        """For each text, the share of its nearest examples by meaning that are of this class."""
        near = signals.near[:, self.rows]
        voters = min(_VOTERS, near.shape[1])
        best = np.argpartition(-near, voters - 1, axis=1)[:, :voters]
        closeness = np.take_along_axis(near, best, axis=1).astype(np.float64)
        weights = np.exp((closeness - closeness.max(axis=1, keepdims=True)) / _BEHIND)
        of_class = self.labels[best] == self.classes.index(name)
        return np.asarray((weights * of_class).sum(axis=1) / weights.sum(axis=1), np.float64)


def joined(scores: Scores) -> Scores:
    """One row for a message: the whole, and half as much its most telling sentence."""
    if len(scores.likely) == 1:
        return scores
    logs = np.log(scores.likely + 1e-6)
    return Scores(
        likely=softmax(logs[:1] + _PIECE * logs[1:].max(axis=0, keepdims=True)),
        near=scores.near.max(axis=0, keepdims=True),
        alike=scores.alike.max(axis=0, keepdims=True),
    )


def _mean(found: Sequence[Vectors]) -> Vectors:
    return np.asarray(np.mean(found, axis=0), np.float32)

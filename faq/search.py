"""Vectors in, ranking out: centring per language, and a logistic regression on what is left.

Centring takes away what all texts of a language share, so that what they are about remains:
it brought the right entry first from 47 % to 62 % of unseen Dutch and French questions, the
regression to 75 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.embed import Vectors

#: texts of a language whose weight equals that of the mean over all languages
_PRIOR = 20.0
#: how strongly the regression is held back; chosen by cross-validation on the examples
_RIDGE = 2e-4
#: the centred vectors are scaled up, or the regression would need far more steps
_SCALE = 8.0
_STEPS = 160
#: axes that rows are kept on; 192 of 384 found no less than all, see docs/decisions/0008
_AXES = 192
#: rows that are unpacked at once
_BLOCK = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Centring:
    """The mean vector of each language."""

    #: rows, one a language
    means: Vectors
    #: their codes
    languages: tuple[str, ...]
    #: for a language unknown to us
    overall: Vectors

    @classmethod
    def fit(cls, vectors: Vectors, languages: Sequence[str]) -> "Centring":
        """Means of few texts are drawn towards the mean of all."""
        names = tuple(sorted(set(languages)))
        of = np.array(languages)
        each = np.stack([vectors[of == name].mean(axis=0) for name in names])
        overall = each.mean(axis=0)
        counts = np.array([(of == name).sum() for name in names], dtype=np.float32)[:, None]
        means = (each * counts + overall * _PRIOR) / (counts + _PRIOR)
        return cls(
            means=means.astype(np.float32), languages=names, overall=overall.astype(np.float32)
        )

    def apply(self, vectors: Vectors, languages: Sequence[str | None]) -> Vectors:
        """Centred rows of unit length."""
        mean_of = dict(zip(self.languages, self.means, strict=True))
        shift = np.stack([mean_of.get(code or "", self.overall) for code in languages])
        return unit(vectors - shift)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A multinomial logistic regression over named classes."""

    #: (dimensions + 1, classes)
    weights: Vectors
    #: in the order of the columns
    classes: tuple[str, ...]

    @classmethod
    def fit(
        cls,
        vectors: Vectors,
        labels: Sequence[str],
        weight: NDArray[np.float32] | None = None,
        *,
        ridge: float = _RIDGE,
    ) -> "Head":
        """Full-batch accelerated gradient descent: small, exact enough, the same every time."""
        classes = tuple(sorted(set(labels)))
        column = {name: n for n, name in enumerate(classes)}
        target = np.zeros((len(labels), len(classes)), np.float32)
        target[np.arange(len(labels)), [column[name] for name in labels]] = 1.0
        share = np.ones(len(labels), np.float32) if weight is None else weight
        share = (share / share.sum())[:, None]
        rows = _with_bias(vectors)
        # the largest curvature of the loss bounds the step
        step = 1.0 / (0.5 * float(np.linalg.norm(rows * np.sqrt(share), 2)) ** 2 + ridge)
        weights = np.zeros((rows.shape[1], len(classes)), np.float32)
        ahead, before = weights, weights
        for n in range(_STEPS):
            slope = rows.T @ (share * (softmax(rows @ ahead) - target)) + ridge * ahead
            weights = ahead - step * slope
            ahead = weights + (n / (n + 3.0)) * (weights - before)
            before = weights
        return cls(weights=weights.astype(np.float32), classes=classes)

    def probabilities(self, vectors: Vectors) -> Vectors:
        """A row of probabilities for each vector, in the order of `classes`."""
        return softmax(_with_bias(vectors) @ self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compact:
    """Rows along the axes on which they differ most, a byte a number: an eighth of their size."""

    #: a column each
    axes: Vectors
    #: the rows along them, each divided by its scale and rounded
    rounded: NDArray[np.int8]
    #: one a row
    scales: NDArray[np.float32]

    @classmethod
    def of(cls, rows: Vectors) -> "Compact":
        """Products of unit rows are within 0.01, but for what lies on no axis."""
        axes = np.linalg.eigh(rows.T @ rows)[1][:, -_AXES:].astype(np.float32)
        rows = rows @ axes
        scales = np.maximum(np.abs(rows).max(axis=1, initial=0.0), 1e-9) / 127.0
        rounded = np.empty(rows.shape, np.int8)
        for at in range(0, len(rows), _BLOCK):
            block = slice(at, at + _BLOCK)
            rounded[block] = np.rint(rows[block] / scales[block, None])
        return cls(axes=axes, rounded=rounded, scales=scales.astype(np.float32))

    def products(self, queries: Vectors) -> Vectors:
        """A row for each query, a column for each row kept."""
        found = np.empty((len(queries), len(self.rounded)), np.float32)
        queries = queries @ self.axes
        for at in range(0, len(self.rounded), _BLOCK):
            block = slice(at, at + _BLOCK)
            found[:, block] = queries @ self.rounded[block].astype(np.float32).T
        found *= self.scales
        return found


def best_of(
    scores: Vectors, found: NDArray[np.int64], starts: NDArray[np.int64], classes: int
) -> Vectors:
    """The highest score of each row within each class.

    `found` are the classes that have columns, in order; those of each begin at its start.
    """
    best = np.full((len(scores), classes), -1.0, np.float32)
    if len(found):
        best[:, found] = np.maximum.reduceat(scores, starts, axis=1)
    return best


def _with_bias(vectors: Vectors) -> Vectors:
    return np.hstack([vectors * _SCALE, np.ones((len(vectors), 1), np.float32)])


def softmax(scores: Vectors) -> Vectors:
    """Each row as probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def unit(vectors: Vectors) -> Vectors:
    """Each row of length one."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-6), np.float32)

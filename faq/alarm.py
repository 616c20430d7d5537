"""Two more signs of danger, each learnt from every example: a small network, and runs of letters.

The regressions of the ranker draw straight lines; whether "he beats the eggs" or "he beats the boy"
is meant, a network of one hidden layer tells better. Runs of letters tell most where the models of
meaning know a language little. What each adds is in docs/decisions/0008-how-the-engine-ranks.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.embed import Vectors
from faq.spelling import BINS, Run

#: a network: units, rounds over all examples, examples a step, the first step
_UNITS, _ROUNDS, _BATCH, _RATE = 256, 40, 256, 1e-3
#: what is hidden while it learns, so that it trusts no single number; how it is held back
_HIDE_INPUT, _HIDE_UNITS, _RIDGE = 0.3, 0.5, 3e-4
#: so many networks, each from other random weights, are averaged
_NETWORKS = 2
#: vectors of unit length are scaled up, as for the regressions
_SCALE = 8.0
_LETTERS_RIDGE, _LETTERS_STEPS = 4e-6, 250

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One hidden layer over the vectors of both models."""

    #: (dimensions of both + 1, units): the last row is added to each unit
    into: Vectors
    #: (units + 1,): the last number is added to the sum
    out: Vectors

    @classmethod
    def fit(cls, rows: Vectors, danger: Flags, weight: Vectors, *, seed: int) -> "Network":
        """Learn by Adam; the same for the same seed."""
        chance = np.random.default_rng(seed)
        rows = _with_one(rows * _SCALE)
        size = rows.shape[1]
        into = chance.standard_normal((size, _UNITS)).astype(np.float32) * np.sqrt(2 / size)
        into[-1] = 0.0
        out = chance.standard_normal(_UNITS + 1).astype(np.float32) * np.sqrt(2 / _UNITS)
        out[-1] = 0.0
        share = weight / weight.mean()
        steps = _ROUNDS * -(-len(rows) // _BATCH)
        learning = _Adam(steps, into, out)
        for _ in range(_ROUNDS):
            order = chance.permutation(len(rows))
            for at in range(0, len(rows), _BATCH):
                chosen = order[at : at + _BATCH]
                seen = rows[chosen]
                seen[:, :-1] *= _kept(chance, (len(chosen), size - 1), _HIDE_INPUT)
                units = np.maximum(seen @ into, 0.0)
                kept = _kept(chance, units.shape, _HIDE_UNITS)
                likely = sigmoid(_with_one(units * kept) @ out)
                slope = (likely - danger[chosen]) * share[chosen] / len(chosen)
                back = np.outer(slope, out[:-1]) * kept * (units > 0)
                learning.step(
                    seen.T @ back + _RIDGE * into, slope @ _with_one(units * kept) + _RIDGE * out
                )
        return cls(into=into, out=out)

    def logits(self, rows: Vectors) -> Vectors:
        """How much each row looks like a danger, as log-odds."""
        units = np.maximum(_with_one(rows * _SCALE) @ self.into, 0.0)
        return np.asarray(_with_one(units) @ self.out, np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """A logistic regression on runs of letters."""

    #: what each bin of `faq.spelling` says for a danger, and what is added
    weights: Vectors
    bias: float

    @classmethod
    def fit(cls, runs: Sequence[Run], danger: Flags, weight: Vectors) -> "Letters":
        """Accelerated gradient descent over postings; the rows are of unit length."""
        columns = np.concatenate([run.columns for run in runs])
        values = np.concatenate([run.weights for run in runs])
        lengths = [len(run.columns) for run in runs]
        row = np.repeat(np.arange(len(runs)), lengths)
        share = weight / weight.sum()
        weights = np.zeros(BINS + 1, np.float64)
        ahead, before = weights, weights
        for n in range(_LETTERS_STEPS):
            sums = np.bincount(row, values * ahead[columns], len(runs)) + ahead[-1]
            wrong = (sigmoid(sums) - danger) * share
            slope = np.append(np.bincount(columns, values * wrong[row], BINS), wrong.sum())
            # a step of 2: rows of length one and the bias curve the loss by at most a half
            weights = ahead - 2.0 * (slope + _LETTERS_RIDGE * ahead)
            ahead = weights + (n / (n + 3.0)) * (weights - before)
            before = weights
        return cls(weights=weights[:-1].astype(np.float32), bias=float(weights[-1]))

    def logit(self, run: Run) -> float:
        """How much a text looks like a danger, as log-odds."""
        return float(run.weights @ self.weights[run.columns]) + self.bias


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Both signs."""

    networks: tuple[Network, ...]
    letters: Letters

    @classmethod
    def fit(
        cls, rows: Vectors, runs: Sequence[Run], danger: Flags, weight: NDArray[np.float32]
    ) -> "Alarm":
        """Learn from a row of both models' vectors, side by side, and the runs of each example."""
        return cls(
            networks=tuple(
                Network.fit(rows, danger, weight, seed=seed) for seed in range(_NETWORKS)
            ),
            letters=Letters.fit(runs, danger, weight),
        )

    def logits(self, rows: Vectors, runs: Sequence[Run]) -> Vectors:
        """A row for each text: by meaning, and by its letters."""
        meaning = np.mean([network.logits(rows) for network in self.networks], axis=0)
        return np.stack([meaning, [self.letters.logit(run) for run in runs]], axis=1)


class _Adam:
    """Steps along slopes that are scaled by how much they have varied; smaller towards the end."""

    def __init__(self, steps: int, *learnt: Vectors) -> None:
        self._learnt = learnt
        self._steps, self._done = steps, 0
        self._mean = [np.zeros_like(one) for one in learnt]
        self._square = [np.zeros_like(one) for one in learnt]

    def step(self, *slopes: Vectors) -> None:
        self._done += 1
        rate = _RATE * (1.0 - 0.9 * self._done / self._steps)
        for one, slope, mean, square in zip(
            self._learnt, slopes, self._mean, self._square, strict=True
        ):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            spread = np.sqrt(square / (1.0 - 0.999**self._done)) + 1e-8
            one -= rate * (mean / (1.0 - 0.9**self._done)) / spread


def sigmoid(sums: NDArray[np.floating]) -> NDArray[np.floating]:
    """Log-odds as probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-sums)))


def _kept(chance: np.random.Generator, shape: tuple[int, ...], hidden: float) -> Vectors:
    """Noughts for what is hidden; the rest is raised to make up for it."""
    shown = chance.random(shape, dtype=np.float32) >= hidden
    return np.asarray(shown / (1.0 - hidden), np.float32)


def _with_one(rows: Vectors) -> Vectors:
    return np.hstack([rows, np.ones((len(rows), 1), np.float32)])

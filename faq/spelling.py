"""What texts share by their spelling: runs of letters, for the languages that models know least.

Vectors of meaning find 49 of 100 unseen Kurmanji questions; runs of letters alone find 74. An
inverted index of the examples, small enough to ship and quick enough to ask each time.
"""

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.embed import clean
from faq.fold import fold

#: letters in a run, shortest and longest; a word's edges count as letters
SHORTEST, LONGEST = 2, 5
#: runs fall into so many bins; two in one bin are taken for the same
BINS = 1 << 17
#: a run in more than this share of all texts, and in so many, is not looked up: it tells little
_COMMON, _MANY = 0.05, 100
#: characters of a text that are looked at
_READ = 400

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The runs of letters in one text: bins and their weights, of unit length together."""

    columns: NDArray[np.int64]
    weights: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Examples by the runs in them: tf-idf rows of unit length, stored by bin."""

    #: where each bin's postings start; BINS + 1 numbers
    starts: NDArray[np.int32]
    #: the example of each posting
    rows: NDArray[np.uint16]
    #: its weight
    weights: NDArray[np.float16]
    #: how rare each bin is
    rarity: NDArray[np.float16]
    #: how many examples there are
    size: int

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "Index":
        """An index of at most 65,535 texts, in their order."""
        counted = [Counter(_bins(text)) for text in texts]
        frequency = np.zeros(BINS, np.int64)
        for bins in counted:
            frequency[list(bins)] += 1
        rarity = np.log((1 + len(texts)) / (1 + frequency)).astype(np.float32) + 1.0
        columns, rows, weights = [], [], []
        for row, bins in enumerate(counted):
            run = _weighed(bins, rarity)
            columns.append(run.columns)
            rows.append(np.full(len(run.columns), row, np.uint16))
            weights.append(run.weights)
        column = np.concatenate(columns)
        is_common = frequency > max(_COMMON * len(texts), _MANY)
        order = np.argsort(column, kind="stable")
        order = order[~is_common[column[order]]]
        starts = np.searchsorted(column[order], np.arange(BINS + 1)).astype(np.int32)
        return cls(
            starts=starts,
            rows=np.concatenate(rows)[order],
            weights=np.concatenate(weights)[order].astype(np.float16),
            rarity=rarity.astype(np.float16),
            size=len(texts),
        )

    def runs(self, text: str) -> Run:
        """The runs of letters in a text, the rarer the heavier; none for one without letters."""
        return _weighed(Counter(_bins(text)), self.rarity)

    def similar(self, run: Run) -> Scores:
        """The cosine with each example."""
        if not len(run.columns):
            return np.zeros(self.size, np.float32)
        spans = [slice(self.starts[one], self.starts[one + 1]) for one in run.columns.tolist()]
        rows = np.concatenate([self.rows[span] for span in spans])
        each = np.concatenate([self.weights[span] for span in spans]).astype(np.float32)
        each *= np.repeat(run.weights, [span.stop - span.start for span in spans])
        return np.bincount(rows, weights=each, minlength=self.size).astype(np.float32)


def _weighed(bins: Mapping[int, int], rarity: NDArray[np.floating]) -> Run:
    columns = np.array(sorted(bins), np.int64)
    counts = np.array([bins[column] for column in columns.tolist()], np.float32)
    weights = (1.0 + np.log(counts)) * rarity[columns].astype(np.float32)
    length = max(float(np.linalg.norm(weights)), 1e-6)
    return Run(columns=columns, weights=np.asarray(weights / length, np.float32))


def _bins(text: str) -> Iterator[int]:
    for word in fold(clean(text, _READ)).split():
        edged = f" {word} ".encode("utf-32-le")  # four bytes a letter: cut without decoding
        letters = len(edged) // 4
        for length in range(SHORTEST, min(LONGEST, letters) + 1):
            for start in range(letters - length + 1):
                yield zlib.crc32(edged[start * 4 : (start + length) * 4]) % BINS

"""A message as the rankers see it: the whole and its sentences, by meaning and by spelling."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from faq import sensitive
from faq.embed import Encoder, Kind, Vectors, clean
from faq.language import Guess
from faq.ranker import Signals
from faq.search import Compact
from faq.sensitive import Intent
from faq.trained import Trained

_STOPS = " .!?؟۔።;…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The parts of a message that are read beside the whole."""

    #: those with the words of a danger
    telling: tuple[str, ...] = ()
    #: these and the others
    every: tuple[str, ...] = ()


def pieces(whole: str, long: str, named: tuple[str, ...], intents: Mapping[str, Intent]) -> Pieces:
    """What is read beside the whole; first, wherever they stand, the words of a danger."""
    found = sensitive.telling(long, intents) if named else ()
    telling = tuple(one for one in map(clean, found) if one.strip(_STOPS) != whole.strip(_STOPS))
    every = dict.fromkeys([*telling, *sensitive.pieces(long)])
    return Pieces(telling=telling, every=tuple(every)[: sensitive.PIECES])


class Reader:
    """Both models, the spelling, and the vectors of all examples."""

    def __init__(
        self, learnt: Trained, vectors: Compact, *, encoder: Encoder, second: Encoder
    ) -> None:
        self._learnt = learnt
        self._vectors = vectors
        self._encoder = encoder
        self._second = second

    def see(self, whole: str, parts: Pieces, guess: Guess, usual: str | None) -> Signals:
        """The message and its pieces, a row each, in every language they may be in."""
        texts = [whole, *parts.every]
        codes: list[str | None] = [guess.code]
        if not guess.sure:
            codes = list(dict.fromkeys([guess.code, usual, None]))
        rows, own = self._meaning(whole, parts)
        meaning = [self._learnt.meaning.apply(rows, [code] * len(rows)) for code in codes]
        # the mean of products is the product of the mean: the large matrix is read once
        near = self._vectors.products(np.mean(meaning, axis=0))
        found = self._second.encode(texts, Kind.QUERY)
        second = [self._learnt.second.apply(found, [code] * len(texts)) for code in codes]
        views = [np.hstack([a[own], b]) for a, b in zip(meaning, second, strict=True)]
        runs = [self._learnt.spelling.runs(text) for text in texts]
        return Signals(
            language=guess.code,
            meaning=[view[own] for view in meaning],
            near=near[own],
            second=second,
            spelling=np.stack([self._learnt.spelling.similar(run) for run in runs]),
            alarm=np.mean([self._learnt.alarm.logits(view, runs) for view in views], axis=0),
        )

    def _meaning(self, whole: str, parts: Pieces) -> tuple[Vectors, list[int]]:
        """The vectors of a message and of its sentences, and the row of it and of each piece.

        Overlapping halves of a long sentence are given the meaning of the whole: reading them
        would cost as much again, and the second model and the spelling tell them apart.
        """
        first = [piece for piece in sensitive.sentences(whole) if piece in parts.every]
        sentences = list(dict.fromkeys([*first, *parts.telling]))
        rows = self._encoder.encode([whole, *sentences], Kind.QUERY)
        own = {sentence: n for n, sentence in enumerate(sentences, 1)}
        return rows, [0, *(own.get(piece, 0) for piece in parts.every)]

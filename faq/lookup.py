"""Finding entries by words, for people who look for themselves: no model, no vectors."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from faq.fold import fold

#: What a word counts for where it stands.
_TITLE, _TEXT, _EXAMPLE = 6.0, 2.0, 1.0
#: A word that only begins with what was typed counts so much of a whole one.
_BEGINS = 0.7
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An entry as it is looked through."""

    entry_id: str
    #: what it is called, in whatever languages
    titles: Sequence[str]
    #: what it says
    texts: Sequence[str] = ()
    #: how people ask it
    examples: Iterable[str] = ()


class Index:
    """The words of all entries, each folded once: making one takes a moment, asking it does not."""

    def __init__(self, pages: Iterable[Page]) -> None:
        folded: dict[str, str] = {}

        def words(texts: Iterable[str]) -> frozenset[str]:
            raw = set(_raw(" ".join(texts)))
            for one in raw - folded.keys():
                folded[one] = fold(one)
            return frozenset(folded[one] for one in raw)

        self._words: Mapping[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {
            page.entry_id: (
                words([page.entry_id, *page.titles]),
                words(page.texts),
                words(page.examples),
            )
            for page in pages
        }

    def find(self, words: str, *, limit: int) -> tuple[str, ...]:
        """Ids of the entries in which every word begins some word, the best first."""
        asked = {fold(one) for one in _raw(words)}
        if not asked:
            return ()
        scored = [(_score(asked, places), entry_id) for entry_id, places in self._words.items()]
        found = sorted((-score, entry_id) for score, entry_id in scored if score)
        return tuple(entry_id for _, entry_id in found[:limit])


def _score(asked: Iterable[str], places: Iterable[frozenset[str]]) -> float:
    weighed = list(zip((_TITLE, _TEXT, _EXAMPLE), places, strict=True))
    best = [max(weight * _fits(word, there) for weight, there in weighed) for word in asked]
    return sum(best) if all(best) else 0.0


def _fits(word: str, there: frozenset[str]) -> float:
    if word in there:
        return 1.0
    return _BEGINS if any(one.startswith(word) for one in there) else 0.0


def _raw(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text.casefold()))

"""Finding entries by words, for people who look for themselves: no model, no vectors."""

import re
from collections.abc import Iterable, Sequence
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


def find(words: str, pages: Iterable[Page], *, limit: int) -> tuple[str, ...]:
    """Ids of the entries in which every word begins some word, the best first."""
    asked = _words([words])
    if not asked:
        return ()
    scored = [(_score(asked, page), page.entry_id) for page in pages]
    found = sorted((-score, entry_id) for score, entry_id in scored if score)
    return tuple(entry_id for _, entry_id in found[:limit])


def _score(asked: frozenset[str], page: Page) -> float:
    places = (
        (_TITLE, _words([page.entry_id, *page.titles])),
        (_TEXT, _words(page.texts)),
        (_EXAMPLE, _words(page.examples)),
    )
    best = [max(weight * _fits(word, there) for weight, there in places) for word in asked]
    return sum(best) if all(best) else 0.0


def _fits(word: str, there: frozenset[str]) -> float:
    if word in there:
        return 1.0
    return _BEGINS if any(one.startswith(word) for one in there) else 0.0


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(" ".join(texts))))

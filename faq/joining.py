"""Two questions that an "and" joins in one sentence: where it may be cut, not whether it should."""

from faq.fold import fold

#: "and" and its like in every language, as words of their own, folded
_AND = frozenset(
    fold(word)
    for word in (
        *("and", "en", "et", "und", "ve", "و", "او", "і", "й", "та", "а"),
        *("iyo", "oo", "û", "na", "ከምኡውን", "ከምኡ'ውን"),
    )
)
#: Arabic writes its "and" before the next word without a space; so do few words that begin alike
_ATTACHED, _LEAST = "و", 3
#: a question of its own has so many words
_WORDS = 3
#: places at which one sentence is cut, from its beginning on: each costs two readings
_CUTS = 3


def halves(text: str) -> tuple[tuple[str, str], ...]:
    """The text cut in two at each "and" that has words enough before and behind it."""
    words = text.split()
    found: list[tuple[str, str]] = []
    for place, word in enumerate(words):
        rest = _behind(word)
        if rest is None:
            continue
        before, behind = words[:place], [*rest, *words[place + 1 :]]
        if min(len(before), len(behind)) >= _WORDS:
            found.append((" ".join(before), " ".join(behind)))
    return tuple(found[:_CUTS])


def _behind(word: str) -> list[str] | None:
    """What of a word stands behind its "and": nothing, or the rest of it; None without one."""
    if fold(word).strip(",;:") in _AND:
        return []
    if word.startswith(_ATTACHED) and len(word) > _LEAST:
        return [word[1:]]
    return None

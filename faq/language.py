"""Which of our languages a text is written in, and whether that is sure."""

import re
import threading
from array import array
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq import words
from faq.fold import fold

#: what `detect` can answer; fa covers Dari
LANGUAGES = ("en", "nl", "fr", "de", "ar", "fa", "tr", "uk", "ps", "ti", "so", "ku", "sw")
#: a guess above this is sure; of five words and more the second suffices
SURE, SURE_LONG = 0.8, 0.7

_LATIN = ("en", "nl", "fr", "de", "tr", "so", "ku", "sw")
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\d\W_]+")
_lock = threading.Lock()
#: the bytes of Latin letters in UTF-8, small ones and their marks, and of what stands between words
_BYTES = np.array([*range(0x41), *range(0x5B, 0xC0), *range(0xC2, 0xCA), 0xCC, 0xCD, 0xE1, 0xE2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What `detect` thinks."""

    #: a code of LANGUAGES; None when nothing speaks for any
    code: str | None
    #: from 0 to 1
    confidence: float
    #: whether it may overrule what we knew
    sure: bool


NOTHING = Guess(code=None, confidence=0.0, sure=False)


def detect(text: str, candidates: Collection[str] = LANGUAGES) -> Guess:
    """The language of `text` among `candidates`. Very short texts are never sure."""
    letters = _NOT_WORDS.sub(" ", text).split()
    script = _script(text)
    if not letters or script is None:
        return NOTHING
    if script == "ethiopic":
        guess = _ethiopic(text)
    elif script == "cyrillic":
        guess = Guess(code="uk", confidence=0.95, sure=True)
    elif script == "arabic":
        guess = _arabic(text, letters)
    else:
        guess = _latin(" ".join(letters), [code for code in _LATIN if code in candidates])
    return guess if guess.code in candidates else NOTHING


def guess_language(text: str, usual: str | None) -> Guess:
    """The language of a text; what its writer usually writes, where the text does not tell."""
    guess = detect(text)
    if guess.sure or usual is None:
        return guess
    return Guess(code=usual, confidence=guess.confidence, sure=False)


def _script(text: str) -> str | None:
    counts = dict.fromkeys(("latin", "arabic", "cyrillic", "ethiopic"), 0)
    for c in text:
        if "\u1200" <= c <= "\u139f" or "\u2d80" <= c <= "\u2ddf":
            counts["ethiopic"] += 2  # one sign is a syllable
        elif "\u0400" <= c <= "\u052f":
            counts["cyrillic"] += 1
        elif "\u0600" <= c <= "\u06ff" or "\u0750" <= c <= "\u077f" or "\ufb50" <= c <= "\ufefc":
            counts["arabic"] += c.isalpha()
        elif c.isalpha():
            counts["latin"] += c < "\u0250" or "\u1e00" <= c <= "\u1eff"
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else None


def _ethiopic(text: str) -> Guess:
    """Tigrinya, unless the words are plainly Amharic, which is not ours."""
    found = set(re.findall(r"[\u1200-\u137f]+", text))
    if len(found & words.AMHARIC) > len(found & words.TIGRINYA):
        return NOTHING
    return Guess(code="ti", confidence=0.95, sure=True)


def _arabic(text: str, letters: list[str]) -> Guess:
    found = {word.replace("\u200c", "") for word in letters}
    points = {
        "ps": 3 * sum(c in "ټډړږښڅځڼېۍګ" for c in text) + 2 * len(found & words.PASHTO),
        # Sorani, which is not ours: our Kurdish is Kurmanji, in Latin script
        "ckb": 3 * sum(c in "ڵێۆڕەڤ" for c in text),
        "fa": 2 * sum(c in "پچژگی" for c in text) + 2 * len(found & words.PERSIAN),
        "ar": 2 * sum(c in "ةىإأؤئذضظصطثعح" for c in text) // 2 + 2 * len(found & words.ARABIC),
    }
    if points["ps"]:
        points["fa"] //= 3
    total = sum(points.values())
    if not total:
        return Guess(code="ar", confidence=0.5, sure=False)
    code = max(points, key=points.__getitem__)
    share = points[code] / total
    return Guess(code=code, confidence=share, sure=share >= 0.6 and points[code] >= 3)


def _latin(text: str, candidates: list[str]) -> Guess:
    """Three opinions: frequent words, py3langid and pycld2, the first counting most."""
    if not candidates:
        return NOTHING
    known = [word for word in fold(text).split() if len(word) > 1 or word in "auoiy"]
    points = dict.fromkeys(candidates, 0.0)
    for code in candidates:
        points[code] = 1.5 * min(sum(words.weight(word, code) for word in known), 4.0)
    models = _models()
    with _lock:
        scores = dict(models.rank(text.lower()))
    for code in candidates:
        points[code] += 2.0 * float(scores.get(code, 0.0))
    for code, share in _cld2(text):
        if code in points:
            points[code] += 2.0 * share
    code, *others = sorted(points, key=points.__getitem__, reverse=True)
    if points[code] < 0.5:
        return NOTHING
    share = points[code] / (points[code] + (points[others[0]] if others else 0.0))
    least = SURE_LONG if len(known) >= 5 else SURE
    sure = share >= least and len(known) >= 3 and points[code] >= 3.0
    return Guess(code=code, confidence=min(share, 1.0), sure=sure)


def _cld2(text: str) -> list[tuple[str, float]]:
    import pycld2

    try:
        _, _, details = pycld2.detect(text, bestEffort=True)
    except pycld2.error:
        return []
    return [(code, percent / 100) for _, code, percent, _ in details if code != "un"]


@cache
def _models() -> Any:
    """py3langid restricted to ours; about a second to load, so not before it is needed."""
    from py3langid import langid

    identifier = langid._load_identifier(norm_probs=True)  # type: ignore[no-untyped-call]
    identifier.set_languages(list(_LATIN))
    # it keeps the tables of a hundred languages to return to; ours never change: 26 MB
    identifier._full_model = identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes
    _prune(identifier)
    return identifier


def _prune(identifier: Any) -> None:
    """Keep the steps that Latin letters lead to: 24 MB of 46. A step elsewhere starts anew."""
    width = 256
    steps = np.asarray(identifier.tk_nextmove, np.uint32).reshape(-1, width)
    rows = np.asarray(identifier._rowbase, np.int64) // width
    reached = np.zeros(len(rows), np.bool_)
    front: NDArray[np.integer] = np.zeros(1, np.int64)
    while len(front):
        reached[front] = True
        found = np.unique(steps[rows[front]][:, _BYTES])
        front = found[~reached[found]]
    kept, places = np.unique(rows[reached], return_inverse=True)
    starts = np.full(len(rows), int(places[0]), np.int32)
    starts[reached] = places
    # plain arrays: a list would hold an object for each of a hundred thousand numbers
    identifier.tk_nextmove = array("I", steps[kept].tobytes())
    identifier._rowbase = array("i", (starts * width).tobytes())
    identifier.tk_output = array("i", identifier.tk_output)
    identifier.tk_row = ()

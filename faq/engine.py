"""From a text to what it means: language, chat, sensitive intent, or the entries it asks for.

CPU only and the same for every channel. No text leaves or is logged here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from faq import chat, language, sensitive, training
from faq.chat import Chat
from faq.embed import Encoder, Kind, Vectors, VectorStore, clean
from faq.entry import Entry, Region
from faq.language import Guess
from faq.search import Centring, Head, score
from faq.sensitive import Intent
from faq.training import NONE, Example

#: the files that ship
HERE = Path(__file__).parent
#: how many entries are ranked for a person to choose from
BEST = 5

#: characters of a message that are read at all
_READ = 20_000
#: how much the nearest example counts beside the regressions; by cross-validation
_NEAREST, _NEAREST_RISK = 8.0, 12.0
#: `answer` from this probability and this lead over the second; `choose` from the lower one
_ANSWER, _LEAD, _CHOOSE = 0.55, 0.2, 0.15
#: cosine with the nearest example, plus half the probability, for `answer` and for `choose`
_NEAR, _NEAR_CHOOSE = 0.7, 0.4
#: sensitive from this probability: the whole message, one sentence of a longer one, and either
#: when an entry plainly answers it
_SENSITIVE, _SENSITIVE_PIECE, _SENSITIVE_ANSWERED = 0.5, 0.7, 0.9
#: what a word pattern adds to the probability of its intent
_NAMED = 0.6


class Decision(StrEnum):
    """What to do with a text."""

    #: one entry is likely right
    ANSWER = "answer"
    #: two or three are about equally likely
    CHOOSE = "choose"
    #: say so and offer a person
    UNSURE = "unsure"
    #: numbers and a person first
    SENSITIVE = "sensitive"
    #: no question
    CHAT = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entry that may be meant."""

    entry_id: str
    #: its probability, 0 to 1
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a text means, frozen before anything is done with it."""

    #: cleaned and cut
    text: str
    #: the language to answer in, as far as the text and what was known tell
    language: str | None
    #: whether the text itself shows the language beyond doubt
    language_sure: bool
    decision: Decision
    #: the best five entries, whatever the decision; empty for chat
    ranked: tuple[Candidate, ...]
    #: how likely the decision is right, 0 to 1
    confidence: float
    #: set when sensitive
    intent: str | None
    #: set when chat
    chat: Chat | None
    #: when a message asks two things and both are sure: what the second one asks for
    second: Candidate | None = None


class Engine:
    """The whole knowledge, ready to be asked. Frozen after `open`, so any thread may ask."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        intents: Mapping[str, Intent],
        examples: tuple[Example, ...],
        vectors: Vectors,
        *,
        phrases: Mapping[str, Chat],
        encoder: Encoder,
    ) -> None:
        self.entries = entries
        self.intents = intents
        self._phrases = phrases
        self._encoder = encoder
        codes = [example.language for example in examples]
        known = np.array([code is not None for code in codes])
        self._centring = Centring.fit(vectors[known], [code for code in codes if code])
        centred = self._centring.apply(vectors, codes)
        self._fit_faq(examples, centred)
        self._fit_sensitive(examples, centred)

    @classmethod
    def open(cls, root: Path = HERE, *, encoder: Encoder, cache: Path | None = None) -> "Engine":
        """Read everything under `root`; vectors that ship or are in `cache` are not made again.

        Raises EntryError or SensitiveError when the files have faults.
        """
        entries, intents, examples = training.load(root)
        store = VectorStore.open(encoder, [root / "vectors.npz", cache])
        texts = [example.text for example in examples]
        vectors, embedded = store.vectors(texts)
        if embedded and cache is not None:
            store.save(cache, texts)
        phrases = chat.load(root / "chat.yaml")
        return cls(entries, intents, examples, vectors, phrases=phrases, encoder=encoder)

    def understand(
        self,
        text: str,
        *,
        language: str | None = None,
        region: Region | None = None,
        earlier: tuple[str, ...] = (),
    ) -> Understanding:
        """What `text` means. `language` is what the person usually writes: a hint, no more.

        `region` does not change what is meant today; callers pass it so that it may.
        `earlier`: ids of the entries answered just before in this conversation, newest first.
        """
        whole, long = clean(text), clean(text, _READ)
        guess = _guess(whole, language)
        named = sensitive.by_words(long, self.intents)
        small = chat.recognise(whole, self._phrases)
        if small is not None and not named:
            return _understanding(whole, guess, Decision.CHAT, (), 1.0, kind=small)
        vectors = self._encoder.encode([whole, *sensitive.pieces(long)], Kind.QUERY)
        views = self._views(vectors, guess, language)
        ranked, near, none = self._rank(views)
        decision = _decide(ranked, near, none)
        answered = decision is Decision.ANSWER and not self._needs_a_person(ranked[0])
        intent, likely = self._sensitive(views, named, answered=answered)
        if intent is not None:
            return _understanding(whole, guess, Decision.SENSITIVE, ranked, likely, intent=intent)
        return _understanding(whole, guess, decision, ranked, ranked[0].score)

    def _fit_faq(self, examples: tuple[Example, ...], centred: Vectors) -> None:
        rows = [n for n, example in enumerate(examples) if example.entry is not None]
        labels = [str(examples[n].entry) for n in rows]
        self._faq = Head.fit(centred[rows], labels)
        column = {name: n for n, name in enumerate(self._faq.classes)}
        self._faq_rows = centred[rows]
        self._faq_labels = np.array([column[label] for label in labels])

    def _fit_sensitive(self, examples: tuple[Example, ...], centred: Vectors) -> None:
        rows = [n for n, example in enumerate(examples) if example.intent is not None]
        labels = [str(examples[n].intent) for n in rows]
        weight = np.array([examples[n].weight for n in rows], np.float32)
        self._risk = Head.fit(centred[rows], labels, weight)
        column = {name: n for n, name in enumerate(self._risk.classes)}
        self._risk_rows = centred[rows]
        self._risk_labels = np.array([column[label] for label in labels])

    def _needs_a_person(self, candidate: Candidate) -> bool:
        return self.entries[candidate.entry_id].always_offer_person

    def _views(self, vectors: Vectors, guess: Guess, usual: str | None) -> list[Vectors]:
        """The vectors centred for each language the text may be in."""
        codes: list[str | None] = [guess.code]
        if not guess.sure:
            codes = list(dict.fromkeys([guess.code, usual, None]))
        return [self._centring.apply(vectors, [code] * len(vectors)) for code in codes]

    def _rank(self, views: list[Vectors]) -> tuple[tuple[Candidate, ...], float, float]:
        """The best entries, the cosine of the first, and the probability that none is meant."""
        classes = self._faq.classes
        scores, near = score(views, self._faq, self._faq_rows, self._faq_labels, _NEAREST)
        total = scores[0]
        if len(scores) > 1:
            total = 0.5 * total + 0.5 * scores[1:].max(axis=0)
            total = total / total.sum()
        order = [n for n in np.argsort(-total) if classes[n] != NONE][:BEST]
        ranked = tuple(Candidate(entry_id=classes[n], score=float(total[n])) for n in order)
        none = float(total[classes.index(NONE)]) if NONE in classes else 0.0
        return ranked, float(near[:, order[0]].max()), none

    def _sensitive(
        self, views: list[Vectors], named: tuple[str, ...], *, answered: bool
    ) -> tuple[str | None, float]:
        """The intent and how likely it is; among likely ones the most serious tier wins."""
        classes = self._risk.classes
        rows, _ = score(views, self._risk, self._risk_rows, self._risk_labels, _NEAREST_RISK)
        risk = 1.0 - rows[:, classes.index(NONE)]
        least = np.full(len(risk), _SENSITIVE_PIECE)
        least[0] = _SENSITIVE
        if answered:
            least[:] = _SENSITIVE_ANSWERED
        if not named and not bool((risk >= least).any()):
            return None, 0.0
        best = rows.max(axis=0)
        strength = {
            name: float(best[n]) + _NAMED * (name in named)
            for n, name in enumerate(classes)
            if name != NONE
        }
        top = max(strength.values())
        likely = [name for name, value in strength.items() if value >= 0.6 * top or name in named]
        intent = max(likely, key=lambda name: (self.intents[name].tier.severity, strength[name]))
        return intent, min(1.0, max(float(risk.max()), _NAMED if named else 0.0))


def _guess(text: str, usual: str | None) -> Guess:
    guess = language.detect(text)
    if guess.sure or usual is None:
        return guess
    return Guess(code=usual, confidence=guess.confidence, sure=False)


def _decide(ranked: tuple[Candidate, ...], near: float, none: float) -> Decision:
    first = ranked[0].score
    second = ranked[1].score if len(ranked) > 1 else 0.0
    support = near + 0.5 * first
    if first <= none or first < _CHOOSE or support < _NEAR_CHOOSE:
        return Decision.UNSURE
    if first >= _ANSWER and first - second >= _LEAD and support >= _NEAR:
        return Decision.ANSWER
    return Decision.CHOOSE


def _understanding(
    text: str,
    guess: Guess,
    decision: Decision,
    ranked: tuple[Candidate, ...],
    confidence: float,
    *,
    intent: str | None = None,
    kind: Chat | None = None,
) -> Understanding:
    return Understanding(
        text=text,
        language=guess.code,
        language_sure=guess.sure,
        decision=decision,
        ranked=ranked,
        confidence=round(confidence, 4),
        intent=intent,
        chat=kind,
    )

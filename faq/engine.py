"""From a text to what it means: language, chat, sensitive intent, or the entries it asks for.

CPU only and the same for every channel. No text leaves or is logged here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq import (
    chat,
    decision,
    fitting,
    following,
    joining,
    ranker,
    seeing,
    sensitive,
    training,
    understanding,
)
from faq.chat import Chat
from faq.decision import Calibration, Decision
from faq.embed import Encoder, Kind, Vectors, VectorStore, clean, give_back
from faq.entry import Entry, Region
from faq.fitting import Learnt
from faq.language import Guess, guess_language
from faq.ranker import Scores, Signals
from faq.seeing import Pieces, Reader
from faq.sensitive import Intent
from faq.trained import FAQ, RISK, Trained
from faq.training import NONE
from faq.understanding import Candidate, Look, Understanding

#: the files that ship
HERE = Path(__file__).parent
#: how many entries are ranked for a person to choose from
BEST = 5

#: characters of a message that are read at all
_READ = 20_000
#: what a word pattern adds to the probability of its intent
_NAMED = 0.6
#: cosine with an example that staff have approved since the last training, for `answer` and
#: `choose`; and how much nearer it must be than the nearest shipped one
_APPROVED, _APPROVED_CHOOSE, _NEARER = 0.72, 0.55, 0.03
#: how likely each of two joined questions is right at least, and in how many words; see decision 8
_ALONE, _JOINED = 0.85, 14
#: a message of at most so many words may be about the answer before it ("and for adults?")
_SHORT = 5

#: entry ids to examples with their language, as staff approved them
Approved = Mapping[str, Sequence[tuple[str | None, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Additions:
    """Examples approved since the last training; swapped as one."""

    entry_ids: tuple[str, ...] = ()
    #: centred, a row for each of `entry_ids`
    vectors: Vectors | None = None


class Engine:
    """The whole knowledge, to be asked by any thread. Only `learn` changes it, in one swap."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        intents: Mapping[str, Intent],
        learnt: Trained,
        arranged: Learnt,
        *,
        phrases: Mapping[str, Chat],
        calibration: Calibration,
        encoder: Encoder,
        second: Encoder,
    ) -> None:
        self.entries = entries
        self.intents = intents
        self._learnt = learnt
        self._reader = Reader(learnt, arranged.vectors, encoder=encoder, second=second)
        self._faq, self._risk = (arranged.rankers[name] for name in (FAQ, RISK))
        self._phrases = phrases
        self._calibration = calibration
        self._encoder = encoder
        self._additions = _Additions()

    @property
    def encoder(self) -> Encoder:
        """The model of meaning, for others."""
        return self._encoder

    @classmethod
    def open(
        cls, root: Path = HERE, *, encoder: Encoder, second: Encoder, cache: Path | None = None
    ) -> "Engine":
        """Read everything under `root`. What ships and is not stale is neither embedded nor learnt
        again; what is, is made now and kept in the folder `cache`.

        Raises EntryError or SensitiveError when the files have faults.
        """
        entries, intents, examples = training.load(root)
        kept = [folder / fitting.VECTORS if folder else None for folder in (root, cache)]
        store = VectorStore.open(encoder, kept)
        vectors, embedded = store.vectors([example.text for example in examples])
        if embedded and cache is not None:
            store.save(cache / fitting.VECTORS, [example.text for example in examples])
        opened = cls(
            entries,
            intents,
            learnt := fitting.learnt(root, cache, examples, vectors, encoder, second),
            fitting.arrange(examples, vectors, learnt),
            phrases=chat.load(root / "chat.yaml"),
            calibration=decision.load(root / decision.FILE),
            encoder=encoder,
            second=second,
        )
        del examples, vectors, store
        give_back()
        return opened

    def understand(
        self,
        text: str,
        *,
        language: str | None = None,
        region: Region | None = None,
        earlier: tuple[str, ...] = (),
    ) -> Understanding:
        """What `text` means. `language` is what the person usually writes: a hint, no more.

        `earlier` are the entries that this person was answered lately, newest first: a short
        message may be about them. `region` changes nothing today; callers pass it so that it may.
        """
        whole, long = clean(text), clean(text, _READ)
        guess = guess_language(whole, language)
        named = sensitive.by_words(long, self.intents)
        small = chat.recognise(whole, self._phrases)
        if small is not None and not named:
            return understanding.of(whole, guess, Decision.CHAT, (), 1.0, kind=small)
        parts = seeing.pieces(whole, long, named, self.intents)
        signals = self._reader.see(whole, parts, guess, language)
        scores = self._faq.scores(signals)
        risk = self._risk.scores(signals)
        found = self._find(whole, guess, signals, scores)
        likely = self._danger(signals, risk, scores, named)
        if decision.threatens(self._calibration, likely, named=bool(named)):
            return replace(
                found,
                decision=Decision.SENSITIVE,
                confidence=round(max(likely, _NAMED if named else 0.0), 4),
                intent=self._intent(risk, named),
                second=None,
            )
        if decision.may_threaten(self._calibration, likely, named=bool(named)):
            found = replace(found, doubt=self._intent(risk, named))
        if earlier and found.decision is not Decision.ANSWER and len(whole.split()) <= _SHORT:
            return self._follow(found, guess, language, earlier)
        return found

    def learn(self, approved: Approved) -> None:
        """Know these examples too, in place of what `learn` brought before."""
        pairs = [(one, code, text) for one in approved for code, text in approved[one]]
        if not pairs:
            self._additions = _Additions()
            return
        rows = self._encoder.encode([text for *_, text in pairs], Kind.QUERY)
        centred = self._learnt.meaning.apply(rows, [code for _, code, _ in pairs])
        self._additions = _Additions(entry_ids=tuple(p[0] for p in pairs), vectors=centred)

    def looks(self, text: str) -> Look:
        """What `understand` decides on, without deciding: for calibration."""
        whole, long = clean(text), clean(text, _READ)
        guess = guess_language(whole, None)
        named = sensitive.by_words(long, self.intents)
        parts = seeing.pieces(whole, long, named, self.intents)
        signals = self._reader.see(whole, parts, guess, None)
        scores = self._faq.scores(signals)
        risk = self._risk.scores(signals)
        joined = ranker.joined(scores)
        return Look(
            ranking=decision.features(joined, 0, self._faq.classes, guess.code),
            danger=self._dangers(signals, risk, scores, named),
            entry_ids=tuple(one.entry_id for one in self._ranked(joined, 0)),
            named=bool(named),
        )

    def _find(self, whole: str, guess: Guess, signals: Signals, scores: Scores) -> Understanding:
        """What the FAQ makes of a message: of the whole, and of each of its sentences."""
        joined = ranker.joined(scores)
        decided, confidence = self._decide(joined, 0, guess)
        ranked = self._ranked(joined, 0)
        found = understanding.of(whole, guess, decided, ranked, confidence)
        found = self._with_second(self._with_additions(found, signals, joined), scores, guess)
        return found if found.second is not None else self._with_joined(found, guess)

    def _decide(self, scores: Scores, row: int, guess: Guess) -> tuple[Decision, float]:
        seen = decision.features(scores, row, self._faq.classes, guess.code)
        return decision.decide(self._calibration, seen)

    def _ranked(self, scores: Scores, row: int) -> tuple[Candidate, ...]:
        likely, classes = scores.likely[row], self._faq.classes
        order = [n for n in np.argsort(-likely) if classes[n] != NONE][:BEST]
        return tuple(Candidate(entry_id=classes[n], score=float(likely[n])) for n in order)

    def _with_second(self, found: Understanding, scores: Scores, guess: Guess) -> Understanding:
        """Two sentences that are each surely answered, by the two likeliest entries."""
        two = [one.entry_id for one in found.ranked[:2]]
        sure = set()
        for row in range(1, len(scores.likely)):
            if self._decide(scores, row, guess)[0] is Decision.ANSWER:
                sure.add(self._ranked(scores, row)[0].entry_id)
        if len(two) < 2 or not set(two) <= sure:
            return found
        return replace(found, decision=Decision.ANSWER, second=found.ranked[1])

    def _with_joined(self, found: Understanding, guess: Guess) -> Understanding:
        """Two questions with an "and" between, each surely answered, by an entry of its own."""
        ranked = {one.entry_id: one for one in found.ranked}
        is_short = len(found.text.split()) <= _JOINED  # a longer one is read in pieces already
        for before, behind in joining.halves(found.text) if is_short else ():
            first = self._alone(before, guess)
            second = self._alone(behind, guess) if first in ranked else None
            if second in ranked and first != second and found.ranked[0].entry_id in (first, second):
                other = second if first == found.ranked[0].entry_id else first
                return replace(found, decision=Decision.ANSWER, second=ranked[str(other)])
        return found

    def _alone(self, part: str, guess: Guess) -> str | None:
        """The entry that surely answers a part of a message by itself."""
        scores = self._faq.scores(self._reader.see(clean(part), Pieces(), guess, None))
        decided, likely = self._decide(scores, 0, guess)
        sure = decided is Decision.ANSWER and likely >= _ALONE
        return self._ranked(scores, 0)[0].entry_id if sure else None

    def _with_additions(
        self, found: Understanding, signals: Signals, scores: Scores
    ) -> Understanding:
        """Examples that staff have approved since the training: by their vectors alone."""
        more = self._additions
        if more.vectors is None:
            return found
        near = np.max([view[:1] @ more.vectors.T for view in signals.meaning], axis=0)[0]
        best = int(near.argmax())
        value, entry_id = float(near[best]), more.entry_ids[best]
        shipped = float(scores.near[0].max())
        if value < _APPROVED_CHOOSE or value < shipped + _NEARER:
            return found
        rest = [one for one in found.ranked if one.entry_id != entry_id]
        ranked = (Candidate(entry_id=entry_id, score=value), *rest)[:BEST]
        decided = Decision.ANSWER if value >= _APPROVED else Decision.CHOOSE
        return replace(found, decision=decided, ranked=ranked, confidence=round(value, 4))

    def _follow(
        self, found: Understanding, guess: Guess, usual: str | None, earlier: tuple[str, ...]
    ) -> Understanding:
        """A few words after an answer: read behind its question, and offered, never asserted."""
        before = self.entries.get(earlier[0])
        near = {earlier[0], *(before.related if before else ())}
        is_near = found.ranked[0].entry_id in near
        if before is None or not following.follows(found.text, guess.code, is_near=is_near):
            return found
        examples = before.examples.get(guess.code or "") or (before.question,)
        signals = self._reader.see(clean(f"{examples[0]} {found.text}"), Pieces(), guess, usual)
        ranked = self._ranked(self._faq.scores(signals), 0)
        likely = [one for one in ranked if one.entry_id in near or one in found.ranked]
        if not likely or likely[0].entry_id not in near:
            return found
        return replace(found, decision=Decision.CHOOSE, ranked=tuple(likely))

    def _dangers(
        self, signals: Signals, risk: Scores, scores: Scores, named: tuple[str, ...]
    ) -> NDArray[np.float64]:
        classes = (self._risk.classes, self._faq.classes)
        harmless = self._risk.votes(signals, NONE)
        return decision.dangers(risk, scores, harmless, signals.alarm, classes, named=bool(named))

    def _danger(
        self, signals: Signals, risk: Scores, scores: Scores, named: tuple[str, ...]
    ) -> float:
        """How likely it is that the message tells of a danger."""
        seen = self._dangers(signals, risk, scores, named)
        return decision.chance(self._calibration.danger, seen)

    def _intent(self, risk: Scores, named: tuple[str, ...]) -> str:
        """Which danger; among likely ones the most serious tier wins."""
        best = risk.likely.max(axis=0)
        strength = {
            name: float(best[n]) + _NAMED * (name in named)
            for n, name in enumerate(self._risk.classes)
            if name != NONE
        }
        top = max(strength.values())
        likely = [name for name, value in strength.items() if value >= 0.6 * top or name in named]
        return max(likely, key=lambda name: (self.intents[name].tier.severity, strength[name]))

"""FAQ answers as people read them: whole in one language, with source and date."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from faq import audit
from faq.decision import Decision
from faq.entry import Entry, Region
from faq.sensitive import Intent
from faq.understanding import Understanding
from handlers.revisions import Overlay
from locales import dates, languages, policy
from locales.catalogue import Catalogues
from locales.languages import ENGLISH
from locales.policy import Kind, State, Verdict
from locales.text import Text
from locales.texts import question as texts

#: What people call each region.
REGION_NAMES: Mapping[str, Text] = {
    Region.FLANDERS: texts.FLANDERS,
    Region.BRUSSELS: texts.BRUSSELS,
    Region.WALLONIA: texts.WALLONIA,
    Region.GERMAN_SPEAKING: texts.GERMAN_SPEAKING,
}
#: (entry id, part, language) -> translation, or None when there is none to be shown.
Translate = Callable[[str, str, str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer ready to be sent."""

    #: which entry it is from
    entry_id: str
    #: the language it is written in, whole
    language: str
    #: question, short answer, details, steps, region, source and date
    text: str
    #: the entry asks to offer a person in any case
    always_offer_person: bool


class Knowledge:
    """The FAQ beside its translations, with what staff wrote laid over both.

    Any thread may ask; `adopt` replaces one reference.
    """

    def __init__(
        self,
        *,
        entries: Mapping[str, Entry],
        intents: Mapping[str, Intent],
        translate: Translate,
        words: Catalogues,
    ) -> None:
        #: the entries that ship, by id
        self.shipped = entries
        #: sensitive intents by id
        self.intents = intents
        #: the words around an answer
        self.words = words
        self._translate = translate
        self._overlay = Overlay(entries=entries)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every entry that is answered, by id: shipped, revised and new."""
        return self._overlay.entries

    @property
    def groups(self) -> list[str]:
        """The groups in which entries stand."""
        return sorted({one.group for one in self.shipped.values()})

    @property
    def overlay(self) -> Overlay:
        """What staff wrote and a second person approved."""
        return self._overlay

    def adopt(self, overlay: Overlay) -> None:
        """Answer with what staff wrote from now on."""
        self._overlay = overlay

    def translate(self, entry_id: str, part: str, language: str) -> str | None:
        """One part in another language than the entry's own; None when none is to be shown."""
        revised = self._overlay.texts.get((entry_id, part, language))
        return revised or self._translate(entry_id, part, language)

    def text(self, entry_id: str, part: str, language: str) -> str:
        """One part as it is said in a language now; "" where there is none in it."""
        revised = self._overlay.texts.get((entry_id, part, language))
        return revised or self.shipped_text(entry_id, part, language)

    def shipped_text(self, entry_id: str, part: str, language: str) -> str:
        """One part in a language as the files have it; "" where there is none in it."""
        if entry_id not in self.shipped:
            return ""
        if language == ENGLISH:
            return self.shipped[entry_id].parts().get(part, "")
        return self._translate(entry_id, part, language) or ""

    def still_known(self, understood: Understanding) -> Understanding:
        """What was understood, without entries that were taken back after they were learnt."""
        ranked = tuple(one for one in understood.ranked if one.entry_id in self.entries)
        second = understood.second
        if second is not None and second.entry_id not in self.entries:
            second = None
        decision = understood.decision
        if decision == Decision.ANSWER and ranked[:1] != understood.ranked[:1]:
            decision = Decision.CHOOSE
        if decision == Decision.CHOOSE and not ranked:
            decision = Decision.UNSURE
        return replace(understood, ranked=ranked, decision=decision, second=second)

    def language_of(self, entry_id: str, language: str) -> str:
        """The language in which an entry can be answered whole: the wanted one, or its own.

        Its own is English, or what a colleague wrote it in while nobody has written the English.
        """
        verdict = policy.decide(Kind.ANSWER, self.state(entry_id, language))
        is_sent = verdict in policy.SENT and self.words.has(texts.SOURCE, language)
        return language if is_sent else self.own_language(entry_id)

    def state(self, entry_id: str, language: str) -> State:
        """How far an entry can be trusted in a language: as far as its worst part."""
        if language == self.own_language(entry_id):
            return State.CONFIRMED
        parts = self.entries[entry_id].parts()
        return policy.weakest(self.state_of(entry_id, part, language) for part in parts)

    def state_of(self, entry_id: str, part: str, language: str) -> State:
        """The same for one of its parts; what staff wrote was approved by a second person."""
        if (entry_id, part, language) in self._overlay.texts:
            return State.CONFIRMED
        if not self._translate(entry_id, part, language):
            known = self.words.state_faq(entry_id, part, language)
            return known if known is State.FUZZY else State.MISSING
        is_drafted = self.words.drafted_faq(entry_id, part, language)
        return State.DRAFTED if is_drafted else State.CONFIRMED

    def readable(self, entry_id: str, wanted: Iterable[str]) -> str | None:
        """The first of these languages in which an entry is there whole."""
        return next((one for one in wanted if self.language_of(entry_id, one) == one), None)

    def own_language(self, entry_id: str) -> str:
        """What an entry is written in: English, or what a colleague wrote a new one in."""
        return self._overlay.written_in.get(entry_id, ENGLISH)

    def languages_of(self, entry_id: str) -> tuple[str, ...]:
        """Every language in which an entry is there whole, in the order in which people choose."""
        return tuple(
            code
            for code, known in languages.LANGUAGES.items()
            if known.falls_back_to is None and self.language_of(entry_id, code) == code
        )

    def title(self, entry_id: str, language: str) -> str:
        """The entry's question in a language, or in its own."""
        return self._part(entry_id, "question", language)

    def short(self, entry_id: str, language: str) -> str:
        """The short answer in a language, or in the entry's own."""
        return self._part(entry_id, "short", language)

    def answer(
        self,
        entry_id: str,
        language: str,
        *,
        region: str | None,
        today: dt.date,
        asked: Region | None = None,
    ) -> Answer:
        """One entry as one text in one language.

        `region` is where the person lives, `asked` the one that the question itself names.
        """
        entry = self.entries[entry_id]
        spoken = self.language_of(entry_id, language)
        blocks = [
            self._overdue(entry, spoken, today),
            self._part(entry_id, "short", spoken),
            self._part(entry_id, "details", spoken) if entry.details else "",
            self._steps(entry, spoken),
            self.in_region(entry_id, spoken, region, asked),
            self._source(entry, spoken, asked or region),
            self._marked(entry_id, spoken),
        ]
        return Answer(
            entry_id=entry_id,
            language=spoken,
            text="\n\n".join(block for block in blocks if block),
            always_offer_person=entry.always_offer_person,
        )

    def in_region(
        self, entry_id: str, language: str, region: str | None, asked: Region | None = None
    ) -> str:
        """What is different in a region, in a language that the entry has; "" for nothing.

        The part of a region that was asked for goes before, under its own name.
        """
        if asked is not None and asked in self.entries[entry_id].regions:
            part = self._part(entry_id, f"region.{asked}", language)
            return f"{self.words.say(REGION_NAMES[asked], language)}\n{part}"
        if region is None or Region(region) not in self.entries[entry_id].regions:
            return ""
        part = self._part(entry_id, f"region.{region}", language)
        return f"{self.words.say(texts.IN_YOUR_REGION, language)} {part}"

    def as_read(self, today: dt.date) -> audit.Texts:
        """How the entries read, for whoever looks them over."""

        def longest(entry_id: str, language: str) -> str:
            regions = (None, *self.entries[entry_id].regions)
            answers = (
                self.answer(entry_id, language, region=region, today=today).text
                for region in regions
            )
            return max(answers, key=len)

        return audit.Texts(
            is_whole=lambda entry_id, language: self.language_of(entry_id, language) == language,
            part=self._part,
            longest=longest,
        )

    def _part(self, entry_id: str, part: str, language: str) -> str:
        own = language == self.own_language(entry_id)
        translated = None if own else self.translate(entry_id, part, language)
        return translated or self.entries[entry_id].parts()[part]

    def _marked(self, entry_id: str, language: str) -> str:
        verdict = policy.decide(Kind.ANSWER, self.state(entry_id, language))
        is_marked = verdict is Verdict.MARKED
        return self.words.say(texts.MACHINE_TRANSLATED, language) if is_marked else ""

    def _overdue(self, entry: Entry, language: str, today: dt.date) -> str:
        return self.words.say(texts.OVERDUE, language) if entry.review_by < today else ""

    def _steps(self, entry: Entry, language: str) -> str:
        if not entry.steps:
            return ""
        lines = [
            f"{number}. {self._part(entry.id, f'steps.{number}', language)}"
            for number in range(1, len(entry.steps) + 1)
        ]
        return "\n".join([self.words.say(texts.WHAT_TO_DO, language), *lines])

    def _source(self, entry: Entry, language: str, region: str | None) -> str:
        body = self._part(entry.id, "official_body", language)
        lines = [self.words.say(texts.SOURCE, language, body=body)]
        page = entry.page(language, Region(region) if region else None)
        if page is not None:
            newest = max(source.seen_on for source in entry.sources)
            day = dates.written_day(newest, language)
            lines.append(page.url)
            lines.append(self.words.say(texts.CHECKED, language, day=day))
        if entry.general_knowledge_part:
            lines.append(self.words.say(texts.NOT_CHECKED, language))
        if entry.time_sensitive:
            lines.append(self.words.say(texts.MAY_CHANGE, language))
        return "\n".join(lines)

"""FAQ answers as people read them: whole in one language, with source and date."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from faq.entry import Entry, Region
from faq.sensitive import Intent
from locales import dates, languages
from locales.catalogue import Catalogues
from locales.languages import ENGLISH
from locales.texts import question as texts

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """The FAQ beside its translations."""

    #: by id
    entries: Mapping[str, Entry]
    #: sensitive intents by id
    intents: Mapping[str, Intent]
    #: where the translations are
    translate: Translate
    #: the words around an answer
    words: Catalogues

    def language_of(self, entry_id: str, language: str) -> str:
        """The language in which an entry can be answered whole: the wanted one, or English."""
        entry = self.entries[entry_id]
        complete = all(
            self.translate(entry_id, part, language) for part in entry.parts()
        ) and self.words.has(texts.SOURCE, language)
        return language if complete else ENGLISH

    def languages_of(self, entry_id: str) -> tuple[str, ...]:
        """Every language in which an entry is there whole, in the order in which people choose."""
        return tuple(
            code
            for code, known in languages.LANGUAGES.items()
            if known.falls_back_to is None and self.language_of(entry_id, code) == code
        )

    def title(self, entry_id: str, language: str) -> str:
        """The entry's question in a language, or in English."""
        return self._part(entry_id, "question", language)

    def answer(self, entry_id: str, language: str, *, region: str | None, today: dt.date) -> Answer:
        """One entry as one text in one language."""
        entry = self.entries[entry_id]
        spoken = self.language_of(entry_id, language)
        blocks = [
            self._overdue(entry, spoken, today),
            self._part(entry_id, "short", spoken),
            self._part(entry_id, "details", spoken) if entry.details else "",
            self._steps(entry, spoken),
            self.in_region(entry_id, spoken, region),
            self._source(entry, spoken),
        ]
        return Answer(
            entry_id=entry_id,
            language=spoken,
            text="\n\n".join(block for block in blocks if block),
            always_offer_person=entry.always_offer_person,
        )

    def in_region(self, entry_id: str, language: str, region: str | None) -> str:
        """What is different in a region, in a language that the entry has; "" for nothing."""
        if region is None or Region(region) not in self.entries[entry_id].regions:
            return ""
        part = self._part(entry_id, f"region.{region}", language)
        return f"{self.words.say(texts.IN_YOUR_REGION, language)} {part}"

    def _part(self, entry_id: str, part: str, language: str) -> str:
        translated = None if language == ENGLISH else self.translate(entry_id, part, language)
        return translated or self.entries[entry_id].parts()[part]

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

    def _source(self, entry: Entry, language: str) -> str:
        body = self._part(entry.id, "official_body", language)
        lines = [self.words.say(texts.SOURCE, language, body=body)]
        if entry.sources:
            newest = max(source.seen_on for source in entry.sources)
            day = dates.written_day(newest, language)
            lines.append(entry.sources[0].url)
            lines.append(self.words.say(texts.CHECKED, language, day=day))
        if entry.general_knowledge_part:
            lines.append(self.words.say(texts.NOT_CHECKED, language))
        if entry.time_sensitive:
            lines.append(self.words.say(texts.MAY_CHANGE, language))
        return "\n".join(lines)

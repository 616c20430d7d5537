"""Looks every entry over: what is missing, too long, too old, or said in two places. No I/O."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from faq.entry import Entry
from faq.fold import fold

#: the languages in which every entry is to be there
LANGUAGES = ("en", "nl", "fr", "de")
#: parts that an answer is not whole without
PARTS = ("question", "short", "details", "official_body")
#: characters of one message on WhatsApp, and of one with buttons under it
MESSAGE, WITH_BUTTONS = 1600, 1024
#: examples from which the engine knows an entry well enough
ENOUGH = 36

#: an amount of money, a share, or a count of time that a law may change
OLD = re.compile(
    r"\d[\d.,]*\s*(euro|eur|€|%|percent)|€\s*\d"
    r"|\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|thirty)"
    r"[- ](working )?(days?|weeks?|months?|months'|years?)\b",
    re.IGNORECASE,
)
#: the length of the sponsorship, advice on pace, and opening hours of a life: no law says them
HARMLESS = re.compile(
    r"(about )?one year|for at least a year|a year|day and night|a few days|some months", re.I
)


class Severity(StrEnum):
    """How bad it is."""

    #: people would read something wrong, cut or nothing
    FAULT = "fault"
    #: somebody should look at it
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about one entry."""

    entry_id: str
    severity: Severity
    #: a sentence
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """How the entries read, in a language that is asked for."""

    #: (entry id, language): whether all of it is there
    is_whole: Callable[[str, str], bool]
    #: (entry id, part, language): one part
    part: Callable[[str, str, str], str]
    #: (entry id, language): the longest answer, of all regions
    longest: Callable[[str, str], str]


def check(
    entries: Mapping[str, Entry],
    texts: Texts,
    today: dt.date,
    *,
    meant: Callable[[str, str], str | None] | None = None,
) -> tuple[Finding, ...]:
    """Everything that is to be said, entry by entry.

    `meant` is asked, where it is given, which entry the engine finds for an example (text and
    language); that takes minutes.
    """
    shared = _shared(entries)
    found = []
    for entry in entries.values():
        for severity, what in (
            *_parts(entry),
            *_languages(entry, texts),
            *_numbers(entry),
            *_overdue(entry, today),
            *_examples(entry, shared),
            *(_misunderstood(entry, meant) if meant else ()),
            *_dead(entry, entries),
        ):
            found.append(Finding(entry_id=entry.id, severity=severity, what=what))
    return tuple(found)


def old_number(text: str) -> str | None:
    """The amount or the period in an English text that may be out of date one day."""
    found = OLD.search(HARMLESS.sub("", text))
    return found[0] if found else None


_Said = Iterator[tuple[Severity, str]]


def _parts(entry: Entry) -> _Said:
    there = entry.parts()
    for part in PARTS:
        if not there.get(part, "").strip():
            yield (
                Severity.WARNING if part == "details" else Severity.FAULT,
                f"{part} is missing",
            )


def _languages(entry: Entry, texts: Texts) -> _Said:
    for code in LANGUAGES:
        if not texts.is_whole(entry.id, code):
            yield Severity.FAULT, f"is not whole in {code}"
            continue
        short = len(texts.part(entry.id, "short", code))
        if short > WITH_BUTTONS:
            yield Severity.FAULT, f"short in {code} has {short} characters, at most {WITH_BUTTONS}"
        whole = len(texts.longest(entry.id, code))
        if whole > MESSAGE:
            yield Severity.WARNING, f"has {whole} characters in {code}: goes as two messages"


def _numbers(entry: Entry) -> _Said:
    for part, text in entry.parts().items():
        number = old_number(text)
        if number is not None:
            yield Severity.FAULT, f"{part} names an amount or a period: {number}"


def _overdue(entry: Entry, today: dt.date) -> _Said:
    if entry.overdue(today):
        yield Severity.WARNING, f"was to be reviewed by {entry.review_by}"


def _dead(entry: Entry, entries: Mapping[str, Entry]) -> _Said:
    for other in entry.related:
        if other not in entries:
            yield Severity.FAULT, f"related entry {other} does not exist"
        elif other == entry.id:
            yield Severity.FAULT, "is related to itself"


def _shared(entries: Mapping[str, Entry]) -> Mapping[str, list[str]]:
    """The entries of each example, folded."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in entries.values():
        for texts in entry.examples.values():
            for text in texts:
                found[fold(text)].append(entry.id)
    return found


def _examples(entry: Entry, shared: Mapping[str, list[str]]) -> _Said:
    count = sum(map(len, entry.examples.values()))
    if count < ENOUGH:
        yield Severity.WARNING, f"has {count} examples, fewer than {ENOUGH}"
    for texts in entry.examples.values():
        for text in dict.fromkeys(texts):
            of = shared[fold(text)]
            others = sorted(set(of) - {entry.id})
            if others:
                yield Severity.FAULT, f"shares an example with {', '.join(others)}: {text}"
            elif len(of) > 1:
                yield Severity.WARNING, f"has an example twice: {text}"


def _misunderstood(entry: Entry, meant: Callable[[str, str], str | None]) -> _Said:
    for language, texts in entry.examples.items():
        for text in texts:
            other = meant(text, language)
            if other != entry.id:
                yield Severity.WARNING, f"the engine gives an example to {other or 'none'}: {text}"

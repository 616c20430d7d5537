"""The FAQ entries: one YAML file each, read and checked as a whole.

English, metadata and example questions live in the files; translations do not.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from faq import reading
from faq.reading import Fault

#: the languages in which an example question may be written
LANGUAGES = ("en", "nl", "fr", "de", "ar", "fa", "tr", "uk", "ps", "ti", "so", "ku", "sw")

_REQUIRED = {
    "id", "group", "priority", "question", "short", "details", "official_body", "sources",
    "evidence", "time_sensitive", "review_by", "related", "always_offer_person", "examples",
}  # fmt: skip
_OPTIONAL = {
    "steps", "regions", "general_knowledge_part", "time_sensitive_what",
    "always_offer_person_why", "phone_numbers",
}  # fmt: skip


class EntryError(Exception):
    """The FAQ entries have faults."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The FAQ entries have faults:\n" + "\n".join(f"- {f}" for f in faults))
        #: every fault found, each with its file
        self.faults = faults


class Region(StrEnum):
    """Where the rules differ."""

    #: Flemish Region
    FLANDERS = "flanders"
    #: Brussels-Capital Region
    BRUSSELS = "brussels"
    #: Walloon Region, French-speaking
    WALLONIA = "wallonia"
    #: German-speaking Community
    GERMAN_SPEAKING = "german_speaking"


class Evidence(StrEnum):
    """How well an answer is supported."""

    #: seen on the pages listed
    SOURCED = "sourced"
    #: partly seen; `general_knowledge_part` says which part is not
    PARTLY_SOURCED = "partly_sourced"
    #: not seen on a page; to be verified by staff
    GENERAL_KNOWLEDGE = "general_knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page the answer rests on."""

    #: its address
    url: str
    #: the day it was read
    seen_on: dt.date
    #: how old the page says it is, in words
    page_age: str
    #: it stands in for the first page for who reads this language
    language: str | None = None
    #: it is only shown to who lives there; empty: to everybody
    regions: frozenset[Region] = frozenset()
    #: false: it was read for the answer, but is a shop's, a newspaper's or another town's
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """A number named in the answer."""

    #: as people write it
    number: str
    #: what it is for
    purpose: str
    #: where it was seen
    evidence: str
    #: the page, where there is one
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One topic the bot can answer. Texts are English."""

    #: stable for ever; also the file name
    id: str
    #: the folder it lies in
    group: str
    #: 1 is asked most
    priority: int
    #: the topic as a question
    question: str
    #: two sentences that stand alone on a phone
    short: str
    #: the rest of the answer; may be empty
    details: str
    #: what to do now, in order
    steps: tuple[str, ...]
    #: what differs where the family lives
    regions: Mapping[Region, str]
    #: who decides on it
    official_body: str
    #: the pages it rests on
    sources: tuple[Source, ...]
    #: how well it is supported
    evidence: Evidence
    #: the part that nobody has seen on a page
    general_knowledge_part: str | None
    #: whether a part of it changes often
    time_sensitive: bool
    #: which part
    time_sensitive_what: str | None
    #: after this day it is answered with a warning
    review_by: dt.date
    #: ids of entries near to it
    related: tuple[str, ...]
    #: whether a person is offered with every answer
    always_offer_person: bool
    #: why
    always_offer_person_why: str | None
    #: numbers named in it
    phone_numbers: tuple[PhoneNumber, ...]
    #: how people ask it, by language
    examples: Mapping[str, tuple[str, ...]]

    def parts(self) -> dict[str, str]:
        """The parts a translator sees, by stable name, in reading order."""
        parts = {"question": self.question, "short": self.short, "details": self.details}
        parts |= {f"steps.{n}": step for n, step in enumerate(self.steps, 1)}
        parts |= {f"region.{r}": self.regions[r] for r in Region if r in self.regions}
        parts["official_body"] = self.official_body
        return {name: text for name, text in parts.items() if text}

    def page(self, language: str, region: Region | None = None) -> Source | None:
        """The page to show, never one for elsewhere: in the reader's language, else in English,
        else the first; the region's own before one for everybody. Where the region is not known
        and there is no page for everybody, one for several regions in the reader's language."""
        pages = [one for one in self.sources if one.shown]
        fitting = [one for one in pages if region in one.regions]
        fitting += [one for one in pages if not one.regions]
        meant = {one.language: one for one in reversed(fitting)}
        found = meant.get(language) or meant.get("en") or next(iter(fitting), None)
        if found or region:
            return found
        wide = (one for one in pages if len(one.regions) > 1 and one.language == language)
        return next(wide, None)

    def overdue(self, today: dt.date) -> bool:
        """Whether its review is due."""
        return today > self.review_by


def load(root: Path) -> Mapping[str, Entry]:
    """Read `<root>/<group>/<id>.yaml`. Raises EntryError with every fault of every file."""
    faults: list[str] = []
    entries: dict[str, Entry] = {}
    names: dict[str, str] = {}
    for path in sorted(root.glob("*/*.yaml")):
        name = f"{path.parent.name}/{path.name}"
        try:
            entry = _read(path)
        except Fault as fault:
            faults += [f"{name}: {text}" for text in fault.texts]
            continue
        if entry.id in entries:
            faults.append(f"{name}: the id {entry.id} is already used by {names[entry.id]}")
            continue
        entries[entry.id], names[entry.id] = entry, name
    faults += _dead_links(entries, names)
    if not entries and not faults:
        faults.append("no entry was found")
    if faults:
        raise EntryError(faults)
    return dict(sorted(entries.items(), key=lambda item: (item[1].priority, item[0])))


def _dead_links(entries: Mapping[str, Entry], names: Mapping[str, str]) -> list[str]:
    return [
        f"{names[entry.id]}: related entry {other} does not exist"
        for entry in entries.values()
        for other in entry.related
        if other not in entries
    ]


def _read(path: Path) -> Entry:
    try:
        raw = reading.parse(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Fault([f"is not YAML ({type(error).__name__})"]) from error
    if not isinstance(raw, dict):
        raise Fault(["is not a mapping"])
    faults = reading.key_faults(raw, _REQUIRED, _OPTIONAL)
    if not faults:
        faults = _faults(raw, path)
    if faults:
        raise Fault(faults)
    return _entry(raw)


def _faults(raw: Mapping[str, Any], path: Path) -> list[str]:
    texts = ["id", "group", "question", "short", "official_body"]
    faults = [f"{key} must be a text" for key in texts if not reading.is_text(raw[key])]
    if not isinstance(raw["details"], str):
        faults.append("details must be a text, which may be empty")
    if raw["id"] != path.stem:
        faults.append(f"the id must be the file name, {path.stem}")
    if raw["group"] != path.parent.name:
        faults.append(f"the group must be the folder, {path.parent.name}")
    if raw["priority"] not in (1, 2, 3):
        faults.append("priority must be 1, 2 or 3")
    if raw["evidence"] not in list(Evidence):
        faults.append(f"evidence must be one of {', '.join(Evidence)}")
    faults += [
        f"{key} must be true or false"
        for key in ("time_sensitive", "always_offer_person")
        if not isinstance(raw[key], bool)
    ]
    if not reading.is_day(raw["review_by"]):
        faults.append("review_by must be a day (2027-05-31)")
    faults += reading.list_faults(raw, "related") + reading.list_faults(raw, "steps")
    faults += reading.example_faults(raw["examples"], LANGUAGES)
    faults += _source_faults(raw)
    faults += reading.record_faults(raw, "phone_numbers", {"number", "purpose", "evidence", "url"})
    return faults + _region_faults(raw.get("regions"))


def _source_faults(raw: Mapping[str, Any]) -> list[str]:
    fields = {"url", "seen_on", "page_age"}
    faults = reading.record_faults(raw, "sources", fields, {"language", "regions", "shown"})
    if faults:
        return faults
    for n, source in enumerate(raw["sources"] or (), 1):
        if source.get("language", "en") not in LANGUAGES:
            faults.append(f"sources {n}: unknown language {source['language']}")
        for region in source.get("regions") or ():
            if region not in list(Region):
                faults.append(f"sources {n}: unknown region {region}")
    return faults


def _region_faults(regions: object) -> list[str]:
    if regions is None:
        return []
    if not isinstance(regions, dict):
        return ["regions must be a mapping"]
    faults = [f"unknown region {key}" for key in regions if key not in list(Region)]
    return faults + [f"region {key} is empty" for key, text in regions.items() if not text]


def _source(raw: Mapping[str, Any]) -> Source:
    return Source(**{**raw, "regions": frozenset(map(Region, raw.get("regions") or ()))})


def _entry(raw: Mapping[str, Any]) -> Entry:
    return Entry(
        **{key: raw[key] for key in ("id", "group", "priority", "question", "short", "details")},
        **{key: raw[key] for key in ("official_body", "time_sensitive", "review_by")},
        general_knowledge_part=raw.get("general_knowledge_part"),
        time_sensitive_what=raw.get("time_sensitive_what"),
        steps=tuple(raw.get("steps") or ()),
        regions={Region(key): text for key, text in (raw.get("regions") or {}).items()},
        sources=tuple(_source(source) for source in raw["sources"]),
        evidence=Evidence(raw["evidence"]),
        related=tuple(raw["related"]),
        always_offer_person=raw["always_offer_person"],
        always_offer_person_why=raw.get("always_offer_person_why"),
        phone_numbers=tuple(PhoneNumber(**phone) for phone in raw.get("phone_numbers") or ()),
        examples={code: tuple(texts) for code, texts in raw["examples"].items()},
    )

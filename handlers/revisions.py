"""What staff wrote, laid over the FAQ that ships. Pure: made anew whenever other drafts are live.

A revision wins while the text it replaced is still the text that would be said; otherwise it is a
conflict, and the shipped text stands. Once the shipped text says the same, it is retired.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from db.drafts import Written
from db.models import FaqDraft, FaqRevision
from faq.entry import Entry, Evidence
from locales.languages import ENGLISH, INTERFACE

#: The parts that staff may write.
PARTS = ("question", "short", "details")
#: Without these a new entry is not there in a language.
WHOLE = ("question", "short")
OFFICIAL_BODY = "official_body"
#: What is known of a new entry's evidence.
UNVERIFIED = "written by staff, to be verified"
#: So long after its approval a new entry is to be looked at again.
REVIEW_AFTER = dt.timedelta(days=180)

#: Entry, part and language.
Key = tuple[str, str, str]
#: A question as the engine learns it: its language, where it is known, and its words.
Question = tuple[str | None, str]


class Shipped(Protocol):
    """The FAQ as it lies in the files."""

    @property
    def shipped(self) -> Mapping[str, Entry]:
        """The entries by id."""

    def shipped_text(self, entry_id: str, part: str, language: str) -> str:
        """One part in one language; "" where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Everything that is different from the files. Never changed, only replaced as a whole."""

    #: all entries by id: as shipped, revised, and new
    entries: Mapping[str, Entry]
    #: texts that are said instead of the shipped ones
    texts: Mapping[Key, str] = field(default_factory=dict)
    #: for each of them what it came in place of, the shipped text first
    replaced: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    #: the language of an entry's own texts, where that is not English
    written_in: Mapping[str, str] = field(default_factory=dict)
    #: questions that the files do not have, by entry
    examples: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)
    #: ids of revisions whose base is gone
    conflicts: frozenset[int] = frozenset()
    #: ids of revisions that the files have caught up with
    retired: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a text has become."""

    text: str
    #: what it was before, the shipped text first
    replaced: tuple[str, ...]
    conflicts: frozenset[int]
    retired: frozenset[int]


def fingerprint(text: str) -> str:
    """The hash by which a revision knows what it replaced; "" for no text."""
    text = text.strip()
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def build(faq: Shipped, drafts: Sequence[Written], *, organisation: str) -> Overlay:
    """The overlay of live drafts, which come in the order of their approval.

    `organisation` answers for what has no official source.
    """
    texts: dict[Key, str] = {}
    replaced: dict[Key, tuple[str, ...]] = {}
    conflicts: set[int] = set()
    retired: set[int] = set()
    born = {
        one.draft.entry_id: one.draft
        for one in reversed(drafts)
        if one.draft.is_new and one.draft.entry_id not in faq.shipped
    }
    for key, revisions in _by_key(drafts).items():
        shipped = faq.shipped_text(*key)
        settled = settle(shipped, revisions)
        if key[0] not in faq.shipped and key[0] not in born:
            settled = replace(settled, text=shipped, conflicts=_ids(revisions))
        if settled.text != shipped.strip():
            texts[key], replaced[key] = settled.text, settled.replaced
        conflicts |= settled.conflicts
        retired |= settled.retired
    entries = {entry_id: _revised(entry, texts) for entry_id, entry in faq.shipped.items()}
    written_in: dict[str, str] = {}
    for entry_id, draft in born.items():
        spoken = whole_in(texts, entry_id)
        if spoken:
            entries[entry_id] = _new(draft, texts, spoken[0], organisation)
            texts |= {(entry_id, OFFICIAL_BODY, code): organisation for code in spoken}
            if spoken[0] != ENGLISH:
                written_in[entry_id] = spoken[0]
    return Overlay(
        entries=entries,
        texts=texts,
        replaced=replaced,
        written_in=written_in,
        examples=_examples(drafts, texts, entries, faq.shipped),
        conflicts=frozenset(conflicts),
        retired=frozenset(retired),
    )


def settle(shipped: str, revisions: Sequence[FaqRevision]) -> Settled:
    """One text after its revisions, in the order of their approval.

    The files have caught up with the last one that says what they say, and with all before it.
    """
    shipped = shipped.strip()
    same = [n for n, one in enumerate(revisions, 1) if one.text.strip() == shipped]
    caught_up = same[-1] if same else 0
    said, conflicts = [shipped], set()
    for revision in revisions[caught_up:]:
        if revision.base_hash == fingerprint(said[-1]):
            said.append(revision.text.strip())
        else:
            conflicts.add(revision.id)
    return Settled(
        text=said[-1],
        replaced=tuple(said[:-1]),
        conflicts=frozenset(conflicts),
        retired=_ids(revisions[:caught_up]),
    )


def whole_in(texts: Mapping[Key, str], entry_id: str) -> tuple[str, ...]:
    """The languages in which all that a new entry needs is written, English first."""
    return tuple(
        code for code in INTERFACE if all((entry_id, part, code) in texts for part in WHOLE)
    )


def _by_key(drafts: Iterable[Written]) -> dict[Key, list[FaqRevision]]:
    found: dict[Key, list[FaqRevision]] = {}
    for one in drafts:
        for revision in one.revisions:
            if revision.retired_at is None:
                key = (revision.entry_id, revision.part, revision.language)
                found.setdefault(key, []).append(revision)
    return found


def _ids(revisions: Iterable[FaqRevision]) -> frozenset[int]:
    return frozenset(one.id for one in revisions)


def _revised(entry: Entry, texts: Mapping[Key, str]) -> Entry:
    changed = {
        part: texts[entry.id, part, ENGLISH] for part in PARTS if (entry.id, part, ENGLISH) in texts
    }
    return replace(entry, **changed) if changed else entry  # type: ignore[arg-type]


def _new(draft: FaqDraft, texts: Mapping[Key, str], language: str, organisation: str) -> Entry:
    """An entry of what staff wrote; where English is missing another language stands for it."""
    own = {part: texts.get((draft.entry_id, part, language), "") for part in PARTS}
    approved = draft.approved_at or draft.created_at
    return Entry(
        id=draft.entry_id,
        group=draft.group or "",
        priority=3,
        **own,
        steps=(),
        regions={},
        official_body=organisation,
        sources=(),
        evidence=Evidence.GENERAL_KNOWLEDGE,
        general_knowledge_part=UNVERIFIED,
        time_sensitive=False,
        time_sensitive_what=None,
        review_by=(approved + REVIEW_AFTER).date(),
        related=(),
        always_offer_person=False,
        always_offer_person_why=None,
        phone_numbers=(),
        examples={},
    )


def _examples(
    drafts: Sequence[Written],
    texts: Mapping[Key, str],
    entries: Mapping[str, Entry],
    shipped: Mapping[str, Entry],
) -> dict[str, tuple[Question, ...]]:
    found: dict[str, dict[Question, None]] = {}
    for one in drafts:
        for example in one.examples:
            found.setdefault(one.draft.entry_id, {})[example.language, example.text] = None
    for (entry_id, part, language), text in texts.items():
        if part == "question":
            found.setdefault(entry_id, {})[language, text] = None
    known = {
        entry_id: {text for texts in entry.examples.values() for text in texts} | {entry.question}
        for entry_id, entry in shipped.items()
    }
    kept = {
        entry_id: tuple(one for one in asked if one[1] not in known.get(entry_id, ()))
        for entry_id, asked in found.items()
        if entry_id in entries
    }
    return {entry_id: asked for entry_id, asked in kept.items() if asked}

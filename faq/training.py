"""What the engine learns from: every example with its language and what it teaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faq import entry, language, reading, sensitive
from faq.entry import Entry
from faq.sensitive import Intent, SensitiveError

#: the class of texts that no entry answers, or that are not sensitive
NONE = "none"

#: entries whose questions are half sensitive: they teach the sensitive head nothing
_HALF = frozenset({"official-letter-deadline"})
#: what a harmless text with the words of danger counts beside an ordinary one
_LOOKALIKE = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One text and what it teaches."""

    text: str
    #: a code of ours; None for another way of writing (Arabic in Latin letters)
    language: str | None
    #: an entry id or NONE; None: teaches the FAQ head nothing
    entry: str | None
    #: an intent id or NONE; None: teaches the sensitive head nothing
    intent: str | None
    #: how much it counts
    weight: float = 1.0


def gather(
    entries: Mapping[str, Entry],
    intents: Mapping[str, Intent],
    negatives: Mapping[str, Any],
    situations: Mapping[str, Any],
) -> tuple[Example, ...]:
    """All examples, each text once; what comes first wins."""
    found = [
        *_of_entries(entries, intents),
        *_of_intents(intents),
        *_of_situations(situations, intents),
        *_of_negatives(negatives),
    ]
    return tuple({example.text: example for example in reversed(found)}.values())[::-1]


def load(root: Path) -> tuple[Mapping[str, Entry], Mapping[str, Intent], tuple[Example, ...]]:
    """Read the whole knowledge under `root`. Raises EntryError or SensitiveError."""
    entries = entry.load(root / "entries")
    intents = sensitive.load(root / "sensitive.yaml", root / "patterns.yaml")
    negatives = reading.parse(root / "negatives.yaml")
    situations = reading.parse(root / "situations.yaml")
    return entries, intents, gather(entries, intents, negatives, situations)


def _of_entries(entries: Mapping[str, Entry], intents: Mapping[str, Intent]) -> list[Example]:
    also = {entry_id: intent.id for intent in intents.values() for entry_id in intent.also}
    return [
        Example(
            text=text,
            language=code,
            entry=e.id,
            intent=None if e.id in _HALF else also.get(e.id, NONE),
        )
        for e in entries.values()
        for code, texts in {**e.examples, "en": (e.question, *e.examples["en"])}.items()
        for text in texts
    ]


def _of_intents(intents: Mapping[str, Intent]) -> list[Example]:
    found = []
    for intent in intents.values():
        for written, texts in intent.examples.items():
            code = None if "-" in written else written
            found += [
                Example(text=text, language=code, entry=None, intent=intent.id) for text in texts
            ]
        for text in intent.lookalikes:
            code = language.detect(text).code or "en"
            found.append(
                Example(text=text, language=code, entry=None, intent=NONE, weight=_LOOKALIKE)
            )
    return found


def _of_situations(situations: Mapping[str, Any], intents: Mapping[str, Intent]) -> list[Example]:
    """Dangers told indirectly, and harmless messages with their words; the FAQ learns nothing."""
    unknown = sorted(set(situations["dangers"]) - set(intents))
    if unknown:
        raise SensitiveError([f"situations of an unknown intent: {name}" for name in unknown])
    dangers = [
        Example(text=text, language=code, entry=None, intent=name)
        for name, by_language in situations["dangers"].items()
        for code, texts in by_language.items()
        for text in texts
    ]
    harmless = [
        Example(text=text, language=code, entry=None, intent=NONE, weight=_LOOKALIKE)
        for code, texts in situations["harmless"].items()
        for text in texts
    ]
    return dangers + harmless


def _of_negatives(negatives: Mapping[str, Any]) -> list[Example]:
    """Questions of others teach both heads; harmless statements only the sensitive one."""
    return [
        Example(
            text=str(text),
            language=code,
            entry=NONE if section == "questions" else None,
            intent=NONE,
        )
        for section, by_language in negatives.items()
        for code, texts in by_language.items()
        for text in texts
    ]

"""What the engine learns from: every example with its language and what it teaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from faq import entry, language, messages, sensitive
from faq.entry import Entry
from faq.messages import Kind, Message
from faq.sensitive import Intent

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


def load(root: Path) -> tuple[Mapping[str, Entry], Mapping[str, Intent], tuple[Example, ...]]:
    """Read the whole knowledge under `root`, each text once; what comes first wins.

    Raises EntryError or SensitiveError.
    """
    entries = entry.load(root / "entries")
    intents = sensitive.load(root / "sensitive.yaml", root / "patterns.yaml")
    found = [
        *_of_entries(entries, intents),
        *_of_intents(intents),
        *map(_of_message, messages.load(root / "messages", intents)),
    ]
    unique = {example.text: example for example in reversed(found)}
    return entries, intents, tuple(unique.values())[::-1]


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


def _of_message(message: Message) -> Example:
    """Small talk and questions for others teach both heads; the rest only the sensitive one."""
    is_for_nobody = message.kind in (Kind.EVERYDAY, Kind.ELSEWHERE)
    return Example(
        text=message.text,
        language=message.language,
        entry=NONE if is_for_nobody else None,
        intent=message.intent or NONE,
        weight=_LOOKALIKE if message.kind is Kind.HARMLESS else 1.0,
    )

"""Messages that no entry answers, by language: dangers, what only sounds like one, and the rest.

They teach the engine what to react to and what to leave alone. One file a language, so that one
person can read it through; one JSON object a line, so that a thousand are read in a moment.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from faq.entry import LANGUAGES
from faq.sensitive import SensitiveError


class Kind(StrEnum):
    """What a message is."""

    #: tells of a danger, plainly or in a roundabout way
    DANGER = "danger"
    #: sounds like a danger, and is none
    HARMLESS = "harmless"
    #: what people say who ask nothing
    EVERYDAY = "everyday"
    #: a question for somebody else
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One line."""

    language: str
    kind: Kind
    text: str
    #: of a danger: which
    intent: str | None


def load(folder: Path, intents: Collection[str]) -> tuple[Message, ...]:
    """Every message under `folder`. Raises SensitiveError with every fault."""
    found, faults = [], []
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem not in LANGUAGES:
            faults.append(f"{path.name}: not a language of the bot")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            message = _message(path.stem, line)
            if message is None or not _fits(message, intents):
                faults.append(f"{path.name}, line {number}: {line[:80]}")
            else:
                found.append(message)
    if faults:
        raise SensitiveError(faults)
    return tuple(found)


def lines(messages: Collection[Message]) -> Iterator[str]:
    """The lines of a file, as `load` reads them."""
    for one in messages:
        intent = {} if one.intent is None else {"intent": one.intent}
        yield json.dumps({"kind": one.kind, **intent, "text": one.text}, ensure_ascii=False)


def _message(language: str, line: str) -> Message | None:
    try:
        raw = json.loads(line)
        return Message(
            language=language,
            kind=Kind(raw["kind"]),
            text=raw["text"],
            intent=raw.get("intent"),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _fits(message: Message, intents: Collection[str]) -> bool:
    """A text, and an intent that exists on every danger and on nothing else."""
    has_text = isinstance(message.text, str) and bool(message.text.strip())
    if message.kind is Kind.DANGER:
        return has_text and message.intent in intents
    return has_text and message.intent is None

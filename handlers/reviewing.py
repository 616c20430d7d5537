"""What whoever approves a draft of the FAQ should see: what it replaces, conflicts, doubts."""

from dataclasses import dataclass
from enum import StrEnum

from db.drafts import LIVE, Written
from db.models import DraftState, FaqRevision
from faq import audit
from handlers import drafts
from handlers.knowledge import Knowledge
from locales import languages


class Kind(StrEnum):
    """What is doubtful about a text."""

    #: it names an amount or a period that may change
    AMOUNT = "amount"
    #: a short answer that does not fit above three buttons
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that nobody is kept from approving, but should know."""

    kind: Kind
    #: the amount, or the number of characters
    value: str


def conflicts(knowledge: Knowledge, found: Written) -> frozenset[int]:
    """Ids of the texts in a draft whose base has changed since."""
    changed = drafts.stale(knowledge, found) if found.draft.state == DraftState.DRAFT else ()
    ids = frozenset(one.id for one in found.revisions)
    return (ids & knowledge.overlay.conflicts) | {one.id for one in changed}


def is_retired(knowledge: Knowledge, found: Written) -> bool:
    """Whether the files that ship say all that a live draft says."""
    if found.draft.state not in LIVE or not found.revisions:
        return False
    caught_up = knowledge.overlay.retired
    return all(one.retired_at or one.id in caught_up for one in found.revisions)


def before(knowledge: Knowledge, found: Written, one: FaqRevision) -> str:
    """What a text replaces: what is said now, or for a live draft what the files say."""
    text = knowledge.text if found.draft.state == DraftState.DRAFT else knowledge.shipped_text
    return text(one.entry_id, one.part, one.language)


def doubts(one: FaqRevision) -> list[Doubt]:
    """What is doubtful about one text."""
    number = audit.old_number(one.text) if one.language == languages.ENGLISH else None
    found = [Doubt(kind=Kind.AMOUNT, value=number)] if number else []
    if one.part == "short" and len(one.text) > audit.WITH_BUTTONS:
        found.append(Doubt(kind=Kind.LONG, value=str(len(one.text))))
    return found


def untouched(knowledge: Knowledge, found: Written) -> dict[str, list[str]]:
    """By part: the languages in which it stays as it was, while it changes in others."""
    written = {(one.part, one.language) for one in found.revisions}
    left = {
        part: [
            code
            for code in languages.INTERFACE
            if (part, code) not in written and knowledge.text(found.draft.entry_id, part, code)
        ]
        for part in sorted({part for part, _ in written})
    }
    return {part: codes for part, codes in left.items() if codes}

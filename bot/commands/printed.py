"""How drafts of the FAQ are printed."""

from typing import Any

from db.drafts import LIVE, Written
from db.models import DraftState, FaqRevision
from faq import audit
from handlers import drafts
from handlers.knowledge import Knowledge
from locales import languages

#: Instead of the state of a draft that the files have caught up with.
RETIRED = "retired"


def line(knowledge: Knowledge, found: Written, people: dict[int, str]) -> dict[str, Any]:
    """One draft in a list; `people` are logins by number."""
    one = found.draft
    conflicts = knowledge.overlay.conflicts
    changed = drafts.stale(knowledge, found) if one.state == DraftState.DRAFT else ()
    count = len(found.examples)
    examples = [f"{count} example{'s' if count > 1 else ''}"] if count else []
    return {
        "draft": one.id,
        "state": RETIRED if _is_retired(knowledge, found) else one.state,
        "entry": one.entry_id,
        "is_new": one.is_new,
        "parts": [*(_part(each) for each in found.revisions), *examples],
        "author": people.get(one.author_id, "?"),
        "approved_by": people.get(one.approved_by or 0),
        "conflicts": [
            _part(each) for each in found.revisions if each.id in conflicts or each in changed
        ],
    }


def _is_retired(knowledge: Knowledge, found: Written) -> bool:
    """Whether the files that ship say all that a live draft says."""
    if found.draft.state not in LIVE or not found.revisions:
        return False
    caught_up = knowledge.overlay.retired
    return all(one.retired_at or one.id in caught_up for one in found.revisions)


def _part(revision: FaqRevision) -> str:
    return f"{revision.language}:{revision.part}"


def shown(knowledge: Knowledge, found: Written, people: dict[int, str]) -> list[str]:
    """One draft whole, beside what is said now."""
    about = line(knowledge, found, people)
    new = f" (new, in {found.draft.group})" if found.draft.is_new else ""
    lines = [f"draft {about['draft']}, {about['state']}: {about['entry']}{new}"]
    lines.append(f"by {about['author']}, approved by {about['approved_by'] or 'nobody'}")
    for one in found.revisions:
        base = knowledge.text if about["state"] == DraftState.DRAFT else knowledge.shipped_text
        said = base(one.entry_id, one.part, one.language)
        lines += ["", _part(one), one.text]
        if said and said != one.text:
            lines += ["  instead of:", f"  {said}"]
        if _part(one) in about["conflicts"]:
            lines.append("  conflict: this has changed since; write it again if it still holds")
        lines += [f"  {hint}" for hint in _doubts(one)]
    if found.examples:
        lines += [
            "",
            "examples",
            *(f"- {one.language or '?'}: {one.text}" for one in found.examples),
        ]
    return lines


def _doubts(revision: FaqRevision) -> list[str]:
    number = audit.old_number(revision.text) if revision.language == languages.ENGLISH else None
    doubts = [f"names an amount or a period that may change: {number}"] if number else []
    if revision.part == "short" and len(revision.text) > audit.WITH_BUTTONS:
        doubts.append(f"has {len(revision.text)} characters, at most {audit.WITH_BUTTONS}")
    return doubts


def hints(knowledge: Knowledge, found: Written) -> list[str]:
    """What whoever approved should know."""
    written = {(one.part, one.language) for one in found.revisions}
    found_out = [f"{_part(one)} {doubt}" for one in found.revisions for doubt in _doubts(one)]
    for part in sorted({part for part, _ in written}):
        others = [
            code
            for code in languages.INTERFACE
            if (part, code) not in written and knowledge.text(found.draft.entry_id, part, code)
        ]
        if others:
            found_out.append(f"{part} stays as it was in {', '.join(others)}")
    return found_out

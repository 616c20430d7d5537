"""How drafts of the FAQ are printed."""

from typing import Any

from db.drafts import Written
from db.models import FaqRevision
from faq import audit
from handlers import reviewing
from handlers.knowledge import Knowledge
from handlers.reviewing import Kind

#: Instead of the state of a draft that the files have caught up with.
RETIRED = "retired"


def line(knowledge: Knowledge, found: Written, people: dict[int, str]) -> dict[str, Any]:
    """One draft in a list; `people` are logins by number."""
    one = found.draft
    conflicts = reviewing.conflicts(knowledge, found)
    count = len(found.examples)
    examples = [f"{count} example{'s' if count > 1 else ''}"] if count else []
    return {
        "draft": one.id,
        "state": RETIRED if reviewing.is_retired(knowledge, found) else one.state,
        "entry": one.entry_id,
        "is_new": one.is_new,
        "parts": [*(_part(each) for each in found.revisions), *examples],
        "author": people.get(one.author_id, "?"),
        "approved_by": people.get(one.approved_by or 0),
        "conflicts": [_part(each) for each in found.revisions if each.id in conflicts],
    }


def _part(revision: FaqRevision) -> str:
    return f"{revision.language}:{revision.part}"


def shown(knowledge: Knowledge, found: Written, people: dict[int, str]) -> list[str]:
    """One draft whole, beside what is said now."""
    about = line(knowledge, found, people)
    new = f" (new, in {found.draft.group})" if found.draft.is_new else ""
    lines = [f"draft {about['draft']}, {about['state']}: {about['entry']}{new}"]
    lines.append(f"by {about['author']}, approved by {about['approved_by'] or 'nobody'}")
    for one in found.revisions:
        said = reviewing.before(knowledge, found, one)
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
    said = {
        Kind.AMOUNT: "names an amount or a period that may change: {}",
        Kind.LONG: f"has {{}} characters, at most {audit.WITH_BUTTONS}",
    }
    return [said[doubt.kind].format(doubt.value) for doubt in reviewing.doubts(revision)]


def hints(knowledge: Knowledge, found: Written) -> list[str]:
    """What whoever approved should know."""
    found_out = [f"{_part(one)} {doubt}" for one in found.revisions for doubt in _doubts(one)]
    for part, codes in reviewing.untouched(knowledge, found).items():
        found_out.append(f"{part} stays as it was in {', '.join(codes)}")
    return found_out

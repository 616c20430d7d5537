"""Entries back into the form of their files: what the loader reads is what this writes. No I/O."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from faq.entry import Entry

#: characters in a line of a file
WIDTH = 100


class _Dumper(yaml.SafeDumper):
    """Lists stand further in than their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)


def dump(raw: Mapping[str, Any]) -> str:
    """The text of an entry's file; a file that this wrote comes out as it was."""
    return yaml.dump(dict(raw), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


def of_entry(entry: Entry) -> dict[str, Any]:
    """A new entry as its file holds it, in the order of the other files."""
    return {
        "id": entry.id,
        "group": entry.group,
        "priority": entry.priority,
        "question": entry.question,
        "short": entry.short,
        "details": entry.details,
        "steps": list(entry.steps),
        "regions": {str(region): text for region, text in entry.regions.items()},
        "official_body": entry.official_body,
        "sources": [],
        "evidence": str(entry.evidence),
        "general_knowledge_part": entry.general_knowledge_part,
        "time_sensitive": entry.time_sensitive,
        "time_sensitive_what": entry.time_sensitive_what,
        "review_by": entry.review_by,
        "related": list(entry.related),
        "always_offer_person": entry.always_offer_person,
        "always_offer_person_why": entry.always_offer_person_why,
        "phone_numbers": [],
        "examples": {"en": [entry.question]},
    }


def revise(
    raw: Mapping[str, Any], parts: Mapping[str, str], asked: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """The content of a file with other English parts, and with more examples (language, text)."""
    changed = {**raw, **parts}
    examples = {code: list(texts) for code, texts in (raw.get("examples") or {}).items()}
    known = {text for texts in examples.values() for text in texts} | {changed["question"]}
    for language, text in asked:
        if text not in known:
            examples.setdefault(language, []).append(text)
            known.add(text)
    return {**changed, "examples": examples}

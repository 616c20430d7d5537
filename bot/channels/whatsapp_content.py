"""Texts with buttons as Twilio wants them: a Content with variables, made once and used by all.

What a person is told goes into the variables and never into a Content, which Twilio keeps.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.content import Button

#: A Content may have 100 variables; a text of more lines than this goes out as plain text.
MOST_LINES = 40

#: A quick reply comes back as its place, "#2": one Content serves every message of its shape.
PLACE = "#"

#: Stands in for a variable without a value, which Twilio refuses.
NOTHING = "-"

#: The sample Twilio shows for a variable.
SAMPLE = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A text taken apart into what is fixed and what is said."""

    #: line breaks and numbered places: "{{1}}\n\n{{2}}"
    body: str
    #: what goes into the places
    variables: Mapping[str, str]


def shape(text: str) -> Shape | None:
    """Each line becomes a variable, since no value may hold a line break; None: too many lines."""
    body: list[str] = []
    variables: dict[str, str] = {}
    for line in text.strip().splitlines():
        value = one_line(line)
        if value:
            variables[str(len(variables) + 1)] = value
        body.append(f"{{{{{len(variables)}}}}}" if value else "")
    if not variables or len(variables) > MOST_LINES:
        return None
    return Shape(body="\n".join(body), variables=variables)


def one_line(value: str) -> str:
    """Without line breaks, tabs and runs of spaces, which Twilio refuses (21656)."""
    return re.sub(r"\s+", " ", value).strip()


def template_variables(values: Sequence[str]) -> dict[str, str]:
    """Numbered from 1."""
    return {str(place): one_line(value) or NOTHING for place, value in enumerate(values, 1)}


def numbered(text: str, buttons: Sequence[Button]) -> str:
    """The choice as a list; the number is the answer."""
    choices = "\n".join(f"{place}. {button.label}" for place, button in enumerate(buttons, 1))
    return f"{text}\n\n{choices}".strip()


def buttons_hash(body: str, buttons: Sequence[Button]) -> str:
    """Under which a text with buttons is kept; the same for every text of this shape."""
    return _digest("buttons", body, [button.label for button in buttons])


def template_hash(key: str) -> str:
    """Under which the template of this key is kept, once for each language."""
    return _digest("template", key)


def quick_reply(found: Shape, buttons: Sequence[Button], language: str) -> dict[str, Any]:
    """The request that makes the Content."""
    # Meta's list lacks several of our languages; nobody sees this field.
    known = language.split("_")[0].split("-")[0]
    actions = [
        {"type": "QUICK_REPLY", "title": button.label, "id": f"{PLACE}{place}"}
        for place, button in enumerate(buttons, 1)
    ]
    return {
        "friendly_name": f"onthaal_{buttons_hash(found.body, buttons)[:16]}",
        "language": known if len(known) == 2 else "en",
        "variables": dict.fromkeys(found.variables, SAMPLE),
        "types": {"twilio/quick-reply": {"body": found.body, "actions": actions}},
    }


def _digest(*parts: object) -> str:
    written = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()

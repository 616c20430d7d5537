"""Templates of the fake Twilio: the Content API's rules and WhatsApp's approval."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

#: Limits of WhatsApp (Twilio docs, "twilio/quick-reply" and "twilio/list-picker").
SESSION_BUTTON_LIMIT = 3
BUTTON_LIMIT = 10
BUTTON_TITLE_LIMIT = 20
BUTTON_ID_LIMIT = 200
LIST_LIMIT = 10
LIST_TITLE_LIMIT = 24
LIST_DESCRIPTION_LIMIT = 72
BODY_LIMITS = {"twilio/text": 1600, "twilio/quick-reply": 1024, "twilio/list-picker": 1024}

TYPES = (
    *("twilio/text", "twilio/quick-reply", "twilio/list-picker", "twilio/media"),
    *("twilio/call-to-action", "twilio/card", "twilio/location", "whatsapp/card"),
)
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")

#: Types that may only be sent inside the 24-hour window, approved or not.
SESSION_ONLY = ("twilio/list-picker", "twilio/location")

SID = re.compile(r"HX[0-9a-f]{32}")

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_UNSENDABLE = re.compile(r"[\n\t]| {5}")

Json = dict[str, Any]


class ContentError(Exception):
    """A rule of the Content API that the request breaks."""


@dataclass(slots=True, kw_only=True)
class Content:
    """One template."""

    #: HX and 32 hexadecimal digits.
    sid: str
    #: Name for the account's own use.
    friendly_name: str | None
    #: Language code.
    language: str
    #: Default value of each placeholder.
    variables: dict[str, str]
    #: Content by type, e.g. {"twilio/text": {"body": …}}.
    types: Json
    #: ISO 8601 instant of creation.
    created: str
    #: WhatsApp's view of it: unsubmitted, received, pending, approved, rejected, paused, disabled.
    status: str = "unsubmitted"
    #: Why WhatsApp rejected it.
    rejection_reason: str = ""
    #: Name and category it was submitted with.
    submitted: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The type that WhatsApp shows: the richest one there is."""
        return next((name for name in self.types if name != "twilio/text"), "twilio/text")

    @property
    def is_too_wide_for_a_session(self) -> bool:
        """Whether it has more quick replies than WhatsApp shows without an approval."""
        actions = self.types[self.kind].get("actions") or []
        return self.kind == "twilio/quick-reply" and len(actions) > SESSION_BUTTON_LIMIT

    def approval(self) -> Json:
        """The `whatsapp` object of an approval request."""
        return {
            "type": "whatsapp",
            "name": self.submitted.get("name", ""),
            "category": self.submitted.get("category", ""),
            "content_type": self.kind,
            "status": self.status,
            "rejection_reason": self.rejection_reason,
            "allow_category_change": True,
        }

    def text(self, values: dict[str, str]) -> str:
        """The body with its placeholders filled."""
        filled = self.variables | values
        body = str(self.types[self.kind].get("body") or "")
        return _PLACEHOLDER.sub(lambda match: filled.get(match[1], match[0]), body)

    def buttons(self, values: dict[str, str]) -> list[tuple[str, str]]:
        """Title and id of each quick reply or list item."""
        filled = self.variables | values

        def fill(text: str) -> str:
            return _PLACEHOLDER.sub(lambda match: filled.get(match[1], match[0]), text)

        shown = self.types[self.kind]
        if self.kind == "twilio/list-picker":
            return [(fill(item["item"]), fill(item["id"])) for item in shown["items"]]
        actions = shown.get("actions") or []
        return [(fill(item["title"]), fill(item.get("id") or item["title"])) for item in actions]


def read(sid: str, body: Json, created: str) -> Content:
    """The template of a create request; ContentError says what is wrong with it."""
    if unknown := sorted(set(body) - {"friendly_name", "language", "variables", "types"}):
        raise ContentError(f"unknown parameters: {unknown}")
    language, types = body.get("language"), body.get("types")
    if not isinstance(language, str) or not language:
        raise ContentError("language is required")
    if not isinstance(types, dict):
        raise ContentError("types is required")
    # The helper library writes null for every type that is not used.
    types = {name: value for name, value in types.items() if value is not None}
    if not types or any(name not in TYPES for name in types):
        raise ContentError(f"unknown or missing types: {sorted(types)}")
    variables = body.get("variables") or {}
    if not _is_text_map(variables):
        raise ContentError("variables must map strings to strings")
    for name, value in types.items():
        _check_type(name, value)
    friendly_name = body.get("friendly_name")
    return Content(
        sid=sid,
        friendly_name=friendly_name,
        language=language,
        variables=variables,
        types=types,
        created=created,
    )


def submit(content: Content, body: Json) -> None:
    """Ask WhatsApp to approve `content`."""
    name, category = body.get("name"), body.get("category")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ContentError("name must be lower case letters, digits and underscores")
    if category not in CATEGORIES:
        raise ContentError(f"category must be one of {CATEGORIES}")
    if content.status != "unsubmitted":
        raise ContentError("the template was submitted before")
    content.submitted = {"name": name, "category": category}
    content.status = "received"


def read_variables(text: str) -> dict[str, str]:
    """ContentVariables: JSON text of an object from strings to sendable strings (error 21656)."""
    try:
        values = json.loads(text)
    except ValueError as error:
        raise ContentError("ContentVariables is not JSON") from error
    if not _is_text_map(values):
        raise ContentError("ContentVariables must map strings to strings")
    for name, value in values.items():
        if not value or _UNSENDABLE.search(value):
            raise ContentError(
                f"variable {name} is empty, or has a line break, a tab or more than four spaces"
            )
    return dict(values)


def _is_text_map(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and isinstance(text, str) for name, text in value.items()
    )


def _check_type(name: str, value: object) -> None:
    if not isinstance(value, dict):
        raise ContentError(f"{name} must be an object")
    body = value.get("body")
    if name in BODY_LIMITS and (not isinstance(body, str) or not body):
        raise ContentError(f"{name} needs a body")
    if name in BODY_LIMITS and len(str(body)) > BODY_LIMITS[name]:
        raise ContentError(f"the body of {name} exceeds {BODY_LIMITS[name]} characters")
    if name == "twilio/quick-reply":
        _check_quick_replies(value.get("actions"))
    if name == "twilio/list-picker":
        _check_list(value)
    if name == "twilio/media" and not value.get("media"):
        raise ContentError("twilio/media needs media")


def _check_quick_replies(actions: object) -> None:
    if not isinstance(actions, list) or not 1 <= len(actions) <= BUTTON_LIMIT:
        raise ContentError(f"quick replies: 1 to {BUTTON_LIMIT} actions")
    for action in actions:
        _check_length("title", action.get("title"), BUTTON_TITLE_LIMIT)
        if action.get("id") is not None:
            _check_length("id", action["id"], BUTTON_ID_LIMIT)
    titles = [action["title"] for action in actions]
    if len(set(titles)) != len(titles):
        raise ContentError("two quick replies have the same title")


def _check_list(value: Json) -> None:
    _check_length("button", value.get("button"), BUTTON_TITLE_LIMIT)
    items = value.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= LIST_LIMIT:
        raise ContentError(f"a list picker has 1 to {LIST_LIMIT} items")
    for item in items:
        _check_length("item", item.get("item"), LIST_TITLE_LIMIT)
        _check_length("id", item.get("id"), BUTTON_ID_LIMIT)
        if item.get("description"):
            _check_length("description", item["description"], LIST_DESCRIPTION_LIMIT)


def _check_length(name: str, value: object, limit: int) -> None:
    if not isinstance(value, str) or not 1 <= len(value) <= limit:
        raise ContentError(f"{name} must have 1 to {limit} characters")

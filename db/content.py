"""The content of a message as it is stored: text, buttons, template, or what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Form(StrEnum):
    """What kind of thing was said."""

    #: words, perhaps with files
    TEXT = "text"
    #: a place on the map
    LOCATION = "location"
    #: somebody's card
    CARD = "card"
    #: something the bot cannot read (sticker, poll, …): a placeholder is kept
    UNREADABLE = "unreadable"
    #: a pressed button
    PRESS = "press"
    #: it was said too long ago: nothing of it is kept
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message."""

    #: what the person reads
    label: str
    #: what comes back, at most 64 bytes
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text the provider must approve before it may open a conversation."""

    #: which text, e.g. "checkin"
    key: str
    #: values of its numbered variables, in order
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message says."""

    form: Form = Form.TEXT
    text: str = ""
    #: rows of buttons are the channel's business; this is their order
    buttons: tuple[Button, ...] = ()
    #: used instead of the text where the channel's window is closed
    template: Template | None = None
    #: where the window is closed and there is no template for it: one text says that it waits
    announced: bool = False
    #: the FAQ entry this answers from
    entry_id: str | None = None
    #: entries that are there in other languages only, under buttons that name these
    offers: tuple[str, ...] = ()
    #: degrees, for a location
    latitude: float | None = None
    longitude: float | None = None
    #: what it was, for something unreadable ("sticker", "poll", …)
    what: str | None = None
    #: earlier texts of an edited message, oldest first
    earlier: tuple[str, ...] = field(default=())
    #: the signs that the person put under it
    reactions: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """A JSON object without the fields that say nothing."""
        found: dict[str, Any] = {"form": str(self.form)}
        if self.text:
            found["text"] = self.text
        if self.buttons:
            found["buttons"] = [[button.label, button.payload] for button in self.buttons]
        if self.template:
            found["template"] = {
                "key": self.template.key,
                "variables": list(self.template.variables),
            }
        for name in ("entry_id", "latitude", "longitude", "what"):
            value = getattr(self, name)
            if value is not None:
                found[name] = value
        if self.announced:
            found["announced"] = True
        if self.offers:
            found["offers"] = list(self.offers)
        if self.earlier:
            found["earlier"] = list(self.earlier)
        if self.reactions:
            found["reactions"] = list(self.reactions)
        return found

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Content":
        template = found.get("template")
        return cls(
            form=Form(found.get("form", Form.TEXT)),
            text=found.get("text", ""),
            buttons=tuple(
                Button(label=label, payload=payload) for label, payload in found.get("buttons", ())
            ),
            template=None
            if template is None
            else Template(key=template["key"], variables=tuple(template["variables"])),
            announced=found.get("announced", False),
            entry_id=found.get("entry_id"),
            offers=tuple(found.get("offers", ())),
            latitude=found.get("latitude"),
            longitude=found.get("longitude"),
            what=found.get("what"),
            earlier=tuple(found.get("earlier", ())),
            reactions=tuple(found.get("reactions", ())),
        )

"""What a colleague asks of the inbox, as its address says it: a list, words, filters and a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from bot.desk import forms
from db.desk_lists import Narrow
from db.models import Reason
from faq.fold import fold
from handlers.knowledge import REGION_NAMES
from locales import languages

#: The list that opens by itself.
FIRST = "waiting"
#: Channels that a colleague may ask for; "simulator" is the demo's.
CHANNELS = ("telegram", "whatsapp", "simulator")
#: What each filter can be, in the order of its menu. A group is a part of its name instead.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": tuple(languages.LANGUAGES),
    "channel": CHANNELS,
    "reason": tuple(Reason),
    "region": tuple(REGION_NAMES),
}
#: Characters of a search or of a group's name.
LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One look at the inbox."""

    view: str = FIRST
    #: words to search for
    words: str = ""
    #: a part of the name of a welcome group
    group: str = ""
    language: str = ""
    channel: str = ""
    reason: str = ""
    region: str = ""
    #: counted from one
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Wanted":
        """From the parameters of an address; what no filter knows is left out."""
        known = {
            name: asked[name] for name, choices in CHOICES.items() if asked.get(name) in choices
        }
        return cls(
            view=asked.get("view", FIRST),
            words=_plain(asked.get("q", "")),
            group=_plain(asked.get("group", "")),
            page=max(forms.number(asked.get("page")) or 1, 1),
            **known,
        )

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, by name, in the order of the form."""
        names = ("language", "group", "channel", "reason", "region")
        return {name: value for name in names if (value := getattr(self, name))}

    def narrow(self, groups: Mapping[int, str]) -> Narrow:
        """The same for the database, given the names of all welcome groups."""
        part = fold(self.group)
        found = [key for key, name in groups.items() if part in fold(name)] if part else None
        return Narrow(
            language=self.language or None,
            channel=self.channel or None,
            reason=self.reason or None,
            region=self.region or None,
            groups=found,
        )

    def link(self, **changes: Any) -> str:
        """The address of this look with something changed; a change goes back to the first page."""
        new = replace(self, **{"page": 1, **changes})
        query = {"view": new.view, "q": new.words, **new.filters, "page": new.page}
        if new.page == 1:
            del query["page"]
        return f"/desk/?{urlencode({name: value for name, value in query.items() if value})}"


def _plain(text: str) -> str:
    return " ".join(forms.clean(text).split())[:LONGEST]

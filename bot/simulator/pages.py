"""Turns what is on the phones into HTML. The words that people read are in the templates."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot import compiled_pages, signs
from bot.simulator import phones
from bot.simulator.phones import Bubble, Screen

FOLDER = Path(__file__).parent
#: The panes of the page, by the name in its address.
PANES = ("volunteer", "family", "desk")
#: An address of the web inside a text, without the marks that end a sentence.
LINK = re.compile(r"https?://[^\s<>\"\u2066-\u2069]+[^\s<>\"\u2066-\u2069.,;:!?)\]}'،؛؟]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which phones are on the page, and which pane shows on a narrow screen."""

    #: the external id of the phone on the left, a stranger's perhaps
    volunteer: str = phones.VOLUNTEER
    show: str = "volunteer"

    @property
    def query(self) -> str:
        """This choice in an address."""
        return urlencode({"volunteer": self.volunteer, "show": self.show})

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Choice":
        """What an address says; anything unknown is left out."""
        volunteer, show = given.get("volunteer", ""), given.get("show", "")
        return cls(
            volunteer=volunteer if phones.PHONE.fullmatch(volunteer) else phones.VOLUNTEER,
            show=show if show in PANES else PANES[0],
        )


class Pages:
    """The templates, read once."""

    def __init__(self, *, organisation: str, zone: ZoneInfo) -> None:
        self._zone = zone
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=compiled_pages.compiled(),
        )
        self._templates.filters["links"] = links
        self._templates.filters["drawn"] = signs.drawn
        self._templates.filters["clock"] = self._clock
        self._templates.filters["micros"] = micros
        self._templates.globals["organisation"] = organisation

    def page(self, choice: Choice, screens: Sequence[Screen], cursor: int) -> str:
        """The page. `screens`: the volunteer's, then the family's; updates start at `cursor`."""
        return self._render("page.html", choice=choice, screens=screens, cursor=cursor)

    def bubble(self, bubble: Bubble, phone: str) -> str:
        """One message, in the language of its phone's own words."""
        return self._render("bubble.html", bubble=bubble, phone=phone, query="")

    def password(self, *, wrong: bool = False, wait: bool = False) -> str:
        return self._render("password.html", wrong=wrong, wait=wait)

    def _render(self, name: str, **values: object) -> str:
        return self._templates.get_template(name).render(**values)

    def _clock(self, at: dt.datetime) -> str:
        return f"{at.astimezone(self._zone):%H:%M}"


def links(text: str) -> Markup:
    """Plain text with its web addresses made into links, and our signs drawn."""
    made, end = Markup(""), 0
    for found in LINK.finditer(text):
        made += signs.drawn(text[end : found.start()])
        made += Markup(
            '<a href="{0}" target="_blank" rel="noopener noreferrer" dir="ltr">{0}</a>'
        ).format(found[0])
        end = found.end()
    return made + signs.drawn(text[end:])


def micros(at: dt.datetime) -> int:
    """Microseconds since 1970: by these a page orders messages and remembers how far it is."""
    return int(at.timestamp() * 1_000_000)

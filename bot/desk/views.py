"""Rendering: templates in the language of the desk, times on its wall clock. Words live there."""

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot import compiled_pages, signs
from db.content import Content
from handlers import telephone
from locales import languages
from locales.catalogue import DESK, Catalogues
from locales.names import language_name
from locales.texts import appointments

FOLDER = Path(__file__).parent
#: What pages load; their names carry a fingerprint, so that browsers may keep them.
STATIC = FOLDER / "static"
#: Characters of a message that a list shows.
SNIPPET = 110
_SPACES = re.compile(r"\s+")


class Pages:
    """All templates of the desk, ready in each language it has."""

    def __init__(self, words: Catalogues, zone: ZoneInfo, organisation: str) -> None:
        self._words = words
        self._zone = zone
        self._organisation = organisation
        self._version = _version()
        self._environments: dict[str, Environment] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The clock on the wall of the office."""
        return self._zone

    def negotiate(self, accepted: str) -> str:
        """The desk's language for a browser's Accept-Language."""
        wanted = [part.split(";")[0].strip() for part in accepted.split(",")]
        return languages.negotiate(wanted, self.languages)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the desk speaks, in the order in which people choose."""
        spoken = self._words.languages(DESK)
        return tuple(code for code in languages.LANGUAGES if code in spoken)

    def render(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        """One page or fragment. `values` has `now` and what the template names."""
        return self._environment(language).get_template(template).render(values)

    def _environment(self, language: str) -> Environment:
        if language not in self._environments:
            self._environments[language] = self._make(language)
        return self._environments[language]

    def _make(self, language: str) -> Environment:
        made = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            bytecode_cache=compiled_pages.compiled(),
        )
        install = made.install_gettext_translations  # type: ignore[attr-defined]
        install(self._words.desk(language), newstyle=True)
        clock = _Clock(self._zone, language)
        made.filters.update(
            moment=clock.moment,
            day=clock.day,
            weekday=clock.weekday,
            short_day=clock.short_day,
            number=clock.number,
            share=clock.share,
            time=clock.time,
            lasting=clock.lasting,
            iso=lambda at: at.isoformat(),
            language_name=lambda code: language_name(code, language),
            direction=lambda code: str(languages.direction(code or "en")),
            own_name=languages.own_name,
            tag=lambda code: (code or "en").replace("_", "-"),
            content=Content.from_json,
            telephone=telephone.shown,
            snippet=snippet,
            appointment_kind=lambda key: self._words.say(appointments.KINDS[key], language),
            svg=Markup,
            drawn=signs.drawn,
        )
        made.globals.update(
            version=self._version,
            organisation=self._organisation,
            zone_name=self._zone.key,
            desk_language=language,
            desk_languages=self.languages,
            known_languages=tuple(languages.LANGUAGES),
            new_value=lambda: secrets.token_urlsafe(12),
        )
        return made


class _Clock:
    """Instants as staff read them, in their language and on the office's clock."""

    def __init__(self, zone: ZoneInfo, language: str) -> None:
        self._zone = zone
        self._locale = _locale(language)

    def moment(self, at: dt.datetime, now: dt.datetime) -> str:
        """14:30 today, "Tue 3 Feb 14:30" this year, with the year otherwise."""
        local, today = at.astimezone(self._zone), now.astimezone(self._zone).date()
        if local.date() == today:
            return f"{local:%H:%M}"
        return f"{self.day(local.date(), today)} {local:%H:%M}"

    def day(self, day: dt.date, today: dt.date) -> str:
        """Weekday, day and month; the year only when it is another one."""
        pattern = "EEE d MMM" if day.year == today.year else "EEE d MMM y"
        return str(format_date(day, pattern, locale=self._locale))

    def weekday(self, day: dt.date) -> str:
        return str(format_date(day, "EEEE", locale=self._locale))

    def short_day(self, day: dt.date) -> str:
        """Day and month, for the foot of a chart."""
        return str(format_date(day, "d MMM", locale=self._locale))

    def number(self, number: float) -> str:
        return str(format_decimal(number, locale=self._locale))

    def share(self, share: float) -> str:
        """A part of one in whole percents."""
        return str(format_percent(share, locale=self._locale))

    def time(self, at: dt.datetime) -> str:
        return f"{at.astimezone(self._zone):%H:%M}"

    def lasting(self, span: dt.timedelta) -> str:
        """A duration in its largest unit, at least a minute."""
        span = max(span, dt.timedelta(minutes=1))
        return str(
            format_timedelta(span, granularity="minute", format="short", locale=self._locale)
        )


def snippet(text: str) -> str:
    """The beginning of a text on one line."""
    line = _SPACES.sub(" ", text).strip()
    return line if len(line) <= SNIPPET else f"{line[:SNIPPET].rstrip()}…"


def _locale(language: str) -> Locale:
    # English on this desk is European: day before month, weeks from Monday
    return Locale.parse("en_GB" if language == languages.ENGLISH else language)


def _version() -> str:
    """Changes with any file that pages load."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]

"""Days and times as people write them: days in words, the clock always with 24 hours.

Digits are 0 to 9 in every language, as on Belgian letters (docs/decisions/0014). Where the hours of
the day are also counted from dawn, or months have other names beside these, the numbers are written
as well.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from locales import direction, languages

#: Languages in which a day is also written in numbers, because words alone are read differently.
#: In Arabic March is also آذار, in Kurmanji there are several sets of names, in Persian and Dari
#: the months of another calendar are the usual ones.
ALSO_IN_NUMBERS = frozenset({"am", "ar", "ckb", "fa", "fa_AF", "ku", "ps", "ti"})
#: CLDR's "2026 р." would end a sentence with two full stops.
_YEAR_UK = "року"


class NaiveMoment(TypeError):
    """A moment without a zone cannot be told to anybody."""


def written_day(day: dt.date, language: str) -> str:
    """The day in words: weekday, day, month and year in full."""
    words = _words(day, language)
    return f"{words} ({_apart(f'{day:%d/%m/%Y}', language)})" if _numbers(language) else words


def clock_time(time: dt.time, language: str) -> str:
    """The time of day as 14:30, in every language: an afternoon is never taken for a night."""
    del language  # the same for all, on purpose: several count their twelve hours from dawn
    return f"{time:%H:%M}"


def moment(at: dt.datetime, zone: ZoneInfo, language: str) -> str:
    """An instant as day and time of the clock on the wall in `zone`. Raises NaiveMoment."""
    if at.tzinfo is None:
        raise NaiveMoment(NaiveMoment.__doc__)
    local = at.astimezone(zone)
    clock = clock_time(local.time(), language)
    pattern = str(_locale(language).datetime_formats["full"])
    said = pattern.replace("{1}", _words(local.date(), language)).replace("{0}", clock)
    if _numbers(language):
        return f"{said} ({_apart(f'{local:%d/%m/%Y} {clock}', language)})"
    return said


def _words(day: dt.date, language: str) -> str:
    words = str(format_date(day, "full", locale=_locale(language)))
    return words.removesuffix("р.") + _YEAR_UK if words.endswith("р.") else words


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(languages.ENGLISH)


def _numbers(language: str) -> bool:
    return language in ALSO_IN_NUMBERS


def _apart(numbers: str, language: str) -> str:
    return direction.isolate(numbers, languages.direction(language))

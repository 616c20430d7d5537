"""A typed text as the words and numbers that a date can hold, in order."""

import re
from collections.abc import Iterator
from dataclasses import replace

from locales import date_phrases
from locales.date_phrases import Kind, Token

_PATTERN = re.compile(
    r"""
    (?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)
    | (?P<half>\d{1,2})(?:[:.](?P<half_minute>\d{2}))?\s*(?P<ampm>[ap])\.?m\b\.?
      (?!\s+(?:\d|\w+tag\b|mittwoch|(?:mo|di|mi|do|fr|sa|so)\b))  # the German "am"
    | (?P<slash>\d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*(?:\d{4}|\d{2}))?)(?![\d/])
    | (?P<dash>\d{1,2}-\d{1,2}-(?:\d{4}|\d{2}))(?!\d)
    | (?P<dots>\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})
      | \d{1,2}\.\d{1,2}\.(?=\s|$))(?![\d.])
    | (?P<hour>\d{1,2})\s*(?:
        :\s*(?P<minute>\d{2})
        | (?:uur|uhr|heures|heure|hrs?|h|u)(?![^\W\d])
          (?:(?P<minute_at>\d{2})(?!\d)|\s(?P<minute_on>\d{2})(?!\s*[^\W\d]|\d|\s*[/.-]))?
      )(?:\s*(?:uur|uhr|h|u)(?!\w))?
    | (?P<dotted>\d{1,2}\.\d{1,2})(?![\d.])(?:\s*(?P<clock>uur|uhr|u|h)(?!\w))?
    | (?P<ordinal>\d{1,2})\s?(?:ste|de|e|er|st|nd|rd|th|\.)(?=\s|$)
    | (?P<number>\d{1,4})(?!\d)
    | (?P<dash_alone>-)
    | (?P<word>[^\W\d_]+)
    | (?P<space>[\s.!?]+)
    | (?P<other>.)
    """,
    re.VERBOSE,
)


def of(text: str) -> list[Token]:
    """The tokens of a text, in order; points between two numbers are read by what stands around."""
    return _dotted(_dated(list(_joined(list(_raw(date_phrases.fold(text)))))))


def _raw(text: str) -> Iterator[Token | str]:
    """Numbers as tokens, words as they are."""
    for found in _PATTERN.finditer(text):
        kind = found.lastgroup
        if found["word"] is not None:
            yield found["word"]
        elif found["space"] is None:
            yield _number(found, kind or "")


def _number(found: re.Match[str], kind: str) -> Token:
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
        return Token(kind=Kind.DATE, number=day, minute=month, year=year)
    if found["half"]:
        noon = 12 if found["ampm"] == "p" else 0
        return Token(
            kind=Kind.TIME,
            number=int(found["half"]) % 12 + noon,
            minute=int(found["half_minute"] or 0),
            exact=True,
        )
    for name in ("slash", "dash", "dots"):
        if found[name]:
            day, month, *rest = (int(one) for one in re.split(r"[/.\-\s]+", found[name]) if one)
            return Token(kind=Kind.DATE, number=day, minute=month, year=rest[0] if rest else None)
    if found["hour"]:
        minute = found["minute"] or found["minute_at"] or found["minute_on"] or "0"
        return _time(found["hour"], minute)
    if found["dotted"]:
        token = _time(*found["dotted"].split("."))
        return token if found["clock"] else replace(token, kind=Kind.DOTTED)
    if found["ordinal"]:
        return Token(kind=Kind.ORDINAL, number=int(found["ordinal"]))
    if found["number"]:
        written = found["number"]
        return Token(kind=Kind.NUMBER, number=int(written), exact=written.startswith("0"))
    return Token(kind=Kind.UNTIL if kind == "dash_alone" else Kind.UNKNOWN)


def _time(hour: str, minute: str) -> Token:
    return Token(kind=Kind.TIME, number=int(hour), minute=int(minute), exact=hour.startswith("0"))


def _joined(raw: list[Token | str]) -> Iterator[Token]:
    """Words as tokens: of the phrases that begin with a word, the longest."""
    phrases, place = date_phrases.table(), 0
    while place < len(raw):
        first = raw[place]
        if isinstance(first, Token):
            yield first
            place += 1
            continue
        for length in range(_LONGEST, 0, -1):
            part = raw[place : place + length]
            key = tuple(one for one in part if isinstance(one, str))
            if len(key) == len(part) == length and key in phrases:
                yield from phrases[key]
                place += length
                break
        else:
            yield Token(kind=Kind.UNKNOWN)
            place += 1


def _dated(tokens: list[Token]) -> list[Token]:
    """A number beside the name of a month, and a year behind them, as one date."""
    out: list[Token] = []
    rest = list(tokens)
    while rest:
        pair = rest[:2]
        kinds = {one.kind for one in pair}
        if len(pair) < 2 or Kind.MONTH not in kinds or not kinds & {Kind.NUMBER, Kind.ORDINAL}:
            out.append(rest.pop(0))
            continue
        day, month = sorted(pair, key=lambda one: one.kind == Kind.MONTH)
        del rest[:2]
        has_year = bool(rest) and rest[0].kind == Kind.NUMBER and rest[0].number > _LAST_CENTURY
        year = rest.pop(0).number if has_year else None
        out.append(Token(kind=Kind.DATE, number=day.number, minute=month.number, year=year))
    return out


def _dotted(tokens: list[Token]) -> list[Token]:
    """Two numbers with a point between: what they are is told by what stands around them."""
    has_date = any(one.kind in _DATES for one in tokens)
    has_time = any(one.kind in _TIMES for one in tokens)
    twice = sum(one.kind == Kind.DOTTED for one in tokens) > 1
    out: list[Token] = []
    for one in tokens:
        if one.kind != Kind.DOTTED:
            out.append(one)
        elif has_date or (not has_time and not twice and one.minute not in range(1, 13)):
            out.append(replace(one, kind=Kind.TIME))
        elif has_time or twice or one.number > _LAST_HOUR:
            out.append(replace(one, kind=Kind.DATE))
            has_date = True
        else:  # 12.03 and nothing else: a day or a time?
            out.append(Token(kind=Kind.UNKNOWN))
    return out


_LAST_CENTURY, _LAST_HOUR = 1999, 23
_TIMES = (Kind.TIME, Kind.AT, Kind.HOUR, Kind.SHIFT_BEFORE)
_LONGEST = 4
_DATES = (Kind.DATE, Kind.WEEKDAY, Kind.MONTH, Kind.AHEAD, Kind.ORDINAL, Kind.DAYS, Kind.WEEKS)

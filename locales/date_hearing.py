"""What the tokens of a typed date say, one by one; what it comes to is in `typed_dates`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from locales.date_phrases import Kind, Token


class Fault(StrEnum):
    """Why a text gives no day and time."""

    #: some of it cannot be read
    UNKNOWN = "unknown"
    #: the calendar has no such day, or the clock no such time
    IMPOSSIBLE = "impossible"
    #: that day of the month is another day of the week
    WRONG_WEEKDAY = "wrong_weekday"
    #: it has passed
    PAST = "past"


class Unreadable(Exception):
    """The words give no day and time: why not, and the day that shows it."""

    def __init__(self, fault: Fault, *days: dt.date) -> None:
        super().__init__(fault)
        self.fault, self.days = fault, days


@dataclass(slots=True, kw_only=True)
class Heard:
    """What the words of one text say, gathered in the order in which they stand."""

    days: list[dt.date] = field(default_factory=list)
    #: day, month and year as written, without what was not
    dates: list[tuple[int, int, int | None]] = field(default_factory=list)
    weekday: int | None = None
    next: bool = False
    next_week: bool = False
    this: bool = False
    #: hour, minute, and whether it can only be this one
    clock: list[tuple[int, int, bool]] = field(default_factory=list)
    #: False: before noon, True: after it
    afternoon: bool | None = None
    ordinal: int | None = None


def gather(tokens: Sequence[Token], today: dt.date) -> Heard:
    """Everything that was said. Raises Unreadable when a word or a number says nothing."""
    heard = Heard()
    rest = list(tokens)
    while rest:
        for length, take in _RULES:
            if len(rest) >= length and take(heard, rest[:length], today):
                del rest[:length]
                break
        else:
            raise Unreadable(Fault.UNKNOWN)
    return heard


# --- the rules: each takes some tokens from the front, or says no


def _offset(heard: Heard, found: list[Token], today: dt.date) -> bool:
    """in three days | three days later"""
    kinds = [one.kind for one in found]
    if kinds[0] == Kind.AFTER:
        _, number, unit = found
    elif kinds[2] == Kind.AFTER:
        number, unit, _ = found
    else:
        return False
    if number.kind not in _COUNTS or unit.kind not in (Kind.DAYS, Kind.WEEKS):
        return False
    heard.days.append(today + dt.timedelta(days=number.number * unit.number))
    return True


def _range(heard: Heard, found: list[Token], today: dt.date) -> bool:
    """14 - 15u"""
    del today
    start, until, end = found
    if (start.kind, until.kind, end.kind) != (Kind.NUMBER, Kind.UNTIL, Kind.TIME):
        return False
    heard.clock += [(start.number, 0, start.exact), (end.number, end.minute, end.exact)]
    return True


def _hour(heard: Heard, found: list[Token], today: dt.date) -> bool:
    """at 10 | 10 o'clock in words | half 3"""
    del today
    first, second = found
    if first.kind in (Kind.AT, Kind.SHIFT_BEFORE) and second.kind in _HOURS:
        _hear_hour(heard, second, first.number if first.kind == Kind.SHIFT_BEFORE else 0)
    elif first.kind in _COUNTS and second.kind == Kind.HOUR:
        _hear_hour(heard, first, 0)
    elif first.kind in _COUNTS and second.kind == Kind.SHIFT_BEHIND:
        _hear_hour(heard, first, second.number)
    elif {first.kind, second.kind} == {Kind.PART, Kind.NUMBER}:
        part, hour = (first, second) if first.kind == Kind.PART else (second, first)
        heard.afternoon = bool(part.number)
        _hear_hour(heard, hour, 0)
    else:
        return False
    return True


def _hear_hour(heard: Heard, token: Token, shift: int) -> None:
    minutes = token.number * 60 + token.minute + shift
    heard.clock.append((minutes // 60, minutes % 60, token.exact and not shift))


def _one(heard: Heard, found: list[Token], today: dt.date) -> bool:
    """Whatever says something by itself."""
    [token] = found
    match token.kind:
        case Kind.FILLER | Kind.UNTIL | Kind.AT | Kind.DAYS:
            pass
        case Kind.TIME:
            heard.clock.append((token.number, token.minute, token.exact))
        case Kind.DATE:
            heard.dates.append((token.number, token.minute, token.year))
        case Kind.AHEAD if token.morning_too and heard.weekday is not None:
            heard.afternoon = False
        case Kind.AHEAD:
            heard.days.append(today + dt.timedelta(days=token.number))
        case Kind.SHIFT_BEHIND if heard.clock:
            hour, minute, _ = heard.clock.pop()
            _hear_hour(heard, Token(kind=Kind.TIME, number=hour, minute=minute), token.number)
        case _:
            return _flag(heard, token)
    return True


def _flag(heard: Heard, token: Token) -> bool:
    match token.kind:
        case Kind.WEEKDAY if heard.weekday is None:
            heard.weekday = token.number
        case Kind.NEXT:
            heard.next = True
        case Kind.NEXT_WEEK:
            heard.next_week = True
        case Kind.THIS:
            heard.this = True
        case Kind.PART:
            heard.afternoon = bool(token.number)
        case Kind.ORDINAL if heard.ordinal is None:
            heard.ordinal = token.number
        case _:
            return False
    return True


_COUNTS = (Kind.NUMBER, Kind.WORD_NUMBER)
_HOURS = (*_COUNTS, Kind.TIME)
_RULES = ((3, _offset), (3, _range), (2, _hour), (1, _one))

"""A day and a time as people type them: "volgende dinsdag 14u", "12/3 om 10 uur", "غدا الساعة 10".

Every word and every number must be understood, else nothing is. Where words can mean two days or
two times both are given, and the person chooses; nothing is guessed. Day and month stand in the
order of Europe. The words are in `date_words`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from locales import date_hearing, date_tokens
from locales.date_hearing import Fault as Fault
from locales.date_hearing import Heard, Unreadable

#: A date without a year that passed so long ago is next year's; sooner it may be a slip.
PASSED = dt.timedelta(days=65)
#: Hours that are said of the afternoon as well, when nothing tells which is meant.
EITHER = range(1, 7)
NOON = 12
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says; two days or two times mean that the person has to choose."""

    days: tuple[dt.date, ...] = ()
    times: tuple[dt.time, ...] = ()
    #: on the same day
    until: dt.time | None = None
    fault: Fault | None = None


def read(text: str, *, now: dt.datetime) -> Reading:
    """What a text says; `now` is the moment on the person's own clock."""
    try:
        heard = date_hearing.gather(date_tokens.of(text), now.date())
        times, until = _times(heard)
        days = _days(heard, now, times)
    except Unreadable as wrong:
        return Reading(fault=wrong.fault, days=wrong.days)
    if not days and not times:
        return Reading(fault=Fault.UNKNOWN)
    if len(days) == 1 and _has_passed(days[0], times, now):
        return Reading(fault=Fault.PAST, days=days, times=times)
    if days == (now.date(),):
        times = tuple(one for one in times if one > now.time())
    return Reading(days=days, times=times, until=until)


def _times(heard: Heard) -> tuple[tuple[dt.time, ...], dt.time | None]:
    if not heard.clock:
        return (), None
    if len(heard.clock) > 2:
        raise Unreadable(Fault.UNKNOWN)
    if any(hour > 23 or minute > 59 or hour < 0 for hour, minute, _ in heard.clock):
        raise Unreadable(Fault.IMPOSSIBLE)
    times = _candidates(heard.clock[0], heard.afternoon)
    if len(heard.clock) == 1:
        return times, None
    last = _candidates(heard.clock[1], heard.afternoon)
    if len(times) > len(last):  # "2 - 15:00"
        times = tuple(one for one in times if one < last[0])[-1:]
    if len(times) > 1 or not times:
        return times, None
    later = [one for one in last if one > times[0]]
    if not later:
        raise Unreadable(Fault.IMPOSSIBLE)
    return times, later[0]


def _candidates(clock: tuple[int, int, bool], afternoon: bool | None) -> tuple[dt.time, ...]:
    hour, minute, exact = clock
    if afternoon and hour < NOON:
        return (dt.time(hour + NOON, minute),)
    time = dt.time(hour, minute)
    if afternoon is None and not exact and hour in EITHER:
        return (time, dt.time(hour + NOON, minute))
    return (time,)


def _days(heard: Heard, now: dt.datetime, times: Sequence[dt.time]) -> tuple[dt.date, ...]:
    today = now.date()
    said = {_of_date(one, today) for one in heard.dates} | set(heard.days)
    if heard.ordinal is not None:
        said.add(_of_month(heard.ordinal, today))
    if len(said) > 1:
        raise Unreadable(Fault.UNKNOWN)
    if heard.weekday is None:
        if heard.next or (heard.next_week and not said):
            raise Unreadable(Fault.UNKNOWN)
        return tuple(said)
    if said:
        [day] = said
        if day.weekday() != heard.weekday:
            raise Unreadable(Fault.WRONG_WEEKDAY, day)
        return (day,)
    return _of_week(heard, now, times)


def _of_week(heard: Heard, now: dt.datetime, times: Sequence[dt.time]) -> tuple[dt.date, ...]:
    today, weekday = now.date(), heard.weekday or 0
    monday = today - dt.timedelta(days=today.weekday())
    following = monday + dt.timedelta(days=WEEK + weekday)
    coming = today + dt.timedelta(days=(weekday - today.weekday()) % WEEK)
    if heard.next_week:
        return (following,)
    if heard.next:
        coming = coming if coming > today else coming + dt.timedelta(days=WEEK)
        return (coming,) if coming == following else (coming, following)
    if coming > today or heard.this:
        return (coming,)
    if times and times[-1] <= now.time():  # said on that day itself, of a time that has passed
        return (following,)
    return (coming, following)


def _of_date(written: tuple[int, int, int | None], today: dt.date) -> dt.date:
    day, month, year = written
    try:
        if year is not None:
            return dt.date(year if year > 99 else 2000 + year, month, day)
        this_year = dt.date(today.year, month, day) if (day, month) != (29, 2) else None
        if this_year and this_year >= today - PASSED:
            return this_year
        years = (today.year, today.year + 1) if this_year is None else (today.year + 1,)
        found = [dt.date(one, month, day) for one in years if _exists(one, month, day)]
        return next(one for one in found if one >= today)
    except (ValueError, StopIteration):
        raise Unreadable(Fault.IMPOSSIBLE) from None


def _of_month(day: int, today: dt.date) -> dt.date:
    """The next day of this number."""
    for ahead in range(62):
        found = today + dt.timedelta(days=ahead)
        if found.day == day:
            return found
    raise Unreadable(Fault.IMPOSSIBLE)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _has_passed(day: dt.date, times: Sequence[dt.time], now: dt.datetime) -> bool:
    return day < now.date() or (day == now.date() and bool(times) and times[-1] <= now.time())

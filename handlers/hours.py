"""Working hours and closed days of the staff, quiet hours of people, on the local clock."""

import datetime as dt
import functools
from collections.abc import Container, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import holidays

#: From and until, on the local clock.
Span = tuple[dt.time, dt.time]
#: The spans of each day, Monday first; seven of them.
Week = tuple[tuple[Span, ...], ...]
#: How far ahead a next start is looked for, in days.
HORIZON = 370


class NeverOpen(LookupError):
    """Nobody is there again within a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """When staff are there: every week the same, except on closed days."""

    #: the spans of each day, Monday first; seven of them
    week: Week
    #: the clock that counts
    zone: ZoneInfo
    #: the days on which nobody is there
    closed: Container[dt.date] = frozenset()

    def spans(self, day: dt.date) -> tuple[Span, ...]:
        """From and until on one day, on the local clock; none on a closed day."""
        return () if day in self.closed else self.week[day.weekday()]

    def are_now(self, now: dt.datetime) -> bool:
        local = now.astimezone(self.zone)
        return any(start <= local.time() < end for start, end in self.spans(local.date()))

    def next_start(self, now: dt.datetime) -> dt.datetime:
        """The instant at which somebody is there again; `now` when somebody is there.

        Raises NeverOpen when that is not within a year.
        """
        if self.are_now(now):
            return now
        today = now.astimezone(self.zone).date()
        for ahead in range(HORIZON):
            day = today + dt.timedelta(days=ahead)
            for start, _end in self.spans(day):
                at = resolve(day, start, self.zone)
                if at > now:
                    return at
        raise NeverOpen(NeverOpen.__doc__)

    def next_end(self, now: dt.datetime) -> dt.datetime:
        """The instant at which nobody is there (any more); `now` when nobody is."""
        at = now
        while self.are_now(at):
            local = at.astimezone(self.zone)
            ends = [end for start, end in self.spans(local.date()) if start <= local.time() < end]
            at = resolve(local.date(), max(ends), self.zone)
        return at


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDays:
    """Belgian public holidays, and days that the organisation or a colleague adds."""

    #: beside the holidays
    extra: frozenset[dt.date] = frozenset()

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, dt.date):
            return False
        return day in self.extra or day in public_holidays(day.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """Days that are closed for one reason or another."""

    parts: tuple[Container[dt.date], ...]

    def __contains__(self, day: object) -> bool:
        return any(day in part for part in self.parts)


@functools.cache
def public_holidays(year: int) -> frozenset[dt.date]:
    """The days on which Belgium does not work, by law."""
    return frozenset(holidays.country_holidays("BE", years=year))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When nobody is to be disturbed by a message that nobody asked for."""

    #: local time of falling quiet, in the evening
    start: dt.time
    #: local time of the first message, in the morning
    end: dt.time

    @property
    def waking(self) -> dt.timedelta:
        """What a day leaves for messages; all of it where quiet begins as it ends."""
        start, end = (
            dt.timedelta(hours=one.hour, minutes=one.minute) for one in (self.start, self.end)
        )
        return (start - end) % dt.timedelta(days=1) or dt.timedelta(days=1)

    def until(self, now: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
        """When the quiet that holds now will end; None when it is not quiet."""
        today = now.astimezone(zone).date()
        overnight = dt.timedelta(days=1 if self.start > self.end else 0)
        for day in (today - dt.timedelta(days=1), today):
            end = resolve(day + overnight, self.end, zone)
            if resolve(day, self.start, zone) <= now < end:
                return end
        return None


def resolve(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The instant of a local date and time.

    A time that does not exist (spring) is moved forward by the gap; of a time that exists twice
    (autumn) it is the first.
    """
    local = dt.datetime.combine(day, time, zone)
    return local.astimezone(dt.UTC)


def week_to_json(week: Week) -> list[list[list[str]]]:
    """A week as it is kept: ["09:00", "17:00"] for each span of each day."""
    return [[[f"{time:%H:%M}" for time in span] for span in day] for day in week]


def week_from_json(kept: Sequence[Sequence[Sequence[str]]]) -> Week:
    """A week as `week_to_json` wrote it."""
    time = dt.time.fromisoformat
    return tuple(tuple((time(start), time(end)) for start, end in day) for day in kept)

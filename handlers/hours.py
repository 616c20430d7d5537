"""Working hours of the staff and quiet hours of people, on the local clock."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

#: From and until, on the local clock.
Span = tuple[dt.time, dt.time]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """When staff are there, every week the same."""

    #: the spans of each day, Monday first; seven of them
    week: tuple[tuple[Span, ...], ...]
    #: the clock that counts
    zone: ZoneInfo

    def spans(self, day: dt.date) -> tuple[Span, ...]:
        """From and until on one day, on the local clock."""
        return self.week[day.weekday()]

    def are_now(self, now: dt.datetime) -> bool:
        local = now.astimezone(self.zone)
        return any(start <= local.time() < end for start, end in self.spans(local.date()))

    def next_start(self, now: dt.datetime) -> dt.datetime:
        """The instant at which somebody is there again; `now` when somebody is there."""
        if self.are_now(now):
            return now
        today = now.astimezone(self.zone).date()
        for ahead in range(8):
            day = today + dt.timedelta(days=ahead)
            for start, _end in self.spans(day):
                at = resolve(day, start, self.zone)
                if at > now:
                    return at
        return now


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When nobody is to be disturbed by a message that nobody asked for."""

    #: local time of falling quiet, in the evening
    start: dt.time
    #: local time of the first message, in the morning
    end: dt.time

    def until(self, now: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
        """When the quiet that holds now will end; None when it is not quiet."""
        local = now.astimezone(zone)
        time, day = local.time(), local.date()
        if self.start <= self.end:
            quiet = self.start <= time < self.end
        else:
            quiet = time >= self.start or time < self.end
            if time >= self.start:
                day += dt.timedelta(days=1)
        return resolve(day, self.end, zone) if quiet else None


def resolve(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The instant of a local date and time.

    A time that does not exist (spring) is moved forward by the gap; of a time that exists twice
    (autumn) it is the first.
    """
    local = dt.datetime.combine(day, time, zone)
    return local.astimezone(dt.UTC)

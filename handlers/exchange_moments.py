"""How many exchange moments a sponsorship should have had by now: pure, on dates alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import timeline

#: Exchange moments in a year, at least.
WANTED = 3
#: Days after the arrival by which the first and the second have taken place.
FIRST_BY, SECOND_BY = dt.timedelta(days=105), dt.timedelta(days=200)
#: The third takes place before the last days of the support begin.
LAST_DAYS = dt.timedelta(days=45)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Where the exchange moments of a sponsorship stand on one day."""

    #: how many took place
    held: int
    #: how many should have taken place
    expected: int
    #: the next planned day
    next_on: dt.date | None
    #: by when the next missing one is to take place; None: all did, or the arrival is not known
    due_on: dt.date | None

    @property
    def is_behind(self) -> bool:
        return self.held < self.expected


def deadlines(arrival_on: dt.date, support_ends_on: dt.date | None) -> tuple[dt.date, ...]:
    """The last day for each of the three, in order; a short support brings all of them forward."""
    last = (support_ends_on or timeline.year_after(arrival_on)) - LAST_DAYS
    return (min(arrival_on + FIRST_BY, last), min(arrival_on + SECOND_BY, last), last)


def expected(arrival_on: dt.date | None, support_ends_on: dt.date | None, today: dt.date) -> int:
    """How many should have taken place before today began; none before the family is here."""
    if arrival_on is None or today <= arrival_on:
        return 0
    return sum(today > day for day in deadlines(arrival_on, support_ends_on))


def look(
    arrival_on: dt.date | None,
    support_ends_on: dt.date | None,
    *,
    held: int,
    planned_on: Sequence[dt.date] = (),
    today: dt.date,
) -> Moments:
    """Where they stand; `planned_on` are the days of those that are still to come."""
    coming = sorted(day for day in planned_on if day >= today)
    days = deadlines(arrival_on, support_ends_on) if arrival_on else ()
    return Moments(
        held=held,
        expected=expected(arrival_on, support_ends_on, today),
        next_on=coming[0] if coming else None,
        due_on=days[held] if held < len(days) else None,
    )

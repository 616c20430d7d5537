"""The days of a weekly appointment: every week from one day to another, without the holidays."""

import datetime as dt
from collections.abc import Sequence

from faq import school_holidays
from faq.school_holidays import Community, Holiday
from handlers import hours

WEEK = dt.timedelta(days=7)
#: A series lasts so long at most.
LONGEST = dt.timedelta(days=372)


class NoEnd(ValueError):
    """A weekly appointment needs a last day."""


class EndBeforeFirst(ValueError):
    """The last day lies before the first one."""


class TooLong(ValueError):
    """A weekly appointment lasts a year at most: enter the next year later."""


class NoDayLeft(ValueError):
    """All of these days are holidays: choose other days, or no pause."""


def days(first: dt.date, last: dt.date | None, community: Community | None) -> Sequence[dt.date]:
    """The days on which it takes place. Raises NoEnd, EndBeforeFirst, TooLong, NoDayLeft."""
    if last is None:
        raise NoEnd(NoEnd.__doc__)
    if last < first:
        raise EndBeforeFirst(EndBeforeFirst.__doc__)
    if last - first > LONGEST:
        raise TooLong(TooLong.__doc__)
    off = set(skipped(first, last, community))
    found = [day for day in _weekly(first, last) if day not in off]
    if not found:
        raise NoDayLeft(NoDayLeft.__doc__)
    return found


def skipped(first: dt.date, last: dt.date, community: Community | None) -> Sequence[dt.date]:
    """The days between on which it does not take place: public holidays, and those of schools."""
    known = school_holidays.load()
    return [
        day
        for day in _weekly(first, last)
        if day in hours.public_holidays(day.year) or (community and known.on(community, day))
    ]


def unsure(
    first: dt.date, last: dt.date, community: Community | None
) -> tuple[Sequence[Holiday], bool]:
    """Holidays between that a colleague verifies, and whether days lie outside what is known."""
    known = school_holidays.load()
    if community is None:
        return (), False
    found = (known.on(community, day) for day in _weekly(first, last))
    doubtful = dict.fromkeys(one for one in found if one and not one.sure)
    return tuple(doubtful), not known.knows(first, last)


def community(name: str | None) -> Community | None:
    """By its name; None for none."""
    return Community(name) if name in list(Community) else None


def _weekly(first: dt.date, last: dt.date) -> Sequence[dt.date]:
    return [first + number * WEEK for number in range((last - first) // WEEK + 1)]

"""One event as a calendar file (.ics) that any telephone opens; nothing is read or written here.

Moments stand in it as UTC, which every calendar shows on the clock of its owner: no rule of summer
time has to be told along, and both nights on which the clock changes are right. It names no
organiser and no guests: the file stays on the telephone, and asks nobody for an answer.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from icalendar import STATUS, Calendar, Event

#: What kind of file it is, and the name under which it is handed over.
MIME, NAME = "text/calendar", "calendar.ics"
#: How every file begins, as the format wants it.
HEADER = {"version": "2.0", "prodid": "-//Onthaal//Onthaal//EN", "method": "PUBLISH"}
#: How long an event lasts in the calendar when nobody said until when.
USUAL_LENGTH = dt.timedelta(hours=1)


class WrongTime(ValueError):
    """An event in a calendar needs a moment with its zone, and ends after it starts."""


def event(
    *,
    uid: str,
    summary: str,
    starts_at: dt.datetime,
    zone: ZoneInfo,
    now: dt.datetime,
    ends_at: dt.datetime | None = None,
    place: str = "",
    description: str = "",
    sequence: int = 0,
    cancelled: bool = False,
) -> bytes:
    """The file of one event, shown on the clock of `zone`. Raises WrongTime.

    `uid` stays the same for ever: with a higher `sequence` the event takes the place of the one
    that the calendar has, and `cancelled` strikes it out.
    """
    until = ends_at or starts_at + USUAL_LENGTH
    if starts_at.tzinfo is None or until.tzinfo is None or until <= starts_at:
        raise WrongTime(WrongTime.__doc__)
    calendar = Calendar()
    for name, value in (HEADER | {"x-wr-timezone": zone.key}).items():
        calendar.add(name, value)
    calendar.add_component(
        Event.new(
            uid=uid,
            summary=summary,
            start=starts_at.astimezone(dt.UTC),
            end=until.astimezone(dt.UTC),
            stamp=now.astimezone(dt.UTC).replace(microsecond=0),
            location=place or None,
            description=description or None,
            sequence=sequence,
            status=STATUS.CANCELLED if cancelled else STATUS.CONFIRMED,
        )
    )
    return bytes(calendar.to_ical())

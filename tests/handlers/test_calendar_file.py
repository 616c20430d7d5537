"""A calendar file holds what was said, at the right instant, in lines that every calendar reads."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from handlers import calendar_file, hours

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = dt.datetime(2026, 3, 1, 9, 30, 15, 999, tzinfo=dt.UTC)


def event(day: dt.date = dt.date(2026, 3, 10), time: dt.time = dt.time(14), **more: Any) -> bytes:
    values: dict[str, Any] = {
        "uid": "appointment-3@onthaal",
        "summary": "Dentist",
        "starts_at": hours.resolve(day, time, BRUSSELS),
        "zone": BRUSSELS,
        "now": NOW,
    }
    return calendar_file.event(**values | more)


def test_lines_are_folded_at_75_bytes_and_signs_of_the_format_are_kept_apart() -> None:
    text = "طبيب الأسنان; bring: card, letter \\ photo\nRoom 3 " * 4
    written = event(summary="Tandarts, OCMW; 2e", description=text, place="Grote Markt 1, Mechelen")
    lines = written.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"SUMMARY:Tandarts\\, OCMW\\; 2e" in lines
    assert lines[-1] == b"" and b"\n" not in b"".join(lines)
    found = Calendar.from_ical(written).events[0]
    assert str(found["description"]) == text
    assert str(found["location"]) == "Grote Markt 1, Mechelen"


def test_an_event_moved_or_taken_back_is_the_same_event() -> None:
    first = Calendar.from_ical(event()).events[0]
    moved = Calendar.from_ical(event(sequence=1, time=dt.time(15))).events[0]
    gone = event(sequence=2, cancelled=True)
    assert first["uid"] == moved["uid"]
    assert (first["sequence"], moved["sequence"]) == (0, 1)
    assert b"STATUS:CANCELLED" in gone and b"ORGANIZER" not in gone
    assert b"DTSTAMP:20260301T093015Z" in gone


@pytest.mark.parametrize(
    ("day", "time", "instant"),
    [
        # the night on which 02:30 does not exist: an hour later, as the clock shows it
        (dt.date(2026, 3, 29), dt.time(2, 30), b"20260329T013000Z"),
        (dt.date(2026, 3, 29), dt.time(10), b"20260329T080000Z"),
        # the night on which 02:30 comes twice: the first
        (dt.date(2026, 10, 25), dt.time(2, 30), b"20261025T003000Z"),
        (dt.date(2026, 10, 25), dt.time(10), b"20261025T090000Z"),
    ],
)
def test_the_instant_is_right_on_both_nights_on_which_the_clock_changes(
    day: dt.date, time: dt.time, instant: bytes
) -> None:
    assert b"DTSTART:" + instant in event(day, time)


def test_it_ends_after_it_starts_and_has_a_zone() -> None:
    start = hours.resolve(dt.date(2026, 3, 10), dt.time(14), BRUSSELS)
    for wrong in ({"ends_at": start}, {"starts_at": start.replace(tzinfo=None)}):
        with pytest.raises(calendar_file.WrongTime):
            event(**wrong)

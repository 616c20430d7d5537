"""Weeks by the office's calendar, medians that say of how many, and kinds that come most often."""

import datetime as dt
from zoneinfo import ZoneInfo

from db.numbers import Opened
from handlers import numbers
from handlers.numbers import Grid

ZONE = ZoneInfo("Europe/Brussels")
START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def test_weeks_begin_on_mondays_at_midnight_also_when_the_clocks_change() -> None:
    # Monday 30 March 2026, 00:30 in Brussels; it is still Sunday in UTC
    now = dt.datetime(2026, 3, 29, 22, 30, tzinfo=dt.UTC)
    found = numbers.period(now, ZONE, 4)
    assert [at.astimezone(dt.UTC).isoformat()[:16] for at in found.weeks] == [
        "2026-03-08T23:00",
        "2026-03-15T23:00",
        "2026-03-22T23:00",
        "2026-03-29T22:00",
    ]
    assert found.until == now


def test_the_stretch_before_is_as_long_and_ends_at_the_same_hour_of_the_week() -> None:
    now = dt.datetime(2026, 4, 2, 13, 0, tzinfo=ZONE)
    found = numbers.period(now, ZONE, 4)
    assert found.before == (
        dt.datetime(2026, 2, 9, tzinfo=ZONE),
        dt.datetime(2026, 3, 5, 13, 0, tzinfo=ZONE),
    )


def _opened(hours: float | None, *, closed: bool = False) -> Opened:
    answered = None if hours is None else START + dt.timedelta(hours=hours)
    return Opened(week=0, opened_at=START, answered_at=answered, closed=closed)


def test_half_were_answered_sooner_than_the_median_and_nine_of_ten_within_the_p90() -> None:
    cases = [_opened(hours) for hours in (10, 1, 2, 3, 4, 5, 6, 7, 8, 9)]
    found = numbers.waited([*cases, _opened(None), _opened(None, closed=True)])
    assert (found.opened, found.answered, found.unanswered) == (12, 10, 1)
    assert found.median == dt.timedelta(hours=5.5)
    assert found.p90 == dt.timedelta(hours=9)


def test_nobody_answered_is_not_an_answer_in_no_time() -> None:
    found = numbers.waited([_opened(None)])
    assert (found.answered, found.median, found.p90) == (0, None, None)


def test_a_part_of_nothing_has_no_share() -> None:
    assert numbers.Part(count=0, of=0).share is None
    assert numbers.Part(count=1, of=4).share == 0.25


def test_the_kinds_beyond_the_colours_are_one() -> None:
    kinds = tuple("abcdefg")
    grid = Grid(axis="week", places=("w",), kinds=kinds, rows=((1, 9, 8, 7, 6, 5, 2),))
    found = numbers.leading(grid)
    assert found.kinds == ("b", "c", "d", "e", "f", numbers.OTHER)
    assert found.rows == ((9, 8, 7, 6, 5, 3),)
    assert numbers.leading(found) is found

"""Working and quiet hours on the local clock, through both nights in which clocks change."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from handlers import hours
from handlers.hours import ClosedDays, NeverOpen, QuietHours, WorkingHours

BRUSSELS = ZoneInfo("Europe/Brussels")
KABUL = ZoneInfo("Asia/Kabul")
DAY = (dt.time(9), dt.time(17))
OFFICE = WorkingHours(week=((DAY,),) * 5 + ((), ()), zone=BRUSSELS)
SPLIT = WorkingHours(
    week=(((dt.time(9), dt.time(12)), (dt.time(13), dt.time(17))),) + ((),) * 6, zone=BRUSSELS
)
NIGHT = QuietHours(start=dt.time(20), end=dt.time(8, 30))


def utc(text: str) -> dt.datetime:
    """An instant, written as `2026-03-29 01:30`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("instant", "there"),
    [
        ("2026-02-04 08:00", True),  # 09:00 on a Wednesday
        ("2026-02-04 07:59", False),
        ("2026-02-04 15:59", True),
        ("2026-02-04 16:00", False),  # 17:00 is the end
        ("2026-07-01 07:00", True),  # 09:00 in summer
        ("2026-07-01 06:59", False),
        ("2026-02-07 10:00", False),  # a Saturday
    ],
)
def test_staff_are_there_by_the_local_clock(instant: str, there: bool) -> None:
    assert OFFICE.are_now(utc(instant)) is there


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-02-04 10:00", "2026-02-04 10:00"),  # now
        ("2026-02-04 05:00", "2026-02-04 08:00"),  # this morning
        ("2026-02-04 20:00", "2026-02-05 08:00"),  # tomorrow
        ("2026-02-06 20:00", "2026-02-09 08:00"),  # Friday evening: Monday
        ("2026-03-27 20:00", "2026-03-30 07:00"),  # over the night that is an hour shorter
        ("2026-10-23 20:00", "2026-10-26 08:00"),  # and the one that is longer
    ],
)
def test_somebody_is_there_again_at_the_next_start(now: str, start: str) -> None:
    assert OFFICE.next_start(utc(now)) == utc(start)


def test_after_lunch_is_a_start_too() -> None:
    assert SPLIT.next_start(utc("2026-02-02 11:30")) == utc("2026-02-02 12:00")
    assert SPLIT.next_start(utc("2026-02-02 17:00")) == utc("2026-02-09 08:00")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-02-04 18:59", None),  # 19:59
        ("2026-02-04 19:00", "2026-02-05 07:30"),  # 20:00 sharp
        ("2026-02-04 23:30", "2026-02-05 07:30"),  # after midnight: the same morning
        ("2026-02-05 07:29", "2026-02-05 07:30"),
        ("2026-02-05 07:30", None),  # 08:30
        ("2026-03-28 20:00", "2026-03-29 06:30"),  # before the clock jumps
        ("2026-03-29 01:30", "2026-03-29 06:30"),  # after it did
        ("2026-10-24 19:00", "2026-10-25 07:30"),
        ("2026-10-25 00:30", "2026-10-25 07:30"),  # the first 02:30
        ("2026-10-25 01:30", "2026-10-25 07:30"),  # the second
    ],
)
def test_quiet_ends_at_the_local_morning(now: str, until: str | None) -> None:
    assert NIGHT.until(utc(now), BRUSSELS) == (until and utc(until))


def test_quiet_is_where_the_person_is() -> None:
    noon = utc("2026-02-04 16:00")  # 17:00 in Brussels, 20:30 in Kabul
    assert NIGHT.until(noon, BRUSSELS) is None
    assert NIGHT.until(noon, KABUL) == utc("2026-02-05 04:00")


def test_quiet_within_one_day_ends_on_that_day() -> None:
    siesta = QuietHours(start=dt.time(13), end=dt.time(14))
    assert siesta.until(utc("2026-02-04 12:30"), BRUSSELS) == utc("2026-02-04 13:00")
    assert siesta.until(utc("2026-02-04 13:00"), BRUSSELS) is None


def test_hours_that_begin_where_they_end_are_never_quiet() -> None:
    never = QuietHours(start=dt.time(0), end=dt.time(0))
    start = utc("2026-03-28 00:00")
    assert all(
        never.until(start + dt.timedelta(hours=hour), BRUSSELS) is None for hour in range(48)
    )


@pytest.mark.parametrize(
    ("day", "time", "instant"),
    [
        ("2026-03-29", "01:59", "2026-03-29 00:59"),
        ("2026-03-29", "02:30", "2026-03-29 01:30"),  # does not exist: 03:30
        ("2026-03-29", "03:00", "2026-03-29 01:00"),
        ("2026-10-25", "01:30", "2026-10-24 23:30"),
        ("2026-10-25", "02:30", "2026-10-25 00:30"),  # exists twice: the first
        ("2026-10-25", "03:00", "2026-10-25 02:00"),
        ("2026-10-25", "09:00", "2026-10-25 08:00"),
        ("2026-03-29", "09:00", "2026-03-29 07:00"),
    ],
)
def test_a_local_time_is_one_instant_also_when_clocks_change(
    day: str, time: str, instant: str
) -> None:
    found = hours.resolve(dt.date.fromisoformat(day), dt.time.fromisoformat(time), BRUSSELS)
    assert found == utc(instant)
    assert found.tzinfo is dt.UTC


def test_nine_in_the_morning_stays_nine_all_year() -> None:
    first = dt.date(2026, 1, 1)
    days = (first + dt.timedelta(days=number) for number in range(365))
    assert {
        hours.resolve(day, dt.time(9), BRUSSELS).astimezone(BRUSSELS).time() for day in days
    } == {dt.time(9)}


def test_nobody_is_there_on_a_public_holiday_nor_on_a_day_the_organisation_closes() -> None:
    bridge = dt.date(2026, 5, 15)
    office = WorkingHours(
        week=((DAY,),) * 5 + ((), ()), zone=BRUSSELS, closed=ClosedDays(extra=frozenset({bridge}))
    )
    ascension = dt.date(2026, 5, 14)
    assert office.spans(dt.date(2026, 5, 13)) == (DAY,)
    assert office.spans(ascension) == office.spans(bridge) == ()
    assert not office.are_now(utc("2026-05-14 10:00"))
    # Wednesday evening before a holiday and a bridge day: Monday
    assert office.next_start(utc("2026-05-13 16:00")) == utc("2026-05-18 07:00")


@pytest.mark.parametrize(
    "day",
    ["2026-01-01", "2026-04-06", "2026-05-01", "2026-07-21", "2026-11-11", "2027-03-29"],
)
def test_the_holidays_are_belgiums_in_any_year(day: str) -> None:
    assert dt.date.fromisoformat(day) in ClosedDays()
    assert dt.date(2026, 5, 2) not in ClosedDays()


def test_hours_without_a_day_never_begin() -> None:
    with pytest.raises(NeverOpen):
        WorkingHours(week=((),) * 7, zone=BRUSSELS).next_start(utc("2026-02-04 10:00"))

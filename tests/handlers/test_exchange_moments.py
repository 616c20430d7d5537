"""The rule of three exchange moments in a year, on dates alone."""

import datetime as dt

import pytest

from handlers import exchange_moments

ARRIVAL, END = dt.date(2026, 1, 10), dt.date(2027, 1, 10)


def day(number: int) -> dt.date:
    return ARRIVAL + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        (day(-30), 0),
        (day(0), 0),
        (day(105), 0),
        (day(106), 1),
        (day(200), 1),
        (day(201), 2),
        (END - dt.timedelta(days=45), 2),
        (END - dt.timedelta(days=44), 3),
        (END, 3),
    ],
)
def test_the_first_is_wanted_by_day_105_the_second_by_200_the_third_before_the_last_45(
    today: dt.date, wanted: int
) -> None:
    assert exchange_moments.expected(ARRIVAL, END, today) == wanted


def test_without_an_end_the_year_is_taken_and_without_an_arrival_nothing_is_wanted() -> None:
    assert exchange_moments.expected(ARRIVAL, None, day(319)) == 2
    assert exchange_moments.expected(ARRIVAL, None, day(321)) == 3
    assert exchange_moments.expected(None, END, END) == 0


def test_a_year_over_a_leap_day_ends_on_the_date_of_the_arrival() -> None:
    arrival, ends_on = dt.date(2027, 6, 1), dt.date(2028, 6, 1)
    assumed = exchange_moments.deadlines(arrival, None)
    assert assumed == exchange_moments.deadlines(arrival, ends_on)


def test_a_short_support_brings_all_three_forward() -> None:
    ends_on = day(120)
    assert exchange_moments.deadlines(ARRIVAL, ends_on) == (day(75), day(75), day(75))
    assert exchange_moments.expected(ARRIVAL, ends_on, day(76)) == 3


def test_a_year_is_behind_until_what_is_planned_was_held() -> None:
    planned = [day(130), day(90)]
    late = exchange_moments.look(ARRIVAL, END, held=0, planned_on=planned, today=day(120))
    assert (late.held, late.expected, late.is_behind) == (0, 1, True)
    assert (late.next_on, late.due_on) == (day(130), day(105))
    held = exchange_moments.look(ARRIVAL, END, held=1, today=day(131))
    assert (held.is_behind, held.due_on) == (False, day(200))
    done = exchange_moments.look(ARRIVAL, END, held=3, today=END)
    assert (done.is_behind, done.due_on) == (False, None)

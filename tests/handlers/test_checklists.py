"""The phase that fits a day of a sponsorship."""

import datetime as dt

import pytest

from faq.checklists import Phase
from handlers import checklists

ARRIVAL, END = dt.date(2026, 3, 1), dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("arrival", "end", "today", "phase"),
    [
        (None, None, dt.date(2026, 3, 1), Phase.BEFORE_ARRIVAL),
        (ARRIVAL, END, dt.date(2026, 2, 28), Phase.BEFORE_ARRIVAL),
        (ARRIVAL, END, ARRIVAL, Phase.FIRST_WEEK),
        (ARRIVAL, END, dt.date(2026, 3, 7), Phase.FIRST_WEEK),
        (ARRIVAL, END, dt.date(2026, 3, 8), Phase.FIRST_TWO_MONTHS),
        (ARRIVAL, END, dt.date(2026, 12, 30), Phase.FIRST_TWO_MONTHS),
        (ARRIVAL, END, dt.date(2026, 12, 31), Phase.BEFORE_END),
        (ARRIVAL, None, dt.date(2026, 12, 31), Phase.BEFORE_END),
        (ARRIVAL, END, dt.date(2027, 5, 1), Phase.BEFORE_END),
        # a year with a leap day ends on 1 June all the same
        (dt.date(2027, 6, 1), None, dt.date(2028, 4, 1), Phase.FIRST_TWO_MONTHS),
        (dt.date(2027, 6, 1), None, dt.date(2028, 4, 2), Phase.BEFORE_END),
    ],
)
def test_the_phase_follows_the_dates(
    arrival: dt.date | None, end: dt.date | None, today: dt.date, phase: Phase
) -> None:
    assert checklists.phase_on(arrival, end, today) == phase

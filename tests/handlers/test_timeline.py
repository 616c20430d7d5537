"""The days of a year: counted on the local calendar, through both changes of the clock."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from faq import year_reading
from faq.entry import Region
from faq.year import Anchor, Conditions, Side
from handlers import timeline
from handlers.timeline import Dates, EndBeforeArrival, Facts, LeftOut, Planned

PLAN = year_reading.load()
ZONE = ZoneInfo("Europe/Brussels")
FACTS = Facts(zone=ZONE)
ARRIVAL = dt.date(2026, 12, 1)


def year(dates: Dates, facts: Facts = FACTS) -> dict[tuple[str, Side], Planned]:
    return {one.slot: one for one in timeline.desired(PLAN.steps.values(), dates, facts)}


def test_an_arrival_gives_the_year_and_the_rest_waits_for_its_date() -> None:
    found = year(Dates(arrival_on=ARRIVAL))
    week = found["week-1", Side.FAMILY].moment
    assert week is not None
    assert (week.local_date, week.local_time) == (dt.date(2026, 12, 8), dt.time(10))
    assert week.due_at == dt.datetime(2026, 12, 8, 9, tzinfo=dt.UTC)
    assert week.expires_at - week.due_at == dt.timedelta(hours=48)
    # ten o'clock is ten o'clock in summer, too
    half = found["month-6", Side.GROUP].moment
    assert half is not None and half.due_at.hour == 8
    assert found["exchange-2", Side.STAFF].moment is not None
    end = found["end", Side.FAMILY]
    assert end.moment is not None and end.moment.local_date == dt.date(2027, 12, 1)
    assert end.assumed and not found["week-1", Side.FAMILY].assumed
    waiting = {one.waiting_for for one in found.values()}
    assert waiting == {None, Anchor.REGISTRATION, Anchor.STATUS, Anchor.CARD_EXPIRY}
    assert not any(step.startswith("appointment") for step, _ in found)


@pytest.mark.parametrize(
    ("arrival", "end"),
    [
        (dt.date(2026, 12, 1), dt.date(2027, 12, 1)),
        (dt.date(2027, 6, 1), dt.date(2028, 6, 1)),
        (dt.date(2028, 2, 29), dt.date(2029, 2, 28)),
        (dt.date(2027, 2, 28), dt.date(2028, 2, 28)),
    ],
)
def test_an_end_that_nobody_entered_is_the_same_date_next_year(
    arrival: dt.date, end: dt.date
) -> None:
    assert timeline.year_after(arrival) == end
    assumed = year(Dates(arrival_on=arrival))["end", Side.FAMILY].moment
    assert assumed is not None and assumed.local_date == end


def test_an_entered_end_and_an_early_end_are_counted_from() -> None:
    ends = dt.date(2027, 6, 30)
    entered = year(Dates(arrival_on=ARRIVAL, support_ends_on=ends))["end-group", Side.GROUP]
    assert entered.moment is not None and entered.moment.local_date == ends
    assert not entered.assumed
    over = year(Dates(arrival_on=ARRIVAL), replace(FACTS, ended_on=dt.date(2027, 3, 1)))
    assert over["month-1", Side.FAMILY].left_out == LeftOut.ENDED
    after = over["after-90", Side.FAMILY].moment
    assert after is not None and after.local_date == dt.date(2027, 5, 30)


def test_an_end_before_the_arrival_is_refused() -> None:
    with pytest.raises(EndBeforeArrival, match="correct one of the two"):
        year(Dates(arrival_on=ARRIVAL, support_ends_on=ARRIVAL - dt.timedelta(days=1)))


def test_a_step_is_left_out_only_by_what_is_known() -> None:
    there = Conditions(regions=frozenset({Region.WALLONIA}), school_children=True)
    step = replace(PLAN.steps["week-1"], conditions=there)
    for region, children, left_out in (
        (None, None, None),
        (Region.WALLONIA, True, None),
        (Region.FLANDERS, None, LeftOut.REGION),
        (Region.WALLONIA, False, LeftOut.SCHOOL_CHILDREN),
    ):
        facts = Facts(zone=ZONE, region=region, school_children=children)
        (found,) = timeline.desired([step], Dates(arrival_on=ARRIVAL), facts)
        assert found.left_out == left_out
    (off,) = timeline.desired([replace(step, enabled=False)], Dates(), FACTS)
    assert off.left_out == LeftOut.SWITCHED_OFF


@pytest.mark.parametrize(
    ("day", "time", "utc"),
    [
        (dt.date(2027, 3, 28), dt.time(2, 30), dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)),
        (dt.date(2026, 10, 25), dt.time(2, 30), dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)),
        (dt.date(2027, 3, 28), dt.time(10), dt.datetime(2027, 3, 28, 8, tzinfo=dt.UTC)),
        (dt.date(2027, 3, 27), dt.time(10), dt.datetime(2027, 3, 27, 9, tzinfo=dt.UTC)),
    ],
    ids=["does not exist", "exists twice", "that day", "the day before"],
)
def test_the_nights_on_which_the_clock_changes(
    day: dt.date, time: dt.time, utc: dt.datetime
) -> None:
    step = replace(PLAN.steps["end"], local_time=time, offset_days=0)
    moment = timeline.at(step, day, ZONE)
    assert moment.due_at == utc
    assert (moment.local_date, moment.local_time) == (day, time)

"""Free times: in working hours, out of quiet ones, for who speaks the language and is not busy."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from db.models import PhoneCall
from handlers import call_times
from handlers.call_times import Opening, Wish
from handlers.hours import WorkingHours
from handlers.routing import Colleague
from tests.handlers import scene

NOW = dt.datetime(2026, 2, 4, 9, tzinfo=dt.UTC)  # a Wednesday, 10:00 in Brussels
OFFICE = WorkingHours(week=scene.OFFICE, zone=scene.ZONE)
ANA = Colleague(id=1, languages=("en", "fa"), hours=OFFICE)
BEN = Colleague(id=2, languages=("en",), hours=OFFICE)


def free(
    *busy: PhoneCall,
    now: dt.datetime = NOW,
    zone: ZoneInfo = scene.ZONE,
    at_once: int = 2,
    **policy: object,
) -> list[Opening]:
    rules = scene.house(calls_at_once=at_once, **policy).policy
    there = [replace(one, hours=rules.working) for one in (ANA, BEN)]
    return call_times.openings(rules, there, busy, now=now, zone=zone)


def at(found: list[Opening]) -> list[str]:
    return [f"{one.starts_at.astimezone(scene.ZONE):%a %H:%M}" for one in found]


def busy(member: Colleague, start: dt.datetime) -> PhoneCall:
    return PhoneCall(staff_id=member.id, starts_at=start, ends_at=start + call_times.LENGTH, line=0)


def test_three_working_days_are_offered_in_steps_of_twenty_minutes() -> None:
    found = at(free())
    assert found[:2] == ["Wed 10:20", "Wed 10:40"]
    assert found[-1] == "Fri 16:40"
    assert len(found) == 20 + 24 + 24


def test_a_day_that_is_over_is_no_day_and_a_weekend_is_passed_over() -> None:
    friday = dt.datetime(2026, 2, 6, 15, 46, tzinfo=dt.UTC)
    assert {one[:3] for one in at(free(now=friday))} == {"Mon", "Tue", "Wed"}
    assert at(free(now=friday - dt.timedelta(minutes=30)))[0] == "Fri 16:40"


def test_who_is_on_the_telephone_is_not_free_and_lines_are_counted() -> None:
    start = dt.datetime(2026, 2, 4, 9, 20, tzinfo=dt.UTC)
    assert free(busy(ANA, start))[0].colleagues == (BEN.id,)
    assert at(free(busy(ANA, start), busy(BEN, start)))[0] == "Wed 10:40"
    assert at(free(busy(ANA, start), at_once=1))[0] == "Wed 10:40"


def test_quiet_hours_are_those_of_the_person() -> None:
    kabul = ZoneInfo("Asia/Kabul")  # 3.5 hours ahead: 20:00 there is 16:30 in Brussels
    assert max(one[4:] for one in at(free(zone=kabul))) == "16:20"


def test_times_begin_on_the_grid_and_end_within_the_hours() -> None:
    week = (((dt.time(9, 10), dt.time(10, 30)),),) * 7
    hours = WorkingHours(week=week, zone=scene.ZONE)
    found = at(free(now=NOW - dt.timedelta(hours=9), working=hours))
    assert found[:4] == ["Wed 09:20", "Wed 09:40", "Wed 10:00", "Thu 09:20"]


def test_each_colleague_is_called_for_in_their_own_hours_and_never_while_away() -> None:
    mornings = (((dt.time(9), dt.time(11)),),) * 7
    today = frozenset({dt.date(2026, 2, 4)})
    ana = replace(ANA, hours=WorkingHours(week=mornings, zone=scene.ZONE))
    ben = replace(BEN, hours=replace(OFFICE, closed=today))
    rules = scene.house(calls_at_once=2).policy
    found = call_times.openings(rules, [ana, ben], (), now=NOW, zone=scene.ZONE)
    by_time = {at([one])[0]: one.colleagues for one in found}
    assert by_time["Wed 10:40"] == (ana.id,) and "Wed 11:00" not in by_time
    assert by_time["Thu 10:40"] == (ana.id, ben.id) and by_time["Thu 11:00"] == (ben.id,)


def test_without_hours_or_lines_nothing_is_free() -> None:
    assert free(working=WorkingHours(week=((),) * 7, zone=scene.ZONE)) == []
    assert free(at_once=0) == []


def test_the_clock_on_the_wall_counts_through_the_change_to_summer_time() -> None:
    friday = dt.datetime(2026, 3, 27, 8, tzinfo=dt.UTC)
    monday = next(one for one in free(now=friday) if one.starts_at.day == 30)
    assert monday.starts_at == dt.datetime(2026, 3, 30, 7, tzinfo=dt.UTC)


def test_whoever_speaks_persian_speaks_with_afghans_and_nobody_else_does() -> None:
    assert call_times.speaks(ANA, Wish(language="fa_AF"))
    assert not call_times.speaks(BEN, Wish(language="fa_AF"))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9:20", dt.time(9, 20)),
        ("09.20", dt.time(9, 20)),
        ("9h20", dt.time(9, 20)),
        ("14 uur", dt.time(14)),
        ("9u", dt.time(9)),
        ("١٤:٢٠", dt.time(14, 20)),
        ("25:00", None),
        ("9:75", None),
        ("9", None),
        ("at nine", None),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, time: dt.time | None) -> None:
    assert call_times.clock(text) == time

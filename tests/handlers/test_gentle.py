"""Kindness as a pure decision: one reason at a time, then whatever facts there may be."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import gentle, ramadan
from handlers.gentle import Hold, HoldReason, Pause, Wishes
from handlers.hours import QuietHours

BRUSSELS = ZoneInfo("Europe/Brussels")
R = HoldReason
USUAL: dict[str, Any] = {
    "quiet": QuietHours(start=dt.time(20), end=dt.time(8, 30)),
    "sunday_until": dt.time(12),
}
#: 15:00 on a Wednesday.
NOW = dt.datetime(2026, 2, 4, 14, tzinfo=dt.UTC)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).astimezone(dt.UTC)


def held(
    now: str | dt.datetime,
    *sent: str,
    arrival: dt.date | None = None,
    counts: bool = True,
    is_consent: bool = False,
    **wishes: Any,
) -> Hold | None:
    return gentle.hold(
        Wishes(**USUAL | wishes),
        [local(one) for one in sent],
        arrival_on=arrival,
        counts=counts,
        is_consent=is_consent,
        zone=BRUSSELS,
        now=local(now) if isinstance(now, str) else now,
    )


@pytest.mark.parametrize(
    ("now", "sent", "until"),
    [
        ("2026-02-04 10:00", (), None),
        ("2026-02-04 10:00", ("2026-02-02 10:00",), None),
        # a third one in seven days: on the morning after the first has left the week
        ("2026-02-04 10:00", ("2026-02-02 10:00", "2026-02-03 18:00"), "2026-02-09 08:30"),
        ("2026-02-09 10:00", ("2026-02-02 10:00", "2026-02-03 18:00"), None),
        # of three it is the second that counts
        ("2026-02-04 10:00", ("2026-01-29 10:00", "2026-02-01 13:00", "2026-02-03 18:00"),
         "2026-02-08 12:00"),
        # over the night that is an hour shorter: the same local date a week later
        ("2026-03-30 10:00", ("2026-03-24 10:30", "2026-03-27 10:30"), "2026-03-31 08:30"),
    ],
)  # fmt: skip
def test_two_messages_a_week_by_the_calendar(
    now: str, sent: tuple[str, ...], until: str | None
) -> None:
    found = held(now, *sent)
    assert found == (Hold(reason=R.WEEKLY_LIMIT, until=local(until)) if until else None)


def test_one_a_week_for_who_wants_fewer_and_none_counts_that_was_asked_for() -> None:
    sent = ("2026-02-02 10:00",)
    found = held("2026-02-04 10:00", *sent, less_often=True)
    assert found == Hold(reason=R.WEEKLY_LIMIT, until=local("2026-02-09 08:30"))
    assert held("2026-02-04 10:00", *sent, less_often=True, counts=False) is None


@pytest.mark.parametrize(
    ("now", "reason", "until"),
    [
        ("2026-02-04 21:00", R.QUIET_HOURS, "2026-02-05 08:30"),
        ("2026-02-08 11:59", R.SUNDAY_MORNING, "2026-02-08 12:00"),
        ("2026-02-08 12:00", None, ""),
        # from the night of Saturday through Sunday morning
        ("2026-02-07 22:00", R.QUIET_HOURS, "2026-02-08 12:00"),
        # both nights in which the clocks change end on a Sunday
        ("2026-03-29 01:30", R.SUNDAY_MORNING, "2026-03-29 12:00"),
        ("2026-10-24 23:00", R.QUIET_HOURS, "2026-10-25 12:00"),
    ],
)
def test_nights_and_sunday_mornings_are_quiet_for_reminders_too(
    now: str, reason: HoldReason | None, until: str
) -> None:
    expected = Hold(reason=reason, until=local(until)) if reason else None
    assert held(now) == held(now, counts=False) == expected


@pytest.mark.parametrize("day", range(-4, 5))
def test_around_the_arrival_a_family_gets_only_the_consent_question(day: int) -> None:
    arrival = dt.date(2026, 2, 11)
    now = dt.datetime.combine(arrival + day * gentle.DAY, dt.time(14), dt.UTC)
    found = held(now, arrival=arrival)
    waits = Hold(reason=R.ARRIVAL_DAYS, until=local("2026-02-13 08:30"))
    assert found == (waits if -2 <= day <= 1 else None)
    assert held(now, arrival=arrival, is_consent=True) is None
    assert held(now, arrival=arrival, counts=False) is None


def test_a_pause_holds_what_nobody_asked_for_until_its_end_or_until_they_write() -> None:
    pause = Pause(until=local("2026-02-11 15:00"))
    assert held(NOW, pause=pause) == Hold(reason=R.PAUSED, until=local("2026-02-11 15:00"))
    assert held(NOW, pause=pause, counts=False) is None
    assert held("2026-02-11 15:00", pause=pause) is None
    found = held(NOW, pause=Pause(until=None))
    assert found is not None
    assert found.reason == R.UNTIL_THEY_WRITE


def test_a_chosen_hour_is_kept_also_in_the_evening_and_not_on_sunday_morning() -> None:
    assert held(NOW, hour=dt.time(18)) == Hold(
        reason=R.CHOSEN_HOUR, until=local("2026-02-04 18:00")
    )
    assert held("2026-02-04 21:30", hour=dt.time(21)) is None  # in what is quiet for others
    assert held("2026-02-04 22:00", hour=dt.time(21)) == Hold(
        reason=R.CHOSEN_HOUR, until=local("2026-02-05 21:00")
    )
    assert held("2026-02-07 10:00", hour=dt.time(9)) == Hold(
        reason=R.CHOSEN_HOUR, until=local("2026-02-09 09:00")
    )
    assert held(NOW, hour=dt.time(18), counts=False) is None


def test_in_ramadan_it_comes_after_iftar_and_by_day_again_afterwards() -> None:
    evenings = ramadan.near(dt.date(2026, 2, 20))
    assert evenings == (dt.date(2026, 2, 18), dt.date(2026, 3, 19))
    shift: dict[str, Any] = {"evenings": evenings}
    assert held("2026-02-20 10:00", **shift) == Hold(
        reason=R.RAMADAN, until=local("2026-02-20 20:00")
    )
    assert held("2026-02-22 20:30", **shift) is None  # a Sunday, and in quiet hours
    assert held("2026-03-19 22:30", **shift) == Hold(
        reason=R.RAMADAN, until=local("2026-03-20 08:30")
    )
    assert held("2026-02-17 10:00", **shift) is None


def test_ramadan_is_offered_a_month_ahead_and_not_guessed_after_the_table_ends() -> None:
    assert ramadan.near(dt.date(2026, 1, 18)) is None
    assert ramadan.near(dt.date(2026, 1, 19)) == ramadan.SPANS[0]
    assert ramadan.near(dt.date(2041, 9, 1)) is None


# --- whatever the facts are

times = st.times().map(lambda one: one.replace(second=0, microsecond=0))
#: Around both changes of the clocks, by the second.
instants = st.one_of(
    *(
        st.datetimes(*map(dt.datetime.fromisoformat, span), timezones=st.just(dt.UTC))
        for span in (
            ("2026-03-01", "2026-04-10"),
            ("2026-10-20", "2026-11-01"),
            ("2026-01-01", "2028-01-01"),
        )
    )
)
wishes = st.builds(
    Wishes,
    quiet=st.builds(QuietHours, start=times, end=times),
    sunday_until=times,
    hour=st.none() | times,
    less_often=st.booleans(),
    pause=st.none() | st.builds(Pause, until=instants),
    evenings=st.sampled_from((None, *ramadan.SPANS[:2])),
)


@given(
    wanted=wishes,
    sent=st.lists(instants, max_size=5),
    arrival=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)),
    flags=st.tuples(st.booleans(), st.booleans()),
    zone=st.sampled_from(("Europe/Brussels", "Asia/Kabul", "America/New_York")),
    now=instants,
)
def test_what_is_held_may_go_at_the_time_that_is_said_and_that_lies_ahead(
    wanted: Wishes,
    sent: list[dt.datetime],
    arrival: dt.date | None,
    flags: tuple[bool, bool],
    zone: str,
    now: dt.datetime,
) -> None:
    counts, is_consent = flags
    facts: dict[str, Any] = {
        "arrival_on": arrival,
        "counts": counts,
        "is_consent": is_consent,
        "zone": ZoneInfo(zone),
    }
    found = gentle.hold(wanted, sent, now=now, **facts)
    if found is not None:
        assert found.until > now
        assert gentle.hold(wanted, sent, now=found.until, **facts) is None
        # and not a minute before: nobody waits longer than their wishes say
        early = found.until - dt.timedelta(minutes=1)
        assert early <= now or gentle.hold(wanted, sent, now=early, **facts) is not None

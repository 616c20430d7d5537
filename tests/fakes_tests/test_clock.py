"""The fixed clock stands still."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.fakes.clock import FixedClock


def test_time_stands_still_until_it_is_moved() -> None:
    clock = FixedClock()
    before = clock.now()
    assert clock.now() == before
    clock.advance(timedelta(hours=25))
    assert clock.now() - before == timedelta(hours=25)


def test_instants_are_kept_in_utc() -> None:
    clock = FixedClock()
    clock.set(datetime(2026, 3, 29, 3, 0, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock().set(datetime(2026, 1, 1))  # noqa: DTZ001

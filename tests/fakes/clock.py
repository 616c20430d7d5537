"""A clock that only moves when a test moves it."""

from datetime import UTC, datetime, timedelta

#: A Wednesday morning in winter: no public holiday, no change of the clocks near it.
START = datetime(2026, 2, 4, 9, 0, tzinfo=UTC)


class FixedClock:
    """Hand its `now` method to whatever asks for the time."""

    def __init__(self, start: datetime = START) -> None:
        self._now = _in_utc(start)

    def now(self) -> datetime:
        """The instant the test has set, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move forward; a negative step is allowed, since real clocks are corrected too."""
        self._now += by
        return self._now

    def set(self, instant: datetime) -> datetime:
        """Jump to `instant`, which must know its zone."""
        self._now = _in_utc(instant)
        return self._now


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a clock needs an instant with a time zone")
    return instant.astimezone(UTC)

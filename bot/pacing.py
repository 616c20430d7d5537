"""How fast an account may send: one at a time per address, per account, per staff group."""

from collections import deque

from bot.channel import Limits

#: Length of the window that `group_per_minute` counts, in seconds.
MINUTE = 60.0
#: Addresses whose last send is remembered.
REMEMBERED = 10_000


class NotYet(Exception):
    """The account or the group has to pause for longer than a delivery can be kept claimed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(NotYet.__doc__)
        #: how long
        self.seconds = seconds


class Pace:
    """Says how long to wait before the next send. Times are seconds of one monotonic clock."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._account_free = 0.0
        self._address_free: dict[str, float] = {}
        self._group_sends: dict[str, deque[float]] = {}

    def wait(self, to: str, now: float, *, is_group: bool = False, urgent: bool = False) -> float:
        """Seconds until a message to this address may go; 0 when it may go now.

        A few of a group's messages a minute are kept for what is urgent.
        """
        free = max(self._account_free, self._address_free.get(to, 0.0))
        if is_group and self._limits.group_per_minute:
            sends = self._sends(to, now)
            room = self._limits.group_per_minute - (0 if urgent else self._limits.group_reserved)
            if len(sends) >= room:
                free = max(free, sends[len(sends) - room] + MINUTE)
        return max(0.0, free - now)

    def is_busy(self, to: str, now: float) -> bool:
        """Half of what may go into a group in a minute has gone: the rest is used sparingly."""
        limit = self._limits.group_per_minute
        return bool(limit) and len(self._sends(to, now)) >= limit // 2

    def sent(self, to: str, now: float, *, is_group: bool = False) -> None:
        """Note that a message goes now."""
        self._account_free = now + self._limits.pace_account
        if len(self._address_free) >= REMEMBERED:
            self._address_free = {
                address: free for address, free in self._address_free.items() if free > now
            }
        self._address_free[to] = now + self._limits.pace_address
        if is_group:
            self._group_sends.setdefault(to, deque()).append(now)

    def _sends(self, to: str, now: float) -> deque[float]:
        """When something went into a group in the last minute."""
        sends = self._group_sends.setdefault(to, deque())
        while sends and sends[0] <= now - MINUTE:
            sends.popleft()
        return sends

    def pause(self, seconds: float, now: float) -> None:
        """The provider asked for a pause of the whole account."""
        self._account_free = max(self._account_free, now + seconds)

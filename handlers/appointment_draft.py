"""What a volunteer has typed of an appointment, and which question comes next. Pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from handlers.appointments import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed so far; the fields are what `Facts` needs."""

    home: int | None = None
    kind: str | None = None
    what: str | None = None
    #: days that it can be, and times, in ISO
    days: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    until: str | None = None
    #: the person said yes to day and time
    sure: bool = False
    #: None: not asked yet; empty: there is none
    place: str | None = None
    bring: str | None = None
    #: 0: nobody
    along: int | None = None
    #: the appointment that gets another time
    moves: int | None = None

    @property
    def step(self) -> str:
        """The question that comes next."""
        if self.home is None:
            return "home"
        if self.kind is None:
            return "what"
        if not self.sure:
            return self._moment
        for name in ("place", "bring", "along"):
            if getattr(self, name) is None:
                return name
        return "look"

    @property
    def _moment(self) -> str:
        if not self.days:
            return "day" if self.times else "when"
        if len(self.days) > 1:
            return "which-day"
        if not self.times:
            return "time"
        return "which-time" if len(self.times) > 1 else "right"

    def to_json(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in self.__slots__}
        return {name: list(one) if isinstance(one, tuple) else one for name, one in found.items()}

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Draft":
        values: dict[str, Any] = {
            name: tuple(one) if isinstance(one, list) else one for name, one in found.items()
        }
        return cls(**values)

    def facts(self) -> Facts:
        """Of a draft that is complete."""
        return Facts(
            kind=self.kind or "other",
            what=self.what,
            on=dt.date.fromisoformat(self.days[0]),
            at=dt.time.fromisoformat(self.times[0]),
            until=dt.time.fromisoformat(self.until) if self.until else None,
            place=self.place or None,
            bring=self.bring or None,
            companion_id=self.along or None,
        )

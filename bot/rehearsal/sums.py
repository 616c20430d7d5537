"""What became of every message, counted so that nothing is unaccounted for."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.rehearsal.course import Told
from bot.rehearsal.rows import Copy
from db.models import DeliveryKind, DeliveryState, Occurrence
from db.occurrences import OccurrenceState
from handlers import gentle, planning, timeline
from handlers.plans import Current


class Fate(StrEnum):
    """What became of a message for one side."""

    #: at least one phone got it; a task stands on the desk
    SENT = "sent"
    #: nobody knows whether it arrived: a colleague looks
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    FAILED = "failed"
    CANCELLED = "cancelled"
    #: its day has not come, or it waits
    OPEN = "still open"


#: Of several phones the luckiest decides.
_BEST = (
    (DeliveryState.DONE, Fate.SENT),
    (DeliveryState.UNCERTAIN, Fate.UNCERTAIN),
    (DeliveryState.QUEUED, Fate.OPEN),
    (DeliveryState.HELD, Fate.OPEN),
    (DeliveryState.FAILED, Fate.FAILED),
    (DeliveryState.EXPIRED, Fate.EXPIRED),
    (DeliveryState.CANCELLED, Fate.CANCELLED),
)
#: An occurrence that became messages.
_SAID = (OccurrenceState.SENT, OccurrenceState.DONE)

#: Why a step has no occurrence at all.
Missing = tuple[str, str]
Sum = Counter[tuple[str, Fate, str]]


class Unaccounted(AssertionError):
    """A message was planned, and nobody can say what became of it."""


def fate(
    state: str, reason: str | None, copies: Sequence[tuple[str, str | None]]
) -> tuple[Fate, str]:
    """Of an occurrence, from its own state and those of its copies, each with its reason."""
    if state not in _SAID:
        known = {
            OccurrenceState.PLANNED: Fate.OPEN,
            OccurrenceState.SKIPPED: Fate.SKIPPED,
            OccurrenceState.EXPIRED: Fate.EXPIRED,
            OccurrenceState.CANCELLED: Fate.CANCELLED,
        }
        return known[OccurrenceState(state)], reason or ""
    if not copies:
        return Fate.SENT, "task"
    for wanted, found in _BEST:
        for copy_state, why in copies:
            if copy_state == wanted:
                return found, "" if found == Fate.SENT else why or ""
    raise Unaccounted(Unaccounted.__doc__)


@dataclass(slots=True, kw_only=True)
class Sums:
    """Counts over many stories."""

    sponsorships: int = 0
    #: by side
    planned: Counter[str] = field(default_factory=Counter)
    #: by side, fate and reason
    fates: Sum = field(default_factory=Counter)
    #: by side and why: the plan has the step, and this family does not get it (yet)
    unplanned: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: by state and reason: one for each phone
    copies: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: copies that went, by channel, and as what on channels with a window
    went: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: how often copies had to wait, by reason
    waits: Counter[str] = field(default_factory=Counter)
    #: most unprompted messages in one week: how many people
    weekly: Counter[int] = field(default_factory=Counter)
    #: weeks with so many, over everybody
    weeks: Counter[int] = field(default_factory=Counter)
    #: by side
    silences: Counter[str] = field(default_factory=Counter)
    #: what was said twice to one phone; nothing ever is
    twice: int = 0

    def add(self, told: Told, plan: Current, windows: Iterable[str]) -> None:
        self.sponsorships += 1
        held = told.rows
        by_row: dict[int, list[Copy]] = {}
        for copy in held.copies:
            by_row.setdefault(copy.occurrence.id, []).append(copy)
            self._add_copy(copy, held.story.phones[copy.phone], windows)
        for row in held.occurrences:
            self._add_row(row, by_row.get(row.id, ()))
        self._add_unplanned(told, plan)
        self.twice += len(held.copies) - len(
            {(one.occurrence.id, one.phone) for one in held.copies}
        )
        self.waits.update(one.reason for one in told.pauses)
        self.silences.update(str(side) for side, _ in told.silences)
        self._add_weeks(told)

    def _add_row(self, row: Occurrence, copies: Sequence[Copy]) -> None:
        became, reason = fate(row.state, row.reason, [(one.state, one.reason) for one in copies])
        self.planned[row.side] += 1
        self.fates[row.side, became, reason] += 1

    def _add_copy(self, copy: Copy, channel: str, windows: Iterable[str]) -> None:
        self.copies[copy.state, copy.reason or ""] += 1
        if copy.state == DeliveryState.DONE:
            form = "template" if copy.as_template else "free text"
            self.went[channel, form if channel in windows else ""] += 1

    def _add_unplanned(self, told: Told, plan: Current) -> None:
        link, home = told.rows.sponsorship, told.rows.household
        there = {(one.step_key, one.side) for one in told.rows.occurrences}
        facts = planning.facts_of(home, link)
        for one in timeline.desired(plan.steps.values(), planning.dates_of(link), facts):
            if one.slot not in there:
                waits = f"waits for the date of {one.waiting_for}"
                why = f"left out: {one.left_out}" if one.left_out else waits
                self.unplanned[one.side, why] += 1

    def _add_weeks(self, told: Told) -> None:
        zone = ZoneInfo(told.rows.household.timezone)
        for days in unprompted_days(told, zone).values():
            most = 0
            for day in sorted(days):
                count = sum(day - gentle.WEEK < one <= day for one in days)
                most = max(most, count)
            for count in Counter(day.isocalendar()[:2] for day in days).values():
                self.weeks[count] += 1
            self.weekly[most] += 1

    def check(self) -> None:
        """Raises Unaccounted."""
        for side, planned in self.planned.items():
            found = sum(count for (one, _, _), count in self.fates.items() if one == side)
            if found != planned:
                raise Unaccounted(f"{side}: {planned} planned, {found} accounted for")
        silent = [key for key in self.fates if key[1] not in (Fate.SENT, Fate.OPEN) and not key[2]]
        if silent:
            raise Unaccounted(f"without a reason: {silent}")
        if self.twice or max(self.weekly, default=0) > gentle.A_WEEK:
            raise Unaccounted("somebody got something twice, or more than two in a week")


def unprompted_days(told: Told, zone: ZoneInfo) -> dict[str, list[dt.date]]:
    """By phone: the local days on which something went there that nobody asked for."""
    went = (DeliveryState.DONE, DeliveryState.UNCERTAIN)
    found: dict[str, list[dt.date]] = {}
    for copy in told.rows.copies:
        if copy.kind == DeliveryKind.UNPROMPTED and copy.state in went and copy.settled_at:
            day = copy.settled_at.astimezone(zone).date()
            found.setdefault(copy.phone, []).append(day)
    return found

"""What a change of dates, facts or plan does to a year: what moves, what is late, what stays. Pure.

`handlers.timeline` says what should be; `handlers.planning` writes down what is decided here.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from db.occurrences import OccurrenceState
from faq.year import LatePolicy
from handlers.timeline import LeftOut, Planned, Slot

#: All that is not this was said, and is not said again.
_UNSAID = {
    OccurrenceState.PLANNED,
    OccurrenceState.SKIPPED,
    OccurrenceState.EXPIRED,
    OccurrenceState.CANCELLED,
}
SAID = frozenset(OccurrenceState) - _UNSAID
#: Reasons of closed occurrences.
BY_STAFF = "by_staff"
LATE = "late"
UNDECIDED = "late_undecided"
NO_DATE = "no_date"
NOT_IN_PLAN = "not_in_plan"
#: Closed only because the plan did not ask for them, or because nobody has chosen yet.
_MAY_COME = frozenset(
    {
        UNDECIDED,
        NO_DATE,
        NOT_IN_PLAN,
        LeftOut.REGION,
        LeftOut.SCHOOL_CHILDREN,
        LeftOut.SWITCHED_OFF,
    }
)


class Fate(StrEnum):
    """What a change does to one side of a step."""

    #: planned, and right as it is
    STAYS = "stays"
    #: planned for another moment now
    MOVED = "moved"
    #: planned from now on, perhaps again
    ADDED = "added"
    #: was planned and will not be sent
    DROPPED = "dropped"
    #: went out already: never again
    SENT = "sent"
    #: its moment has passed without it
    LATE = "late"
    #: a date is not known yet
    WAITING = "waiting"
    #: not for this family
    LEFT_OUT = "left_out"
    #: closed before: staff took it back, or it was too late
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """An occurrence of a step that is there, as far as a change looks at it."""

    id: int
    slot: Slot
    #: date, time and zone
    clock: tuple[dt.date, dt.time, str]
    state: OccurrenceState
    reason: str | None = None
    #: somebody chose to send it at once, outside the plan
    hurried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one side of a step."""

    fate: Fate
    #: as it should be; None for a step that is not in the plan any more
    planned: Planned | None
    #: as it is; None: not yet
    existing: Existing | None
    #: its words would be true if it were sent now
    fits: bool = True

    @property
    def slot(self) -> Slot:
        """One of the two is always there."""
        known = self.planned or self.existing
        assert known is not None
        return known.slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a change does to a whole year: every side of every step stands in it once."""

    every: tuple[Change, ...]

    def of(self, *fates: Fate) -> tuple[Change, ...]:
        return tuple(one for one in self.every if one.fate in fates)

    @property
    def is_seen(self) -> bool:
        """Somebody who saves this should look at it first."""
        return bool(self.of(Fate.MOVED, Fate.ADDED, Fate.DROPPED, Fate.LATE))


def compare(
    existing: Sequence[Existing],
    desired: Sequence[Planned],
    *,
    now: dt.datetime,
    soonest: dt.datetime | None = None,
) -> Changes:
    """What it takes to come from what is there to what should be. Nothing is planned twice.

    `soonest`: when something would go that is sent now, if that is later.
    """
    left = {one.slot: one for one in existing}
    every = []
    for planned in desired:
        one = left.pop(planned.slot, None)
        fate, fits = _fate(one, planned, now), _fits(planned, soonest or now)
        every.append(Change(fate=fate, planned=planned, existing=one, fits=fits))
    for one in left.values():
        fate = Fate.DROPPED if one.state == OccurrenceState.PLANNED else Fate.CLOSED
        fate = Fate.SENT if one.state in SAID else fate
        every.append(Change(fate=fate, planned=None, existing=one))
    return Changes(every=tuple(every))


def _fits(planned: Planned, at: dt.datetime) -> bool:
    if planned.waiting_for and planned.is_dated:
        return False
    return planned.true_until is None or at < planned.true_until


def _fate(one: Existing | None, planned: Planned, now: dt.datetime) -> Fate:
    if one is not None and one.state in SAID:
        return Fate.SENT
    is_open = one is not None and one.state == OccurrenceState.PLANNED
    if planned.moment is None:
        missing = Fate.WAITING if planned.waiting_for else Fate.LEFT_OUT
        return Fate.DROPPED if is_open else missing
    if one is None:
        return Fate.LATE if planned.moment.due_at <= now else Fate.ADDED
    if is_open and (one.hurried or one.clock == planned.moment.clock):
        return Fate.STAYS
    if one.reason == BY_STAFF:
        return Fate.CLOSED
    if planned.moment.due_at > now:
        return Fate.MOVED if is_open else Fate.ADDED
    return Fate.LATE if is_open or one.reason in _MAY_COME else Fate.CLOSED


class Late(StrEnum):
    """What becomes of a step whose moment has passed."""

    #: sent at once, within waking hours
    NOW = "now"
    #: not sent
    SKIP = "skip"
    #: not sent until staff choose
    UNDECIDED = "undecided"


def settle(
    changes: Changes, chosen: Mapping[str, Late], *, may_hurry: bool = True
) -> Mapping[Slot, Late]:
    """By side of a late step: what staff chose (by key of the step), else its policy.

    Without `may_hurry` nothing is sent that staff did not choose; what waits for their choice goes
    on waiting. What would not be true any more is never sent.
    """
    late = changes.of(Fate.LATE)
    fresh = [one.planned for one in late if one.planned and one.fits and not _waits(one)]
    settled: dict[Slot, Late] = {}
    for one in late:
        key, _side = one.slot
        if key in chosen and (one.fits or chosen[key] != Late.NOW):
            settled[one.slot] = chosen[key]
        elif one.planned and may_hurry and not _waits(one):
            settled[one.slot] = _policy(one.planned, fresh)
        else:
            settled[one.slot] = _unhurried(one)
    return settled


def why_dropped(change: Change) -> str:
    """The reason that a dropped occurrence keeps."""
    if change.planned is None:
        return NOT_IN_PLAN
    return str(change.planned.left_out or NO_DATE)


def _waits(change: Change) -> bool:
    return change.existing is not None and change.existing.reason == UNDECIDED


def _unhurried(change: Change) -> Late:
    assert change.planned is not None
    is_skipped = change.planned.step.late_policy == LatePolicy.SKIP and not _waits(change)
    return Late.SKIP if is_skipped else Late.UNDECIDED


def _policy(one: Planned, late: Sequence[Planned]) -> Late:
    match one.step.late_policy:
        case LatePolicy.SKIP:
            return Late.SKIP
        case LatePolicy.STAFF_DECIDES:
            return Late.UNDECIDED
        case LatePolicy.SEND_FIRST_ONLY:
            rivals = [
                each
                for each in late
                if each.side == one.side and each.step.late_policy == one.step.late_policy
            ]
            return Late.NOW if max(rivals, key=_due, default=None) is one else Late.SKIP


def _due(one: Planned) -> dt.datetime:
    assert one.moment is not None
    return one.moment.due_at

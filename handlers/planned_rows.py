"""Occurrences of a sponsorship's year as rows: how a change of the year is written into them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from db.models import Household, Occurrence, OccurrenceKind, Sponsorship
from db.occurrences import OccurrenceState
from faq.year import Side, Step
from handlers import hours, shifts, timeline
from handlers.hours import QuietHours
from handlers.house import House
from handlers.shifts import Change, Changes, Existing, Fate, Late
from handlers.timeline import Moment, Planned


class Writer:
    """Turns changes into rows: those that are there are set, new ones are gathered."""

    def __init__(
        self,
        *,
        house: House,
        row: Sponsorship,
        household: Household,
        every: Sequence[Occurrence],
        now: dt.datetime,
    ) -> None:
        self._house, self._row, self._household, self._now = house, row, household, now
        self._rows = {one.id: one for one in every}
        #: a family that is welcomed a second time gets every step once more, by the next number
        self._ordinals: dict[timeline.Slot, int] = {}
        for one in every:
            slot = one.step_key, Side(one.side)
            self._ordinals[slot] = max(self._ordinals.get(slot, 0), one.ordinal + 1)
        #: values of rows that are new
        self.added: list[Mapping[str, Any]] = []

    def write_all(self, changes: Changes, late: Mapping[timeline.Slot, Late]) -> None:
        for change in changes.every:
            self.write(change, late.get(change.slot))

    def write(self, change: Change, late: Late | None) -> None:
        one = self._rows[change.existing.id] if change.existing else None
        planned = change.planned
        if change.fate == Fate.DROPPED and one is not None:
            one.state, one.reason = OccurrenceState.CANCELLED, shifts.why_dropped(change)
        elif planned is None or planned.moment is None:
            return
        elif change.fate in (Fate.MOVED, Fate.ADDED):
            self._plan(planned, one, planned.moment)
        elif change.fate == Fate.LATE:
            self._late(planned, one, planned.moment, late)
        elif change.fate == Fate.STAYS and one is not None:
            one.version = planned.step.version
            if not change.existing or not change.existing.hurried:
                one.expires_at = planned.moment.expires_at

    def _late(
        self, planned: Planned, one: Occurrence | None, moment: Moment, late: Late | None
    ) -> None:
        if late == Late.NOW:
            moment = at_once(self._house, planned.step, moment.zone, self._now, planned.true_until)
            self._plan(planned, one, moment, hurried_at=self._now)
            return
        reason = shifts.LATE if late == Late.SKIP else shifts.UNDECIDED
        self._plan(planned, one, moment, state=OccurrenceState.SKIPPED, reason=reason)

    def _plan(self, planned: Planned, one: Occurrence | None, moment: Moment, **more: Any) -> None:
        if one is None:
            self.added.append(self._new(planned, moment) | more)
            return
        put(one, moment, version=planned.step.version)
        for name, value in more.items():
            setattr(one, name, value)

    def _new(self, planned: Planned, moment: Moment) -> dict[str, Any]:
        """Every new row has the same fields: they are inserted at once."""
        return {
            "household_id": self._household.id,
            "sponsorship_id": self._row.id,
            "kind": OccurrenceKind.STEP,
            "step_key": planned.step.key,
            "side": planned.side,
            "ordinal": self._ordinals.get(planned.slot, 0),
            "version": planned.step.version,
            "local_date": moment.local_date,
            "local_time": moment.local_time,
            "timezone": moment.zone.key,
            "due_at": moment.due_at,
            "look_at": moment.due_at,
            "expires_at": moment.expires_at,
            "state": OccurrenceState.PLANNED,
            "reason": None,
            "hurried_at": None,
            "created_at": self._now,
        }


def existing(one: Occurrence) -> Existing:
    return Existing(
        id=one.id,
        slot=(one.step_key, Side(one.side)),
        clock=(one.local_date, one.local_time, one.timezone),
        state=OccurrenceState(one.state),
        reason=one.reason,
        hurried=one.hurried_at is not None,
    )


def put(one: Occurrence, moment: Moment, *, version: int) -> None:
    """Plan a row that is there for a moment, perhaps again."""
    one.local_date, one.local_time, one.timezone = moment.clock
    one.due_at = one.look_at = moment.due_at
    one.expires_at, one.hurried_at = moment.expires_at, None
    one.state, one.reason, one.version = OccurrenceState.PLANNED, None, version


def at_once(
    house: House,
    step: Step,
    zone: ZoneInfo,
    now: dt.datetime,
    true_until: dt.datetime | None,
) -> Moment:
    """Now, or when the quiet hours end; it waits for nothing beyond `true_until`."""
    at = soonest(house.policy.quiet, zone, now)
    local = at.astimezone(zone).replace(second=0, microsecond=0)
    day, time = local.date(), local.time()
    due_at = hours.resolve(day, time, zone)
    expires_at = due_at + step.expires_after
    return Moment(
        local_date=day,
        local_time=time,
        zone=zone,
        due_at=due_at,
        expires_at=min(expires_at, true_until) if true_until else expires_at,
    )


def soonest(quiet: QuietHours, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """When something goes that is sent now: not in quiet hours."""
    return quiet.until(now, zone) or now

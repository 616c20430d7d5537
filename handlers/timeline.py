"""The days of a sponsorship's year: what should be planned, and when. Pure.

A local time that does not exist (the spring night on which the clock jumps) comes an hour later on
that clock, so at 03:30 instead of 02:30; of a time that exists twice (autumn) it is the first. What
a change does to occurrences that are there is told by `handlers.shifts`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from faq.entry import Region
from faq.year import Anchor, Side, Step
from handlers import hours

#: Steps of these are planned elsewhere: with the appointment, or by a colleague for one family.
ELSEWHERE = (Anchor.APPOINTMENT, Anchor.BY_HAND)
#: A step and the audience that it speaks to.
Slot = tuple[str, Side]


class EndBeforeArrival(ValueError):
    """The end lies before the arrival: correct one of the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The days of a sponsorship; what is not known yet is None."""

    matched_on: dt.date | None = None
    arrival_on: dt.date | None = None
    registered_on: dt.date | None = None
    status_granted_on: dt.date | None = None
    support_ends_on: dt.date | None = None
    card_expires_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What else decides which steps a family gets."""

    #: None: not known
    region: Region | None = None
    #: None: not known
    school_children: bool | None = None
    #: the clock of the family
    zone: ZoneInfo
    #: when the sponsorship ended; None: it runs
    ended_on: dt.date | None = None


class LeftOut(StrEnum):
    """Why a step is not for this family."""

    #: it is for another region
    REGION = "region"
    #: it is for families with, or without, children of school age
    SCHOOL_CHILDREN = "school_children"
    #: staff switched it off
    SWITCHED_OFF = "switched_off"
    #: the sponsorship has ended
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a step is due for one family."""

    local_date: dt.date
    local_time: dt.time
    zone: ZoneInfo
    due_at: dt.datetime
    #: after this it is of no use any more
    expires_at: dt.datetime

    @property
    def clock(self) -> tuple[dt.date, dt.time, str]:
        """What an occurrence keeps of it."""
        return self.local_date, self.local_time, self.zone.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One side of one step, as it should be: of the next three exactly one is there."""

    step: Step
    side: Side
    moment: Moment | None = None
    #: the day that is not known yet
    waiting_for: Anchor | None = None
    #: why it is not for this family
    left_out: LeftOut | None = None
    #: it counts from an end that nobody entered: a year after the arrival
    assumed: bool = False

    @property
    def slot(self) -> Slot:
        return self.step.key, self.side

    @property
    def is_dated(self) -> bool:
        """Its words speak of its day: they are not true at any time. A task is not said at all."""
        step = self.step
        return self.side != Side.STAFF and (step.fits_days is not None or step.offset_days < 0)

    @property
    def true_until(self) -> dt.datetime | None:
        """When its words stop being true; None: never, or its day is not known.

        What comes before a day speaks of one that is to come.
        """
        if not self.is_dated or self.moment is None:
            return None
        day, days = self.moment.local_date, []
        if self.step.fits_days is not None:
            days.append(day + dt.timedelta(days=self.step.fits_days + 1))
        if self.step.offset_days < 0:
            days.append(day - dt.timedelta(days=self.step.offset_days))
        return hours.resolve(min(days), dt.time(0), self.moment.zone)


def desired(steps: Iterable[Step], dates: Dates, facts: Facts) -> tuple[Planned, ...]:
    """Every side of every step that counts from a day. Raises EndBeforeArrival."""
    days = _days(dates, facts)
    return tuple(
        _plan(step, side, days, dates, facts)
        for step in steps
        if step.anchor not in ELSEWHERE
        for side in step.sides
    )


def check(dates: Dates) -> None:
    """Raises EndBeforeArrival."""
    end, arrival = dates.support_ends_on, dates.arrival_on
    if end is not None and arrival is not None and end < arrival:
        raise EndBeforeArrival(EndBeforeArrival.__doc__)


def year_after(day: dt.date) -> dt.date:
    """The same date next year, 28 February after the 29th: the end where none was entered."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


def at(step: Step, anchor_on: dt.date, zone: ZoneInfo) -> Moment:
    """When a step is due that counts from this day."""
    day = anchor_on + dt.timedelta(days=step.offset_days)
    due_at = hours.resolve(day, step.local_time, zone)
    return Moment(
        local_date=day,
        local_time=step.local_time,
        zone=zone,
        due_at=due_at,
        expires_at=due_at + step.expires_after,
    )


def _days(dates: Dates, facts: Facts) -> Mapping[Anchor, dt.date | None]:
    check(dates)
    end = facts.ended_on or dates.support_ends_on
    if end is None and dates.arrival_on is not None:
        end = year_after(dates.arrival_on)
    return {
        Anchor.MATCH: dates.matched_on,
        Anchor.ARRIVAL: dates.arrival_on,
        Anchor.REGISTRATION: dates.registered_on,
        Anchor.STATUS: dates.status_granted_on,
        Anchor.SUPPORT_END: end,
        Anchor.CARD_EXPIRY: dates.card_expires_on,
    }


def _plan(
    step: Step, side: Side, days: Mapping[Anchor, dt.date | None], dates: Dates, facts: Facts
) -> Planned:
    if left_out := _left_out(step, facts):
        return Planned(step=step, side=side, left_out=left_out)
    day = days[step.anchor]
    if day is None:
        return Planned(step=step, side=side, waiting_for=step.anchor)
    counted = facts.ended_on or dates.support_ends_on
    assumed = step.anchor == Anchor.SUPPORT_END and counted is None
    return Planned(step=step, side=side, moment=at(step, day, facts.zone), assumed=assumed)


def _left_out(step: Step, facts: Facts) -> LeftOut | None:
    """An unknown fact leaves nothing out; what comes after the end is for who asked for it."""
    if not step.enabled:
        return LeftOut.SWITCHED_OFF
    regions, children = step.conditions.regions, step.conditions.school_children
    if regions and facts.region is not None and facts.region not in regions:
        return LeftOut.REGION
    if None not in (children, facts.school_children) and children != facts.school_children:
        return LeftOut.SCHOOL_CHILDREN
    if facts.ended_on is not None and not step.opt_in:
        return LeftOut.ENDED
    return None

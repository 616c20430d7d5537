"""When it is kind to write to somebody who did not ask for it: decided from facts, without I/O."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers import ramadan
from handlers.hours import QuietHours, resolve

#: So many messages that nobody asked for, at most, on any seven days of the calendar.
A_WEEK, SELDOM = 2, 1
WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
#: A chosen hour is so long.
HOUR = dt.timedelta(hours=1)
#: A family is left alone so long before its arrival, and from then on until so long after it.
BEFORE_ARRIVAL, AFTER_ARRIVAL = dt.timedelta(days=2), dt.timedelta(days=2)
#: A pause without an end is looked at again after this, whoever ends it sooner.
LOOK_AGAIN = dt.timedelta(days=1)
#: So many reasons can follow each other before nobody waits for the next one.
MOST_STEPS = 60


class HoldReason(StrEnum):
    """Why a message waits; `bot/desk/templates/wishes.html` says it in words."""

    #: the person asked for a pause
    PAUSED = "paused"
    #: the same, without an end: until they write again
    UNTIL_THEY_WRITE = "until_they_write"
    #: the days around the family's arrival
    ARRIVAL_DAYS = "arrival_days"
    #: as many messages as a week may have
    WEEKLY_LIMIT = "weekly_limit"
    #: in Ramadan they are written to in the evening
    RAMADAN = "ramadan"
    #: Sunday morning
    SUNDAY_MORNING = "sunday_morning"
    #: the night, or what the person has for it
    QUIET_HOURS = "quiet_hours"
    #: the person chose an hour of the day
    CHOSEN_HOUR = "chosen_hour"


class PauseReason(StrEnum):
    """Why somebody wants a pause. Nobody is asked."""

    #: somebody is ill
    ILLNESS = "illness"
    #: somebody died
    MOURNING = "mourning"
    #: something else
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A time in which nobody is written to."""

    #: None: until the person writes
    until: dt.datetime | None
    #: None: not said
    why: PauseReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How one person or household wants to be written to."""

    #: the night, on their clock
    quiet: QuietHours
    #: on Sundays it lasts until then; midnight: Sunday is a day like others
    sunday_until: dt.time
    #: the hour of the day that they chose
    hour: dt.time | None = None
    #: one message a week instead of two
    less_often: bool = False
    pause: Pause | None = None
    #: first and last day on which they are written to in the evening, after iftar
    evenings: ramadan.Days | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A message waits."""

    reason: HoldReason
    #: when it may go, if nothing changes; later than now
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the rules look at."""

    wishes: Wishes
    #: local dates of unprompted messages
    sent_on: Sequence[dt.date]
    arrival_on: dt.date | None
    counts: bool
    zone: ZoneInfo


def hold(
    wishes: Wishes,
    sent_at: Sequence[dt.datetime],
    *,
    arrival_on: dt.date | None,
    counts: bool,
    is_consent: bool,
    zone: ZoneInfo,
    now: dt.datetime,
) -> Hold | None:
    """Why a message may not go now and when it may, through every reason that follows; or None.

    `sent_at` are unprompted messages of the last ten days to the same person, without this one.
    `counts`: nobody asked for it. What a person asked for waits only for the night and Sunday
    morning. `arrival_on` is empty where it is not a family that is written to. The caller looks
    after expiry.
    """
    facts = _Facts(
        wishes=wishes,
        sent_on=() if is_consent else sorted(at.astimezone(zone).date() for at in sent_at),
        arrival_on=None if is_consent else arrival_on,
        counts=counts,
        zone=zone,
    )
    first: HoldReason | None = None
    at = now
    for _ in range(MOST_STEPS):
        found = next(_reasons(facts, at), None)
        if found is None:
            break
        first, at = first or found.reason, found.until
    return Hold(reason=first, until=at) if first is not None else None


def arrival_ends(arrival_on: dt.date, zone: ZoneInfo, at: dt.datetime) -> dt.datetime | None:
    """Until when a family is left alone around its arrival; None when it need not be."""
    today = at.astimezone(zone).date()
    if not arrival_on - BEFORE_ARRIVAL <= today < arrival_on + AFTER_ARRIVAL:
        return None
    return resolve(arrival_on + AFTER_ARRIVAL, dt.time(), zone)


def _reasons(facts: _Facts, at: dt.datetime) -> Iterator[Hold]:
    """What stands against one instant, the weightiest first."""
    wishes, zone, local = facts.wishes, facts.zone, at.astimezone(facts.zone)
    if facts.counts:
        yield from _long_ones(facts, at)
        first, last = wishes.evenings or (dt.date.max, dt.date.min)
        if first <= local.date() <= last:
            over = resolve(last + DAY, dt.time(), zone)
            for found in _outside(HoldReason.RAMADAN, at, zone, *ramadan.EVENING):
                yield replace(found, until=min(found.until, over))
            return  # the evening is theirs now, whatever holds in other weeks
    if local.weekday() == 6 and at < (end := resolve(local.date(), wishes.sunday_until, zone)):
        yield Hold(reason=HoldReason.SUNDAY_MORNING, until=end)
    if facts.counts and wishes.hour is not None:
        yield from _outside(HoldReason.CHOSEN_HOUR, at, zone, wishes.hour, None)
    elif (morning := wishes.quiet.until(at, zone)) is not None:
        yield Hold(reason=HoldReason.QUIET_HOURS, until=morning)


def _long_ones(facts: _Facts, at: dt.datetime) -> Iterator[Hold]:
    """Pause, arrival, and the limit of a week: only for what nobody asked for."""
    today = at.astimezone(facts.zone).date()
    pause, arrival = facts.wishes.pause, facts.arrival_on
    if pause is not None and pause.until is None:
        yield Hold(reason=HoldReason.UNTIL_THEY_WRITE, until=at + LOOK_AGAIN)
    elif pause is not None and pause.until is not None and at < pause.until:
        yield Hold(reason=HoldReason.PAUSED, until=pause.until)
    settled = arrival_ends(arrival, facts.zone, at) if arrival is not None else None
    if settled is not None:
        yield Hold(reason=HoldReason.ARRIVAL_DAYS, until=settled)
    most = SELDOM if facts.wishes.less_often else A_WEEK
    recent = [day for day in facts.sent_on if today - WEEK < day <= today]
    if len(recent) >= most:
        free_on = recent[-most] + WEEK
        yield Hold(reason=HoldReason.WEEKLY_LIMIT, until=resolve(free_on, dt.time(), facts.zone))


def _outside(
    reason: HoldReason, at: dt.datetime, zone: ZoneInfo, start: dt.time, end: dt.time | None
) -> Iterator[Hold]:
    """Outside a span of each day (an hour where no end is given): until it begins again."""
    today = at.astimezone(zone).date()
    for ahead in range(-1, 3):
        day = today + ahead * DAY
        begins = resolve(day, start, zone)
        ends = resolve(day, end, zone) if end is not None else begins + HOUR
        if begins <= at < ends:
            return
        if begins > at:
            yield Hold(reason=reason, until=begins)
            return

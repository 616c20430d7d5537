"""When somebody can be called: free times in the hours of colleagues who speak the language."""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from db import calls, cases
from db.models import PhoneCall
from handlers import hours, presence, routing
from handlers.context import Turn
from handlers.hours import Span
from handlers.house import Policy
from handlers.routing import Colleague

#: How long a call is planned to last; times begin at multiples of it.
LENGTH = dt.timedelta(minutes=20)
#: A call is never planned sooner than this.
NOTICE = dt.timedelta(minutes=15)
#: So many working days are offered, looked for in the next so many days.
DAYS, AHEAD = 3, 21
_DAY = dt.timedelta(days=1)
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:.]|h|u|uur|uhr|heures?)\s*(\d{2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """In which language somebody wants to be called."""

    language: str
    #: with somebody who translates it
    interpreter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A time at which somebody can be called."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    #: ids of the colleagues who are free then, the dearest first
    colleagues: tuple[int, ...]


def spans_of(colleague: Colleague, day: dt.date) -> tuple[Span, ...]:
    """The hours of a colleague on a day, as routing knows them: none while they are away."""
    return colleague.hours.spans(day)


def openings(
    policy: Policy,
    colleagues: Sequence[Colleague],
    busy: Sequence[PhoneCall],
    *,
    now: dt.datetime,
    zone: ZoneInfo,
) -> list[Opening]:
    """What is free in the next working days, in order; `zone` is the person's, for quiet hours."""
    found: list[Opening] = []
    working_days = 0
    today = now.astimezone(policy.working.zone).date()
    for ahead in range(AHEAD):
        by_start = _starts(policy.working.zone, colleagues, today + ahead * _DAY)
        starts = [at for at in by_start if at >= now + NOTICE]
        working_days += bool(starts)
        for at in sorted(starts):
            if policy.quiet.until(at, zone) is None:
                opening = _opening(at, by_start[at], busy, policy.calls_at_once)
                found += [opening] if opening else []
        if working_days == DAYS:
            break
    return found


async def free(turn: Turn, wish: Wish) -> list[Opening]:
    """The times at which this person can be called as they wish."""
    now = turn.now
    colleagues = await _able(turn, wish)
    busy = await calls.taken(turn.session, now, now + AHEAD * _DAY + _DAY)
    return openings(turn.house.policy, colleagues, busy, now=now, zone=zone_of(turn))


async def able(turn: Turn, wish: Wish, at: dt.datetime) -> list[int]:
    """Ids of those who work at an instant and can make a call as wished, the dearest first."""
    return [one.id for one in await _able(turn, wish) if one.hours.are_now(at)]


def speaks(colleague: Colleague, wish: Wish) -> bool:
    """Whoever speaks a language speaks its variants: fa_AF is Dari."""
    return routing.speaks(colleague.languages, wish.language)


def zone_of(turn: Turn) -> ZoneInfo:
    """The clock on the person's wall."""
    owner = turn.contact or turn.household
    return ZoneInfo(owner.timezone) if owner else turn.house.policy.zone


def clock(text: str) -> dt.time | None:
    """The time of day that a text is: 9:20, 09.20, 9h20, 9u; in any digits."""
    plain = "".join(
        one if (digit := unicodedata.decimal(one, None)) is None else str(digit)
        for one in text.strip().rstrip("!. ")
    )
    found = _CLOCK.fullmatch(plain)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return dt.time(int(found[1]), int(found[2] or 0))


async def _able(turn: Turn, wish: Wish) -> list[Colleague]:
    policy, now = turn.house.policy, turn.now
    there: Sequence[Colleague] = await presence.colleagues(turn.session, policy, now=now)
    if await cases.was_independent(turn.session, turn.conversation.id):
        there = routing.for_complaints(there)
    colleagues = [one for one in there if wish.interpreter or speaks(one, wish)]
    responsible = await presence.responsible(turn)
    colleagues.sort(
        key=lambda one: (
            one.id != turn.conversation.assignee_id,
            one.id != responsible,
            len(one.languages),
            one.id,
        )
    )
    return colleagues


def _starts(
    zone: ZoneInfo, colleagues: Sequence[Colleague], day: dt.date
) -> dict[dt.datetime, list[int]]:
    """Who works at which of a day's times."""
    found: dict[dt.datetime, list[int]] = {}
    for colleague in colleagues:
        for start, end in spans_of(colleague, day):
            for number in range(math.ceil(_since_midnight(start) / LENGTH), 24 * 60):
                begins = number * LENGTH
                if begins + LENGTH > _since_midnight(end):
                    break
                at = hours.resolve(day, _time(begins), zone)
                found.setdefault(at, []).append(colleague.id)
    return found


def _opening(
    at: dt.datetime, working: list[int], busy: Sequence[PhoneCall], at_once: int
) -> Opening | None:
    until = at + LENGTH
    meanwhile = [one for one in busy if one.starts_at < until and one.ends_at > at]
    taken = {one.staff_id for one in meanwhile}
    free_then = tuple(one for one in working if one not in taken)
    if not free_then or len(meanwhile) >= at_once:
        return None
    return Opening(starts_at=at, ends_at=until, colleagues=free_then)


def _since_midnight(time: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=time.hour, minutes=time.minute)


def _time(since_midnight: dt.timedelta) -> dt.time:
    minutes = since_midnight // dt.timedelta(minutes=1)
    return dt.time(minutes // 60, minutes % 60)

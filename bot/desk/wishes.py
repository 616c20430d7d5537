"""How somebody wants to be written to: shown on their page, set there on their behalf."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import circle, forms
from bot.desk.access import Visit
from bot.desk.circle import Trouble, Unusable
from db import wishes
from db.content import Content
from db.models import Contact, Delivery, Household, StaffMember, Wish
from handlers import editing, hours, kindness
from handlers.gentle import PauseReason, Wishes
from handlers.kindness import Owner
from locales import wish_words

#: The form on the page.
FORM = "wishes"
#: How a pause ends: on a day, or when they write; "" is no pause.
ENDS = ("", "day", "open")
#: A day that leaves less is one on which nothing could be sent.
LEAST_WAKING = dt.timedelta(hours=2)
TICKS = ("less_often", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that is held."""

    delivery: Delivery
    #: what it says, for who may open the conversation
    text: str | None

    @property
    def ends(self) -> bool:
        """It is too late before what holds it is over."""
        return self.delivery.not_before == self.delivery.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The part of a page that is about wishes."""

    #: what holds, the household's and the organisation's included
    wanted: Wishes
    #: nobody wished anything
    is_usual: bool
    #: who set them: None is the people themselves
    by: StaffMember | None
    at: dt.datetime | None
    #: what the fields hold
    values: Mapping[str, Any]
    #: what the form showed
    seen: str
    waiting: tuple[Waiting, ...]


async def panel(
    visit: Visit,
    session: AsyncSession,
    owner: Owner,
    wrong: Trouble | None,
    *,
    open_to: Collection[int],
) -> Panel:
    """`open_to`: conversations that the colleague may open."""
    own = await kindness.row_of(session, owner)
    found = await kindness.rows(session, *await _people(session, owner))
    by = await session.get(StaffMember, own.changed_by) if own and own.changed_by else None
    return Panel(
        wanted=kindness.wishes_of(visit.runtime.house, found, now=visit.now),
        is_usual=not found,
        by=by,
        at=own.changed_at if own else None,
        values=_shown(visit, wrong, _values(own, owner, visit.now)),
        seen=_stamp(own),
        waiting=tuple(await _waiting(session, owner, open_to)),
    )


async def save(visit: Visit, session: AsyncSession, owner: Owner) -> None:
    """Write down what somebody wants. Raises Unusable, NotADay, editing.ChangedMeanwhile."""
    row = await wishes.locked(session, owner, now=visit.now)
    if visit.form.get("seen", "") != _stamp(row):
        by = await session.get(StaffMember, row.changed_by) if row.changed_by else None
        raise editing.ChangedMeanwhile(by.name if by else None, row.changed_at)
    await kindness.change(
        session,
        owner,
        by=visit.member,
        now=visit.now,
        **_night(visit),
        **_pause(visit, row, ZoneInfo(owner.timezone)),
        **_evenings(visit),
        less_often="less_often" in visit.form,
    )


async def _people(session: AsyncSession, owner: Owner) -> tuple[Contact | None, Household | None]:
    if isinstance(owner, Household):
        return None, owner
    number = owner.household_id
    return owner, await session.get(Household, number) if number else None


def _night(visit: Visit) -> dict[str, Any]:
    start, end, hour = (_time(visit, name) for name in ("quiet_from", "quiet_until", "hour"))
    if start is not None and start == end:
        raise Unusable("quiet_until", "same_time")
    usual = visit.runtime.house.policy.quiet
    if (start or end) and hours.QuietHours(
        start=start or usual.start, end=end or usual.end
    ).waking < LEAST_WAKING:
        raise Unusable("quiet_until", "no_time_left")
    if hour is not None and not wish_words.FIRST <= hour <= wish_words.LAST:
        raise Unusable("hour", "hour")
    return {
        "quiet_from": start,
        "quiet_until": end,
        "hour": hour,
        "sunday_until": dt.time() if "sunday" in visit.form else None,
    }


def _pause(visit: Visit, row: Wish, zone: ZoneInfo) -> dict[str, Any]:
    ends, why = visit.form.get("pause", ""), visit.form.get("why", "")
    if ends not in ENDS or ends == "":
        return dict.fromkeys(("paused_at", "paused_until", "paused_why"))
    until = None
    if ends == "day":
        day = circle.day(visit, "pause_until")
        if day is None:
            raise Unusable("pause_until", "no_day")
        until = hours.resolve(day, dt.time(), zone)
        if until <= visit.now:
            raise Unusable("pause_until", "past_day")
    return {
        "paused_at": row.paused_at or visit.now,
        "paused_until": until,
        "paused_why": why if why in list(PauseReason) else None,
    }


def _evenings(visit: Visit) -> dict[str, dt.date | None]:
    first, last = circle.day(visit, "evenings_from"), circle.day(visit, "evenings_until")
    if (first is None) != (last is None):
        raise Unusable("evenings_until" if first else "evenings_from", "no_day")
    if first is not None and last is not None and last < first:
        raise Unusable("evenings_until", "end_before_start")
    return {"evenings_from": first, "evenings_until": last}


def _time(visit: Visit, field: str) -> dt.time | None:
    text = visit.form.get(field, "").strip()
    found = forms.time(text) if text else None
    if text and found is None:
        raise Unusable(field, "no_time")
    return found


def _values(row: Wish | None, owner: Owner, now: dt.datetime) -> dict[str, str]:
    """What the fields begin with; a tick is a field that is there."""
    if row is None:
        return {}
    zone = ZoneInfo(owner.timezone)
    times = {name: getattr(row, name) for name in ("quiet_from", "quiet_until", "hour")}
    days = {name: getattr(row, name) for name in ("evenings_from", "evenings_until")}
    values = {name: f"{time:%H:%M}" for name, time in times.items() if time is not None}
    values |= {name: day.isoformat() for name, day in days.items() if day is not None}
    if row.less_often:
        values["less_often"] = "1"
    if row.sunday_until == dt.time():
        values["sunday"] = "1"
    if kindness.is_paused(row, now):
        values["why"] = row.paused_why or ""
        values["pause"] = "open"
        if row.paused_until is not None:
            values["pause"] = "day"
            values["pause_until"] = row.paused_until.astimezone(zone).date().isoformat()
    return values


def _shown(visit: Visit, wrong: Trouble | None, values: dict[str, str]) -> Any:
    """What was typed, if that was wrong; a tick that was taken away is not there."""
    if wrong is not None and wrong.form == FORM:
        values = {name: value for name, value in values.items() if name not in TICKS}
    return circle.typed(visit, wrong, FORM, values)


def _stamp(row: Wish | None) -> str:
    return str(row.version) if row is not None else "0"


async def _waiting(session: AsyncSession, owner: Owner, open_to: Collection[int]) -> list[Waiting]:
    held = await wishes.held(session, await wishes.address_ids(session, owner))
    said = await wishes.texts(session, [one.message_id for one in held])
    return [
        Waiting(
            delivery=one,
            text=Content.from_json(said[one.message_id].content).text
            if said[one.message_id].conversation_id in open_to
            else None,
        )
        for one in held
    ]

"""Gatherings as staff enter, change, cancel and close them. Nothing is ever sent by saving."""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from db import copies, deliveries, gathering_notices, gatherings, history, staff
from db.models import (
    Delivery,
    Gathering,
    GatheringKind,
    GatheringState,
    InvitationState,
    NoticeKind,
    NoticeReason,
    StaffMember,
)
from handlers import editing, hours, lines, register, seats

#: Characters kept of a title or a place.
LONGEST = 200
#: What those invited must know when it changes.
TOLD = ("local_date", "local_time", "until_time", "place")
#: What a form shows and may change.
FIELDS = ("title", "language", *TOLD, "capacity", "state")
#: What is still to be said of a gathering that comes.
COMING = (NoticeKind.INVITE, NoticeKind.REMIND, NoticeKind.MOVED, NoticeKind.OFFER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a colleague enters about a gathering."""

    #: what it is about, in `language`
    title: str
    language: str
    #: day and times on the clock of the place
    on: dt.date
    at: dt.time
    until: dt.time | None
    place: str
    #: None: no limit
    capacity: int | None
    #: of a training or conference; none: all
    group_ids: tuple[int, ...] = ()


class PastTime(ValueError):
    """This has passed already: choose a later time, or write down that it took place."""


class NotYet(ValueError):
    """What is still to come cannot have taken place."""


class EndsBeforeStart(ValueError):
    """It ends after it begins, on the same day."""


class NoTitle(ValueError):
    """Say what the training or conference is about."""


class NoRoom(ValueError):
    """More people have said that they come than there would be places."""


class NotOpen(ValueError):
    """It was held or cancelled meanwhile, and is not changed any more."""


async def create(
    session: AsyncSession,
    kind: GatheringKind,
    facts: Facts,
    *,
    zone: ZoneInfo,
    sponsorship_id: int | None = None,
    is_held: bool = False,
    member: StaffMember,
    now: dt.datetime,
) -> Gathering:
    """Enter a gathering that comes, or one that took place. Nobody is invited by this.

    Raises PastTime, NotYet, EndsBeforeStart, NoTitle, register.UnknownLanguage.
    """
    values = _values(kind, facts, zone)
    if is_held and values["starts_at"] > now:
        raise NotYet(NotYet.__doc__)
    if not is_held and values["starts_at"] <= now:
        raise PastTime(PastTime.__doc__)
    row = Gathering(
        kind=kind,
        sponsorship_id=sponsorship_id,
        state=GatheringState.HELD if is_held else GatheringState.PLANNED,
        version=0,
        created_by=member.id,
        created_at=now,
        **values,
    )
    session.add(row)
    await session.flush()
    await gatherings.set_groups(session, row.id, facts.group_ids)
    await staff.audit(session, member.id, "add", "gathering", row.id, now=now)
    return row


def stamp(row: Gathering, group_ids: Sequence[int]) -> str:
    """A short word for what a gathering says: it changes with any of its fields."""
    said = [*(getattr(row, name) for name in FIELDS), list(group_ids)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


async def change(
    session: AsyncSession,
    row: Gathering,
    facts: Facts,
    *,
    seen: str,
    is_held: bool = False,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """Another day, place, title or number of places, of a locked gathering.

    Reminders follow the new day; who knew the old one is told by a step of its own. One that took
    place already (`is_held`) tells nobody. Raises NotOpen, PastTime, NotYet, EndsBeforeStart,
    NoTitle, NoRoom, register.UnknownLanguage, editing.ChangedMeanwhile.
    """
    values = _values(GatheringKind(row.kind), facts, ZoneInfo(row.timezone))
    there = await gatherings.groups_of(session, row.id)
    same = all(getattr(row, name) == value for name, value in values.items())
    if same and list(facts.group_ids) == there and not is_held:
        return
    if seen != stamp(row, there):
        found = await history.last_change(session, "gathering", row.id)
        raise editing.ChangedMeanwhile(*(found or (None, None)))
    if row.state != GatheringState.PLANNED:
        raise NotOpen(NotOpen.__doc__)
    moves = values["starts_at"] != row.starts_at
    if is_held and values["starts_at"] > now:
        raise NotYet(NotYet.__doc__)
    if moves and not is_held and values["starts_at"] <= now:
        raise PastTime(PastTime.__doc__)
    if facts.capacity and await gatherings.seats(session, row.id) > facts.capacity:
        raise NoRoom(NoRoom.__doc__)
    is_news = any(getattr(row, name) != values[name] for name in TOLD)
    for name, value in values.items():
        setattr(row, name, value)
    await gatherings.set_groups(session, row.id, facts.group_ids)
    if is_held:
        await _hold(session, row, now=now)
    elif is_news:
        await _renew(session, row, now=now)
    await staff.audit(session, member.id, "edit", "gathering", row.id, now=now)


async def cancel(
    session: AsyncSession, row: Gathering, *, member: StaffMember, now: dt.datetime
) -> None:
    """A locked gathering does not take place; who knew of it is told by a step of its own."""
    if row.state != GatheringState.PLANNED:
        raise NotOpen(NotOpen.__doc__)
    row.state, row.version = GatheringState.CANCELLED, row.version + 1
    await gathering_notices.cancel_of_gathering(
        session, row.id, *COMING, reason=NoticeReason.CANCELLED
    )
    for one in await gatherings.invitations(session, row.id):
        one.offered_until = None
    await staff.audit(session, member.id, "cancel", "gathering", row.id, now=now)


async def close(
    session: AsyncSession,
    row: Gathering,
    came: Collection[int],
    *,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """A locked gathering took place, and these invitations came. It can be corrected later."""
    if row.state == GatheringState.CANCELLED:
        raise NotOpen(NotOpen.__doc__)
    if row.starts_at > now:
        raise NotYet(NotYet.__doc__)
    await _hold(session, row, now=now)
    for one in await gatherings.invitations(session, row.id):
        one.attended = one.id in came
    await staff.audit(session, member.id, "attendance", "gathering", row.id, now=now)


async def suspend(session: AsyncSession, sponsorship_id: int, *, now: dt.datetime) -> None:
    """The sponsorship has ended: nobody is invited or reminded until staff decide what becomes."""
    for row in await _coming(session, sponsorship_id, now=now):
        on_its_way = await _withdraw(session, row, reason=NoticeReason.ENDED)
        await deliveries.cancel(session, on_its_way, now=now, reason=NoticeReason.ENDED)


async def resume(session: AsyncSession, sponsorship_id: int, *, now: dt.datetime) -> None:
    """It had not ended after all: what was taken back for that is planned again."""
    for row in await _coming(session, sponsorship_id, now=now):
        await gathering_notices.resume(session, row.id, reason=NoticeReason.ENDED)
        for one in await gatherings.invitations(session, row.id):
            if one.state == InvitationState.YES:
                await seats.remind(session, row, one, now=now)


async def _coming(
    session: AsyncSession, sponsorship_id: int, *, now: dt.datetime
) -> list[Gathering]:
    """The exchange moments of a sponsorship that are still to come, locked in order."""
    found = (await gatherings.exchanges(session, [sponsorship_id]))[sponsorship_id]
    locked = [await gatherings.locked(session, number) for number in sorted(it.id for it in found)]
    return [
        row for row in locked if row and row.state == GatheringState.PLANNED and row.starts_at > now
    ]


async def _hold(session: AsyncSession, row: Gathering, *, now: dt.datetime) -> None:
    """It took place: nothing that speaks of it as to come goes out any more."""
    row.state = GatheringState.HELD
    on_its_way = await _withdraw(session, row, reason=NoticeReason.HELD)
    await deliveries.cancel(session, on_its_way, now=now, reason=NoticeReason.HELD)
    for one in await gatherings.invitations(session, row.id):
        one.offered_until = None


async def _withdraw(
    session: AsyncSession, row: Gathering, *, reason: NoticeReason
) -> ColumnElement[bool]:
    """Take back what is planned to be said; the copies of it that are on their way."""
    await gathering_notices.cancel_of_gathering(session, row.id, *COMING, reason=reason)
    said = {
        number: [it.id for it in each if it.kind in COMING]
        for number, each in (await gathering_notices.of_gathering(session, row.id)).items()
    }
    return Delivery.dedupe_key.in_(await copies.keys_of_notices(session, row, said))


async def _renew(session: AsyncSession, row: Gathering, *, now: dt.datetime) -> None:
    """It is another time or place: reminders are planned anew, and no old news goes out."""
    row.version += 1
    await gathering_notices.cancel_of_gathering(
        session, row.id, NoticeKind.REMIND, NoticeKind.MOVED, reason=NoticeReason.MOVED
    )
    await session.flush()
    for one in await gatherings.invitations(session, row.id):
        if one.offered_until is not None:
            one.offered_until = min(one.offered_until, row.starts_at)
        if one.state == InvitationState.YES:
            await seats.remind(session, row, one, now=now)


def _values(kind: GatheringKind, facts: Facts, zone: ZoneInfo) -> dict[str, Any]:
    """The columns, checked."""
    title = lines.one_line(facts.title, LONGEST, field="title")
    place = lines.one_line(facts.place, LONGEST, field="place")
    if kind != GatheringKind.EXCHANGE and not title:
        raise NoTitle(NoTitle.__doc__)
    if facts.until is not None and facts.until <= facts.at:
        raise EndsBeforeStart(EndsBeforeStart.__doc__)
    return {
        "title": title or None,
        "language": register.known_language(facts.language),
        "local_date": facts.on,
        "local_time": facts.at,
        "until_time": facts.until,
        "timezone": zone.key,
        "starts_at": hours.resolve(facts.on, facts.at, zone),
        "place": place or None,
        "capacity": facts.capacity,
    }

"""Families and groups for whom messages wait, and of whom nobody has ever written to us."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    Address,
    Contact,
    FirstContact,
    Gathering,
    GatheringNotice,
    Household,
    Invitation,
    NoticeState,
    Occurrence,
    Sponsorship,
    WelcomeGroup,
)
from db.occurrences import OccurrenceState

#: Which home waits: ("household" | "group", id).
Home = tuple[str, int]
KINDS = ("household", "group")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for a home's first word."""

    #: how many messages
    count: int
    #: the local date of the first of them
    first_on: dt.date


async def notice(session: AsyncSession, *, until: dt.datetime) -> Sequence[Home]:
    """Homes for whom something is due before an instant, and whom nothing can reach."""
    homes = await session.execute(select(Household.id).where(_is_waiting_family(until)))
    groups = await session.execute(select(WelcomeGroup.id).where(_is_waiting_group(until)))
    return [
        *(("household", number) for number in homes.scalars()),
        *(("group", number) for number in groups.scalars()),
    ]


async def open_all(
    session: AsyncSession, homes: Collection[Home], *, now: dt.datetime, pause: dt.timedelta
) -> None:
    """Note that these wait; who waited before is not reminded of again within the pause."""
    known = await _of(session, homes)
    for home in homes:
        row = known.get(home)
        if row is None:
            session.add(FirstContact(**_owner(home), since=now, next_at=now))
        elif row.ended_at is not None:
            row.since, row.ended_at = now, None
            row.next_at = max(now, row.reminded_at + pause) if row.reminded_at else now
    await session.flush()


async def due(
    session: AsyncSession, *, now: dt.datetime, without: Collection[int] = (), limit: int = 50
) -> Sequence[int]:
    """Ids of those that a colleague is to be reminded of; not locked."""
    found = await session.execute(
        select(FirstContact.id)
        .where(*_is_due(now), FirstContact.id.not_in(without))
        .order_by(FirstContact.next_at, FirstContact.id)
        .limit(limit)
    )
    return found.scalars().all()


async def claim(session: AsyncSession, row_id: int, *, now: dt.datetime) -> FirstContact | None:
    """Lock one that is still due, and nobody else's."""
    found = await session.execute(
        select(FirstContact)
        .where(*_is_due(now), FirstContact.id == row_id)
        .with_for_update(skip_locked=True)
    )
    return found.scalar_one_or_none()


async def still_waits(session: AsyncSession, row: FirstContact, *, until: dt.datetime) -> bool:
    """Nobody has written yet, and something is due before an instant."""
    statement: Select[Any] = (
        select(Household.id).where(Household.id == row.household_id, _is_waiting_family(until))
        if row.household_id is not None
        else select(WelcomeGroup.id).where(
            WelcomeGroup.id == row.welcome_group_id, _is_waiting_group(until)
        )
    )
    return (await session.execute(statement)).first() is not None


async def of_home(
    session: AsyncSession, *, household_id: int | None, group_id: int | None
) -> FirstContact | None:
    """What waits for a family or a group; None when nothing does."""
    owner = (
        FirstContact.household_id == household_id
        if household_id is not None
        else FirstContact.welcome_group_id == group_id
    )
    found = await session.execute(
        select(FirstContact).where(owner, FirstContact.ended_at.is_(None))
    )
    return found.scalar_one_or_none()


async def waiting(session: AsyncSession) -> Sequence[FirstContact]:
    """All that wait now, longest first."""
    found = await session.execute(
        select(FirstContact)
        .where(FirstContact.ended_at.is_(None))
        .order_by(FirstContact.since, FirstContact.id)
    )
    return found.scalars().all()


async def messages(
    session: AsyncSession, homes: Collection[Home], *, until: dt.datetime
) -> Mapping[Home, Waiting]:
    """What waits for these homes, due before an instant."""
    found: dict[Home, Waiting] = {}
    for kind, owner, side in (
        ("household", Occurrence.household_id, "family"),
        ("group", Sponsorship.welcome_group_id, "group"),
    ):
        ids = [number for name, number in homes if name == kind]
        rows = await session.execute(
            select(owner, func.count(), func.min(Occurrence.local_date))
            .outerjoin(Sponsorship, Sponsorship.id == Occurrence.sponsorship_id)
            .where(owner.in_(ids), Occurrence.side == side, *_is_pending(until))
            .group_by(owner)
        )
        for number, count, day in rows:
            found[kind, number] = Waiting(count=count, first_on=day)
    for home, count, day in await _invitations(session, homes, until):
        there = found.get(home)
        found[home] = Waiting(
            count=count + (there.count if there else 0),
            first_on=min(day, there.first_on) if there else day,
        )
    return found


async def guests(session: AsyncSession, group_id: int, *, until: dt.datetime) -> set[int]:
    """Volunteers of a group for whom something of a gathering waits until they write."""
    found = await session.execute(
        select(Contact.id)
        .join(Invitation, Invitation.contact_id == Contact.id)
        .join(GatheringNotice, GatheringNotice.invitation_id == Invitation.id)
        .where(Contact.welcome_group_id == group_id, _is_unmet(Contact), *_is_told(until))
    )
    return set(found.scalars())


async def responsible(session: AsyncSession, row: FirstContact) -> Sequence[int]:
    """The colleagues of the sponsorships that have not ended; () when nobody was named."""
    owner = (
        Sponsorship.household_id == row.household_id
        if row.household_id is not None
        else Sponsorship.welcome_group_id == row.welcome_group_id
    )
    found = await session.execute(
        select(Sponsorship.staff_id)
        .distinct()
        .where(owner, Sponsorship.ended_on.is_(None), Sponsorship.staff_id.is_not(None))
        .order_by(Sponsorship.staff_id)
    )
    return [number for number in found.scalars() if number is not None]


async def _invitations(
    session: AsyncSession, homes: Collection[Home], until: dt.datetime
) -> Sequence[tuple[Home, int, dt.date]]:
    """What waits of gatherings: home, how many messages, the first gathering's day."""
    found: list[tuple[Home, int, dt.date]] = []
    owners = zip(KINDS, (Invitation.household_id, Contact.welcome_group_id), strict=True)
    for kind, owner in owners:
        ids = [number for name, number in homes if name == kind]
        rows = await session.execute(
            select(owner, func.count(), func.min(Gathering.local_date))
            .select_from(GatheringNotice)
            .join(Invitation, Invitation.id == GatheringNotice.invitation_id)
            .join(Gathering, Gathering.id == Invitation.gathering_id)
            .outerjoin(Contact, Contact.id == Invitation.contact_id)
            .where(owner.in_(ids), *_is_told(until), or_(Contact.id.is_(None), _is_unmet(Contact)))
            .group_by(owner)
        )
        found += [((kind, number or 0), count, day) for number, count, day in rows]
    return found


async def _of(session: AsyncSession, homes: Collection[Home]) -> Mapping[Home, FirstContact]:
    families, groups = ([number for kind, number in homes if kind == name] for name in KINDS)
    found = await session.execute(
        select(FirstContact).where(
            or_(
                FirstContact.household_id.in_(families),
                FirstContact.welcome_group_id.in_(groups),
            )
        )
    )
    return {home_of(row): row for row in found.scalars()}


def home_of(row: FirstContact) -> Home:
    if row.household_id is not None:
        return ("household", row.household_id)
    return ("group", row.welcome_group_id or 0)


def _owner(home: Home) -> Mapping[str, int]:
    return {"household_id" if home[0] == "household" else "welcome_group_id": home[1]}


def _is_due(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return FirstContact.ended_at.is_(None), FirstContact.next_at <= now


def _is_pending(until: dt.datetime) -> Iterator[ColumnElement[bool]]:
    yield Occurrence.state == OccurrenceState.PLANNED
    yield Occurrence.look_at <= until


def _is_told(until: dt.datetime) -> Iterator[ColumnElement[bool]]:
    """A notice of a gathering would be said by then."""
    yield GatheringNotice.state == NoticeState.PLANNED
    yield GatheringNotice.look_at <= until


def _is_unmet(person: type[Contact]) -> ColumnElement[bool]:
    """Somebody who has not left, and has no phone here."""
    own = exists().where(Address.contact_id == person.id, Address.detached_at.is_(None))
    return and_(person.left_at.is_(None), ~own)


def _is_waiting_family(until: dt.datetime) -> ColumnElement[bool]:
    """A condition on Household."""
    member = aliased(Contact)
    pending = exists().where(
        Occurrence.household_id == Household.id, Occurrence.side == "family", *_is_pending(until)
    )
    invited = exists().where(
        GatheringNotice.invitation_id == Invitation.id,
        Invitation.household_id == Household.id,
        *_is_told(until),
    )
    own = exists().where(
        Address.contact_id == member.id,
        member.household_id == Household.id,
        member.left_at.is_(None),
        Address.detached_at.is_(None),
    )
    shared = exists().where(Address.household_id == Household.id, Address.detached_at.is_(None))
    return and_(or_(pending, invited), ~own, ~shared)


def _is_waiting_group(until: dt.datetime) -> ColumnElement[bool]:
    """A condition on WelcomeGroup. It is spoken to by its contact people where it has some.

    To gatherings each volunteer is invited alone.
    """
    member, other, guest = aliased(Contact), aliased(Contact), aliased(Contact)
    pending = exists().where(
        Occurrence.sponsorship_id == Sponsorship.id,
        Sponsorship.welcome_group_id == WelcomeGroup.id,
        Sponsorship.ended_on.is_(None),
        Occurrence.side == "group",
        *_is_pending(until),
    )
    has_contact_person = exists().where(
        other.welcome_group_id == WelcomeGroup.id,
        other.left_at.is_(None),
        other.is_contact_person.is_(True),
    )
    own = exists().where(
        Address.contact_id == member.id,
        member.welcome_group_id == WelcomeGroup.id,
        member.left_at.is_(None),
        or_(member.is_contact_person.is_(True), ~has_contact_person),
        Address.detached_at.is_(None),
    )
    invited = exists().where(
        GatheringNotice.invitation_id == Invitation.id,
        Invitation.contact_id == guest.id,
        guest.welcome_group_id == WelcomeGroup.id,
        _is_unmet(guest),
        *_is_told(until),
    )
    return or_(and_(pending, ~own), invited)

"""Gatherings as the desk lists them, within the scope of who looks. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import desk_people
from db.models import (
    Contact,
    Gathering,
    Household,
    Invitation,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringLine:
    """A gathering as a list shows it."""

    gathering: Gathering
    #: of an exchange moment
    household: Household | None
    group: WelcomeGroup | None
    #: the colleague responsible for the family
    colleague: StaffMember | None
    #: its sponsorship is over: staff decide whether it takes place
    has_ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLine:
    """Somebody invited, by name."""

    invitation: Invitation
    #: one of the two
    contact: Contact | None
    household: Household | None
    #: of the volunteer
    group: WelcomeGroup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """A sponsorship that runs, whose family is here."""

    sponsorship: Sponsorship
    household: Household
    group: WelcomeGroup
    colleague: StaffMember | None


async def listing(
    session: AsyncSession, member: StaffMember, *, since: dt.datetime, limit: int = 300
) -> Sequence[GatheringLine]:
    """Gatherings that begin after an instant, in order of time."""
    found = await session.execute(
        _lines(member)
        .where(Gathering.starts_at >= since)
        .order_by(Gathering.starts_at, Gathering.id)
        .limit(limit)
    )
    return [_line(row) for row in found]


async def find(
    session: AsyncSession, member: StaffMember, gathering_id: int
) -> GatheringLine | None:
    """One gathering: a training or conference, or an exchange moment of a family within scope."""
    found = await session.execute(_lines(member).where(Gathering.id == gathering_id))
    row = found.one_or_none()
    return None if row is None else _line(row)


async def invited(session: AsyncSession, gathering_id: int) -> Sequence[InvitationLine]:
    """Everybody invited, families first, then volunteers by group."""
    found = await session.execute(
        select(Invitation, Contact, Household, WelcomeGroup)
        .outerjoin(Contact, Contact.id == Invitation.contact_id)
        .outerjoin(Household, Household.id == Invitation.household_id)
        .outerjoin(WelcomeGroup, WelcomeGroup.id == Contact.welcome_group_id)
        .where(Invitation.gathering_id == gathering_id)
        .order_by(Invitation.contact_id.is_not(None), Contact.welcome_group_id, Invitation.id)
    )
    return [
        InvitationLine(invitation=one, contact=who, household=home, group=group)
        for one, who, home, group in found
    ]


async def running(session: AsyncSession, member: StaffMember) -> Sequence[YearLine]:
    """Sponsorships within scope that have an arrival and have not ended, the oldest first."""
    found = await session.execute(
        select(Sponsorship, Household, WelcomeGroup, StaffMember)
        .join(Household, Household.id == Sponsorship.household_id)
        .join(WelcomeGroup, WelcomeGroup.id == Sponsorship.welcome_group_id)
        .outerjoin(StaffMember, StaffMember.id == Sponsorship.staff_id)
        .where(
            Sponsorship.ended_on.is_(None),
            Sponsorship.arrival_on.is_not(None),
            *desk_people.scope(member),
        )
        .order_by(Sponsorship.arrival_on, Sponsorship.id)
    )
    return [
        YearLine(sponsorship=link, household=home, group=group, colleague=who)
        for link, home, group, who in found
    ]


def _lines(member: StaffMember) -> Select[Any]:
    columns: list[Any] = [Gathering, Household, WelcomeGroup, StaffMember, Sponsorship.ended_on]
    return (
        select(*columns)
        .outerjoin(Sponsorship, Sponsorship.id == Gathering.sponsorship_id)
        .outerjoin(Household, Household.id == Sponsorship.household_id)
        .outerjoin(WelcomeGroup, WelcomeGroup.id == Sponsorship.welcome_group_id)
        .outerjoin(StaffMember, StaffMember.id == Sponsorship.staff_id)
        .where(_within(member))
    )


def _within(member: StaffMember) -> ColumnElement[bool]:
    """Families are seen within scope; trainings and conferences are everybody's to see."""
    limits = desk_people.scope(member)
    return or_(Gathering.sponsorship_id.is_(None), *limits) if limits else Gathering.id > 0


def _line(row: Any) -> GatheringLine:
    gathering, household, group, colleague, ended_on = row
    return GatheringLine(
        gathering=gathering,
        household=household,
        group=group,
        colleague=colleague,
        has_ended=ended_on is not None,
    )

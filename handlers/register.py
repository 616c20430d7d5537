"""New groups, families and people, as staff enter them; being reachable comes later, by invite."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import staff
from db.models import (
    Contact,
    ContactKind,
    Household,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)
from handlers import lines, regions
from locales import languages

#: Characters of a name, at most.
NAME_LENGTH = 120


class NoName(ValueError):
    """Everybody and every group has a name: write it as people say it."""


class UnknownLanguage(ValueError):
    """This is not one of the helpdesk's languages."""


async def add_group(
    session: AsyncSession,
    *,
    name: str,
    postal_code: str,
    member: StaffMember | None,
    now: dt.datetime,
) -> WelcomeGroup:
    """A welcome group; its region follows from the postal code, which may be empty."""
    group = WelcomeGroup(name=clean_name(name), created_at=now, **place(postal_code))
    session.add(group)
    await session.flush()
    await _audit(session, member, "group", group.id, now=now)
    return group


async def add_household(
    session: AsyncSession,
    group: WelcomeGroup,
    *,
    name: str,
    language: str,
    postal_code: str,
    arrival_on: dt.date | None,
    timezone: str,
    member: StaffMember | None,
    now: dt.datetime,
) -> Household:
    """A family and its sponsorship by a group; whoever enters it is responsible."""
    found = place(postal_code) if postal_code.strip() else _place_of(group)
    household = Household(
        name=clean_name(name),
        language=known_language(language),
        timezone=timezone,
        created_at=now,
        **found,
    )
    session.add(household)
    await session.flush()
    link = Sponsorship(
        welcome_group_id=group.id,
        household_id=household.id,
        staff_id=member.id if member else None,
        arrival_on=arrival_on,
        replan_at=now,
        created_at=now,
    )
    session.add(link)
    await session.flush()
    await _audit(session, member, "household", household.id, now=now)
    await _audit(session, member, "sponsorship", link.id, now=now)
    return household


async def add_person(
    session: AsyncSession,
    home: WelcomeGroup | Household,
    *,
    name: str,
    language: str,
    second_language: str = "",
    is_contact_person: bool = False,
    timezone: str,
    member: StaffMember | None,
    now: dt.datetime,
) -> Contact:
    """A volunteer of a group, or a member of a family."""
    family = isinstance(home, Household)
    person = Contact(
        kind=ContactKind.FAMILY if family else ContactKind.VOLUNTEER,
        name=clean_name(name),
        language=known_language(language),
        second_language=another_language(second_language, language),
        is_contact_person=is_contact_person,
        timezone=timezone,
        household_id=home.id if family else None,
        welcome_group_id=None if family else home.id,
        created_at=now,
        **_place_of(home),
    )
    session.add(person)
    await session.flush()
    await _audit(session, member, "contact", person.id, now=now)
    return person


def clean_name(given: str) -> str:
    """One line of at most NAME_LENGTH characters; some are seen. Raises NoName, lines.TooLong."""
    kept = lines.one_line(given, NAME_LENGTH)
    if not kept:
        raise NoName(NoName.__doc__)
    return kept


def known_language(given: str) -> str:
    """One of our languages. Raises UnknownLanguage."""
    if given not in languages.LANGUAGES:
        raise UnknownLanguage(UnknownLanguage.__doc__)
    return given


def another_language(given: str, first: str) -> str | None:
    """A second language that is none of our languages is a fault; none, or the first, is None."""
    return known_language(given) if given and given != first else None


def place(postal_code: str) -> dict[str, str | None]:
    """Postal code and region. Raises regions.UnknownPostalCode."""
    code = postal_code.strip()
    if not code:
        return {"postal_code": None, "region": None}
    return {"region": regions.of_postal_code(code), "postal_code": code}


def _place_of(home: WelcomeGroup | Household) -> dict[str, str | None]:
    return {"postal_code": home.postal_code, "region": home.region}


async def _audit(
    session: AsyncSession,
    member: StaffMember | None,
    kind: str,
    subject_id: int,
    *,
    now: dt.datetime,
) -> None:
    await staff.audit(session, member.id if member else None, "add", kind, subject_id, now=now)

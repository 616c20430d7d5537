"""Groups, families and people as staff edit them; a form that is out of date is not obeyed."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import history, planning, staff
from db.models import Contact, Household, Sponsorship, StaffMember, WelcomeGroup
from handlers import register
from locales import languages

Editable = WelcomeGroup | Household | Contact | Sponsorship
#: What a form of each shows and may change; and how the audit names it.
FIELDS: Mapping[type[Editable], tuple[str, ...]] = {
    WelcomeGroup: ("name", "postal_code", "region", "languages"),
    Household: ("name", "language", "postal_code", "region", "has_school_children"),
    Contact: ("name", "language", "second_language", "is_contact_person"),
    Sponsorship: (
        "welcome_group_id",
        "staff_id",
        "matched_on",
        "arrival_on",
        "registered_on",
        "status_granted_on",
        "support_ends_on",
        "card_expires_on",
        "ended_on",
    ),
}
KINDS: Mapping[type[Editable], str] = {
    WelcomeGroup: "group",
    Household: "household",
    Contact: "contact",
    Sponsorship: "sponsorship",
}


class ChangedMeanwhile(Exception):
    """Somebody changed this since the form was shown; look at it before saving again."""

    def __init__(self, name: str | None, at: dt.datetime | None) -> None:
        super().__init__(ChangedMeanwhile.__doc__)
        #: which colleague; None when it was the bot, by what a person told it
        self.name = name
        #: when
        self.at = at


def stamp(row: Editable) -> str:
    """A short word for what a row says: it changes with any of its fields, whoever changed it."""
    said = [getattr(row, name) for name in FIELDS[type(row)]]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


async def change_group(
    session: AsyncSession,
    group: WelcomeGroup,
    *,
    name: str,
    postal_code: str,
    spoken: Sequence[str],
    seen: str,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """Raises register.NoName, regions.UnknownPostalCode, ChangedMeanwhile."""
    known = [code for code in languages.LANGUAGES if code in spoken]
    wanted = {
        "name": register.clean_name(name),
        "languages": known,
        **_place(group, postal_code),
    }
    await apply(session, group, wanted, seen=seen, member=member, now=now)


async def change_household(
    session: AsyncSession,
    household: Household,
    *,
    name: str,
    language: str,
    postal_code: str,
    has_school_children: bool | None,
    seen: str,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """Its year is planned again by the next tick, since steps depend on these facts.

    Raises register.NoName and UnknownLanguage, regions.UnknownPostalCode, ChangedMeanwhile.
    """
    wanted = {
        "name": register.clean_name(name),
        "language": register.known_language(language),
        "has_school_children": has_school_children,
        **_place(household, postal_code),
    }
    if await apply(session, household, wanted, seen=seen, member=member, now=now):
        await planning.ask(session, now=now, household_id=household.id)


async def change_person(
    session: AsyncSession,
    contact: Contact,
    *,
    name: str,
    language: str,
    second_language: str,
    is_contact_person: bool,
    seen: str,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """Raises register.NoName and UnknownLanguage, ChangedMeanwhile."""
    wanted = {
        "name": register.clean_name(name),
        "language": register.known_language(language),
        "second_language": register.another_language(second_language, language),
        "is_contact_person": is_contact_person,
    }
    await apply(session, contact, wanted, seen=seen, member=member, now=now)


async def apply(
    session: AsyncSession,
    row: Editable,
    wanted: Mapping[str, Any],
    *,
    seen: str,
    member: StaffMember,
    now: dt.datetime,
    action: str = "edit",
) -> bool:
    """Write what is wanted if the row still says what the form showed; False: it says so already.

    Raises ChangedMeanwhile.
    """
    await session.flush()
    await session.refresh(row, with_for_update=True)
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    await check(session, row, seen)
    for name, value in wanted.items():
        setattr(row, name, value)
    await staff.audit(session, member.id, action, KINDS[type(row)], row.id, now=now)
    return True


async def check(session: AsyncSession, row: Editable, seen: str) -> None:
    """Raises ChangedMeanwhile unless a row says what the form showed."""
    if seen != stamp(row):
        change = await history.last_change(session, KINDS[type(row)], row.id)
        raise ChangedMeanwhile(*(change or (None, None)))


def _place(row: WelcomeGroup | Household, postal_code: str) -> dict[str, str | None]:
    """A region that somebody told the bot stays until another postal code is written."""
    if postal_code.strip() == (row.postal_code or ""):
        return {}
    return register.place(postal_code)

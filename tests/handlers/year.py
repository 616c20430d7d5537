"""A sponsorship with its group, family and phones, and due steps: for tests of the year."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import consents
from db.models import (
    Address,
    ConsentState,
    Contact,
    Household,
    Occurrence,
    Purpose,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)
from db.occurrences import OccurrenceState
from tests.db import scene as rows

VALID = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Who is in a sponsorship."""

    home: Household
    link: Sponsorship
    #: where a test asks for them
    group: WelcomeGroup | None = None
    colleague: StaffMember | None = None


async def circle(
    session: AsyncSession, now: dt.datetime, language: str = "en", *, login: str = "ana"
) -> Circle:
    """Linked a year ago, so that nothing is hushed."""
    home = Household(name="Invented", language=language, created_at=now)
    group = WelcomeGroup(name="Invented", created_at=now)
    session.add_all([home, group])
    await session.flush()
    colleague = await rows.colleague(session, now, login)
    link = Sponsorship(
        household_id=home.id,
        welcome_group_id=group.id,
        staff_id=colleague.id,
        arrival_on=now.date() - dt.timedelta(days=90),
        created_at=now,
    )
    session.add(link)
    await session.flush()
    return Circle(home=home, group=group, link=link, colleague=colleague)


async def phone(
    session: AsyncSession,
    now: dt.datetime,
    number: str,
    *,
    home: Household | None = None,
    contact: Contact | None = None,
    said: ConsentState | None = ConsentState.GIVEN,
) -> Address:
    """A phone of somebody, who said so to check-ins."""
    address = await rows.address(session, now, number)
    address.household_id = home.id if home else None
    address.contact_id = contact.id if contact else None
    address.last_inbound_at = now
    await session.flush()
    if said is not None:
        await consents.record(
            session, address, purpose=Purpose.CHECKINS, state=said, wording_version="1",
            language="en", how="test", now=now,
        )  # fmt: skip
    return address


async def due(
    session: AsyncSession, circle: Circle, step: str, side: str, at: dt.datetime, **values: Any
) -> Occurrence:
    """A step of the plan whose moment is `at`."""
    one = Occurrence(
        **{
            "household_id": circle.home.id,
            "sponsorship_id": circle.link.id,
            "step_key": step,
            "side": side,
            "local_date": at.date(),
            "local_time": at.time(),
            "timezone": "Europe/Brussels",
            "due_at": at,
            "look_at": at,
            "expires_at": at + VALID,
            "state": OccurrenceState.PLANNED,
            "created_at": at,
            **values,
        }
    )
    session.add(one)
    await session.flush()
    return one

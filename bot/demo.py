"""The demo's people: invented, dated relative to today, loaded once into an empty database."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, conversations, demo, messages, people, staff
from db.content import Content, Form
from db.models import (
    Author,
    Contact,
    ContactKind,
    Direction,
    Household,
    Role,
    WelcomeGroup,
)
from handlers import consent, context, onboarding, saying, sponsorships
from handlers.context import Turn
from handlers.house import House
from handlers.sponsorships import Dates
from locales.texts import checkins as texts

#: The phones of the try-it page: external ids in the account "demo".
VOLUNTEER, FAMILY = "volunteer-1", "family-1"
CHANNEL, ACCOUNT = "simulator", "demo"
#: How long ago the demo's family arrived.
ARRIVED = dt.timedelta(days=20)
#: How long ago its group was found.
MATCHED = dt.timedelta(days=80)
ADMIN_LOGIN = "ana@demo.invalid"


async def load(session: AsyncSession, house: House, *, now: dt.datetime) -> bool:
    """Load the demo's people; False, and nothing done, when the database has any people."""
    if await people.groups(session) or await staff.working(session):
        return False
    today = now.astimezone(house.policy.zone).date()
    group = WelcomeGroup(
        name="Onthaalgroep Mechelen", postal_code="2800", region="flanders", created_at=now
    )
    home = Household(
        name="Al-Hamdan", language="ar", postal_code="2800", region="flanders", created_at=now
    )
    session.add_all([group, home])
    await session.flush()
    ana = await staff.add(
        session,
        name="Ana Haddad",
        login=ADMIN_LOGIN,
        role=Role.ADMIN,
        languages=["ar", "en", "fr", "nl"],
        now=now,
        handles_complaints=True,
    )
    await staff.add(
        session,
        name="Jonas Peeters",
        login="jonas@demo.invalid",
        role=Role.WORKER,
        languages=["nl", "en", "fr"],
        now=now,
    )
    await sponsorships.link(
        session,
        house,
        home,
        group,
        staff_id=ana.id,
        dates=Dates(matched_on=today - MATCHED, arrival_on=today - ARRIVED),
        member=ana,
        now=now,
    )
    volunteer = Contact(
        kind=ContactKind.VOLUNTEER,
        name="Lotte Janssens",
        language="nl",
        region="flanders",
        postal_code="2800",
        welcome_group_id=group.id,
        created_at=now,
    )
    session.add(volunteer)
    await session.flush()
    await _phone(session, house, VOLUNTEER, now=now, contact=volunteer)
    await _phone(session, house, FAMILY, now=now, household=home)
    return True


async def _phone(
    session: AsyncSession,
    house: House,
    external_id: str,
    *,
    now: dt.datetime,
    contact: Contact | None = None,
    household: Household | None = None,
) -> None:
    """Attach a phone of the try-it page to its owner, and greet."""
    address = await addresses.meet(session, CHANNEL, ACCOUNT, external_id, now=now)
    address.contact_id = contact.id if contact else None
    address.household_id = household.id if household else None
    address.last_inbound_at = now
    await session.flush()
    conversation = await conversations.of_address(session, address, now=now)
    turn = await context.of(session, house, address, conversation, now=now)
    await onboarding.welcome(turn)
    if household is not None:
        await _say_yes(turn)


async def _say_yes(turn: Turn) -> None:
    """The demo's family has agreed to check-ins already, by the button."""
    await messages.write(
        turn.session,
        turn.conversation,
        Content(form=Form.PRESS, text=saying.words(turn, texts.CONSENT_YES)),
        direction=Direction.IN,
        author=Author.PERSON,
        now=turn.now,
    )
    await consent.press_consent(turn, "yes")


async def clear(session: AsyncSession) -> bool:
    """Remove the demo's people and all they said; False when this is no demo database."""
    return await demo.clear(session, CHANNEL, login=ADMIN_LOGIN)

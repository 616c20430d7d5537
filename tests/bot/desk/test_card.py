"""The card beside a conversation: the sponsorship, the role and the consent of who writes."""

import datetime as dt
import html
import re

from sqlalchemy import select

from db import consents
from db.models import Address, ConsentState, Contact, Conversation, Purpose, Sponsorship
from tests.bot.desk.world import Browser, World


async def _card(browser: Browser, thread: Conversation) -> str:
    """The words of the card, and where its links lead."""
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    card = page[page.index('id="card"') : page.index("</aside>")]
    linked = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>', r" [\1] ", card)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", linked)).split())


async def _agree(world: World, thread: Conversation) -> None:
    async with world.runtime.database.transaction() as session:
        await consents.record(
            session,
            await session.get_one(Address, thread.address_id),
            purpose=Purpose.CHECKINS,
            state=ConsentState.GIVEN,
            wording_version="1",
            language="en",
            how="button",
            now=world.now,
        )


async def test_the_card_tells_the_sponsorship_that_runs(world: World) -> None:
    ben = await world.colleague("Ben Peeters")
    ana = await world.signed_in(await world.colleague("Ana"))
    group = await world.group()
    home = await world.family(group=group)
    await world.family("A family of before", group=group)
    days = {
        "matched_on": dt.date(2020, 1, 6),
        "arrival_on": dt.date(2020, 2, 3),
        "registered_on": dt.date(2020, 3, 2),
        "status_granted_on": dt.date(2020, 4, 6),
        "support_ends_on": dt.date(2021, 2, 3),
    }
    async with world.runtime.database.transaction() as session:
        for old in (await session.execute(select(Sponsorship))).scalars():
            old.ended_on = dt.date(2019, 12, 2)
        now = Sponsorship(
            welcome_group_id=group.id,
            household_id=home.id,
            staff_id=ben.id,
            created_at=world.now,
            **days,
        )
        session.add(now)
    mother = await world.volunteer("Amal", kind="family", household_id=home.id, language="ar")
    lotte = await world.volunteer("Lotte", welcome_group_id=group.id)
    year = (
        "Match Mon 6 Jan 2020 Arrival Mon 3 Feb 2020 "
        "Registration in the municipality Mon 2 Mar 2020 "
        "Status granted Mon 6 Apr 2020 Support ends Wed 3 Feb 2021"
    )
    responsible = f"Colleague responsible Ben Peeters {year}"
    link = f"[/desk/sponsorships/{now.id}] Sponsorship"
    own = await _card(ana, await world.talk(mother, phone="phone-1"))
    assert f"{link} {responsible}" in own
    volunteer = await _card(ana, await world.talk(lotte, phone="phone-2"))
    assert f"{link} Family The invented family {responsible}" in volunteer
    for card in (own, volunteer):
        assert card.count("Sponsorship") == 1
    assert (await ana.get(f"/desk/sponsorships/{now.id}")).status_code == 200


async def test_the_card_keeps_a_family_out_of_scope_to_itself(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana", languages=("en",)))
    group = await world.group()
    home = await world.family(language="ti", group=group)
    son = await world.volunteer("Samuel", kind="family", household_id=home.id)
    lotte = await world.volunteer("Lotte", welcome_group_id=group.id)
    for number, who in enumerate((son, lotte)):
        card = await _card(ana, await world.talk(who, phone=f"phone-{number}"))
        assert who.name in card
        assert "Sponsorship" not in card
    assert "The invented family" not in card


async def test_the_card_tells_everybodys_role_and_consent(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    roles: dict[str, Contact] = {
        "Who Family member Language": await world.volunteer(
            "Amal", kind="family", household_id=home.id
        ),
        "Who Volunteer, contact person Language": await world.volunteer(
            "Lotte", is_contact_person=True
        ),
    }
    for role, contact in roles.items():
        thread = await world.talk(contact, phone=contact.name)
        before = await _card(ana, thread)
        assert role in before
        assert "Check-ins Not asked yet" in before
        await _agree(world, thread)
        assert "Check-ins Yes to check-ins" in await _card(ana, thread)
    assert "Who" not in await _card(ana, await world.talk(home, phone="shared"))

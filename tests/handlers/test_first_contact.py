"""Whoever is responsible is reminded to hand over the invitation until somebody has written."""

import datetime as dt

from sqlalchemy import select

from db import addresses, alerts, first_contacts, gathering_notices, gatherings
from db.engine import AsyncSession, Database
from db.models import (
    Alert,
    Contact,
    FirstContact,
    Gathering,
    GatheringKind,
    GatheringState,
    NoticeKind,
    Role,
    Sponsorship,
    StaffMember,
)
from handlers import first_contact
from tests.db import scene
from tests.handlers import scene as houses
from tests.handlers.test_planning import linked

HOUSE = houses.house()
DAY = dt.timedelta(days=1)


async def tick(database: Database, now: dt.datetime) -> None:
    """What the scheduler does once a minute."""
    async with database.transaction() as session:
        await first_contact.notice(session, now=now)
        for number in await first_contacts.due(session, now=now):
            await first_contact.remind_one(session, HOUSE, number, now=now)


async def told(database: Database) -> list[tuple[int | None, str]]:
    """Who was reminded of whom: (colleague, "household" or "group")."""
    async with database.reading() as session:
        found = await session.execute(
            select(Alert.staff_id, FirstContact)
            .join(FirstContact, FirstContact.id == Alert.first_contact_id)
            .order_by(Alert.id)
        )
        return [(number, first_contacts.home_of(row)[0]) for number, row in found]


async def writes(session: AsyncSession, row: Sponsorship, now: dt.datetime) -> None:
    """The family brings its invitation."""
    phone = await scene.address(session, now)
    phone.household_id = row.household_id
    await session.flush()
    await first_contact.made(session, phone, now=now)


async def test_the_responsible_colleague_is_reminded_weekly_until_the_family_writes(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now, arrival=now.date() + 20 * DAY)
    async with database.transaction() as session:
        await scene.colleague(session, now, login="ben")
    await tick(database, now)
    assert "household" not in {home for _, home in await told(database)}, "its day is far away"

    arrived = now + 21 * DAY
    await tick(database, arrived)
    await tick(database, arrived + dt.timedelta(minutes=1))
    await tick(database, arrived + 6 * DAY)
    assert (await told(database)).count((ana.id, "household")) == 1
    await tick(database, arrived + 7 * DAY)
    assert (await told(database)).count((ana.id, "household")) == 2
    assert {number for number, _ in await told(database)} == {ana.id}

    async with database.transaction() as session:
        shown = await alerts.for_desk(session, ana.id, after=0, since=now)
        assert {one.first_contact is not None for _, one in shown} == {True}
        before = len(shown)
        await writes(session, row, arrived + 8 * DAY)
        assert len(await alerts.for_desk(session, ana.id, after=0, since=now)) < before
    await tick(database, arrived + 14 * DAY)
    assert (await told(database)).count((ana.id, "household")) == 2


async def test_a_lost_phone_begins_the_waiting_anew_but_not_the_reminders(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now, arrival=now.date())
    await tick(database, now)
    async with database.transaction() as session:
        await writes(session, row, now)
    async with database.transaction() as session:
        for phone in await addresses.of_household(session, row.household_id):
            addresses.retire(session, phone, now=now)
    await tick(database, now + DAY)
    assert (await told(database)).count((ana.id, "household")) == 1
    await tick(database, now + 7 * DAY)
    assert (await told(database)).count((ana.id, "household")) == 2


async def test_a_group_waits_for_its_contact_person_and_coordinators_hear_of_it(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now, arrival=now.date() + 15 * DAY)
    async with database.transaction() as session:
        (await session.get_one(StaffMember, ana.id)).role = Role.COORDINATOR
        await scene.colleague(session, now, login="ben")
        (await session.get_one(Sponsorship, row.id)).staff_id = None
        lead = await scene.contact(
            session, now, welcome_group_id=row.welcome_group_id, is_contact_person=True
        )
        other = await scene.contact(session, now, welcome_group_id=row.welcome_group_id)
    await tick(database, now)
    assert await told(database) == [(ana.id, "group")]

    async def joins(person: Contact, name: str) -> dt.datetime | None:
        async with database.transaction() as session:
            phone = await scene.address(session, now, name)
            phone.contact_id = person.id
            await session.flush()
            await first_contact.made(session, phone, now=now)
            row_of = select(FirstContact.ended_at)
            return (await session.execute(row_of)).scalar_one()

    assert await joins(other, "phone-1") is None, "messages go to the contact person"
    assert await joins(lead, "phone-2") is not None


async def test_an_invitation_to_a_gathering_waits_for_first_contact_as_a_message_does(
    database: Database, now: dt.datetime
) -> None:
    row, ana = await linked(database, now, arrival=now.date() + 90 * DAY)
    async with database.transaction() as session:
        lead = await scene.contact(
            session, now, welcome_group_id=row.welcome_group_id, is_contact_person=True
        )
        phone = await scene.address(session, now, "phone-lead")
        phone.contact_id = lead.id
        guest = await scene.contact(session, now, welcome_group_id=row.welcome_group_id)
        starts_at = now + 10 * DAY
        moment = Gathering(
            kind=GatheringKind.EXCHANGE, sponsorship_id=row.id, language="en",
            local_date=starts_at.date(), local_time=starts_at.time(), timezone="Europe/Brussels",
            starts_at=starts_at, state=GatheringState.PLANNED, created_at=now,
        )  # fmt: skip
        session.add(moment)
        await session.flush()
    await tick(database, now)
    assert await told(database) == []
    async with database.transaction() as session:
        for owner in ({"household_id": row.household_id}, {"contact_id": guest.id}):
            made = await gatherings.invite(session, moment.id, now=now, **owner)
            assert made is not None
            await gathering_notices.plan(session, made, NoticeKind.INVITE, 0, due_at=now)
    await tick(database, now)
    assert sorted(await told(database)) == [(ana.id, "group"), (ana.id, "household")]
    homes = [("household", row.household_id), ("group", row.welcome_group_id)]
    async with database.transaction() as session:
        waits = await first_contacts.messages(session, homes, until=now)
        assert {home: (one.count, one.first_on) for home, one in waits.items()} == {
            home: (1, starts_at.date()) for home in homes
        }
        assert await first_contacts.guests(session, homes[1][1], until=now) == {guest.id}
        theirs = await scene.address(session, now, "phone-guest")
        theirs.contact_id = guest.id
        await session.flush()
        await first_contact.made(session, theirs, now=now)
        await writes(session, row, now)
    async with database.reading() as session:
        assert await first_contacts.waiting(session) == []

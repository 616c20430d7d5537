"""Colleagues who look after people who are invited hear of the gathering once, privately."""

import datetime as dt

from sqlalchemy import update

from db import people
from db.models import Alert, Contact, Household, Sponsorship, StaffMember
from handlers import gatherings
from tests.journeys.phones import Phone
from tests.journeys.test_gatherings import invite, plan
from tests.journeys.test_waiting import link
from tests.journeys.world import World

#: Nobody is at work.
NIGHT = dt.datetime(2026, 2, 4, 21, tzinfo=dt.UTC)


async def entrust(world: World, member: StaffMember, **changes: object) -> None:
    """Every sponsorship to this colleague."""
    async with world.database.transaction() as session:
        await session.execute(update(Sponsorship).values(staff_id=member.id, **changes))


async def sponsor(world: World) -> Household:
    """A family whose group has a volunteer."""
    family = await world.add_family("fr")
    await world.add_volunteer("nl")
    async with world.database.transaction() as session:
        [group] = await people.groups(session)
        session.add(
            Sponsorship(
                welcome_group_id=group.id, household_id=family.id, created_at=world.clock.now()
            )
        )
    return family


async def told(world: World) -> list[tuple[str, int | None]]:
    """Who was told of a gathering, and how."""
    found = await world.rows(Alert, Alert.gathering_id.is_not(None))
    return sorted((one.channel, one.staff_id) for one in found)


def news(mobile: Phone) -> list[str]:
    """What a colleague reads of gatherings; nobody of the group has written to us yet."""
    return [one.text for one in mobile.reads() if "a gathering" in one.text]


async def test_whoever_looks_after_the_invited_is_told_once_and_no_family_is_named(
    world: World,
) -> None:
    ana, ben = await world.add_staff(), await world.add_staff("Ben Claes")
    mobile = await link(world, ana)
    family, first = await world.add_family("fr"), await world.add_volunteer("nl")
    row = await plan(world, ben, family)
    await entrust(world, ana)
    assert await told(world) == []  # saving tells nobody
    await invite(world, ben, row)
    await world.pass_time(seconds=3)
    [said] = news(mobile)
    assert "Exchange moment" in said and "February 14, 2026" in said
    assert f"/desk/gatherings/{row.id}" in said
    assert "Haddad" not in said and "Grote Markt" not in said
    assert await told(world) == [("desk", ana.id), ("direct", ana.id)]
    # somebody more is invited
    async with world.database.transaction() as session:
        session.add(
            Contact(
                kind=first.kind, name="Piet", language="nl",
                welcome_group_id=first.welcome_group_id, created_at=world.clock.now(),
            )
        )  # fmt: skip
    assert await invite(world, ben, row) == 1
    await world.pass_time(minutes=1)
    assert news(mobile) == [] and len(await told(world)) == 2


async def test_of_a_training_they_hear_by_the_groups_that_are_invited(world: World) -> None:
    ana, ben = await world.add_staff(), await world.add_staff("Ben Claes")
    await sponsor(world)
    await entrust(world, ana, ended_on=dt.date(2026, 2, 1))
    await invite(world, ben, await plan(world, ben))
    assert await told(world) == []  # that year is over
    await entrust(world, ana, ended_on=None)
    await invite(world, ben, await plan(world, ben))
    assert await told(world) == [("desk", ana.id)]


async def test_who_invites_gets_it_to_keep_and_no_alert_at_the_desk(world: World) -> None:
    ana = await world.add_staff()
    mobile = await link(world, ana)
    await sponsor(world)
    await entrust(world, ana)
    await invite(world, ana, await plan(world, ana))
    await world.pass_time(seconds=3)
    assert await told(world) == [("direct", ana.id)]
    [said] = news(mobile)
    assert "Training" in said


async def test_at_night_it_waits_for_the_morning_and_what_is_cancelled_is_not_told(
    world: World,
) -> None:
    ana, ben = await world.add_staff(), await world.add_staff("Ben Claes")
    mobile = await link(world, ana)
    await sponsor(world)
    await entrust(world, ana)
    world.clock.set(NIGHT)
    comes, goes = await plan(world, ben), await plan(world, ben)
    await invite(world, ben, comes)
    await invite(world, ben, goes)
    await world.pass_time(minutes=5)
    assert news(mobile) == []
    async with world.database.transaction() as session:
        session.add(goes)
        await gatherings.cancel(session, goes, member=ben, now=world.clock.now())
    await world.pass_time(hours=13)
    assert len(news(mobile)) == 1
    private = await world.rows(Alert, Alert.gathering_id.is_not(None), Alert.channel == "direct")
    states = {one.gathering_id: one.state for one in private}
    assert states == {comes.id: "sent", goes.id: "cancelled"}

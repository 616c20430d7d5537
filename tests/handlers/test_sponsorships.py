"""A group and a family are linked, with dates that can be, one link at a time, and audited."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa

from db import history, people
from db import sponsorships as links
from db.engine import Database
from db.models import Household, Sponsorship, StaffMember, WelcomeGroup
from handlers import editing, sponsorships
from handlers.sponsorships import Dates
from tests.db import scene
from tests.handlers import scene as houses

ARRIVAL = dt.date(2026, 1, 20)
DAY = dt.timedelta(days=1)
HOUSE = houses.house()


async def _rows(
    database: Database, now: dt.datetime
) -> tuple[Household, WelcomeGroup, StaffMember]:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        home = await scene.household(session, now)
        group = WelcomeGroup(name="G", created_at=now)
        session.add(group)
        await session.flush()
    return home, group, ana


async def test_a_sponsorship_is_linked_edited_ended_and_opened_again(
    database: Database, now: dt.datetime
) -> None:
    home, group, ana = await _rows(database, now)
    async with database.transaction() as session:
        home, group = (
            await session.get_one(Household, home.id),
            await session.get_one(WelcomeGroup, group.id),
        )
        ben = await scene.colleague(session, now, "ben")
        dates = Dates(arrival_on=ARRIVAL)
        row = await sponsorships.link(
            session, HOUSE, home, group, staff_id=ana.id, dates=dates, member=ana, now=now
        )
        deed = {"member": ana, "now": now}
        with pytest.raises(sponsorships.AlreadyWelcomed):
            await sponsorships.link(session, HOUSE, home, group, staff_id=None, dates=dates, **deed)
        for wrong in (ARRIVAL - DAY, dt.date(1990, 1, 1)):
            early = Dates(arrival_on=ARRIVAL, support_ends_on=wrong)
            with pytest.raises(sponsorships.EndBeforeArrival):
                await sponsorships.change(
                    session,
                    HOUSE,
                    row,
                    staff_id=ana.id,
                    dates=early,
                    seen=editing.stamp(row),
                    **deed,
                )
        whole = Dates(
            matched_on=ARRIVAL - 30 * DAY,
            arrival_on=ARRIVAL,
            registered_on=ARRIVAL + DAY,
            status_granted_on=ARRIVAL,
            support_ends_on=ARRIVAL,
        )
        await sponsorships.change(
            session, HOUSE, row, staff_id=ben.id, dates=whole, seen=editing.stamp(row), **deed
        )
        assert (row.staff_id, row.support_ends_on) == (ben.id, ARRIVAL)
        ending = {"today": ARRIVAL + 5 * DAY, **deed}
        seen = editing.stamp(row)
        with pytest.raises(sponsorships.EndInFuture):
            await sponsorships.end(session, HOUSE, row, on=ARRIVAL + 6 * DAY, seen=seen, **ending)
        with pytest.raises(sponsorships.EndBeforeArrival):
            await sponsorships.end(session, HOUSE, row, on=ARRIVAL - DAY, seen=seen, **ending)
        await sponsorships.end(session, HOUSE, row, on=ARRIVAL + DAY, seen=seen, **ending)
        # pressed twice it is done once; another day from the same page is out of date
        await sponsorships.end(session, HOUSE, row, on=ARRIVAL + DAY, seen=seen, **ending)
        with pytest.raises(editing.ChangedMeanwhile):
            await sponsorships.end(session, HOUSE, row, on=ARRIVAL, seen=seen, **ending)
        late = Dates(arrival_on=ARRIVAL + 2 * DAY)
        with pytest.raises(sponsorships.EndBeforeArrival):
            await sponsorships.change(
                session, HOUSE, row, staff_id=ben.id, dates=late, seen=editing.stamp(row), **deed
            )
        other = await sponsorships.link(
            session, HOUSE, home, group, staff_id=None, dates=Dates(), member=ana, now=now
        )
        with pytest.raises(sponsorships.AlreadyWelcomed):
            await sponsorships.reopen(session, HOUSE, row, seen=editing.stamp(row), **deed)
        await sponsorships.end(
            session, HOUSE, other, on=ARRIVAL, seen=editing.stamp(other), **ending
        )
        await sponsorships.reopen(session, HOUSE, row, seen=editing.stamp(row), **deed)
        running = await people.sponsorship_of(session, household_id=home.id)
        assert running is row
        done = await history.of(session, {"sponsorship": [row.id]})
        shown = await links.of_household(session, home.id)
    assert [one.action for one in done] == ["reopen", "end", "reassign", "add"]
    assert {one.name for one in done} == {"Ana"}
    assert [one.sponsorship.id for one in shown] == [row.id, other.id]


async def test_only_somebody_who_works_here_becomes_responsible(
    database: Database, now: dt.datetime
) -> None:
    home, group, ana = await _rows(database, now)
    async with database.transaction() as session:
        gone = await scene.colleague(session, now, "gone")
        gone.left_at = now
        home, group = (
            await session.get_one(Household, home.id),
            await session.get_one(WelcomeGroup, group.id),
        )
        for staff_id in (gone.id, 999):
            with pytest.raises(sponsorships.NobodyResponsible):
                await sponsorships.link(
                    session,
                    HOUSE,
                    home,
                    group,
                    staff_id=staff_id,
                    dates=Dates(),
                    member=ana,
                    now=now,
                )
        row = await sponsorships.link(
            session, HOUSE, home, group, staff_id=ana.id, dates=Dates(), member=ana, now=now
        )
        # who has left since stays written until somebody else is chosen
        row.staff_id = gone.id
        await session.flush()
        dates = Dates(arrival_on=ARRIVAL)
        await sponsorships.change(
            session,
            HOUSE,
            row,
            staff_id=gone.id,
            dates=dates,
            seen=editing.stamp(row),
            member=ana,
            now=now,
        )
        assert row.arrival_on == ARRIVAL


async def test_of_two_colleagues_who_link_one_family_at_once_one_is_told(
    database: Database, now: dt.datetime
) -> None:
    home, group, ana = await _rows(database, now)

    async def link() -> bool:
        try:
            async with database.transaction() as session:
                await sponsorships.link(
                    session,
                    HOUSE,
                    await session.get_one(Household, home.id),
                    await session.get_one(WelcomeGroup, group.id),
                    staff_id=None,
                    dates=Dates(),
                    member=ana,
                    now=now,
                )
        except sponsorships.AlreadyWelcomed:
            return False
        return True

    assert sorted(await asyncio.gather(link(), link())) == [False, True]


async def test_a_match_can_end_before_an_arrival_that_is_still_to_come(
    database: Database, now: dt.datetime
) -> None:
    home, group, ana = await _rows(database, now)
    planned = Dates(arrival_on=ARRIVAL)
    async with database.transaction() as session:
        home, group = (
            await session.get_one(Household, home.id),
            await session.get_one(WelcomeGroup, group.id),
        )
        deed = {"member": ana, "now": now}
        row = await sponsorships.link(
            session, HOUSE, home, group, staff_id=None, dates=planned, **deed
        )
        ending = {"on": ARRIVAL - 3 * DAY, "seen": editing.stamp(row), **deed}
        with pytest.raises(sponsorships.EndBeforeArrival):
            await sponsorships.end(session, HOUSE, row, today=ARRIVAL + DAY, **ending)
        await sponsorships.end(session, HOUSE, row, today=ARRIVAL - 2 * DAY, **ending)
        await session.flush()
        # its other dates and its colleague can still be corrected
        seen = editing.stamp(row)
        await sponsorships.change(
            session, HOUSE, row, staff_id=ana.id, dates=planned, seen=seen, **deed
        )
        await session.flush()
    assert (row.ended_on, row.arrival_on, row.staff_id) == (ARRIVAL - 3 * DAY, ARRIVAL, ana.id)


async def test_no_planned_end_before_the_arrival_can_be_stored(
    database: Database, now: dt.datetime
) -> None:
    home, group, _ = await _rows(database, now)
    async with database.transaction() as session:
        session.add(
            Sponsorship(
                welcome_group_id=group.id,
                household_id=home.id,
                arrival_on=ARRIVAL,
                support_ends_on=ARRIVAL - DAY,
                created_at=now,
            )
        )
        with pytest.raises(sa.exc.IntegrityError):
            await session.flush()
        await session.rollback()

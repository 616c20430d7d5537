"""The demo's people: loaded once, dated from today, removed only where nobody real is."""

import datetime as dt

from sqlalchemy import func, select

from bot import demo
from db import addresses, consents, people, staff
from db.content import Content
from db.engine import Database
from db.models import Base, Direction, Keepsake, Message, Purpose, Role
from tests.db import scene as rows
from tests.handlers import scene


async def load(database: Database, now: dt.datetime) -> bool:
    async with database.transaction() as session:
        return await demo.load(session, scene.house(), now=now)


async def clear(database: Database) -> bool:
    async with database.transaction() as session:
        return await demo.clear(session)


async def counts(database: Database) -> dict[str, int]:
    """How many rows each table has that has any."""
    found = {}
    async with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            count = (await session.execute(select(func.count()).select_from(table))).scalar_one()
            if count:
                found[table.name] = count
    return found


async def test_the_people_of_the_demo_are_there(database: Database, now: dt.datetime) -> None:
    assert await load(database, now)
    async with database.reading() as session:
        [group] = await people.groups(session)
        [family] = await people.households(session)
        ana, jonas = await staff.working(session)
        sponsorship = await people.sponsorship_of(session, household_id=family.id)
    assert (group.region, family.language) == ("flanders", "ar")
    assert {ana.role, jonas.role} == {Role.ADMIN, Role.WORKER}
    assert sponsorship is not None and sponsorship.arrival_on == now.date() - demo.ARRIVED
    assert all(one.login.endswith(".invalid") for one in (ana, jonas)), "nobody can own these"


async def test_the_family_may_be_written_to_and_everybody_was_greeted_in_their_language(
    database: Database, now: dt.datetime
) -> None:
    await load(database, now)
    async with database.reading() as session:
        for phone, language in ((demo.VOLUNTEER, "nl"), (demo.FAMILY, "ar")):
            home = await addresses.find(session, demo.CHANNEL, demo.ACCOUNT, phone)
            assert home is not None
            assert (home.contact_id is None) is (phone == demo.FAMILY)
            given = await consents.is_given(session, home, Purpose.CHECKINS)
            assert given is (phone == demo.FAMILY)
            found = await session.execute(
                select(Message).where(
                    Message.language == language, Message.direction == Direction.OUT
                )
            )
            assert Content.from_json(found.scalars().all()[0].content).text


async def test_a_second_load_does_nothing(database: Database, now: dt.datetime) -> None:
    await load(database, now)
    before = await counts(database)
    assert not await load(database, now + dt.timedelta(days=1))
    assert await counts(database) == before


async def test_nothing_is_loaded_beside_real_people(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        await rows.colleague(session, now)
    before = await counts(database)
    assert not await load(database, now)
    assert await counts(database) == before


async def test_clear_removes_everybody_and_keeps_the_keys_fingerprint(
    database: Database, now: dt.datetime
) -> None:
    await database.check_keys()
    kept = await counts(database)
    await load(database, now)
    async with database.transaction() as session:
        await rows.queued(session, now, "1", to="somebody else of the try-it page")
    assert await clear(database)
    assert await counts(database) == kept and set(kept) == {Keepsake.__tablename__}
    assert await load(database, now), "and it can be loaded again"


async def test_clear_refuses_where_somebody_real_was_met(
    database: Database, now: dt.datetime
) -> None:
    await load(database, now)
    async with database.transaction() as session:
        await addresses.meet(session, "telegram", "700000001", "5", now=now)
    before = await counts(database)
    assert not await clear(database)
    assert await counts(database) == before


async def test_clear_refuses_a_database_that_is_no_demo(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        await rows.colleague(session, now)
    assert not await clear(database)
    assert await counts(database) == {"staff_member": 1}

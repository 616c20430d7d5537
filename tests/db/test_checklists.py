"""One volunteer wins, on each database; who leaves leaves nothing behind."""

import asyncio
import datetime as dt

from db import checklists
from db.engine import Database
from db.models import ChecklistItem, Contact, ItemState, Sponsorship, WelcomeGroup
from tests.db import scene


async def _item(database: Database, now: dt.datetime) -> tuple[int, list[int]]:
    """An open item, and two volunteers."""
    async with database.transaction() as session:
        home = await scene.household(session, now)
        group = WelcomeGroup(name="Mechelen", created_at=now)
        session.add(group)
        await session.flush()
        link = Sponsorship(welcome_group_id=group.id, household_id=home.id, created_at=now)
        people = [
            Contact(kind="volunteer", name=name, welcome_group_id=group.id, created_at=now)
            for name in ("Jan", "Mieke")
        ]
        session.add_all([link, *people])
        await session.flush()
        rows = await checklists.fill(session, link.id, "first_week", ["bank"], now=now)
        again = await checklists.fill(session, link.id, "first_week", ["bank"], now=now)
        assert again["bank"].id == rows["bank"].id
        return rows["bank"].id, [one.id for one in people]


async def test_two_who_take_one_item_at_once_have_it_once(
    database: Database, now: dt.datetime
) -> None:
    item_id, people = await _item(database, now)
    both_there = asyncio.Event()

    async def take(contact_id: int, *, first: bool) -> bool:
        async with database.transaction() as session:
            if not first and not database.is_sqlite:
                await both_there.wait()  # the first one has not committed
            won = await checklists.move(
                session, item_id, ItemState.TAKEN, seen=(ItemState.OPEN,), now=now,
                holder_id=contact_id,
            )  # fmt: skip
            both_there.set()
            if first:
                await asyncio.sleep(0.05 if not database.is_sqlite else 0)
            return won

    won = await asyncio.gather(take(people[0], first=True), take(people[1], first=False))
    async with database.reading() as session:
        row = await session.get_one(ChecklistItem, item_id)
    assert sorted(won) == [False, True]
    assert row.holder_id == people[won.index(True)]


async def test_what_somebody_was_doing_is_open_again_when_they_leave(
    database: Database, now: dt.datetime
) -> None:
    item_id, (jan, mieke) = await _item(database, now)
    async with database.transaction() as session:
        seen = (ItemState.OPEN,)
        await checklists.move(session, item_id, ItemState.TAKEN, seen=seen, now=now, holder_id=jan)
        not_hers = await checklists.move(
            session, item_id, ItemState.OPEN, seen=(ItemState.TAKEN,), now=now, only_of=mieke
        )
        assert not not_hers
        await checklists.free(session, jan, now=now)
    async with database.reading() as session:
        row = await session.get_one(ChecklistItem, item_id)
    assert (row.state, row.holder_id) == ("open", None)


async def test_what_is_blocked_does_not_return_to_whoever_left(
    database: Database, now: dt.datetime
) -> None:
    item_id, (jan, mieke) = await _item(database, now)
    async with database.transaction() as session:
        seen = (ItemState.OPEN, ItemState.TAKEN)
        await checklists.move(session, item_id, ItemState.TAKEN, seen=seen, now=now, holder_id=jan)
        await checklists.move(
            session, item_id, ItemState.BLOCKED, seen=seen, now=now,
            blocked_at=now, blocked_by=mieke, blocked_reason="No answer",
        )  # fmt: skip
        await checklists.free(session, jan, now=now)
    async with database.reading() as session:
        row = await session.get_one(ChecklistItem, item_id)
    assert (row.state, row.holder_id, row.blocked_by) == ("blocked", None, mieke)

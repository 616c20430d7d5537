"""Places are never given out twice, and a freed one goes to whoever waits longest."""

import asyncio
import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import gathering_notices, gatherings
from db.engine import Database
from db.models import (
    Contact,
    ContactKind,
    Gathering,
    GatheringKind,
    GatheringState,
    Invitation,
    InvitationState,
    NoticeKind,
)
from handlers import seats

YES, WAITING = InvitationState.YES, InvitationState.WAITING
WITHDRAWN = InvitationState.WITHDRAWN


async def training(session: AsyncSession, now: dt.datetime, places: int, guests: int) -> list[int]:
    """Somebody is invited to a training in ten days with so many places; ids of invitations."""
    starts_at = now + dt.timedelta(days=10)
    row = Gathering(
        kind=GatheringKind.TRAINING, title="First aid", language="en",
        local_date=starts_at.date(), local_time=starts_at.time(), timezone="Europe/Brussels",
        starts_at=starts_at, capacity=places, state=GatheringState.PLANNED, created_at=now,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    ids = []
    for number in range(guests):
        who = Contact(kind=ContactKind.VOLUNTEER, name=f"V{number}", created_at=now)
        session.add(who)
        await session.flush()
        made = await gatherings.invite(session, row.id, contact_id=who.id, now=now)
        assert made is not None
        ids.append(made)
    return ids


async def come(
    database: Database, invitation_id: int, now: dt.datetime, persons: int | None = None
) -> None:
    async with database.transaction() as session:
        gathering, found = await pair(session, invitation_id)
        found.persons = persons
        await seats.come(session, gathering, found, now=now)


async def pair(session: AsyncSession, invitation_id: int) -> tuple[Gathering, Invitation]:
    found = await gatherings.invitation(session, invitation_id)
    assert found is not None
    gathering = await gatherings.locked(session, found.gathering_id)
    found = await gatherings.invitation(session, invitation_id)
    assert gathering is not None and found is not None
    return gathering, found


async def states(database: Database, ids: list[int]) -> list[str]:
    async with database.reading() as session:
        return [(await session.get_one(Invitation, one)).state for one in ids]


async def test_two_last_places_and_three_who_take_them_at_once(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ids = await training(session, now, places=2, guests=3)
    await asyncio.gather(*(come(database, one, now) for one in ids))
    assert sorted(await states(database, ids)) == sorted([YES, YES, WAITING])
    async with database.reading() as session:
        row = await session.get_one(Invitation, ids[0])
        assert await gatherings.seats(session, row.gathering_id) == 2


async def test_a_freed_place_is_kept_for_the_first_whose_number_fits_and_not_for_ever(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ids = await training(session, now, places=2, guests=4)
    first, three, one, other = ids
    await come(database, first, now, persons=2)
    for number, waits in enumerate((three, one, other)):
        later = now + dt.timedelta(minutes=number)
        await come(database, waits, later, persons=3 if waits == three else 1)
    assert await states(database, ids) == [YES, WAITING, WAITING, WAITING]

    async with database.transaction() as session:  # one of the two stays at home
        gathering, found = await pair(session, first)
        assert await seats.resize(session, gathering, found, 1, now=now) is None
    async with database.transaction() as session:
        kept = await session.get_one(Invitation, one)
        assert kept.offered_until == now + seats.OFFER_VALID
        assert await gatherings.seats(session, kept.gathering_id) == 2
        notices = await gathering_notices.of_gathering(session, kept.gathering_id)
        assert [it.kind for it in notices[one]] == [NoticeKind.OFFER]
        gathering, found = await pair(session, first)
        assert await seats.resize(session, gathering, found, 2, now=now) == 1

    over = now + seats.OFFER_VALID
    async with database.transaction() as session:
        assert await gatherings.lapsed_offers(session, now=over) == [one]
        assert await seats.lapse_one(session, None, one, now=over)
        assert not await seats.lapse_one(session, None, one, now=over)
    assert await states(database, [one, other]) == [InvitationState.LAPSED, WAITING]
    await come(database, other, over)
    assert await states(database, [other]) == [YES]


async def test_whoever_leaves_gives_the_place_back_and_one_person_is_invited_once(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ids = await training(session, now, places=1, guests=3)
    for number, one in enumerate(ids):
        await come(database, one, now + dt.timedelta(minutes=number))
    async with database.transaction() as session:
        first, second, third = [await session.get_one(Invitation, one) for one in ids]
        assert first.contact_id and second.contact_id and third.contact_id
        await seats.join(session, second.contact_id, third.contact_id, now=now)
        await seats.release(session, first.contact_id, now=now)
    assert await states(database, ids) == [WITHDRAWN, WITHDRAWN, WAITING]
    async with database.reading() as session:
        assert (await session.get_one(Invitation, ids[2])).offered_until is not None


async def test_of_one_person_invited_twice_the_yes_is_kept_and_the_second_place_is_free(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ids = await training(session, now, places=4, guests=4)
    kept, gone, other, waits = ids
    await come(database, gone, now, persons=2)
    async with database.transaction() as session:
        gathering, found = await pair(session, gone)
        found.needs_childcare, found.told_version = True, 0
        gathering, found = await pair(session, kept)
        await seats.leave(session, gathering, found, now=now)  # no, under the other name
    await come(database, other, now, persons=2)
    await come(database, waits, now, persons=2)
    async with database.transaction() as session:
        rows = [await session.get_one(Invitation, one) for one in ids]
        keep_id, gone_id, other_id, _ = (one.contact_id or 0 for one in rows)
        await seats.join(session, gone_id, keep_id, now=now)
        await gatherings.move(session, gone_id, keep_id)
    assert await states(database, ids) == [YES, WITHDRAWN, YES, WAITING]
    async with database.transaction() as session:
        row = await session.get_one(Invitation, kept)
        assert (row.persons, row.needs_childcare, row.told_version) == (2, True, 0)
        notices = await gathering_notices.of_gathering(session, row.gathering_id)
        found_now = {(it.kind, it.state) for one in (kept, gone) for it in notices[one]}
        assert found_now == {(NoticeKind.REMIND, "planned"), (NoticeKind.REMIND, "cancelled")}
        (await session.get_one(Contact, gone_id)).merged_into_id = keep_id
        await session.flush()
        old = await session.get_one(Invitation, gone)
        stands = await gatherings.after_merge(session, old, keep_id)
        assert stands is not None and stands.id == kept  # its buttons still mean something
        assert await gatherings.after_merge(session, old, other_id) is None
        # now two who both come are one: the places of one of them go to whoever waits
        await seats.join(session, other_id, keep_id, now=now)
    assert await states(database, ids) == [YES, WITHDRAWN, WITHDRAWN, WAITING]
    async with database.reading() as session:
        assert (await session.get_one(Invitation, waits)).offered_until is not None

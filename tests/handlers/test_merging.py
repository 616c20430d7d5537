"""Two entries of one person become one; what was said and agreed is there, and leaks nowhere."""

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, consents, conversations, invites, messages
from db.content import Content
from db.engine import Database
from db.models import (
    Address,
    AuditEvent,
    Author,
    ConsentState,
    Contact,
    Conversation,
    Direction,
    Household,
    Message,
    Purpose,
    Role,
    StaffMember,
    WelcomeGroup,
)
from handlers import editing, merging
from handlers.merging import Doubt
from tests.db import scene


async def _phone(
    session: AsyncSession, owner: Contact, phone: str, now: dt.datetime
) -> Conversation:
    thread = await scene.conversation(session, now, phone)
    (await session.get_one(Address, thread.address_id)).contact_id = owner.id
    await messages.write(
        session,
        thread,
        Content(text=f"said on {phone}"),
        direction=Direction.IN,
        author=Author.PERSON,
        now=now,
        speaker_id=owner.id,
    )
    return thread


async def _wish(
    session: AsyncSession, thread: Conversation, state: ConsentState, now: dt.datetime
) -> None:
    await consents.record(
        session,
        await session.get_one(Address, thread.address_id),
        purpose=Purpose.CHECKINS,
        state=state,
        wording_version="1",
        language="ar",
        how="test",
        now=now,
    )


async def _merge(
    session: AsyncSession,
    keep: Contact,
    gone: Contact,
    member: StaffMember,
    now: dt.datetime,
    **more: Any,
) -> Contact:
    seen = (editing.stamp(keep), editing.stamp(gone))
    values = {"seen": seen, "confirmed": False, **more}
    return await merging.merge(session, keep.id, gone.id, member=member, now=now, **values)


async def test_everything_of_both_is_under_the_one_that_stays(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        ana.languages = ["ar", "en"]
        home = await scene.household(session, now)
        family = {"kind": "family", "household_id": home.id}
        keep = await scene.contact(session, now, name="Amal", language="ar", **family)
        gone = await scene.contact(
            session, now, name="Amal H", language="en", is_contact_person=True, **family
        )
        first, second = await _phone(session, keep, "a", now), await _phone(session, gone, "b", now)
        shared = await scene.address(session, now, "shared")
        shared.household_id, shared.speaker_id = home.id, gone.id
        shared.speaker_until = now + dt.timedelta(hours=1)
        await _wish(session, first, ConsentState.GIVEN, now)
        await _wish(session, second, ConsentState.WITHDRAWN, now)
        note = await conversations.add_note(session, second, ana.id, "A note", now=now)
        await invites.add(
            session,
            "UNUSED2345",
            contact_id=gone.id,
            household_id=None,
            created_by=ana.id,
            now=now,
            valid=dt.timedelta(days=14),
        )
        await session.flush()
        for _ in range(2):
            assert await _merge(session, keep, gone, ana, now) is keep
    async with database.transaction() as session:
        kept = await session.get_one(Contact, keep.id)
        other = await session.get_one(Contact, gone.id)
        assert (kept.name, kept.language, kept.second_language) == ("Amal", "ar", "en")
        assert kept.is_contact_person
        assert (other.left_at, other.merged_into_id) == (now, keep.id)
        own = await addresses.of_contacts(session, [keep.id])
        assert [one.id for one in own] == [first.address_id, second.address_id]
        assert [one.id for one in await conversations.notes(session, second.id)] == [note.id]
        speakers = (await session.execute(select(Message.speaker_id))).scalars().all()
        assert set(speakers) == {keep.id}
        wish = await consents.newest(session, Purpose.CHECKINS, contact_id=keep.id)
        assert wish is not None
        assert wish.state == ConsentState.WITHDRAWN
        used = await invites.use(session, "UNUSED2345", shared.id, now=now)
        assert used is not None
        assert used.contact_id == keep.id
        assert (await session.get_one(Address, shared.id)).speaker_id == keep.id
        rows = await session.execute(
            select(AuditEvent.subject_id).where(AuditEvent.action == "merge")
        )
        assert sorted(rows.scalars()) == sorted([keep.id, gone.id])


async def test_two_families_are_one_person_only_when_a_colleague_says_so(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        homes = [await scene.household(session, now) for _ in range(2)]
        keep, gone = [
            await scene.contact(session, now, kind="family", household_id=home.id) for home in homes
        ]
        shared = await scene.address(session, now, "shared")
        shared.household_id, shared.speaker_id = homes[1].id, gone.id
        await session.flush()
        assert merging.doubts(keep, gone) == (Doubt.HOUSEHOLDS,)
        with pytest.raises(merging.Unsure):
            await _merge(session, keep, gone, ana, now)
        assert gone.left_at is None
        await _merge(session, keep, gone, ana, now, confirmed=True)
        await session.refresh(shared)
        # the other family's phone stays theirs, and nobody outside it speaks there
        assert (shared.household_id, shared.speaker_id) == (homes[1].id, None)


async def test_a_volunteer_never_takes_over_what_a_family_wrote(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        home = await scene.household(session, now)
        group = WelcomeGroup(name="G", created_at=now)
        session.add(group)
        await session.flush()
        boss = await scene.colleague(session, now, "cas")
        boss.role = Role.COORDINATOR
        amal = await scene.contact(session, now, kind="family", household_id=home.id)
        lotte = await scene.contact(session, now, welcome_group_id=group.id, is_contact_person=True)
        thread = await _phone(session, amal, "a", now)
        with pytest.raises(merging.NotTheirs):
            await _merge(session, amal, lotte, ana, now, confirmed=True)
        with pytest.raises(merging.FamilyIsKept):
            await _merge(session, lotte, amal, boss, now, confirmed=True)
        with pytest.raises(merging.Unsure):
            await _merge(session, amal, lotte, boss, now)
        await _merge(session, amal, lotte, boss, now, confirmed=True)
        address = await session.get_one(Address, thread.address_id)
        assert address.contact_id == amal.id
        assert (amal.household_id, amal.is_contact_person) == (home.id, False)
        other = await scene.contact(session, now)
        groups = merging.doubts(other, lotte)
    assert groups == (Doubt.GROUPS,)


async def test_what_changed_meanwhile_or_is_gone_is_not_merged(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        one, two, three = [await scene.contact(session, now) for _ in range(3)]
        with pytest.raises(merging.SamePerson):
            await _merge(session, one, one, ana, now)
        seen = (editing.stamp(one), editing.stamp(two))
        two.name = "Somebody else"
        await session.flush()
        with pytest.raises(editing.ChangedMeanwhile):
            await _merge(session, one, two, ana, now, seen=seen)
        await _merge(session, two, one, ana, now)
        for keep, gone in ((one, two), (one, three), (three, one)):
            with pytest.raises(merging.NotHere):
                await _merge(session, keep, gone, ana, now)
        with pytest.raises(merging.NotHere):
            await merging.merge(
                session, two.id, 999, seen=("", ""), confirmed=True, member=ana, now=now
            )
        # a chain ends at the person who is left
        await _merge(session, three, two, ana, now)
        await session.refresh(one)
        assert one.merged_into_id == three.id


async def test_merged_both_ways_at_once_one_of_the_two_stays(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        one, two = [await scene.contact(session, now) for _ in range(2)]
        for owner, phone in ((one, "a"), (two, "b")):
            await _phone(session, owner, phone, now)
        await session.flush()
    stamp = editing.stamp(one)

    async def merge(keep: int, gone: int) -> bool:
        try:
            async with database.transaction() as session:
                await merging.merge(
                    session,
                    keep,
                    gone,
                    seen=(stamp, stamp),
                    confirmed=False,
                    member=ana,
                    now=now,
                )
        except merging.NotHere:
            return False
        return True

    assert sorted(await asyncio.gather(merge(one.id, two.id), merge(two.id, one.id))) == [
        False,
        True,
    ]
    async with database.reading() as session:
        rows = (await session.execute(select(Contact).where(Contact.left_at.is_(None)))).scalars()
        (kept,) = rows
        assert len(await addresses.of_contacts(session, [kept.id])) == 2
        assert (await session.execute(select(Household))).first() is None

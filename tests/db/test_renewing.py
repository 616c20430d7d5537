"""A key is given up: everything is written anew, in batches, and only then may it go."""

import datetime as dt

import pytest
from sqlalchemy import text

from db import fingerprints, renewing
from db.engine import Database
from db.keyring import Keyring, WrongKey
from db.models import CannedReply, CannedVariant, Contact, StaffReach
from tests import databases
from tests.db import scene

NEWER = databases.OLDER_SECRET


async def open_with(database_url: str, *secrets: str) -> Database:
    database = Database(database_url, Keyring(secrets, databases.LOOKUP))
    try:
        await database.check_keys()
    except WrongKey:
        await database.close()
        raise
    return database


async def write(database: Database, now: dt.datetime) -> None:
    """Rows with keys of one, another and two columns, with one and two encrypted texts."""
    async with database.transaction() as session:
        for number in range(5):
            await scene.contact(session, now, name=f"Somebody {number}")
        ana = await scene.colleague(session, now)
        reply = CannedReply(title="Hello", owner_id=ana.id, changed_by=ana.id, changed_at=now)
        session.add(reply)
        await session.flush()
        session.add(StaffReach(staff_id=ana.id))  # and nothing encrypted in it
        for language in ("en", "nl"):
            session.add(CannedVariant(canned_id=reply.id, language=language, text="Hello"))


async def test_what_an_older_key_wrote_is_written_anew_and_that_key_may_go(
    database: Database, database_url: str, now: dt.datetime
) -> None:
    await database.check_keys()
    await write(database, now)
    both = await open_with(database_url, NEWER, databases.SECRET)
    try:
        written = await renewing.rows(both, batch=2)
        assert written == 5 + 1 + 1 + 2
        assert await renewing.rows(both) == 0, "it may be begun again"
        with pytest.raises(WrongKey):
            await open_with(database_url, NEWER)
        async with both.transaction() as session:
            await fingerprints.forget_older(session, both.keyring)
    finally:
        await both.close()
    only = await open_with(database_url, NEWER)
    try:
        async with only.reading() as session:
            assert (await session.get_one(Contact, 3)).name == "Somebody 2"
            assert (await session.get_one(CannedVariant, (1, "nl"))).text == "Hello"
    finally:
        await only.close()


async def test_what_no_key_opens_stops_it(
    database: Database, database_url: str, now: dt.datetime
) -> None:
    await write(database, now)
    async with database.transaction() as session:
        await session.execute(text("UPDATE contact SET name = 'damaged' WHERE id = 2"))
    both = await open_with(database_url, NEWER, databases.SECRET)
    try:
        with pytest.raises(WrongKey):
            await renewing.rows(both)
    finally:
        await both.close()

"""Invitation codes work once, for a while, and only as they were given."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa

from db import invites
from db.engine import Database
from db.models import InviteCode
from tests.db import scene

VALID = dt.timedelta(days=7)


async def invite(database: Database, now: dt.datetime, code: str = "CODE") -> int:
    """An invitation of a household; the household's id."""
    async with database.transaction() as session:
        home = await scene.household(session, now)
        await invites.add(
            session,
            code,
            contact_id=None,
            household_id=home.id,
            created_by=None,
            now=now,
            valid=VALID,
        )
        return home.id


async def use(
    database: Database, code: str, now: dt.datetime, phone: str = "phone"
) -> InviteCode | None:
    async with database.transaction() as session:
        address = await scene.address(session, now, phone)
        return await invites.use(session, code, address.id, now=now)


async def test_a_code_leads_to_its_owner(database: Database, now: dt.datetime) -> None:
    home_id = await invite(database, now)
    used = await use(database, "CODE", now)
    assert used is not None
    assert (used.household_id, used.contact_id, used.used_at) == (home_id, None, now)


async def test_of_two_phones_with_one_code_one_gets_in(
    database: Database, now: dt.datetime
) -> None:
    await invite(database, now)
    used = await asyncio.gather(*(use(database, "CODE", now, f"phone-{n}") for n in range(5)))
    assert len([one for one in used if one is not None]) == 1


async def test_a_code_does_not_work_twice_even_for_the_same_phone(
    database: Database, now: dt.datetime
) -> None:
    await invite(database, now)
    assert await use(database, "CODE", now) is not None
    assert await use(database, "CODE", now) is None


@pytest.mark.parametrize("code", ["code", "CODE ", "", "OTHER"])
async def test_a_wrong_code_leads_nowhere(database: Database, now: dt.datetime, code: str) -> None:
    await invite(database, now)
    assert await use(database, code, now) is None


async def test_a_code_ends(database: Database, now: dt.datetime) -> None:
    await invite(database, now)
    assert await use(database, "CODE", now + VALID) is None
    assert await use(database, "CODE", now + VALID - dt.timedelta(seconds=1)) is not None


async def test_a_code_needs_one_owner(database: Database, now: dt.datetime) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        async with database.transaction() as session:
            await invites.add(
                session,
                "CODE",
                contact_id=None,
                household_id=None,
                created_by=None,
                now=now,
                valid=VALID,
            )

"""Staff: links that work once, sessions that end, and whoever has left is out at once."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa

from db import staff
from db.engine import Database
from db.models import AuditEvent, StaffMember
from tests.db import scene

HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


async def hire(database: Database, now: dt.datetime, login: str = "ana") -> int:
    async with database.transaction() as session:
        return (await scene.colleague(session, now, login)).id


async def leave(database: Database, staff_id: int, now: dt.datetime) -> None:
    async with database.transaction() as session:
        (await session.get_one(StaffMember, staff_id)).left_at = now


async def give_link(database: Database, staff_id: int, now: dt.datetime) -> None:
    async with database.transaction() as session:
        await staff.add_link(session, staff_id, "token", purpose="desk", now=now, valid=HOUR)


async def use_link(
    database: Database, now: dt.datetime, token: str = "token", purpose: str = "desk"
) -> int | None:
    async with database.transaction() as session:
        member = await staff.use_link(session, token, purpose=purpose, now=now)
        return None if member is None else member.id


async def whose(database: Database, token: str, now: dt.datetime) -> int | None:
    async with database.reading() as session:
        found = await staff.session_of(session, token, now=now)
        return None if found is None else found[1].id


async def sign_in(database: Database, staff_id: int, token: str, now: dt.datetime) -> None:
    async with database.transaction() as session:
        await staff.open_session(session, staff_id, token, "csrf", now=now, valid=HOUR)


async def test_a_login_is_found_whatever_its_capitals(database: Database, now: dt.datetime) -> None:
    ana = await hire(database, now, "Ana@Example.org")
    async with database.reading() as session:
        found = await staff.by_login(session, " ana@example.ORG ")
        assert found is not None
        assert found.id == ana
        assert await staff.by_login(session, "bart") is None


async def test_a_login_belongs_to_one(database: Database, now: dt.datetime) -> None:
    await hire(database, now, "ana")
    with pytest.raises(sa.exc.IntegrityError):
        await hire(database, now, "ANA")


async def test_a_sign_in_link_works_once(database: Database, now: dt.datetime) -> None:
    ana = await hire(database, now)
    await give_link(database, ana, now)
    used = await asyncio.gather(*(use_link(database, now) for _ in range(5)))
    assert sorted(used, key=str) == [ana, None, None, None, None]


async def test_a_sign_in_link_ends_and_serves_one_purpose(
    database: Database, now: dt.datetime
) -> None:
    ana = await hire(database, now)
    await give_link(database, ana, now)
    assert await use_link(database, now + HOUR) is None
    assert await use_link(database, now, purpose="telegram") is None
    assert await use_link(database, now, token="guess") is None
    assert await use_link(database, now + HOUR - SECOND) == ana


async def test_a_session_is_found_by_its_token_until_it_ends(
    database: Database, now: dt.datetime
) -> None:
    ana = await hire(database, now)
    await sign_in(database, ana, "token", now)
    assert await whose(database, "token", now) == ana
    assert await whose(database, "other", now) is None
    assert await whose(database, "token", now + HOUR) is None


async def test_signing_out_ends_one_browser_or_all(database: Database, now: dt.datetime) -> None:
    ana = await hire(database, now)
    for token in ("1", "2", "3"):
        await sign_in(database, ana, token, now)
    async with database.transaction() as session:
        await staff.end_sessions(session, now=now, token="1")
    assert [await whose(database, token, now) for token in "123"] == [None, ana, ana]
    async with database.transaction() as session:
        await staff.end_sessions(session, now=now, staff_id=ana)
    assert [await whose(database, token, now) for token in "123"] == [None, None, None]


async def test_whoever_has_left_is_out_at_once(database: Database, now: dt.datetime) -> None:
    ana = await hire(database, now)
    await give_link(database, ana, now)
    await sign_in(database, ana, "session", now)
    async with database.transaction() as session:
        member = await session.get_one(StaffMember, ana)
        member.telegram_user_hash = staff.fingerprint(session, "telegram", "77")
    async with database.reading() as session:
        assert await staff.by_telegram(session, "77") is not None
    await leave(database, ana, now)
    assert await whose(database, "session", now) is None
    assert await use_link(database, now) is None
    async with database.reading() as session:
        assert await staff.by_login(session, "ana") is None
        assert await staff.by_telegram(session, "77") is None
        assert await staff.working(session) == []


async def test_failed_sign_ins_are_counted_per_key_and_forgotten(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        for seconds in range(3):
            await staff.add_failure(session, "ana", now=now + seconds * SECOND)
        await staff.add_failure(session, "bart", now=now)
        assert await staff.count_failures(session, "ana", since=now - HOUR) == 3
        assert await staff.count_failures(session, "ana", since=now) == 2
        assert await staff.count_failures(session, "nobody", since=now - HOUR) == 0


async def test_who_saw_what_is_written_down(database: Database, now: dt.datetime) -> None:
    ana = await hire(database, now)
    async with database.transaction() as session:
        await staff.audit(session, ana, "viewed", "conversation", 12, now=now)
    async with database.reading() as session:
        (event,) = (await session.execute(sa.select(AuditEvent))).scalars()
        assert (event.staff_id, event.action, event.subject_id) == (ana, "viewed", 12)

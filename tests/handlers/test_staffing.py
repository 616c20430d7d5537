"""Accounts of colleagues: who gets which role, and which change is refused."""

import asyncio
import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select

from db import desk_sessions, staff
from db.engine import Database
from db.models import AuditEvent, Role, StaffMember
from handlers import lines, staffing
from handlers.staffing import Standing
from tests.db import scene

WORKER = Standing(role=Role.WORKER, languages=("nl", "ar"))
HOUR = dt.timedelta(hours=1)


async def test_a_new_colleague_has_a_clean_name_and_languages_in_our_order(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await staffing.add(session, " Ana\n Haddad ", " ana@x ", WORKER, by=None, now=now)
        assert (ana.name, ana.login, ana.role) == ("Ana Haddad", "ana@x", "worker")
        assert set(ana.languages) == {"nl", "ar"}
        with pytest.raises(staffing.LoginTaken):
            await staffing.add(session, "Other", "ANA@x", WORKER, by=ana, now=now)
        for fault, name, login, wanted in (
            (staffing.NoName, " ", "b", WORKER),
            (staffing.NoLogin, "B", " ", WORKER),
            (staffing.LoginHasSpace, "B", "b c", WORKER),
            (lines.TooLong, "B" * 121, "b", WORKER),
            (lines.TooLong, "B", "b" * 201, WORKER),
            (staffing.NoLanguage, "B", "b", dataclasses.replace(WORKER, languages=())),
            (staffing.NoLanguage, "B", "b", dataclasses.replace(WORKER, languages=("xx",))),
        ):
            with pytest.raises(fault):
                await staffing.add(session, name, login, wanted, by=ana, now=now)
        assert len(await staff.working(session)) == 1


async def test_a_new_link_ends_the_earlier_ones(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        first = await staffing.new_link(session, ana.id, by=None, now=now)
        second = await staffing.new_link(session, ana.id, by=None, now=now)
        assert await staff.use_link(session, first, purpose="desk", now=now) is None
        assert await staff.use_link(session, second, purpose="desk", now=now) is not None


async def test_changes_are_written_down_one_by_one(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        ana, ben = await scene.colleague(session, now), await scene.colleague(session, now, "ben")
        wanted = Standing(role=Role.ADMIN, languages=("fr",), handles_complaints=True)
        seen = str(staffing.standing(ben))
        await staffing.change(session, ben.id, wanted, by=ana, now=now, seen=seen)
        assert staffing.standing(ben) == wanted
        found = await session.execute(
            select(AuditEvent.action).where(AuditEvent.staff_id == ana.id)
        )
        assert set(found.scalars()) == {"change_role", "change_languages", "change_complaints"}
        with pytest.raises(staffing.Changed):
            await staffing.change(session, ben.id, WORKER, by=ana, now=now, seen=seen)
        assert staffing.standing(ben) == wanted


async def test_nobody_lowers_themselves_and_one_admin_always_stays(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana, ben = await scene.colleague(session, now), await scene.colleague(session, now, "ben")
        ana.role = Role.ADMIN
        with pytest.raises(staffing.OwnStanding):
            await staffing.change(session, ana.id, WORKER, by=ana, now=now)
        with pytest.raises(staffing.LastAdmin):
            await staffing.change(session, ana.id, WORKER, by=ben, now=now)
        kept = dataclasses.replace(WORKER, role=Role.ADMIN)
        await staffing.change(session, ana.id, kept, by=ana, now=now)
        assert set(ana.languages) == {"nl", "ar"}


async def test_two_admins_cannot_lower_each_other_at_once(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        both = [await scene.colleague(session, now, login) for login in ("ana", "ben")]
        for one in both:
            one.role = Role.ADMIN

    async def lower(member: StaffMember, by: StaffMember) -> bool:
        try:
            async with database.transaction() as session:
                await staffing.change(session, member.id, WORKER, by=by, now=now)
        except staffing.LastAdmin:
            return False
        return True

    done = await asyncio.gather(lower(both[0], both[1]), lower(both[1], both[0]))
    assert sorted(done) == [False, True]


async def test_a_new_password_ends_every_other_session(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        for token in ("here", "there"):
            await staff.open_session(session, ana.id, token, "csrf", now=now, valid=HOUR)
        await desk_sessions.begin_half(session, ana.id, "half", now=now, valid=HOUR)
        here = await staff.session_of(session, "here", now=now)
        assert here is not None
        await staffing.set_password(session, ana.id, "h", by=ana, now=now, kept=here[0].id)
        assert await staff.session_of(session, "here", now=now) is not None
        assert await staff.session_of(session, "there", now=now) is None
        assert await desk_sessions.half(session, "half", now=now) is None
        await staffing.set_password(session, ana.id, "h", by=None, now=now)
        assert await staff.session_of(session, "here", now=now) is None


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 257])
def test_a_password_is_neither_short_nor_endless(password: str) -> None:
    with pytest.raises(staffing.PasswordTooShort):
        staffing.check_password(password)
    staffing.check_password("twelve chars")

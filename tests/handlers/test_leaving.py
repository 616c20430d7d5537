"""Whoever leaves is out at once, and nobody they were helping is left alone."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import (
    absences,
    calls,
    cases,
    conversations,
    desk_sessions,
    duties,
    messages,
    reaches,
    second_factors,
    staff,
    staffing,
)
from db.content import Content
from db.engine import Database
from db.models import (
    Address,
    AuditEvent,
    CallState,
    CaseState,
    Control,
    Conversation,
    Direction,
    Duty,
    PhoneCall,
    Priority,
    Reason,
    Role,
    Sponsorship,
    StaffMember,
    WelcomeGroup,
)
from handlers import context, escalation, leaving, rota
from handlers import staff as work
from handlers import staffing as accounts
from tests.db import scene
from tests.handlers import scene as houses

HOUSE = houses.house(staff_group=houses.GROUP)
HOUR = dt.timedelta(hours=1)
#: A Sunday night: nobody is there until Monday at nine.
SUNDAY = dt.datetime(2026, 3, 1, 22, tzinfo=dt.UTC)


async def _taken(
    session: AsyncSession, member: StaffMember, now: dt.datetime, phone: str = "phone-1"
) -> Conversation:
    """A conversation that a colleague has taken over."""
    thread = await scene.conversation(session, now, phone)
    turn = await context.reopen(session, HOUSE, thread.id, now=now)
    assert turn is not None
    await escalation.open_case(turn, Reason.SENSITIVE, priority=Priority.TODAY)
    await work.claim(turn, member)
    return thread


async def _said(session: AsyncSession, thread: Conversation, to: Direction) -> list[str]:
    found = await messages.latest(session, thread.id)
    return [Content.from_json(one.content).text for one in found if one.direction == to]


async def test_open_conversations_are_requests_again_and_the_person_hears_it(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana, ben = await scene.colleague(session, now), await scene.colleague(session, now, "ben")
        mine, his = await _taken(session, ana, now), await _taken(session, ben, now, "phone-2")
        epoch = mine.epoch
        asked_before = await _said(session, mine, Direction.STAFF)
    async with database.transaction() as session:
        left = await leaving.leave(session, HOUSE, ana.id, by=ben, now=now + HOUR)
        assert left.conversations == 1
    async with database.reading() as session:
        thread = await session.get_one(Conversation, mine.id)
        assert (thread.control, thread.assignee_id) == (Control.QUEUED, None)
        assert thread.epoch > epoch
        case = await cases.unclosed(session, mine.id)
        assert case is not None and (case.state, case.priority) == (CaseState.OPEN, "today")
        handoff = await cases.running_handoff(session, case.id)
        assert handoff is not None and handoff.claimed_at is None
        assert handoff.requested_at == now + HOUR
        assert handoff.next_alert_at is not None
        assert len(await _said(session, mine, Direction.STAFF)) > len(asked_before)
        last = (await _said(session, mine, Direction.OUT))[-1]
        assert last.startswith("The person who was in this chat is no longer there.")
        assert (await session.get_one(Conversation, his.id)).assignee_id == ben.id


async def test_at_night_the_person_is_told_when_somebody_is_there(database: Database) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, SUNDAY)
        thread = await _taken(session, ana, SUNDAY)
        await leaving.leave(session, HOUSE, ana.id, by=None, now=SUNDAY)
        last = (await _said(session, thread, Direction.OUT))[-1]
    assert "Nobody is there now" in last and "09:00" in last and "112" in last


async def test_nothing_is_said_to_a_phone_that_is_not_safe(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        thread = await _taken(session, ana, now)
        (await session.get_one(Address, thread.address_id)).unsafe_at = now
        before = await _said(session, thread, Direction.OUT)
        await leaving.leave(session, HOUSE, ana.id, by=None, now=now)
        assert await _said(session, thread, Direction.OUT) == before
        assert (await session.get_one(Conversation, thread.id)).control == Control.QUEUED


async def test_a_snoozed_case_of_a_leaver_comes_back_now(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        thread = await _taken(session, ana, now)
        case = await cases.unclosed(session, thread.id)
        assert case is not None
        case.state = CaseState.SNOOZED
        await leaving.leave(session, HOUSE, ana.id, by=None, now=now)
        assert case.state == CaseState.OPEN


async def test_every_way_in_ends(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        ana.password_hash = "argon"
        ana.telegram_user_hash = staff.fingerprint(session, "telegram", "77")
        await staff.open_session(session, ana.id, "session", "csrf", now=now, valid=HOUR)
        await staff.add_link(session, ana.id, "desk", purpose="desk", now=now, valid=HOUR)
        await staff.add_link(session, ana.id, "tg", purpose="telegram", now=now, valid=HOUR)
        await desk_sessions.begin_half(session, ana.id, "half", now=now, valid=HOUR)
        await second_factors.begin(session, ana.id, "SECRET", now=now)
        await second_factors.keep_codes(session, ana.id, ["code"])
    async with database.transaction() as session:
        await leaving.leave(session, HOUSE, ana.id, by=None, now=now)
    async with database.transaction() as session:
        assert await staff.session_of(session, "session", now=now) is None
        assert await staff.use_link(session, "desk", purpose="desk", now=now) is None
        assert await staff.use_link(session, "tg", purpose="telegram", now=now) is None
        assert await desk_sessions.half(session, "half", now=now) is None
        assert not await second_factors.use_code(session, ana.id, "code", now=now)
        row = await session.get_one(StaffMember, ana.id)
        assert (row.password_hash, row.telegram_user_hash) == (None, None)
        found = await session.execute(select(AuditEvent.action, AuditEvent.subject_id))
        assert ("leave", ana.id) in [tuple(one) for one in found]
        with pytest.raises(accounts.Gone):
            await leaving.leave(session, HOUSE, ana.id, by=None, now=now)
        # whoever has the address next, or comes back, gets a new account
        again = await scene.colleague(session, now)
        assert again.id != ana.id


async def test_nobody_is_responsible_for_a_leavers_families(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        home = await scene.household(session, now)
        group = WelcomeGroup(name="G", created_at=now)
        session.add(group)
        await session.flush()
        values = {"welcome_group_id": group.id, "household_id": home.id, "staff_id": ana.id}
        runs = Sponsorship(**values, created_at=now)
        over = Sponsorship(**values, ended_on=now.date(), created_at=now)
        session.add_all([runs, over])
        await session.flush()
        left = await leaving.leave(session, HOUSE, ana.id, by=None, now=now)
        await session.refresh(runs)
        assert (left.households, runs.staff_id, over.staff_id) == ((home.id,), None, ana.id)


async def test_the_last_admin_stays_and_nobody_removes_themselves(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana, ben = await scene.colleague(session, now), await scene.colleague(session, now, "ben")
        ana.role = Role.ADMIN
        with pytest.raises(accounts.OwnStanding):
            await leaving.leave(session, HOUSE, ana.id, by=ana, now=now)
        with pytest.raises(accounts.LastAdmin):
            await leaving.leave(session, HOUSE, ana.id, by=ben, now=now)
        assert await staffing.locked(session, ana.id) is not None


async def test_what_a_leaver_took_in_the_last_moment_is_swept_up(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        thread = await _taken(session, ana, now)
        assert await staffing.left_in_charge(session) == []
        assert not await leaving.return_one(session, HOUSE, thread.id, now=now)
        ana.left_at = now
        await session.flush()
        assert await staffing.left_in_charge(session) == [thread.id]
        assert await leaving.return_one(session, HOUSE, thread.id, now=now)
        assert not await leaving.return_one(session, HOUSE, thread.id, now=now)
        again = await conversations.locked(session, thread.id)
        assert again is not None and again.control == Control.QUEUED


async def test_nobody_counts_on_a_leaver_nor_writes_to_them_any_more(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        await rota.set_email(session, ana.id, "ana@x.example", by=None, now=now)
        day = now.date() + dt.timedelta(days=3)
        await absences.add(session, ana.id, day, day, now=now)
        for starts, ends in ((-HOUR, HOUR), (HOUR, 9 * HOUR), (-9 * HOUR, -HOUR)):
            await duties.add(session, ana.id, now + starts, now + ends, created_by=None, now=now)
        left = await leaving.leave(session, HOUSE, ana.id, by=None, now=now)
    assert left.duties == 2
    async with database.reading() as session:
        reach = (await reaches.everybody(session))[ana.id]
        assert (reach.email, reach.telegram_address_id, reach.week) == (None, None, None)
        assert await absences.coming(session, today=now.date()) == []
        ends = [one.ends_at for one in (await session.execute(select(Duty))).scalars()]
    assert sorted(ends) == [now - HOUR, now]


async def test_a_leavers_calls_go_to_who_is_free_then_and_others_ask_for_somebody(
    database: Database, now: dt.datetime
) -> None:
    at = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)  # a Tuesday, 10:00 in Brussels
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        ben = await scene.colleague(session, now, "ben")
        planned = []
        for number, (who, starts) in enumerate(((ana, at), (ana, at + HOUR), (ben, at + HOUR))):
            thread = await scene.conversation(session, now, f"phone-{number}")
            turn = await context.reopen(session, HOUSE, thread.id, now=now)
            assert turn is not None
            case = await escalation.open_case(turn, Reason.CALLBACK)
            call = await calls.hold(
                session,
                [who.id],
                starts,
                starts + dt.timedelta(minutes=20),
                at_once=2,
                conversation_id=thread.id,
                language="en",
                held_until=None,
                created_at=now,
            )
            assert call is not None
            call.state, call.case_id = CallState.BOOKED, case.id
            planned.append(call)
        closed = await cases.unclosed(session, planned[1].conversation_id)
        assert closed is not None
        closed.state = CaseState.CLOSED
        left = await leaving.leave(session, HOUSE, ana.id, by=None, now=now)
    assert left.calls == 1
    async with database.reading() as session:
        now_with = [(await session.get_one(PhoneCall, one.id)).staff_id for one in planned]
        assert now_with == [ben.id, ana.id, ben.id]
        alone = await cases.running_handoff(
            session, (await session.get_one(PhoneCall, planned[1].id)).case_id or 0
        )
        assert alone is not None and alone.next_alert_at == now
        opened = await cases.unclosed(session, planned[1].conversation_id)
        assert opened is not None and opened.id == alone.case_id

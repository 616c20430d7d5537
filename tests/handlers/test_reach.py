"""A lost phone is a stranger's from now on, and nothing that was pending reaches it."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from db import addresses, awaiting, cases, conversations, deliveries, invites
from db.engine import Database
from db.models import (
    Address,
    CaseState,
    Control,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Handoff,
    Priority,
    Reason,
)
from handlers import delivery, reach
from handlers.house import House
from tests.db import scene

#: Nothing is said to a lost phone, so no texts are needed.
HOUSE = cast(House, SimpleNamespace())


async def _family_phone(session: Any, now: dt.datetime) -> Conversation:
    home = await scene.household(session, now)
    thread = await scene.conversation(session, now)
    (await session.get_one(Address, thread.address_id)).household_id = home.id
    return thread


async def test_what_was_pending_is_cancelled_and_the_next_writer_is_a_stranger(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await _family_phone(session, now)
        ana = await scene.colleague(session, now)
        waiting = await scene.queued(session, now, "waiting", kind=DeliveryKind.UNPROMPTED)
        held = await scene.queued(session, now, "held")
        held.state = DeliveryState.HELD
        done = await scene.queued(session, now, "done")
        done.state = DeliveryState.DONE
        other = await scene.queued(session, now, "other", to="phone-2")
        await awaiting.ask(
            session,
            thread.id,
            message_id=None,
            subject="checkin:1",
            options=["checkin:1:fine"],
            now=now,
            valid=dt.timedelta(days=1),
        )
        (await session.get_one(Address, thread.address_id)).unsafe_at = now
        await reach.detach(session, HOUSE, thread.address_id, member=ana, now=now)
    async with database.reading() as session:
        was_asked = await awaiting.was_asked(session, thread.id, "checkin:1")
        states = [
            ((await session.get_one(Delivery, one.id)).state, one.id)
            for one in (waiting, held, done, other)
        ]
        address = await session.get_one(Address, thread.address_id)
        question = await awaiting.open_question(session, thread.id, now=now)
    assert [state for state, _ in states] == ["cancelled", "cancelled", "done", "queued"]
    assert waiting.reason == "detached"
    assert (question, was_asked) == (None, False)
    assert (address.detached_at, address.unsafe_at) == (now, None)
    async with database.transaction() as session:
        met = await addresses.meet(session, scene.CHANNEL, scene.ACCOUNT, "phone-1", now=now)
        stranger = await conversations.of_address(session, met, now=now)
    assert (met.contact_id, met.household_id, met.detached_at) == (None, None, None)
    assert stranger.id != thread.id


async def test_what_was_said_stays_with_the_family_and_its_staff(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await _family_phone(session, now)
        await reach.detach(session, HOUSE, thread.address_id, member=None, now=now)
        address = await session.get_one(Address, thread.address_id)
        assert address.household_id is not None
        assert (thread.language, thread.language_chosen) == ("ar", True)
        assert await addresses.of_household(session, address.household_id) == []


async def test_nothing_that_is_said_there_later_goes_out(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await _family_phone(session, now)
        await reach.detach(session, HOUSE, thread.address_id, member=None, now=now)
        message = await scene.said(session, thread, now)
        home = await session.get_one(Address, thread.address_id)
        key = await deliveries.queue(
            session, message, home, kind=DeliveryKind.REPLY, now=now, dedupe_key="late"
        )
        late = await deliveries.claim(
            session, scene.CHANNEL, scene.ACCOUNT, now=now, worker="worker"
        )
        assert late is not None
        assert late.id == key
        prepared = await delivery.prepare(session, HOUSE, late, window=None, now=now)
    assert prepared is None
    assert (late.state, late.reason) == ("cancelled", "detached")


async def test_whoever_was_in_charge_is_not_any_more_and_the_case_stays_open(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await _family_phone(session, now)
        ana = await scene.colleague(session, now)
        case = await cases.add(
            session,
            thread,
            reason=Reason.ASKED,
            priority=Priority.NORMAL,
            brief={},
            now=now,
        )
        handoff = await cases.request_handoff(session, case, now=now)
        taken = await conversations.take(session, thread.id, ana.id, epoch=thread.epoch)
        assert taken is not None
        epoch = taken.epoch
        await reach.detach(session, HOUSE, thread.address_id, member=ana, now=now)
    async with database.reading() as session:
        after = await session.get_one(Conversation, thread.id)
        ended = await session.get_one(Handoff, handoff.id)
        kept = await cases.unclosed(session, thread.id)
    assert (after.control, after.assignee_id, after.epoch) == (Control.BOT, None, epoch + 1)
    assert ended.released_at == now
    assert ended.next_alert_at is None
    assert kept is not None
    assert (kept.state, kept.confidential) == (CaseState.OPEN, True)


async def test_what_is_urgent_asks_for_somebody_though_its_phone_is_lost(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        thread = await _family_phone(session, now)
        case = await cases.add(
            session, thread, reason=Reason.SENSITIVE, priority=Priority.URGENT, brief={}, now=now
        )
        case.state, case.snoozed_until = CaseState.SNOOZED, now + dt.timedelta(days=1)
        old = await cases.request_handoff(session, case, now=now)
        old.claimed_at = now
        await reach.detach(session, HOUSE, thread.address_id, member=None, now=now)
    async with database.transaction() as session:
        assert await cases.alerts_due(session, now=now) == [thread.id]
        woken = await cases.unclosed(session, thread.id)
        again = await cases.running_handoff(session, case.id)
    assert woken is not None and again is not None
    assert (woken.id, woken.state, woken.snoozed_until) == (case.id, CaseState.OPEN, None)
    assert again.id != old.id


async def test_a_phone_of_nobody_cannot_be_detached(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        phone = await scene.address(session, now, "stranger")
        lost = await _family_phone(session, now)
        await reach.detach(session, HOUSE, lost.address_id, member=None, now=now)
        for address_id in (phone.id, 999, lost.address_id):
            with pytest.raises(reach.NotAttached):
                await reach.detach(session, HOUSE, address_id, member=None, now=now)


async def test_whoever_leaves_loses_every_phone_at_once(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        lotte = await scene.contact(session, now)
        phones = [await scene.address(session, now, f"phone-{number}") for number in (1, 2)]
        for phone in phones:
            phone.contact_id = lotte.id
        await session.flush()
        await reach.leave(session, HOUSE, lotte, member=None, now=now)
        await reach.leave(session, HOUSE, lotte, member=None, now=now + dt.timedelta(days=1))
        assert lotte.left_at == now
        assert [phone.detached_at for phone in phones] == [now, now]


async def test_an_invitation_of_somebody_who_left_lets_nobody_in(
    database: Database, now: dt.datetime
) -> None:
    async with database.transaction() as session:
        home = await scene.household(session, now)
        amal = await scene.contact(session, now, kind="family", household_id=home.id)
        for code in ("BEFORE2345", "LEAVING234"):
            await invites.add(
                session,
                code,
                contact_id=amal.id,
                household_id=None,
                created_by=None,
                now=now,
                valid=dt.timedelta(days=14),
            )
        own = await scene.address(session, now, "own")
        shared = await scene.address(session, now, "shared")
        own.contact_id, shared.household_id = amal.id, home.id
        shared.speaker_id, shared.speaker_until = amal.id, now + dt.timedelta(hours=1)
        await session.flush()
        await invites.use(session, "BEFORE2345", own.id, now=now)
        await reach.leave(session, HOUSE, amal, member=None, now=now)
        await invites.add(
            session,
            "AFTERWARD2",
            contact_id=amal.id,
            household_id=None,
            created_by=None,
            now=now,
            valid=dt.timedelta(days=14),
        )
        later = now + dt.timedelta(seconds=1)
        for code in ("LEAVING234", "AFTERWARD2"):
            assert await invites.use(session, code, own.id, now=later) is None
        await session.refresh(shared)
    # what somebody of a family wrote stays in the family's file; the shared phone stays theirs
    assert (own.contact_id, own.household_id, own.detached_at) == (None, home.id, now)
    assert (shared.household_id, shared.speaker_id, shared.detached_at) == (home.id, None, None)

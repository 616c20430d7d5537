"""A lost phone is a stranger's from now on, and nothing that was pending reaches it."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from db import addresses, awaiting, cases, conversations
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
from handlers import reach
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
        thread.region = "flanders"
        (await session.get_one(Address, thread.address_id)).unsafe_at = now
        await reach.detach(session, HOUSE, thread.address_id, member=ana, now=now)
    async with database.reading() as session:
        was_asked = await awaiting.was_asked(session, thread.id, "checkin:1")
        region = (await session.get_one(Conversation, thread.id)).region
        states = [
            ((await session.get_one(Delivery, one.id)).state, one.id)
            for one in (waiting, held, done, other)
        ]
        address = await addresses.find(session, scene.CHANNEL, scene.ACCOUNT, "phone-1")
        question = await awaiting.open_question(session, thread.id, now=now)
    assert [state for state, _ in states] == ["cancelled", "cancelled", "done", "queued"]
    assert waiting.reason == "detached"
    assert address is not None
    assert (address.household_id, address.contact_id) == (None, None)
    assert (question, was_asked) == (None, False)
    assert (region, address.unsafe_at) == (None, None)


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


async def test_a_phone_of_nobody_cannot_be_detached(database: Database, now: dt.datetime) -> None:
    async with database.transaction() as session:
        phone = await scene.address(session, now)
        for address_id in (phone.id, 999):
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
        assert [phone.contact_id for phone in phones] == [None, None]

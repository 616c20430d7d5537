"""Rows that many tests begin with: somebody with an address, a conversation, staff, a delivery."""

import datetime as dt
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, consents, conversations, deliveries, messages, staff
from db.content import Content
from db.models import (
    Address,
    Author,
    ConsentState,
    Contact,
    Conversation,
    Delivery,
    DeliveryKind,
    Direction,
    Household,
    Message,
    Purpose,
    Role,
    StaffMember,
)

CHANNEL, ACCOUNT = "simulator", "demo"


async def address(session: AsyncSession, now: dt.datetime, external_id: str = "phone-1") -> Address:
    return await addresses.meet(session, CHANNEL, ACCOUNT, external_id, now=now)


async def conversation(
    session: AsyncSession, now: dt.datetime, external_id: str = "phone-1"
) -> Conversation:
    somebody = await address(session, now, external_id)
    return await conversations.of_address(session, somebody, now=now)


async def household(session: AsyncSession, now: dt.datetime) -> Household:
    home = Household(name="The invented family", language="ar", created_at=now)
    session.add(home)
    await session.flush()
    return home


async def agree(session: AsyncSession, home: Address, now: dt.datetime) -> None:
    """The family behind an address said yes to check-ins."""
    family = await household(session, now)
    home.household_id = family.id
    await session.flush()
    await consents.record(
        session,
        home,
        purpose=Purpose.CHECKINS,
        state=ConsentState.GIVEN,
        wording_version="1",
        language="ar",
        how="test",
        now=now,
    )


async def contact(session: AsyncSession, now: dt.datetime, **values: Any) -> Contact:
    somebody = Contact(**{"kind": "volunteer", "name": "Invented", "created_at": now, **values})
    session.add(somebody)
    await session.flush()
    return somebody


async def colleague(session: AsyncSession, now: dt.datetime, login: str = "ana") -> StaffMember:
    return await staff.add(
        session, name=login.title(), login=login, role=Role.WORKER, languages=["en"], now=now
    )


async def said(session: AsyncSession, thread: Conversation, now: dt.datetime) -> Message:
    return await messages.write(
        session,
        thread,
        Content(text="Good morning"),
        direction=Direction.OUT,
        author=Author.BOT,
        now=now,
    )


async def queued(
    session: AsyncSession,
    now: dt.datetime,
    key: str,
    *,
    to: str = "phone-1",
    kind: DeliveryKind = DeliveryKind.NOTICE,
    **more: Any,
) -> Delivery:
    """A delivery on its way to an address, with its message and conversation."""
    thread = await conversation(session, now, to)
    message = await said(session, thread, now)
    home = await session.get_one(Address, thread.address_id)
    delivery_id = await deliveries.queue(
        session, message, home, kind=kind, now=now, dedupe_key=key, **more
    )
    return await session.get_one(Delivery, delivery_id)

"""A shared phone: who speaks is asked and believed for a while; it can become one person's."""

import datetime as dt

import pytest
from sqlalchemy import select

from db import awaiting, consents, messages
from db.content import Content
from db.engine import Database
from db.models import (
    Address,
    ConsentState,
    Contact,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Household,
    Message,
    Purpose,
)
from handlers import applying, context, delivery, speaking
from handlers.events import Pressed, Said, Sender
from tests.db import scene
from tests.handlers import scene as house_scene

HOUSE = house_scene.house()
PHONE = Sender(channel=scene.CHANNEL, account=scene.ACCOUNT, external_id="phone-1")


async def _family(database: Database, now: dt.datetime) -> tuple[Household, Contact, Conversation]:
    async with database.transaction() as session:
        home = await scene.household(session, now)
        thread = await scene.conversation(session, now)
        address = await session.get_one(Address, thread.address_id)
        address.household_id, address.last_inbound_at = home.id, now
        amal = await scene.contact(
            session, now, name="Amal", kind="family", household_id=home.id, language="en"
        )
        await scene.contact(
            session, now, name="Gone", kind="family", household_id=home.id, left_at=now
        )
    return home, amal, thread


async def _ask(database: Database, thread: Conversation, now: dt.datetime) -> None:
    async with database.transaction() as session:
        turn = await context.reopen(session, HOUSE, thread.id, now=now)
        assert turn is not None
        await speaking.ask(turn, await scene.colleague(session, now))


async def _say(database: Database, text: str, now: dt.datetime) -> Message:
    async with database.transaction() as session:
        said = Said(sender=PHONE, message_id=text, text=text)
        await applying.apply(session, HOUSE, said, None, now=now)
        found = await session.execute(
            select(Message).where(Message.direction == "in").order_by(Message.id.desc()).limit(1)
        )
        return found.scalar_one()


async def test_who_says_so_is_the_speaker_until_the_phone_changes_hands(
    database: Database, now: dt.datetime
) -> None:
    _, amal, thread = await _family(database, now)
    await _ask(database, thread, now)
    async with database.reading() as session:
        asked = (await messages.latest(session, thread.id))[-1]
    labels = [one.label for one in Content.from_json(asked.content).buttons]
    assert labels[0] == "Amal"
    assert "Gone" not in labels
    assert (await _say(database, "/help", now)).speaker_id is None
    async with database.transaction() as session:
        pressed = Pressed(sender=PHONE, payload=f"speaker:{amal.id}", message_id=None)
        await applying.apply(session, HOUSE, pressed, None, now=now)
    soon = now + speaking.BELIEVED - dt.timedelta(minutes=1)
    assert (await _say(database, "/help", soon)).speaker_id == amal.id
    assert (await _say(database, "/privacy", now + speaking.BELIEVED)).speaker_id is None


async def test_only_people_of_the_family_that_shares_the_phone_can_be_the_speaker(
    database: Database, now: dt.datetime
) -> None:
    _, amal, thread = await _family(database, now)
    async with database.transaction() as session:
        stranger = await scene.contact(session, now, name="Else")
        turn = await context.reopen(session, HOUSE, thread.id, now=now)
        assert turn is not None
        for answer in (str(stranger.id), "x", ""):
            assert not await speaking.press_speaker(turn, answer)
        assert await speaking.press_speaker(turn, str(amal.id))
        assert turn.speaker_id == amal.id
        assert await speaking.press_speaker(turn, speaking.SOMEBODY_ELSE)
        assert turn.speaker_id is None
        own = await context.meet(
            session, HOUSE, Sender(channel="simulator", account="demo", external_id="x"), now=now
        )
        assert not await speaking.press_speaker(own, str(amal.id))


async def test_a_phone_that_is_not_safe_is_not_asked_before_it_writes(
    database: Database, now: dt.datetime
) -> None:
    _, _, thread = await _family(database, now)
    async with database.transaction() as session:
        (await session.get_one(Address, thread.address_id)).unsafe_at = now
    await _ask(database, thread, now)
    async with database.transaction() as session:
        row = (await session.execute(select(Delivery))).scalar_one()
        row.state = DeliveryState.SENDING
        assert await delivery.prepare(session, HOUSE, row, window=None, now=now) is None
        assert (row.kind, row.state, row.reason) == (DeliveryKind.REPLY, "held", "not_safe")


async def test_nobody_can_be_asked_where_nobody_has_a_name_or_the_phone_is_not_shared(
    database: Database, now: dt.datetime
) -> None:
    _, amal, thread = await _family(database, now)
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        (await session.get_one(Contact, amal.id)).left_at = now
        await session.flush()
        turn = await context.reopen(session, HOUSE, thread.id, now=now)
        assert turn is not None
        with pytest.raises(speaking.NobodyNamed):
            await speaking.ask(turn, ana)
        turn.address.household_id = None
        with pytest.raises(speaking.NotShared):
            await speaking.ask(turn, ana)


@pytest.mark.parametrize("wish", [None, ConsentState.GIVEN, ConsentState.WITHDRAWN])
async def test_a_phone_given_to_a_person_keeps_a_no_and_asks_again_after_a_yes(
    database: Database, now: dt.datetime, wish: ConsentState | None
) -> None:
    home, amal, thread = await _family(database, now)
    async with database.transaction() as session:
        ana = await scene.colleague(session, now)
        address = await session.get_one(Address, thread.address_id)
        if wish is not None:
            await consents.record(
                session,
                address,
                purpose=Purpose.CHECKINS,
                state=wish,
                wording_version="1",
                language="ar",
                how="test",
                now=now,
            )
        outsider = await scene.contact(session, now, kind="family")
        with pytest.raises(speaking.NotShared):
            await speaking.give(session, HOUSE, address.id, outsider, member=ana, now=now)
        person = await session.get_one(Contact, amal.id)
        await speaking.give(session, HOUSE, address.id, person, member=ana, now=now)
        with pytest.raises(speaking.NotShared):
            await speaking.give(session, HOUSE, address.id, person, member=ana, now=now)
    async with database.reading() as session:
        address = await session.get_one(Address, thread.address_id)
        own = await consents.newest(session, Purpose.CHECKINS, contact_id=amal.id)
        family = await consents.newest(session, Purpose.CHECKINS, household_id=home.id)
        asked = await awaiting.was_asked(session, thread.id, "consent:checkins")
    assert (address.contact_id, address.household_id) == (amal.id, None)
    assert (own.state if own else None) == (wish if wish == ConsentState.WITHDRAWN else None)
    assert (family.state if family else None) == wish
    assert asked == (wish != ConsentState.WITHDRAWN)

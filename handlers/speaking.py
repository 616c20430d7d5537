"""A phone that a family shares: asked who is speaking, or given to one person for good."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import awaiting, consents, conversations, people, staff
from db.content import Button, Content
from db.models import (
    Address,
    ConsentState,
    Contact,
    DeliveryKind,
    Purpose,
    StaffMember,
)
from handlers import consent, context, saying
from handlers.context import Turn
from handlers.house import House
from locales.texts import speaking as texts

#: The subject under which "who is writing?" waits for its answer.
SUBJECT = "speaker"
#: After so long somebody else may have the phone in hand.
BELIEVED = dt.timedelta(hours=3)
#: Stands for nobody of the named people.
SOMEBODY_ELSE = "0"


class NotShared(ValueError):
    """This phone is not one that this family shares (any more)."""


class NobodyNamed(ValueError):
    """Nobody of this family has a name here yet: add the people first."""


async def ask(turn: Turn, member: StaffMember) -> None:
    """Ask on a shared phone who is writing. It waits, as a reply does, for a safe phone.

    Raises NotShared and NobodyNamed.
    """
    address = turn.address
    if address.household_id is None or address.detached_at is not None:
        raise NotShared(NotShared.__doc__)
    members = await people.members(turn.session, address.household_id)
    if not members:
        raise NobodyNamed(NobodyNamed.__doc__)
    named = [Button(label=one.name, payload=f"{SUBJECT}:{one.id}") for one in members]
    other = saying.button(turn, texts.SOMEBODY_ELSE, f"{SUBJECT}:{SOMEBODY_ELSE}")
    await saying.tell(
        turn,
        Content(text=saying.words(turn, texts.WHO), buttons=(*named, other)),
        kind=DeliveryKind.REPLY,
        subject=SUBJECT,
    )
    await staff.audit(turn.session, member.id, "ask_speaker", "address", address.id, now=turn.now)


async def press_speaker(turn: Turn, argument: str) -> bool:
    """Who is writing from now on; only people of the family that shares the phone count."""
    address = turn.address
    if address.household_id is None:
        return False
    members = await people.members(turn.session, address.household_id)
    spoken = next((one for one in members if str(one.id) == argument), None)
    if spoken is None and argument != SOMEBODY_ELSE:
        return False
    address.speaker_id = spoken.id if spoken else None
    address.speaker_until = turn.now + BELIEVED if spoken else None
    if turn.message is not None:
        turn.message.speaker_id = address.speaker_id
    await awaiting.close(turn.session, turn.conversation.id, SUBJECT, now=turn.now)
    if spoken is not None:
        await saying.say(turn, texts.THANKS, name=spoken.name)
    else:
        await saying.say(turn, texts.ALL_RIGHT)
    return True


async def give(
    session: AsyncSession,
    house: House,
    address_id: int,
    contact: Contact,
    *,
    member: StaffMember,
    now: dt.datetime,
) -> None:
    """A shared phone is one person's from now on; who said what before stays as it is.

    A no to check-ins stays a no; after a yes of the family the person is asked. Raises NotShared.
    """
    address = await session.get(Address, address_id)
    if address is None:
        raise NotShared(NotShared.__doc__)
    conversation = await conversations.of_address(session, address, now=now)
    await session.refresh(address, with_for_update=True)
    home = address.household_id
    if home is None or address.detached_at is not None or contact.household_id != home:
        raise NotShared(NotShared.__doc__)
    said = await consents.newest(session, Purpose.CHECKINS, household_id=home)
    own = await consents.newest(session, Purpose.CHECKINS, contact_id=contact.id)
    address.household_id, address.contact_id = None, contact.id
    address.speaker_id = address.speaker_until = None
    await session.flush()
    await staff.audit(session, member.id, "give", "address", address_id, now=now)
    await staff.audit(session, member.id, "give", "contact", contact.id, now=now)
    if own is not None:
        return
    if said is not None and said.state == ConsentState.WITHDRAWN:
        await consents.record(
            session,
            address,
            purpose=Purpose.CHECKINS,
            state=ConsentState.WITHDRAWN,
            wording_version=said.wording_version,
            language=said.language,
            how="shared_phone",
            now=now,
        )
        return
    turn = await context.of(session, house, address, conversation, now=now)
    if address.unsafe_at is None:
        await consent.ask(turn)

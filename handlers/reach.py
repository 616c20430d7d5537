"""A lost phone, a recycled number, somebody who leaves: nothing more goes there, at once."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import (
    addresses,
    appointments,
    awaiting,
    calls,
    cases,
    checklists,
    conversations,
    deliveries,
    exchange,
    invites,
    staff,
)
from db.models import (
    Address,
    Contact,
    Control,
    Conversation,
    Delivery,
    Household,
    Priority,
    StaffMember,
)
from handlers import appointments as visits
from handlers import charge, seats
from handlers.house import House

#: Why what was pending is cancelled.
DETACHED = "detached"


class NotAttached(LookupError):
    """This phone belongs to nobody here (any more)."""


async def detach(
    session: AsyncSession,
    house: House,
    address_id: int,
    *,
    member: StaffMember | None,
    now: dt.datetime,
) -> None:
    """Whoever writes from this phone next is a stranger; everything pending is stopped.

    What was said stays with its owner, out of the stranger's conversation. Raises NotAttached,
    also when a colleague was quicker. The case stays open for staff.
    """
    del house  # the same arguments as every behaviour; nothing is said to a phone that is lost
    address = await session.get(Address, address_id)
    if address is None:
        raise NotAttached(NotAttached.__doc__)
    # the conversation is locked first, as by whoever writes
    conversation = await conversations.of_address(session, address, now=now)
    await session.refresh(address, with_for_update=True)
    if address.detached_at or (address.contact_id is None and address.household_id is None):
        raise NotAttached(NotAttached.__doc__)
    await _keep_language(session, address, conversation)
    addresses.retire(session, address, now=now)
    address.unsafe_at = address.speaker_id = address.speaker_until = None
    await deliveries.cancel(session, Delivery.address_id == address_id, now=now, reason=DETACHED)
    # an invitation may lie unused on the lost phone
    await invites.withdraw(
        session, contact_id=address.contact_id, household_id=address.household_id, now=now
    )
    await awaiting.forget(session, conversation.id)
    await calls.forget(session, conversation.id, now=now)
    await _let_go(session, conversation, now=now)
    await staff.audit(
        session, member.id if member else None, "detach", "address", address_id, now=now
    )


async def leave(
    session: AsyncSession,
    house: House,
    contact: Contact,
    *,
    member: StaffMember | None,
    now: dt.datetime,
) -> None:
    """Somebody leaves the group or the family: no access from now on. Repeating is harmless.

    What somebody of a family wrote stays in the family's file, where only its staff see it.
    """
    if contact.left_at is None:
        contact.left_at = now
        await staff.audit(
            session, member.id if member else None, "leave", "contact", contact.id, now=now
        )
    await invites.withdraw(session, contact_id=contact.id, now=now)
    await addresses.forget_speaker(session, contact.id)
    await checklists.free(session, contact.id, now=now)
    sent = await exchange.close_for(session, contact.id)
    on_its_way = Delivery.message_id.in_(sent)
    await deliveries.cancel(session, on_its_way, now=now, reason="left_exchange")
    for address in await addresses.of_contacts(session, [contact.id]):
        await detach(session, house, address.id, member=member, now=now)
        if contact.household_id is not None:
            address.contact_id, address.household_id = None, contact.household_id
    # appointments before gatherings, as when a sponsorship ends
    alone = await appointments.clear_companion(session, contact.id, now=now)
    await visits.tell_alone(session, alone, now=now)
    await seats.release(session, contact.id, now=now)


async def _keep_language(
    session: AsyncSession, address: Address, conversation: Conversation
) -> None:
    """The same staff see the conversation as before, also when its owner leaves."""
    contact = await session.get(Contact, address.contact_id) if address.contact_id else None
    home = await session.get(Household, address.household_id) if address.household_id else None
    known = (contact and contact.language) or (home and home.language)
    if known and not (conversation.language and conversation.language_chosen):
        conversation.language = known
    conversation.language_chosen = conversation.language is not None


async def _let_go(session: AsyncSession, conversation: Conversation, *, now: dt.datetime) -> None:
    """Nobody is in charge of a conversation with a lost phone; its case is looked at in peace.

    What is urgent is not put aside any more, and asks for somebody at once.
    """
    if conversation.control == Control.HUMAN:
        conversation.epoch += 1
    conversation.control, conversation.assignee_id = Control.BOT, None
    case = await cases.unclosed(session, conversation.id)
    if case is None:
        return
    case.confidential = True  # what a family wrote stays out of the staff's group
    handoff = await cases.running_handoff(session, case.id)
    if handoff:
        handoff.released_at, handoff.next_alert_at = now, None
    if case.priority == Priority.URGENT:
        charge.awaken(case)
        await cases.request_handoff(session, case, now=now)
        conversation.control = Control.QUEUED

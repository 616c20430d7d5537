"""A lost phone, a recycled number, somebody who leaves: nothing more goes there, at once."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, awaiting, calls, cases, conversations, deliveries, staff
from db.models import Address, Contact, Control, Delivery, StaffMember
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
    """Whoever writes from this address next is a stranger; everything pending is stopped.

    Raises NotAttached, also when a colleague was quicker. The case stays open for staff.
    """
    del house  # the same arguments as every behaviour; nothing is said to a phone that is lost
    address = await session.get(Address, address_id, with_for_update=True)
    if address is None or (address.contact_id is None and address.household_id is None):
        raise NotAttached(NotAttached.__doc__)
    conversation = await conversations.of_address(session, address, now=now)
    address.contact_id = address.household_id = address.unsafe_at = None
    await deliveries.cancel(session, Delivery.address_id == address_id, now=now, reason=DETACHED)
    # no button or "1" of the next person answers a question that was put to the last one
    await awaiting.forget(session, conversation.id)
    await calls.forget(session, conversation.id, now=now)
    if conversation.control == Control.HUMAN:
        conversation.epoch += 1
    conversation.control, conversation.assignee_id = Control.BOT, None
    conversation.language, conversation.language_chosen = None, False
    conversation.region = None
    case = await cases.unclosed(session, conversation.id)
    if case is not None:
        case.confidential = True  # what a family wrote stays out of the staff's group
    handoff = case and await cases.running_handoff(session, case.id)
    if handoff:
        handoff.released_at, handoff.next_alert_at = now, None
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
    """Somebody leaves the group or the family: no access from now on. Repeating is harmless."""
    if contact.left_at is None:
        contact.left_at = now
        await staff.audit(
            session, member.id if member else None, "leave", "contact", contact.id, now=now
        )
    for address in await addresses.of_contacts(session, [contact.id]):
        await detach(session, house, address.id, member=member, now=now)

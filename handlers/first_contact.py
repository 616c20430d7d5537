"""A bot cannot write first: who is responsible is reminded to hand over the invitation.

A reminder comes before the first message is due, then once a week, until somebody has written.
"""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import first_contacts, reaches
from db.models import Address, Contact, FirstContact
from handlers import alerts as telling
from handlers import presence
from handlers.house import House

#: So long before the first message there is time to hand something over.
AHEAD = dt.timedelta(days=3)
#: Nobody is reminded of the same family or group more often.
AGAIN = dt.timedelta(days=7)


async def notice(session: AsyncSession, *, now: dt.datetime) -> None:
    """Note for whom something waits, or soon will, and whom nothing can reach."""
    found = await first_contacts.notice(session, until=now + AHEAD)
    if found:
        await first_contacts.open_all(session, found, now=now, pause=AGAIN)


async def remind_one(session: AsyncSession, house: House, row_id: int, *, now: dt.datetime) -> bool:
    """Remind of one, or end it where nothing waits any more; False when it is not due."""
    row = await first_contacts.claim(session, row_id, now=now)
    if row is None:
        return False
    if not await first_contacts.still_waits(session, row, until=now + AHEAD):
        row.ended_at = now
        return True
    await _tell(session, house, row, now=now)
    row.reminded_at, row.next_at, row.reminders = now, now + AGAIN, row.reminders + 1
    return True


async def made(session: AsyncSession, address: Address, *, now: dt.datetime) -> None:
    """Somebody has brought an invitation: their family or group may be reached now."""
    contact = await session.get(Contact, address.contact_id) if address.contact_id else None
    home = address.household_id or (contact.household_id if contact else None)
    group = contact.welcome_group_id if contact else None
    row = await first_contacts.of_home(session, household_id=home, group_id=group)
    if row and not await first_contacts.still_waits(session, row, until=now + AHEAD):
        row.ended_at = now


async def _tell(
    session: AsyncSession, house: House, row: FirstContact, *, now: dt.datetime
) -> None:
    """Whoever is responsible, else who coordinates; by letter when they are at work."""
    responsible = await first_contacts.responsible(session, row)
    there = await presence.colleagues(session, house.policy, now=now)
    told = [one for one in there if one.id in responsible]
    reached = await reaches.everybody(session)
    for one in told or [one for one in there if one.coordinates]:
        ways = telling.ways(house.policy, reached.get(one.id))
        at = telling.opening(one.hours, now) or now
        await telling.tell_one(session, one.id, ways, at=at, now=now, first_contact_id=row.id)

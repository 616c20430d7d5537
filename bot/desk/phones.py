"""A phone: lost and detached, given to one person of a family, or asked who is writing."""

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, circle
from bot.desk.access import Visit
from db import circles, conversations, occurrences
from db.models import Address, Contact, Household
from db.occurrences import OccurrenceState
from faq.year import Side
from handlers import context, reach, speaking


async def ask_detach(visit: Visit) -> Response:
    """What stops, before it does."""
    async with visit.runtime.database.reading() as session:
        address = await _address(visit, session)
        await circle.touch(visit, session, [address.id])
        owner, back = await _owner(session, address)
        home = address.household_id
        planned = await occurrences.listing(session, household_id=home) if home else []
        pending = await circles.pending(session, visit.member, address, now=visit.now)
    return await circle.show(
        visit,
        "lost_phone.html",
        None,
        address=address,
        owner=owner,
        pending=pending,
        planned=sum(
            one.state == OccurrenceState.PLANNED and one.side == Side.FAMILY for one in planned
        ),
        back=back,
    )


async def detach(visit: Visit) -> Response:
    """A lost phone: nothing more goes there, at once."""
    async with visit.changing() as session:
        address = await _address(visit, session)
        await circle.touch(visit, session, [address.id])
        _, back = await _owner(session, address)
        try:
            await reach.detach(
                session, visit.runtime.house, address.id, member=visit.member, now=visit.now
            )
        except reach.NotAttached as gone:
            raise HTTPException(404) from gone
    return access.go(f"{back}?done=detached")


async def give(visit: Visit) -> Response:
    """A shared phone becomes one person's."""
    async with visit.changing() as session:
        address = await _address(visit, session)
        await circle.touch(visit, session, [address.id])
        _, back = await _owner(session, address)
        contact_id = circle.number(visit, "contact")
        if contact_id is None:
            raise HTTPException(400)
        contact = await circle.person(visit, session, contact_id)
        try:
            await speaking.give(
                session,
                visit.runtime.house,
                address.id,
                contact,
                member=visit.member,
                now=visit.now,
            )
        except speaking.NotShared as gone:
            raise HTTPException(404) from gone
    return access.go(f"{back}?done=given")


async def ask_speaker(visit: Visit) -> Response:
    """Ask the family's phone who is writing."""
    done = "asked"
    async with visit.changing() as session:
        address = await _address(visit, session)
        await circle.touch(visit, session, [address.id])
        _, back = await _owner(session, address)
        thread = await conversations.of_address(session, address, now=visit.now)
        turn = await context.of(session, visit.runtime.house, address, thread, now=visit.now)
        try:
            await speaking.ask(turn, visit.member)
        except speaking.NobodyNamed:
            done = "nobody_named"
        except speaking.NotShared as gone:
            raise HTTPException(404) from gone
    return access.go(f"{back}?done={done}")


async def _address(visit: Visit, session: AsyncSession) -> Address:
    """A phone in use whose owner is within scope, or 404."""
    address = await session.get(Address, visit.number("id"))
    if address is None or address.detached_at is not None:
        raise HTTPException(404)
    if address.contact_id is not None:
        await circle.person(visit, session, address.contact_id)
    else:
        await circle.family(visit, session, address.household_id)
    return address


async def _owner(session: AsyncSession, address: Address) -> tuple[Contact | Household, str]:
    """Whose phone it is, and their page."""
    if address.contact_id is not None:
        contact = await session.get_one(Contact, address.contact_id)
        return contact, f"/desk/people/contacts/{contact.id}"
    home = await session.get_one(Household, address.household_id)
    return home, f"/desk/families/{home.id}"

"""When and how colleagues are reached: own hours, e-mail, the private chat they linked."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import staff, upsert
from db.models import Address, StaffMember, StaffReach


async def everybody(session: AsyncSession) -> dict[int, StaffReach]:
    """By the colleague's id; who never set anything is missing."""
    found = await session.execute(select(StaffReach))
    return {one.staff_id: one for one in found.scalars()}


async def of(session: AsyncSession, staff_id: int) -> StaffReach:
    """A colleague's row, made when it is first asked for."""
    await upsert.insert_new(session, StaffReach, staff_id=staff_id)
    return await session.get_one(StaffReach, staff_id)


async def private_chat(
    session: AsyncSession, member: StaffMember, reach: StaffReach
) -> Address | None:
    """The chat in which this colleague is linked still; None when they have blocked the bot.

    The address alone is no proof: it counts while its owner is the user tied to the account.
    """
    if reach.telegram_address_id is None or member.telegram_user_hash is None:
        return None
    address = await session.get(Address, reach.telegram_address_id)
    if address is None or not address.reachable:
        return None
    owner = staff.fingerprint(session, "telegram", address.external_id)
    return address if owner == member.telegram_user_hash else None

"""Wishes of people and households, and what they got without asking."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    NEVER_TWICE,
    Address,
    Contact,
    Delivery,
    DeliveryState,
    Household,
    Message,
    Wish,
)

#: Copies of one step to several phones say the same thing: their keys begin alike.
STEP = "occurrence:"
#: As the partial index has it; as a parameter neither database would find the index.
_UNPROMPTED = text("delivery.kind = 'unprompted'")

Owner = Contact | Household


async def find(
    session: AsyncSession, *, contact_id: int | None = None, household_id: int | None = None
) -> Wish | None:
    """What a person, else a household, wished; None when that was nothing."""
    owned = (
        Wish.contact_id == contact_id
        if contact_id is not None
        else and_(Wish.household_id == household_id, Wish.household_id.is_not(None))
    )
    return (await session.execute(select(Wish).where(owned))).scalar_one_or_none()


async def locked(session: AsyncSession, owner: Owner, *, now: dt.datetime) -> Wish:
    """The row of a person or household, to be changed; made when there is none.

    The owner is locked first, so that two who make it at once take turns.
    """
    kind = type(owner)
    await session.execute(select(kind.id).where(kind.id == owner.id).with_for_update())
    own = {"contact_id" if isinstance(owner, Contact) else "household_id": owner.id}
    found = await find(session, **own)
    if found is not None:
        await session.refresh(found)
        return found
    row = Wish(**own, less_often=False, version=0, changed_at=now)
    session.add(row)
    await session.flush()
    return row


async def move(session: AsyncSession, gone: Contact, keep: Contact) -> None:
    """The wishes of two who are one person: those of the one who is kept, else the other's."""
    old, new = await find(session, contact_id=gone.id), await find(session, contact_id=keep.id)
    if old is not None and new is None:
        old.contact_id = keep.id
    elif old is not None:
        await session.delete(old)
    await session.flush()


async def address_ids(session: AsyncSession, owner: Owner) -> Sequence[int]:
    """Every phone that is in use by a person or shared by a household."""
    owned = (
        Address.contact_id == owner.id
        if isinstance(owner, Contact)
        else Address.household_id == owner.id
    )
    found = await session.execute(select(Address.id).where(owned, Address.detached_at.is_(None)))
    return found.scalars().all()


async def sent(
    session: AsyncSession,
    address_ids: Sequence[int],
    *,
    since: dt.datetime,
    now: dt.datetime,
    without: Delivery,
) -> list[dt.datetime]:
    """When unprompted messages went, or perhaps went, to some phones; one under way went now.

    What was said to several phones, or again, counts once; `without` and its copies do not.
    """
    gone = (DeliveryState.DONE, DeliveryState.UNCERTAIN)
    found = await session.execute(
        select(Delivery.id, Delivery.message_id, Delivery.dedupe_key, Delivery.settled_at)
        .where(
            _UNPROMPTED,
            Delivery.address_id.in_(address_ids),
            or_(
                and_(Delivery.settled_at >= since, Delivery.state.in_(gone)),
                and_(Delivery.settled_at.is_(None), Delivery.state == DeliveryState.SENDING),
            ),
        )
        .order_by(Delivery.id)
    )
    first: dict[str, dt.datetime] = {}
    names = {without.message_id: _what(without.message_id, without.dedupe_key)}
    for _id, message_id, key, settled_at in found:
        name = names.setdefault(message_id, _what(message_id, key))
        first.setdefault(name, settled_at or now)
    first.pop(names[without.message_id], None)
    return list(first.values())


async def held(session: AsyncSession, address_ids: Sequence[int]) -> Sequence[Delivery]:
    """What waits to be said to some phones that nobody there asked for now, the next first."""
    found = await session.execute(
        select(Delivery)
        .where(
            Delivery.address_id.in_(address_ids),
            Delivery.kind.in_(NEVER_TWICE),
            Delivery.state == DeliveryState.HELD,
        )
        .order_by(Delivery.not_before, Delivery.id)
    )
    return found.scalars().all()


async def texts(session: AsyncSession, message_ids: Sequence[int]) -> dict[int, Message]:
    """Messages by id."""
    found = await session.execute(select(Message).where(Message.id.in_(message_ids)))
    return {message.id: message for message in found.scalars()}


async def copies(session: AsyncSession, address_id: int, dedupe_prefix: str) -> Sequence[Delivery]:
    """Every copy to one phone whose key begins like this, oldest first."""
    found = await session.execute(
        select(Delivery)
        .where(
            _UNPROMPTED,
            Delivery.address_id == address_id,
            Delivery.dedupe_key.startswith(dedupe_prefix, autoescape=True),
        )
        .order_by(Delivery.id)
    )
    return found.scalars().all()


def _what(message_id: int, dedupe_key: str) -> str:
    """What a delivery says: a step, whichever phone it goes to, or one message."""
    if dedupe_key.startswith(STEP):
        return ":".join(dedupe_key.split(":")[:2])
    return f"message:{message_id}"

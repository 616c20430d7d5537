"""Addresses: found by a keyed hash, attached to a person or a household, or to nobody yet."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import types, upsert
from db.models import Address, Delivery, StaffTopic


def external_hash(session: AsyncSession, channel: str, account: str, external_id: str) -> str:
    """The fingerprint by which an address is found again."""
    keyring = types.keyring_of(session.get_bind().dialect)
    return keyring.hash("address", channel, account, external_id)


async def find(
    session: AsyncSession, channel: str, account: str, external_id: str
) -> Address | None:
    hashed = external_hash(session, channel, account, external_id)
    found = await session.execute(select(Address).where(*_key(channel, account, hashed)))
    return found.scalar_one_or_none()


async def meet(
    session: AsyncSession, channel: str, account: str, external_id: str, *, now: dt.datetime
) -> Address:
    """The address, made at the first meeting; concurrent meetings make one row."""
    hashed = external_hash(session, channel, account, external_id)
    await upsert.insert_new(
        session,
        Address,
        channel=channel,
        account=account,
        external_id=external_id,
        external_id_hash=hashed,
        reachable=True,
        created_at=now,
    )
    found = await session.execute(select(Address).where(*_key(channel, account, hashed)))
    return found.scalar_one()


async def move(session: AsyncSession, address: Address, new_id: str) -> None:
    """Give an address its new external id; one that has it already takes over what is pending."""
    there = await find(session, address.channel, address.account, new_id)
    if there is None:
        hashed = external_hash(session, address.channel, address.account, new_id)
        address.external_id, address.external_id_hash = new_id, hashed
        return
    for table in (StaffTopic, Delivery):
        await session.execute(
            update(table).where(table.address_id == address.id).values(address_id=there.id)
        )


def retire(session: AsyncSession, address: Address, *, now: dt.datetime) -> None:
    """Nobody is found under this address any more: who writes from there is met as somebody new."""
    keyring = types.keyring_of(session.get_bind().dialect)
    address.external_id_hash = keyring.hash("retired", str(address.id))
    address.detached_at = now


async def of_household(session: AsyncSession, household_id: int) -> Sequence[Address]:
    """The shared addresses of a household that are in use, oldest first."""
    found = await session.execute(
        select(Address)
        .where(Address.household_id == household_id, Address.detached_at.is_(None))
        .order_by(Address.id)
    )
    return found.scalars().all()


async def of_contacts(session: AsyncSession, contact_ids: Sequence[int]) -> Sequence[Address]:
    """The own addresses of people that are in use, oldest first."""
    found = await session.execute(
        select(Address)
        .where(Address.contact_id.in_(contact_ids), Address.detached_at.is_(None))
        .order_by(Address.id)
    )
    return found.scalars().all()


async def newest(session: AsyncSession, contact_id: int) -> Address | None:
    """Where somebody wrote last; None for who has no phone that can be reached."""
    found = [one for one in await of_contacts(session, [contact_id]) if one.reachable]
    return max(found, key=last_written, default=None)


def last_written(address: Address) -> tuple[dt.datetime, int]:
    """When somebody wrote from it last: the greatest is the newest."""
    return address.last_inbound_at or address.created_at, address.id


async def forget_speaker(session: AsyncSession, contact_id: int) -> None:
    """This person is not believed to be writing from any shared phone any more."""
    await session.execute(
        update(Address)
        .where(Address.speaker_id == contact_id)
        .values(speaker_id=None, speaker_until=None)
    )


def _key(channel: str, account: str, hashed: str) -> tuple[Any, ...]:
    return (
        Address.channel == channel,
        Address.account == account,
        Address.external_id_hash == hashed,
    )

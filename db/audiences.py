"""Who is written to about occurrences: everything that is asked of many of them, in few queries.

Only what decides is read, no names: nothing here has to be decrypted.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import (
    Address,
    Consent,
    Contact,
    Conversation,
    Household,
    Occurrence,
    Purpose,
    Sponsorship,
    StaffTopic,
)

Grouped = dict[int, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Rows by id, as they stand at this moment."""

    #: (id, language)
    households: dict[int, Any] = field(default_factory=dict)
    #: (id, welcome_group_id, arrival_on, staff_id)
    sponsorships: dict[int, Any] = field(default_factory=dict)
    #: who has not left: (id, household_id, welcome_group_id, is_contact_person, language,
    #: second_language)
    contacts: dict[int, Any] = field(default_factory=dict)
    #: addresses in use, oldest first: (id, contact_id, household_id, channel, account, reachable,
    #: unsafe_at)
    addresses: dict[int, Any] = field(default_factory=dict)
    #: the same two by whom they belong to: a household, a welcome group; a contact, a household
    members: Grouped = field(default_factory=dict)
    volunteers: Grouped = field(default_factory=dict)
    own: Grouped = field(default_factory=dict)
    shared: Grouped = field(default_factory=dict)
    #: the newest state by (contact id, household id, purpose)
    consents: dict[tuple[int | None, int | None, str], str] = field(default_factory=dict)
    #: by address: (id, address_id, last_seq, language, language_chosen)
    conversations: dict[int, Any] = field(default_factory=dict)


async def gather(
    session: AsyncSession,
    occurrences: Sequence[Occurrence],
    *,
    now: dt.datetime,
    is_look: bool = False,
) -> Audience:
    """Everybody these occurrences may be for, with their conversations, which are locked.

    A look makes and locks none.
    """
    homes = {one.household_id for one in occurrences}
    links = {one.sponsorship_id for one in occurrences if one.sponsorship_id is not None}
    sponsorships = await _by_id(
        session,
        (
            Sponsorship.id,
            Sponsorship.welcome_group_id,
            Sponsorship.arrival_on,
            Sponsorship.staff_id,
        ),
        Sponsorship.id.in_(links),
    )
    groups = {one.welcome_group_id for one in sponsorships.values()}
    contacts = await _contacts(session, homes, groups)
    addresses = await _addresses(session, homes, contacts)
    return Audience(
        households=await _by_id(
            session, (Household.id, Household.language), Household.id.in_(homes)
        ),
        sponsorships=sponsorships,
        contacts=contacts,
        addresses=addresses,
        members=_grouped(contacts, "household_id"),
        volunteers=_grouped(contacts, "welcome_group_id"),
        own=_grouped(addresses, "contact_id"),
        shared=_grouped(addresses, "household_id"),
        consents=await _consents(session, homes, contacts),
        conversations=await conversations_of(session, addresses)
        if is_look
        else await lock_conversations(session, addresses, now=now),
    )


async def _contacts(
    session: AsyncSession, homes: Collection[int], groups: Collection[int]
) -> dict[int, Any]:
    return await _by_id(
        session,
        (
            Contact.id,
            Contact.household_id,
            Contact.welcome_group_id,
            Contact.is_contact_person,
            Contact.language,
            Contact.second_language,
        ),
        Contact.household_id.in_(homes) | Contact.welcome_group_id.in_(groups),
        Contact.left_at.is_(None),
    )


async def _addresses(
    session: AsyncSession, homes: Collection[int], contacts: Collection[int]
) -> dict[int, Any]:
    return await _by_id(
        session,
        (
            Address.id,
            Address.contact_id,
            Address.household_id,
            Address.channel,
            Address.account,
            Address.reachable,
            Address.unsafe_at,
        ),
        Address.household_id.in_(homes) | Address.contact_id.in_(contacts),
        Address.detached_at.is_(None),
    )


async def _consents(
    session: AsyncSession, homes: Collection[int], contacts: Collection[int]
) -> dict[tuple[int | None, int | None, str], str]:
    newest: dict[tuple[int | None, int | None, str], str] = {}
    owned = Consent.contact_id.in_(contacts) | (
        Consent.contact_id.is_(None) & Consent.household_id.in_(homes)
    )
    found = await session.execute(
        select(Consent.contact_id, Consent.household_id, Consent.purpose, Consent.state)
        .where(owned, Consent.purpose.in_(list(Purpose)))
        .order_by(Consent.id)
    )
    for contact, home, purpose, state in found:
        newest[contact, home, purpose] = state
    return newest


async def lock_conversations(
    session: AsyncSession, addresses: Collection[int], *, now: dt.datetime
) -> dict[int, Any]:
    """By address; made where there is none, then locked in the order of their ids.

    They are made before any is locked, and everybody makes them in one order, so that two workers
    never wait for each other.
    """
    if not addresses:
        return {}
    there = await session.execute(
        select(Conversation.address_id).where(Conversation.address_id.in_(addresses))
    )
    missing = sorted(set(addresses) - set(there.scalars()))
    if missing:
        await upsert.insert_missing(
            session, Conversation, [{"address_id": one, "created_at": now} for one in missing]
        )
    found = await session.execute(_conversations(addresses).with_for_update())
    return {one.address_id: one for one in found}


async def conversations_of(session: AsyncSession, addresses: Collection[int]) -> dict[int, Any]:
    """By address, those that are there; not locked."""
    found = await session.execute(_conversations(addresses))
    return {one.address_id: one for one in found}


def _conversations(addresses: Collection[int]) -> Select[Any]:
    columns: list[Any] = [
        Conversation.id,
        Conversation.address_id,
        Conversation.last_seq,
        Conversation.language,
        Conversation.language_chosen,
    ]
    found = select(*columns).where(Conversation.address_id.in_(addresses))
    return found.order_by(Conversation.id)


async def with_topic(session: AsyncSession, conversation_ids: Collection[int]) -> set[int]:
    """Those of these conversations that staff have a topic about."""
    found = await session.execute(
        select(StaffTopic.conversation_id).where(StaffTopic.conversation_id.in_(conversation_ids))
    )
    return set(found.scalars())


def _grouped(rows: dict[int, Any], owner: str) -> Grouped:
    """Rows by the id of their owner."""
    found: Grouped = {}
    for row in rows.values():
        found.setdefault(getattr(row, owner), []).append(row)
    return found


async def _by_id(
    session: AsyncSession, columns: Sequence[Any], *conditions: ColumnElement[bool]
) -> dict[int, Any]:
    found = await session.execute(select(*columns).where(*conditions).order_by(columns[0]))
    return {row.id: row for row in found}

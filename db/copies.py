"""What became of each copy of what was planned, person by person. Reading only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Address, Contact, Delivery, Gathering, Invitation, Sponsorship


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy on its way to one phone."""

    delivery: Delivery
    channel: str
    #: None: a phone that the family shares
    name: str | None


async def of_year(
    session: AsyncSession, row: Sponsorship, occurrence_ids: Sequence[int]
) -> Mapping[int, Sequence[Copy]]:
    """By occurrence: its copies, and those that were sent again."""
    phones = await _phones(session, row)
    by_occurrence: dict[int, list[Copy]] = {}
    for number, found in (await of_occurrences(session, occurrence_ids)).items():
        for one in found:
            if one.address_id in phones:
                channel, name = phones[one.address_id]
                copy = Copy(delivery=one, channel=channel, name=name)
                by_occurrence.setdefault(number, []).append(copy)
    return by_occurrence


async def of_occurrences(
    session: AsyncSession, ids: Sequence[int]
) -> Mapping[int, Sequence[Delivery]]:
    """By occurrence: every copy that there ever was, oldest first; none where there was none."""
    found = await session.execute(
        select(Delivery).where(Delivery.occurrence_id.in_(ids)).order_by(Delivery.id)
    )
    by_occurrence: dict[int, list[Delivery]] = {number: [] for number in ids}
    for one in found.scalars():
        by_occurrence[one.occurrence_id or 0].append(one)
    return by_occurrence


async def with_names(
    session: AsyncSession, occurrence_ids: Sequence[int]
) -> Mapping[int, Sequence[Copy]]:
    """By occurrence, of those whose copies say what they are copies of: also what went again."""
    found = await session.execute(
        select(Delivery, Address.channel, Contact.name)
        .join(Address, Address.id == Delivery.address_id)
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .where(Delivery.occurrence_id.in_(occurrence_ids))
        .order_by(Delivery.id)
    )
    by_occurrence: defaultdict[int, list[Copy]] = defaultdict(list)
    for one, channel, name in found:
        by_occurrence[one.occurrence_id or 0].append(Copy(delivery=one, channel=channel, name=name))
    return by_occurrence


async def keys_of_notices(
    session: AsyncSession, row: Gathering, notices: Mapping[int, Sequence[int]]
) -> Mapping[str, tuple[int, str, str | None]]:
    """Notice, channel and name by the key of each copy; `notices`: ids by invitation."""
    found = await session.execute(
        select(Invitation.id, Address.id, Address.channel, Contact.name)
        .select_from(Address)
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .join(
            Invitation,
            or_(
                Invitation.contact_id == Address.contact_id,
                Invitation.household_id == Address.household_id,
                Invitation.household_id == Contact.household_id,
            ),
        )
        .where(Invitation.gathering_id == row.id)
        .order_by(Address.id)
    )
    return {
        f"gathering:{notice}:{address}": (notice, channel, name)
        for invitation, address, channel, name in found
        for notice in notices.get(invitation, ())
    }


async def of_notices(
    session: AsyncSession, row: Gathering, notices: Mapping[int, Sequence[int]]
) -> Mapping[int, Sequence[Copy]]:
    """By notice of a gathering: its copies; `notices`: ids by invitation."""
    keys = await keys_of_notices(session, row, notices)
    if not keys:
        return {}
    found = await session.execute(
        select(Delivery).where(Delivery.dedupe_key.in_(keys)).order_by(Delivery.id)
    )
    by_notice: defaultdict[int, list[Copy]] = defaultdict(list)
    for one in found.scalars():
        notice, channel, name = keys[one.dedupe_key]
        by_notice[notice].append(Copy(delivery=one, channel=channel, name=name))
    return by_notice


async def _phones(session: AsyncSession, row: Sponsorship) -> dict[int, tuple[str, str | None]]:
    """Phones of the family and the group, also former ones: channel and name by id."""
    found = await session.execute(
        select(Address.id, Address.channel, Contact.name)
        .outerjoin(Contact, Contact.id == Address.contact_id)
        .where(
            or_(
                Address.household_id == row.household_id,
                Contact.household_id == row.household_id,
                Contact.welcome_group_id == row.welcome_group_id,
            )
        )
    )
    return {number: (channel, name) for number, channel, name in found}

"""Consent per purpose: rows are proof, the newest one counts."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Address, Consent, ConsentState, Purpose


async def record(
    session: AsyncSession,
    owner: Address,
    *,
    purpose: Purpose,
    state: ConsentState,
    wording_version: str,
    language: str,
    how: str,
    now: dt.datetime,
    wording_hash: str | None = None,
    recording_sha256: str | None = None,
) -> Consent:
    """Write down a yes or a no of the person or household behind an address."""
    row = Consent(
        contact_id=owner.contact_id,
        household_id=owner.household_id,
        purpose=purpose,
        state=state,
        wording_version=wording_version,
        wording_hash=wording_hash,
        recording_sha256=recording_sha256,
        language=language,
        how=how,
        at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def withdraw(
    session: AsyncSession,
    contact_id: int,
    *,
    purpose: Purpose,
    wording_version: str,
    how: str,
    now: dt.datetime,
) -> None:
    """Staff take a yes back for a person who has no phone here."""
    session.add(
        Consent(
            contact_id=contact_id,
            purpose=purpose,
            state=ConsentState.WITHDRAWN,
            wording_version=wording_version,
            language="en",
            how=how,
            at=now,
        )
    )
    await session.flush()


async def newest(
    session: AsyncSession,
    purpose: Purpose,
    *,
    contact_id: int | None = None,
    household_id: int | None = None,
) -> Consent | None:
    """The last word of a person or of a household."""
    owner = (
        Consent.contact_id == contact_id
        if contact_id is not None
        else Consent.household_id == household_id
    )
    found = await session.execute(
        select(Consent)
        .where(owner, Consent.purpose == purpose)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def last_words(
    session: AsyncSession,
    purpose: Purpose,
    *,
    contact_ids: Sequence[int] = (),
    household_ids: Sequence[int] = (),
) -> dict[tuple[int | None, int | None], ConsentState]:
    """The last word of each of these, by (contact, household); who said nothing is not there."""
    found = await session.execute(
        select(Consent.contact_id, Consent.household_id, Consent.state)
        .where(
            or_(Consent.contact_id.in_(contact_ids), Consent.household_id.in_(household_ids)),
            Consent.purpose == purpose,
        )
        .order_by(Consent.id)
    )
    return {(person, home): ConsentState(state) for person, home, state in found}


async def proofs(
    session: AsyncSession,
    *,
    contact_ids: Sequence[int] = (),
    household_ids: Sequence[int] = (),
) -> Sequence[Consent]:
    """Every yes and no of these people and households, for every purpose, in order."""
    found = await session.execute(
        select(Consent)
        .where(or_(Consent.contact_id.in_(contact_ids), Consent.household_id.in_(household_ids)))
        .order_by(Consent.id)
    )
    return found.scalars().all()


async def is_given(session: AsyncSession, address: Address, purpose: Purpose) -> bool:
    """True when the owner of this address has said yes, and not taken it back."""
    if address.contact_id is None and address.household_id is None:
        return False
    row = await newest(
        session, purpose, contact_id=address.contact_id, household_id=address.household_id
    )
    return row is not None and row.state == ConsentState.GIVEN

"""Who takes part in the exchange between groups, and whom a question may go to. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Address,
    Consent,
    ConsentState,
    Contact,
    ContactKind,
    ExchangeCopy,
    Household,
    Purpose,
    WelcomeGroup,
)

#: Names that are decrypted before others get their turn.
PORTION = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A volunteer who takes part, as far as choosing needs it: no name is decrypted."""

    contact_id: int
    #: what they read, and what their group speaks
    reads: frozenset[str]
    postal_code: str
    #: how many questions they got lately
    received: int


async def is_member(session: AsyncSession, contact_id: int) -> bool:
    """Whether somebody takes part now: an explicit yes, a group, and they have not left."""
    found = await session.execute(select(exists().where(Contact.id == contact_id, *_takes_part())))
    return found.scalar_one()


async def members(
    session: AsyncSession, *, besides_group: int, since: dt.datetime
) -> Sequence[Member]:
    """Who can be asked: takes part in another group, with a phone, and did not write STOP."""
    received = (
        select(func.count(ExchangeCopy.id))
        .where(ExchangeCopy.contact_id == Contact.id, ExchangeCopy.created_at >= since)
        .correlate(Contact)
        .scalar_subquery()
    )
    phone = exists().where(
        Address.contact_id == Contact.id,
        Address.detached_at.is_(None),
        Address.reachable.is_(True),
    )
    found = await session.execute(
        select(
            Contact.id,
            Contact.language,
            Contact.second_language,
            WelcomeGroup.languages,
            WelcomeGroup.postal_code,
            received,
        )
        .join(WelcomeGroup, WelcomeGroup.id == Contact.welcome_group_id)
        .where(
            *_takes_part(),
            WelcomeGroup.id != besides_group,
            WelcomeGroup.postal_code.is_not(None),
            phone,
            func.coalesce(_word(Purpose.CHECKINS), "") != ConsentState.WITHDRAWN,
        )
        .order_by(Contact.id)
    )
    return [
        Member(
            contact_id=one,
            reads=frozenset(code for code in (first, second, *spoken) if code),
            postal_code=postal_code or "",
            received=count,
        )
        for one, first, second, spoken, postal_code, count in found
    ]


async def count_members(session: AsyncSession) -> int:
    found = await session.execute(select(func.count(Contact.id)).where(*_takes_part()))
    return found.scalar_one()


async def everybodys_names(session: AsyncSession) -> list[str]:
    """The names of all people and families, also of those who have left."""
    names: list[str] = []
    for model in (Contact, Household):
        rows = await session.stream(select(model.name).execution_options(yield_per=PORTION))
        async for portion in rows.scalars().partitions(PORTION):
            names += portion
    return names


def _takes_part() -> list[ColumnElement[bool]]:
    return [
        Contact.kind == ContactKind.VOLUNTEER,
        Contact.left_at.is_(None),
        Contact.welcome_group_id.is_not(None),
        _word(Purpose.EXCHANGE) == ConsentState.GIVEN,
    ]


def _word(purpose: Purpose) -> Any:
    """The state of the newest consent of a contact for a purpose."""
    return (
        select(Consent.state)
        .where(and_(Consent.contact_id == Contact.id, Consent.purpose == purpose))
        .order_by(Consent.id.desc())
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )

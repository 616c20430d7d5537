"""Replies that staff have prepared, with a text per language."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CannedReply, CannedScope, CannedVariant, StaffMember


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """A prepared reply with all its texts."""

    reply: CannedReply
    #: by language
    variants: Mapping[str, str]


async def visible(session: AsyncSession, member: StaffMember) -> Sequence[Canned]:
    """What is there for everybody, and a colleague's own."""
    found = await session.execute(select(CannedReply).where(_for(member)).order_by(CannedReply.id))
    replies = found.scalars().all()
    texts = await session.execute(
        select(CannedVariant).where(CannedVariant.canned_id.in_([one.id for one in replies]))
    )
    variants: dict[int, dict[str, str]] = {}
    for one in texts.scalars():
        variants.setdefault(one.canned_id, {})[one.language] = one.text
    return [Canned(reply=one, variants=variants.get(one.id, {})) for one in replies]


async def find(session: AsyncSession, member: StaffMember, number: int) -> Canned | None:
    """One that this colleague may see."""
    return next((one for one in await visible(session, member) if one.reply.id == number), None)


async def locked(session: AsyncSession, member: StaffMember, number: int) -> CannedReply | None:
    """The same, for changing it."""
    found = await session.execute(
        select(CannedReply).where(CannedReply.id == number, _for(member)).with_for_update()
    )
    return found.scalar_one_or_none()


async def add(
    session: AsyncSession, member: StaffMember, title: str, *, now: dt.datetime
) -> CannedReply:
    row = CannedReply(title=title, owner_id=member.id, changed_by=member.id, changed_at=now)
    session.add(row)
    await session.flush()
    return row


async def put_variants(session: AsyncSession, number: int, variants: Mapping[str, str]) -> None:
    """These texts in place of those before."""
    await session.execute(delete(CannedVariant).where(CannedVariant.canned_id == number))
    session.add_all(
        CannedVariant(canned_id=number, language=language, text=text)
        for language, text in variants.items()
    )
    await session.flush()


async def remove(session: AsyncSession, number: int) -> None:
    await session.execute(delete(CannedVariant).where(CannedVariant.canned_id == number))
    await session.execute(delete(CannedReply).where(CannedReply.id == number))


def _for(member: StaffMember) -> ColumnElement[bool]:
    return or_(CannedReply.scope == CannedScope.ALL, CannedReply.owner_id == member.id)

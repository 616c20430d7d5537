"""Whether a closed case helped, as the person says with a face."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import upsert
from db.models import Case, CaseRating, Face


async def ask(session: AsyncSession, case_id: int, *, now: dt.datetime) -> None:
    """Note that the question about a case goes out."""
    await upsert.insert_new(session, CaseRating, case_id=case_id, asked_at=now)


async def asked(session: AsyncSession, case_id: int, conversation_id: int) -> CaseRating | None:
    """The question about a case of this conversation, locked; None when it was never asked."""
    found = await session.execute(
        select(CaseRating)
        .join(Case, Case.id == CaseRating.case_id)
        .where(CaseRating.case_id == case_id, Case.conversation_id == conversation_id)
        .with_for_update(of=CaseRating)
    )
    return found.scalar_one_or_none()


async def of_cases(session: AsyncSession, case_ids: Sequence[int]) -> dict[int, Face]:
    """The face that was chosen for each case that has one."""
    found = await session.execute(
        select(CaseRating).where(CaseRating.case_id.in_(case_ids), CaseRating.face.is_not(None))
    )
    return {one.case_id: Face(one.face) for one in found.scalars() if one.face}

"""Labels: words that staff sort cases by, found by a keyed hash."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import desk, types, upsert
from db.models import Case, CaseLabel, Conversation, Label, StaffMember


async def put(session: AsyncSession, case_id: int, name: str, *, now: dt.datetime) -> bool:
    """Put a label on a case, made if needed; False when it was there already."""
    key = types.keyring_of(session.get_bind().dialect).hash("label", name.casefold())
    await upsert.insert_new(session, Label, name=name, name_hash=key, created_at=now)
    found = await session.execute(select(Label.id).where(Label.name_hash == key))
    return await upsert.insert_new_named(
        session, CaseLabel, case_id=case_id, label_id=found.scalar_one()
    )


async def take(session: AsyncSession, case_id: int, label_id: int) -> bool:
    """Take a label off a case; False when it was not there."""
    found = await session.execute(
        delete(CaseLabel)
        .where(CaseLabel.case_id == case_id, CaseLabel.label_id == label_id)
        .returning(CaseLabel.label_id)
    )
    return found.scalar_one_or_none() is not None


async def of_cases(session: AsyncSession, case_ids: Sequence[int]) -> dict[int, list[Label]]:
    """The labels of each case, in the order in which they were first made."""
    found = await session.execute(
        select(CaseLabel.case_id, Label)
        .join(Label, Label.id == CaseLabel.label_id)
        .where(CaseLabel.case_id.in_(case_ids))
        .order_by(Label.id)
    )
    labels: dict[int, list[Label]] = {}
    for case_id, label in found:
        labels.setdefault(case_id, []).append(label)
    return labels


async def used(session: AsyncSession, member: StaffMember, *, limit: int = 100) -> Sequence[Label]:
    """The labels of cases within a colleague's scope, the most used first."""
    # scope speaks of the unclosed case; labels of closed ones are offered too
    labelled = aliased(Case)
    found = await session.execute(
        select(Label)
        .join(CaseLabel, CaseLabel.label_id == Label.id)
        .join(labelled, labelled.id == CaseLabel.case_id)
        .where(
            labelled.conversation_id.in_(desk.threads(Conversation.id).where(*desk.scope(member)))
        )
        .group_by(Label.id)
        .order_by(func.count(CaseLabel.case_id).desc(), Label.id)
        .limit(limit)
    )
    return found.scalars().all()

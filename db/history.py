"""What was done to a group, a family, a person or a sponsorship, and by whom. Reading only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AuditEvent, StaffMember

#: Looking at something is written down too, but is no part of its history.
VIEW = "view"
#: What changes the fields that a form shows.
CHANGES = ("add", "edit", "reassign", "end", "reopen", "merge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that was done."""

    at: dt.datetime
    #: e.g. "detach"
    action: str
    #: e.g. "address"
    kind: str
    #: a colleague's name; None when it was nobody at the desk
    name: str | None


async def of(
    session: AsyncSession, subjects: Mapping[str, Sequence[int]], *, limit: int = 30
) -> Sequence[Deed]:
    """What was done to these subjects (ids by kind), the newest first; views are left out."""
    found = await session.execute(
        select(AuditEvent, StaffMember)
        .outerjoin(StaffMember, StaffMember.id == AuditEvent.staff_id)
        .where(
            AuditEvent.action != VIEW,
            or_(
                *(
                    and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids))
                    for kind, ids in subjects.items()
                )
            ),
        )
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    )
    return [
        Deed(
            at=event.at,
            action=event.action,
            kind=event.subject_kind,
            name=member.name if member else None,
        )
        for event, member in found
    ]


async def last_change(
    session: AsyncSession, kind: str, subject_id: int
) -> tuple[str | None, dt.datetime] | None:
    """Who changed something last, and when; None when nobody has."""
    found = await session.execute(
        select(AuditEvent, StaffMember)
        .outerjoin(StaffMember, StaffMember.id == AuditEvent.staff_id)
        .where(
            AuditEvent.subject_kind == kind,
            AuditEvent.subject_id == subject_id,
            AuditEvent.action.in_(CHANGES),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    row = found.one_or_none()
    if row is None:
        return None
    event, member = row
    return (member.name if member else None, event.at)

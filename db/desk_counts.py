"""The lists of the inbox by name, and how many conversations each holds for a colleague."""

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import desk
from db.models import Case, CaseState, Control, Conversation, Mention, StaffMember

#: Lists that grow with the years: they are counted only where they are shown.
KEPT = ("closed", "all")
_past = aliased(Case)


def views(member: StaffMember) -> dict[str, ColumnElement[bool]]:
    """The lists of the inbox by name, in the order of their tabs.

    What is put aside stands in its own list only, until it comes back.
    """
    is_open = func.coalesce(Case.state, CaseState.OPEN) == CaseState.OPEN
    taken = Conversation.control == Control.HUMAN
    return {
        "waiting": and_(Case.state == CaseState.OPEN, Conversation.control != Control.HUMAN),
        "mine": and_(taken, Conversation.assignee_id == member.id, is_open),
        "open": and_(or_(Case.id.is_not(None), taken), is_open),
        "answered": and_(Case.state == CaseState.OPEN, desk.waits_since.is_(None)),
        "snoozed": Case.state == CaseState.SNOOZED,
        "closed": and_(
            Case.id.is_(None),
            Conversation.control != Control.HUMAN,
            Conversation.id.in_(select(_past.conversation_id)),
        ),
        "all": true(),
    }


async def counts(
    session: AsyncSession, member: StaffMember, *conditions: ColumnElement[bool]
) -> dict[str, int]:
    """How many conversations each list of work holds for this colleague: every page shows it."""
    wanted = {name: one for name, one in views(member).items() if name not in KEPT}
    found = await count(session, member, wanted, in_work(), *conditions)
    return {**found, "mentions": await unseen(session, member)}


async def unseen(session: AsyncSession, member: StaffMember) -> int:
    """How many notes name this colleague and were not looked at yet."""
    found = await session.execute(
        select(func.count(Mention.id)).where(
            Mention.staff_id == member.id, Mention.seen_at.is_(None)
        )
    )
    return found.scalar_one()


async def count(
    session: AsyncSession,
    member: StaffMember,
    wanted: dict[str, ColumnElement[bool]],
    *conditions: ColumnElement[bool],
) -> dict[str, int]:
    """How many conversations within scope fulfil each of the wanted conditions."""
    columns = [
        func.count(Conversation.id).filter(condition).label(name)
        for name, condition in wanted.items()
    ]
    row = (
        await session.execute(desk.threads(*columns).where(*desk.scope(member), *conditions))
    ).one()
    return dict(row._mapping)


def in_work() -> ColumnElement[bool]:
    """Somebody has or must have a look: found by index, however many others there are."""
    unclosed, taken = aliased(Case), aliased(Conversation)
    cases = select(unclosed.conversation_id).where(unclosed.state != CaseState.CLOSED)
    return Conversation.id.in_(
        cases.union_all(select(taken.id).where(taken.control == Control.HUMAN))
    )

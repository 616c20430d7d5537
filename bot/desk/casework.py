"""What the page of a conversation shows and offers for working on its case. Reading only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.runtime import Runtime
from db import cases, desk, desk_thread, labels, ratings
from db.desk import Line
from db.models import Case, Control, Face, Handoff, Label, Priority, StaffMember
from handlers import passing, snoozing, sorting


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The state of the case beyond who said what, and what can be done about it."""

    #: whom it can be passed on to
    colleagues: Sequence[StaffMember]
    #: the languages that any of them speaks
    languages: Sequence[str]
    #: the usual moments until when it can be put aside
    snoozes: Mapping[str, dt.datetime]
    #: who put it aside
    snoozed_by: str | None
    #: it was passed on, or the clock woke it, and its owner has not taken it up yet
    offered: bool
    #: who passed it on
    offered_by: str | None
    labels: Sequence[Label]
    #: labels of other cases that this colleague may open
    suggestions: Sequence[Label]
    #: what the person chose after each closed case
    faces: Mapping[int, Face]
    #: this colleague may pass it on: it is free, or theirs, or they coordinate
    may_move: bool
    priorities: Sequence[Priority] = tuple(Priority)
    longest_label: int = sorting.LONGEST_LABEL


async def build(
    session: AsyncSession, runtime: Runtime, member: StaffMember, line: Line, *, now: dt.datetime
) -> Work:
    """Everything of one conversation's case."""
    case, thread = line.case, line.conversation
    colleagues = await passing.colleagues(session, member, case)
    handoff = await cases.running_handoff(session, case.id) if case else None
    offered = handoff is not None and _is_offered(handoff, line)
    by = (case.snoozed_by if case else None, handoff.offered_by if handoff else None)
    names = await desk_thread.names(session, [one for one in by if one])
    here = (await labels.of_cases(session, [case.id])).get(case.id, []) if case else []
    taken = {one.id for one in here}
    free = thread.control != Control.HUMAN or thread.assignee_id == member.id
    return Work(
        colleagues=colleagues,
        languages=passing.spoken(colleagues),
        snoozes=snoozing.choices(runtime.house, now=now),
        snoozed_by=names.get(by[0] or 0),
        offered=offered,
        offered_by=names.get(by[1] or 0),
        labels=here,
        suggestions=[one for one in await labels.used(session, member) if one.id not in taken],
        faces=await ratings.of_cases(session, [one.id for one in await _all(session, line)]),
        may_move=free or desk.sees_all(member),
    )


def _is_offered(handoff: Handoff, line: Line) -> bool:
    owner = line.conversation.assignee_id
    return handoff.claimed_at is None and owner is not None and handoff.offered_to == owner


async def _all(session: AsyncSession, line: Line) -> Sequence[Case]:
    return await cases.of_conversation(session, line.conversation.id)

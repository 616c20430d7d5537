"""A colleague leaves: access ends at once, and nobody who was being helped is left alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db import cases, deliveries, staff, staffing
from db.models import CaseState, Control, Reason, StaffMember
from handlers import context, escalation
from handlers import staffing as accounts
from handlers.context import Turn
from handlers.house import House
from locales.texts import staffing as texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """What somebody left behind."""

    #: how many conversations are requests again
    conversations: int
    #: households for which nobody is responsible now
    households: tuple[int, ...]


async def leave(
    session: AsyncSession,
    house: House,
    staff_id: int,
    *,
    by: StaffMember | None,
    now: dt.datetime,
) -> Farewell:
    """Access ends now; open conversations are requests again, and staff are told of them.

    Raises Gone, OwnStanding, LastAdmin.
    """
    admins = await staffing.locked_admins(session)
    member = await accounts.get(session, staff_id)
    accounts.check_standing(member, by, admins)
    await staffing.shut_out(session, member, now=now)
    await staff.audit(session, by.id if by else None, "leave", "staff", member.id, now=now)
    households = await staffing.free_families(session, member.id)
    threads = await staffing.in_charge_of(session, member.id)
    count = await _return_all(session, house, threads, now=now)
    return Farewell(conversations=count, households=tuple(households))


async def sweep(session: AsyncSession, house: House, *, now: dt.datetime) -> int:
    """Conversations that a leaver took in the very moment of leaving are requests again."""
    threads = await staffing.left_in_charge(session)
    return await _return_all(session, house, threads, now=now)


async def _return_all(
    session: AsyncSession, house: House, threads: Sequence[int], *, now: dt.datetime
) -> int:
    count = 0
    for conversation_id in threads:
        turn = await context.reopen(session, house, conversation_id, now=now)
        if turn is not None:
            count += await _return(turn)
    return count


async def _return(turn: Turn) -> bool:
    """A conversation without its colleague: a new request, of which the person hears honestly."""
    conversation = turn.conversation
    was_human = conversation.control == Control.HUMAN
    conversation.assignee_id = None
    case = await cases.unclosed(turn.session, conversation.id)
    if case is None and not was_human:
        return False
    if was_human:
        conversation.control = Control.BOT
        conversation.epoch += 1
    if case is not None:
        case.state = CaseState.OPEN
        running = await cases.running_handoff(turn.session, case.id)
        if running is not None:
            running.released_at, running.next_alert_at = turn.now, None
    await escalation.open_case(turn, Reason(case.reason) if case else Reason.STAFF)
    await deliveries.release(
        turn.session, turn.address.id, now=turn.now, reasons=["person_in_charge"]
    )
    if was_human and turn.address.unsafe_at is None:
        await escalation.say_when(turn, texts.HANDED_ON_OPEN, texts.HANDED_ON_LATER)
    return True

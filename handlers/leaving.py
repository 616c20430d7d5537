"""A colleague leaves: access ends at once, and nobody who was being helped is left alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db import calls, cases, people, staff, staffing
from db.models import Control, PhoneCall, Reason, StaffMember
from handlers import call_times, calling, charge, context, escalation, parting
from handlers import staffing as accounts
from handlers.call_times import Wish
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
    #: how many planned calls nobody else could take at their time
    calls: int
    #: how many duties nobody has now
    duties: int


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
    today = now.astimezone(house.policy.zone).date()
    duties = await staffing.forget_reach(session, member.id, today=today, now=now)
    threads = await staffing.in_charge_of(session, member.id)
    planned = await staffing.planned_calls(session, member.id, now=now)
    told: set[int] = set()
    count = await _return_all(session, house, threads, told, now=now)
    for household_id in sorted(set(households) - told):
        await _tell_family(session, house, household_id, now=now)
    left = [one for one in planned if not await _hand_over(session, house, one, now=now)]
    return Farewell(
        conversations=count, households=tuple(households), calls=len(left), duties=duties
    )


async def return_one(
    session: AsyncSession, house: House, conversation_id: int, *, now: dt.datetime
) -> bool:
    """A conversation that a leaver took in the very moment of leaving is a request again."""
    turn = await context.reopen(session, house, conversation_id, now=now)
    owner = await charge.owner(turn) if turn else None
    if turn is None or owner is None or owner.left_at is None:
        return False
    return await _return(turn)


async def _return_all(
    session: AsyncSession,
    house: House,
    threads: Sequence[int],
    told: set[int],
    *,
    now: dt.datetime,
) -> int:
    """How many there were; `told` learns which families hear of it at once."""
    count = 0
    for conversation_id in threads:
        turn = await context.reopen(session, house, conversation_id, now=now)
        if turn is None:
            continue
        is_told = turn.conversation.control == Control.HUMAN and turn.address.unsafe_at is None
        if turn.household is not None and is_told:
            told.add(turn.household.id)
        count += await _return(turn)
    return count


async def _tell_family(
    session: AsyncSession, house: House, household_id: int, *, now: dt.datetime
) -> None:
    """The family learns whom it can turn to, now that nobody is responsible for it."""
    link = await people.sponsorship_of(session, household_id=household_id)
    if link is not None:
        await parting.plan(session, house, link, parting.COLLEAGUE, now=now)


async def _hand_over(
    session: AsyncSession, house: House, call: PhoneCall, *, now: dt.datetime
) -> bool:
    """Whoever is free at that time makes the call; False: its case asks for somebody now."""
    turn = await context.reopen(session, house, call.conversation_id, now=now)
    if turn is None:
        return True
    wish = Wish(language=call.language, interpreter=call.interpreter)
    for one in await call_times.able(turn, wish, call.starts_at):
        if await calls.hand_over(session, call, one):
            return True
    await calling.look_after(turn, call, alert_at=now)
    return False


async def _return(turn: Turn) -> bool:
    """A conversation without its colleague: a new request, of which the person hears honestly."""
    conversation = turn.conversation
    was_human = conversation.control == Control.HUMAN
    conversation.assignee_id = None
    case = await cases.unclosed(turn.session, conversation.id)
    if case is None and not was_human:
        return False
    if was_human:
        await charge.end(turn)
    if case is not None:
        charge.awaken(case)
    await escalation.open_case(turn, Reason(case.reason) if case else Reason.STAFF)
    if was_human:
        await charge.tell_when(turn, texts.HANDED_ON_OPEN, texts.HANDED_ON_LATER)
    return True

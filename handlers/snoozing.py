"""Putting a case aside until a moment; the clock, the person or a colleague wakes it."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from db import cases
from db.models import Case, CaseState, Control, Priority, StaffMember
from handlers import charge, context, hours, returning
from handlers.context import Turn
from handlers.house import House
from locales import dates
from locales.texts import casework as texts

#: When a morning and an afternoon begin, for whoever puts something aside until then.
MORNING, AFTERNOON = dt.time(9), dt.time(14)
#: "This afternoon" is offered while it is at least so far away.
AHEAD = dt.timedelta(minutes=30)
#: Nothing is put aside for longer.
LONGEST = dt.timedelta(days=366)


class PastTime(ValueError):
    """A case can only be put aside until a moment that is still to come."""


class TooFar(ValueError):
    """A case can be put aside for at most a year."""


class UrgentAndFree(ValueError):
    """Somebody must take an urgent request before it can be put aside."""


class NothingOpen(ValueError):
    """There is no open case to put aside."""


def choices(house: House, *, now: dt.datetime) -> Mapping[str, dt.datetime]:
    """The usual moments by name, those that are still to come and differ."""
    zone = house.policy.zone
    today = now.astimezone(zone).date()
    monday = today + dt.timedelta(days=7 - today.weekday())
    afternoon = hours.resolve(today, AFTERNOON, zone)
    found = {"hour": now + dt.timedelta(hours=1)}
    if afternoon - now >= AHEAD:
        found["afternoon"] = afternoon
    found["tomorrow"] = hours.resolve(today + dt.timedelta(days=1), MORNING, zone)
    if monday - today > dt.timedelta(days=1):
        found["monday"] = hours.resolve(monday, MORNING, zone)
    return found


async def snooze(turn: Turn, member: StaffMember, until: dt.datetime) -> None:
    """Put the case aside. PastTime, TooFar, NothingOpen, UrgentAndFree, TakenBy."""
    if until <= turn.now:
        raise PastTime(PastTime.__doc__)
    if until - turn.now > LONGEST:
        raise TooFar(TooFar.__doc__)
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is None:
        raise NothingOpen(NothingOpen.__doc__)
    if turn.conversation.control == Control.HUMAN:
        await charge.check(turn, member)
        await charge.accept(turn, member)
    elif case.priority == Priority.URGENT:
        raise UrgentAndFree(UrgentAndFree.__doc__)
    case.state = CaseState.SNOOZED
    case.snoozed_until, case.snoozed_by = until, member.id
    policy = turn.house.policy
    when = dates.moment(until, policy.zone, policy.staff_language)
    await charge.tell_topic(turn, texts.SNOOZED, name=member.name, when=when)
    await charge.audit(turn, member, "snooze")


async def wake(turn: Turn, member: StaffMember) -> None:
    """A colleague looks again before the time has come; TakenBy when it is another's."""
    case = await _snoozed(turn)
    if case is None:
        return
    if turn.conversation.control == Control.HUMAN:
        await charge.may_move(turn, member)
    charge.awaken(case)
    if turn.conversation.control != Control.HUMAN:
        await charge.queue_again(turn, case)
    await charge.tell_topic(turn, texts.WOKEN_BY_HAND, name=member.name)
    await charge.audit(turn, member, "wake")


async def wake_one(
    session: AsyncSession, house: House, conversation_id: int, *, now: dt.datetime
) -> bool:
    """Wake what was put aside until now; False when it is not put aside any more."""
    turn = await context.reopen(session, house, conversation_id, now=now)
    case = await _snoozed(turn) if turn else None
    if turn is None or case is None or case.snoozed_until is None or case.snoozed_until > now:
        return False
    await wake_in_time(turn, case)
    return True


async def wake_in_time(turn: Turn, case: Case) -> None:
    """What is put aside is due: its owner gets it as if passed on, or it waits for anybody."""
    owner = await charge.owner(turn)
    if owner is not None and owner.left_at is not None:
        await returning.back(turn, case, owner, await returning.waiting(turn, case))
        return
    charge.awaken(case)
    if owner is None:
        await charge.queue_again(turn, case)
    else:
        running = await cases.running_handoff(turn.session, case.id)
        if running is not None:
            running.released_at, running.next_alert_at = turn.now, None
        await charge.ask_again(turn, case, since=turn.now, offered_to=owner.id)
    await charge.call(turn, case, texts.WOKEN)


async def person_wrote(turn: Turn) -> None:
    """Whoever writes is not kept waiting for a date: into its owner's hands, or to the queue."""
    case = await _snoozed(turn)
    if case is None:
        return
    owner = await charge.owner(turn)
    if owner is not None and await charge.is_away(turn, owner):
        await returning.back(turn, case, owner, await returning.waiting(turn, case))
        return
    charge.awaken(case)
    if owner is None:
        await charge.queue_again(turn, case)
    await charge.call(turn, case, texts.WOKEN_BY_PERSON)


async def _snoozed(turn: Turn) -> Case | None:
    case = await cases.unclosed(turn.session, turn.conversation.id)
    return case if case and case.state == CaseState.SNOOZED else None

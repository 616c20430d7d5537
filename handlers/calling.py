"""What staff and the clock do with agreed calls: marked, moved, reminded, or never finished."""

import contextlib
import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from db import calls, cases, staff
from db.models import CallState, CaseState, PhoneCall, Reason, StaffMember
from handlers import call_booking, call_times, context, escalation, saying, snoozing
from handlers import staff as work
from handlers.call_times import Opening, Wish
from handlers.context import Turn
from handlers.house import House
from locales.texts import calls as texts

#: The offer of another time is of no use after this.
OFFER_VALID = dt.timedelta(days=2)
#: So long after a call its number is kept.
NUMBER_KEPT = dt.timedelta(days=30)


class AlreadySettled(Exception):
    """Somebody has marked or moved this call meanwhile."""

    def __init__(self, call: PhoneCall) -> None:
        super().__init__(AlreadySettled.__doc__)
        #: the call as it is now
        self.call = call


class NotFree(ValueError):
    """This time is not free any more; choose another one."""


async def mark_done(turn: Turn, call: PhoneCall, member: StaffMember, *, close: bool) -> None:
    """They have talked; `close` also closes the call's case, if that is nobody else's."""
    _check(call, CallState.BOOKED, CallState.NO_ANSWER)
    call_booking.settle(call, CallState.DONE, turn.now, staff_id=member.id)
    await _audit(turn, call, member, "call_done")
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if close and case is not None and case.id == call.case_id:
        with contextlib.suppress(work.TakenBy):
            await work.close(turn, member, "answered")


async def mark_missed(turn: Turn, call: PhoneCall, member: StaffMember) -> None:
    """Nobody answered: the person is offered another time, unless others may read the phone."""
    _check(call, CallState.BOOKED)
    call_booking.settle(call, CallState.NO_ANSWER, turn.now, staff_id=member.id)
    await _audit(turn, call, member, "call_missed")
    turn = call_booking.own_words(turn)
    await call_booking.write_first(
        turn,
        call,
        texts.MISSED,
        (
            saying.button(turn, texts.CHOOSE_TIME, f"call:again:{call.id}"),
            saying.button(turn, texts.NO_THANKS, f"call:no:{call.id}"),
        ),
        about="missed",
        expires_at=turn.now + OFFER_VALID,
    )


async def times(turn: Turn, call: PhoneCall) -> list[Opening]:
    """Where a call can be moved to: free times of those who speak its language."""
    return await call_times.free(turn, _wish(call))


async def move(
    turn: Turn, call: PhoneCall, member: StaffMember, starts_at: dt.datetime
) -> PhoneCall:
    """Staff agree another time; the person is told. Raises NotFree and AlreadySettled."""
    _check(call, CallState.BOOKED, CallState.NO_ANSWER)
    number, booked = call.number, await calls.booked(turn.session, turn.conversation.id)
    if number is None or (booked is not None and booked.id != call.id):
        raise AlreadySettled(booked or call)
    found = [one for one in await times(turn, call) if one.starts_at == starts_at]
    new = await call_booking.hold(turn, _wish(call), found[0]) if found else None
    if new is None:
        raise NotFree(NotFree.__doc__)
    if call.state == CallState.BOOKED:
        call_booking.settle(call, CallState.MOVED, turn.now, staff_id=member.id)
        await turn.session.flush()
    await call_booking.book(turn, new, number)
    await _audit(turn, new, member, "call_move")
    turn = call_booking.own_words(turn)
    await call_booking.write_first(
        turn,
        new,
        texts.MOVED,
        call_booking.ways_out(turn, new),
        about="moved",
        expires_at=new.starts_at,
    )
    return new


async def look_at_due(
    session: AsyncSession, house: House, call_id: int, *, now: dt.datetime
) -> bool:
    """Remind the person, or give free what was kept for somebody who gave no number.

    False when neither is due any more.
    """
    thread_id = await calls.thread_of(session, call_id)
    turn = await context.reopen(session, house, thread_id, now=now) if thread_id else None
    call = await calls.find(session, turn.conversation.id, call_id) if turn else None
    if turn is None or call is None:
        return False
    due = call.held_until if call.state == CallState.HELD else call.remind_at
    if due is None or due > now:
        return False
    if call.state == CallState.HELD:
        await _lapse(turn, call)
        return True
    call.remind_at = None
    if call.state == CallState.BOOKED:
        await look_after(turn, call, alert_at=call.starts_at)
        if call.starts_at > now:
            await _remind(turn, call)
    return True


async def look_after(turn: Turn, call: PhoneCall, *, alert_at: dt.datetime) -> None:
    """Somebody hears of an agreed call by then, whatever became of its case meanwhile."""
    case = await escalation.open_case(turn, Reason.CALLBACK, confidential=True, alert_at=alert_at)
    call.case_id = case.id
    if case.state == CaseState.SNOOZED:
        await snoozing.wake_in_time(turn, case)
    handoff = await cases.running_handoff(turn.session, case.id)
    if handoff is not None and handoff.claimed_at is None:
        handoff.next_alert_at = min(handoff.next_alert_at or alert_at, alert_at)


async def _remind(turn: Turn, call: PhoneCall) -> None:
    """Nothing goes to a phone that is not safe: not now, and not when it is safe again."""
    if turn.address.unsafe_at is not None:
        return
    turn = call_booking.own_words(turn)
    await call_booking.write_first(
        turn,
        call,
        texts.REMINDER,
        call_booking.ways_out(turn, call),
        about="reminder",
        expires_at=call.starts_at,
    )


async def _lapse(turn: Turn, call: PhoneCall) -> None:
    """The time is free again; a person looks why no number came, unless a call is agreed."""
    call_booking.settle(call, CallState.LAPSED, turn.now)
    if await calls.booked(turn.session, turn.conversation.id) is None:
        await escalation.open_case(turn, Reason.CALLBACK, confidential=True)


def _wish(call: PhoneCall) -> Wish:
    return Wish(language=call.language, interpreter=call.interpreter)


def _check(call: PhoneCall, *states: CallState) -> None:
    if call.state not in states:
        raise AlreadySettled(call)


async def _audit(turn: Turn, call: PhoneCall, member: StaffMember, action: str) -> None:
    await staff.audit(turn.session, member.id, action, "phone_call", call.id, now=turn.now)

"""What people and staff do in a story, as the journeys would write it down."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.rehearsal import rows
from bot.rehearsal.story import (
    HOME,
    Agreed,
    Answered,
    Dated,
    Deed,
    Ended,
    Guarded,
    TakenOver,
    Wished,
    Wrote,
)
from db.models import ConsentState, Control, Purpose
from faq.year import Effect
from handlers import arrival, kindness

if TYPE_CHECKING:
    from bot.rehearsal.course import Course


def do(course: "Course", deed: Deed, now: dt.datetime) -> None:
    """Let it happen now."""
    _ACTS[type(deed)](course, deed, now)


def _wrote(course: "Course", deed: Deed, now: dt.datetime) -> None:
    """As `arrival.open_window` and `kindness.person_wrote`."""
    held, who = course.rows, deed.who
    if who not in held.addresses:
        held.meet(who, now)
    address = held.addresses[who]
    address.last_inbound_at, address.reachable = now, True
    held.heard_at[rows.side_of(held.story, who)] = now
    course.outgoing.release([who], arrival.RELEASED_BY_WRITING, now)
    owners = (who,) if who == HOME or who not in _family(course) else (who, HOME)
    for owner in owners:
        row = held.wishes.get(owner)
        over = row is not None and row.paused_at is not None
        if over and row is not None and (row.paused_until is None or row.paused_until <= now):
            _wish(course, owner, dict.fromkeys(("paused_at", "paused_until", "paused_why")), now)


def _agreed(course: "Course", deed: Deed, now: dt.datetime) -> None:
    assert isinstance(deed, Agreed)
    _wrote(course, deed, now)
    over = course.rows.said(deed.who, Purpose.AFTER_SUPPORT) == ConsentState.WITHDRAWN
    course.rows.say(deed.who, deed.purpose, deed.state)
    if over and deed.state == ConsentState.GIVEN:
        course.rows.say(deed.who, Purpose.AFTER_SUPPORT, deed.state)
    if deed.state == ConsentState.WITHDRAWN:
        course.outgoing.withdraw(deed.who, now)


def _answered(course: "Course", deed: Deed, now: dt.datetime) -> None:
    assert isinstance(deed, Answered)
    _wrote(course, deed, now)
    course.rows.replies.add((deed.occurrence_id, deed.who))
    effect = course.stage.house.plan.answers[deed.answer].effect
    if effect == Effect.STOP and (deed.who == HOME or deed.who in _family(course)):
        course.rows.say(deed.who, Purpose.AFTER_SUPPORT, ConsentState.WITHDRAWN)
        course.outgoing.withdraw(deed.who, now, reminders=False)
    elif effect == Effect.KEEP:
        course.rows.say(deed.who, Purpose.AFTER_SUPPORT, ConsentState.GIVEN)


def _wished(course: "Course", deed: Deed, now: dt.datetime) -> None:
    assert isinstance(deed, Wished)
    _wish(course, deed.who, deed.values, now)


def _wish(course: "Course", owner: str, values: Mapping[str, Any], now: dt.datetime) -> None:
    """As `kindness.change`."""
    row = course.rows.wish_of(owner, now)
    for name, value in values.items():
        setattr(row, name, value)
    course.outgoing.release(course.rows.phones_of(owner), kindness.RELEASED, now)


def _dated(course: "Course", deed: Deed, now: dt.datetime) -> None:
    assert isinstance(deed, Dated)
    for name, value in deed.dates.items():
        setattr(course.rows.sponsorship, name, value)
    course.replan(now, deed.late, may_hurry=True)


def _ended(course: "Course", deed: Deed, now: dt.datetime) -> None:
    assert isinstance(deed, Ended)
    course.rows.sponsorship.ended_on = deed.on
    course.replan(now, {}, may_hurry=False)
    wanted = [key for key, step in course.stage.plan.steps.items() if step.opt_in]
    course.outgoing.call_back(wanted, now)
    course.part(now)


def _taken(course: "Course", deed: Deed, now: dt.datetime) -> None:
    assert isinstance(deed, TakenOver)
    address = course.rows.addresses.get(deed.who)
    if address is None:
        return
    control = Control.HUMAN if deed.in_charge else Control.BOT
    course.rows.conversations[address.id].control = control
    if not deed.in_charge:
        course.outgoing.release([deed.who], ("person_in_charge",), now)


def _guarded(course: "Course", deed: Deed, now: dt.datetime) -> None:
    assert isinstance(deed, Guarded)
    address = course.rows.addresses.get(deed.who)
    if address is None:
        return
    address.unsafe_at = now if deed.unsafe else None
    if not deed.unsafe:
        course.outgoing.release([deed.who], ("not_safe",), now)


def _family(course: "Course") -> set[str]:
    return {one for one, contact in course.rows.contacts.items() if contact.household_id}


_ACTS: Mapping[type[Deed], Callable[["Course", Deed, dt.datetime], None]] = {
    Wrote: _wrote,
    Agreed: _agreed,
    Answered: _answered,
    Wished: _wished,
    Dated: _dated,
    Ended: _ended,
    TakenOver: _taken,
    Guarded: _guarded,
}

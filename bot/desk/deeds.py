"""What colleagues do with a case: pass it on, put it aside, sort it. Decided in handlers."""

import datetime as dt
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import conversation, forms
from bot.desk.access import Visit
from bot.desk.conversation import Notice, Refused
from db import cases, desk_thread
from db.models import Case, CaseState, Control, Priority, StaffMember
from handlers import charge, consent, hours, passing, snoozing, sorting
from handlers import staff as work
from handlers.context import Turn

#: Why a deed is refused, by what the handlers raise; the page has the words.
FAULTS: dict[type[Exception], str] = {
    snoozing.PastTime: "past",
    snoozing.TooFar: "too_far",
    snoozing.UrgentAndFree: "urgent_free",
    snoozing.NothingOpen: "changed",
    passing.HasLeft: "has_left",
    passing.KeptFromThem: "kept_from",
    passing.NobodySpeaks: "nobody_speaks",
    sorting.NoLabel: "no_label",
    sorting.TooManyLabels: "labels_full",
}

Deed = Callable[[Turn], Awaitable[object]]


async def assign(visit: Visit) -> Response:
    """Into a colleague's hands, or to whoever speaks a language; with a word for them."""
    kind, _, whom = visit.form.get("to", "").partition(":")
    word = visit.form.get("word", "").strip()[: conversation.LONGEST]

    async def pass_on(turn: Turn) -> None:
        if kind == "language":
            if word:
                await work.note(turn, visit.member, word)
            await passing.pass_to_language(turn, visit.member, whom)
            return
        number = forms.number(whom) if kind == "staff" else None
        colleague = await turn.session.get(StaffMember, number) if number else None
        if colleague is None:
            raise Refused(Notice(kind="no_whom"))
        await passing.assign(turn, visit.member, colleague)
        if word:
            await work.note(turn, visit.member, f"@{colleague.login} {word}")

    return await _do(visit, pass_on, then="/desk/?done=passed")


async def snooze(visit: Visit) -> Response:
    """Put aside until the moment that the page showed, or one that was chosen."""
    until = _moment(visit)

    async def put_aside(turn: Turn) -> None:
        if until is None:
            raise Refused(Notice(kind="no_time"))
        await _check_aside(visit, turn)
        await snoozing.snooze(turn, visit.member, until)

    return await _do(visit, put_aside)


async def wake(visit: Visit) -> Response:
    """Take it up again before its time."""
    return await _do(visit, lambda turn: snoozing.wake(turn, visit.member))


async def prioritise(visit: Visit) -> Response:
    """Another priority."""
    chosen = visit.form.get("priority", "")
    if chosen not in list(Priority):
        raise HTTPException(400)
    return await _do(visit, lambda turn: sorting.set_priority(turn, visit.member, Priority(chosen)))


async def label(visit: Visit) -> Response:
    """One more label, or one less."""
    gone, name = forms.number(visit.form.get("gone")), visit.form.get("name", "")
    if gone is not None:
        return await _do(visit, lambda turn: sorting.unlabel(turn, visit.member, gone))
    return await _do(visit, lambda turn: sorting.label(turn, visit.member, name))


async def note_consent(visit: Visit) -> Response:
    """A colleague asked in person whether check-ins may come, and notes the answer."""
    answer = visit.form.get("answer", "")
    if answer not in ("yes", "no"):
        raise HTTPException(400)

    async def note(turn: Turn) -> None:
        if not await consent.note_in_person(turn, visit.member, given=answer == "yes"):
            raise Refused(Notice(kind="changed"))

    return await conversation.act(visit, note)


async def _do(visit: Visit, deed: Deed, *, then: str | None = None) -> Response:
    """Only in the case, and in the hands, that the page showed."""

    async def guarded(turn: Turn) -> None:
        await _check_unmoved(visit, turn)
        try:
            await deed(turn)
        except tuple(FAULTS) as fault:
            raise Refused(Notice(kind=FAULTS[type(fault)])) from fault

    return await conversation.act(visit, guarded, then=then)


async def _check_unmoved(visit: Visit, turn: Turn) -> None:
    """TakenBy, or what changed, when it is in other hands than on the page."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if visit.form.get("case", "") != (str(case.id) if case else ""):
        raise Refused(await conversation.what_changed(visit, turn.session))
    thread = turn.conversation
    if visit.form.get("epoch") == str(thread.epoch) or thread.assignee_id == visit.member.id:
        return
    if thread.control == Control.HUMAN:
        await charge.check(turn, visit.member)
    raise Refused(Notice(kind="changed"))


async def _check_aside(visit: Visit, turn: Turn) -> None:
    """A colleague put it aside meanwhile, or it woke."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is None or visit.form.get("aside", "") == aside(case):
        return
    if case.state != CaseState.SNOOZED or case.snoozed_by is None:
        raise Refused(Notice(kind="awake"))
    names = await desk_thread.names(turn.session, [case.snoozed_by])
    name = names.get(case.snoozed_by, "?")
    raise Refused(Notice(kind="aside", name=name, until=case.snoozed_until))


def aside(case: Case) -> str:
    """Until when it is put aside, as a form carries it."""
    return case.snoozed_until.isoformat() if case.snoozed_until else ""


def _moment(visit: Visit) -> dt.datetime | None:
    """A moment with a zone, as our own buttons write it, or a date and time on the wall."""
    chosen = visit.form.get("until", "")
    if chosen != "own":
        return forms.instant(chosen, visit.now)
    on = forms.day(visit.form.get("on", ""), visit.now)
    at = forms.time(visit.form.get("at", ""))
    return hours.resolve(on, at, visit.pages.zone) if on and at else None

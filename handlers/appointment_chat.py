"""/appointment: what volunteers type and press while they enter, move or cancel an appointment."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

from db import appointments, awaiting
from db.content import Button, Content
from db.models import Appointment, Household
from handlers import appointment_answers as answers
from handlers import appointment_details as details
from handlers import appointment_flow as flows
from handlers import appointment_questions as questions
from handlers import appointment_reminders as reminders
from handlers import appointment_typing as typing
from handlers import appointments as entering
from handlers import charge, saying
from handlers.appointment_draft import Draft
from handlers.appointment_flow import SUBJECT, Flow
from handlers.appointments import Author
from handlers.context import Turn
from handlers.events import Said
from locales import appointment_words, keywords
from locales.texts import appointments as texts

#: How the subjects begin that yes and no answer: the first button, and the second.
YES_OR_NO = (f"{SUBJECT}right", reminders.SUBJECT)
#: Most appointments offered for a change.
LISTED = 4
#: "It is now": the appointment begins in so many minutes, at a multiple of them.
SOON = dt.timedelta(minutes=5)


async def hear(turn: Turn, event: Said) -> bool:
    """/appointment, or an answer to the open question of the flow."""
    is_known = turn.contact is not None or turn.is_family
    if appointment_words.is_meant(event.text, command_only=not is_known):
        return await start(turn)
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if waiting is None or not waiting.subject.startswith(SUBJECT):
        return False
    if typing.is_command(event.text) or await charge.speaks_last(turn, waiting):
        return False
    flow = await flows.of(turn)
    step = waiting.subject.removeprefix(SUBJECT)
    take = typing.TAKES.get(step)
    if flow is None or event.media or not event.text.strip():
        return False
    if keywords.is_refusal(event.text):
        return await _stop(flow, "")
    if typing.is_choice(step, event.text):
        return False
    return take is not None and await take(flow, event.text.strip())


async def start(turn: Turn) -> bool:
    """What lies ahead, with a way to a new one; for a volunteer without any, the first question."""
    flow = await flows.of(turn)
    if flow is not None:
        await _open(flow)
    elif turn.is_family:
        await answers.listing(turn)
    else:
        await saying.say(turn, texts.FOR_VOLUNTEERS)
    return True


async def press(turn: Turn, argument: str) -> bool:
    """A button about appointments: of the family's answer, or of a volunteer's flow."""
    verb, _, rest = argument.partition(":")
    if await answers.press(turn, verb, rest):
        return True
    act, flow = ACTS.get(verb), await flows.of(turn)
    if act is None or flow is None:
        return False
    return await act(flow, rest)


async def _open(flow: Flow) -> None:
    homes = [one.id for one in flow.families]
    turn = flow.turn
    there = await appointments.coming(turn.session, homes, now=turn.now, limit=LISTED)
    if not there:
        await questions.begin(flow)
        return
    row = [
        Button(
            label=f"{details.title(turn.house.words, one, turn.language)} {one.local_date:%d/%m}",
            payload=f"appointment:open:{one.id}",
        )
        for one in there
    ]
    row.append(questions.button(flow, texts.FURTHER, "new:"))
    content = Content(text=saying.words(turn, texts.YOURS), buttons=tuple(row))
    await saying.tell(turn, content, subject="appointment-list")


async def _own(flow: Flow, number: str) -> Appointment | None:
    """An appointment of a family that this volunteer's group welcomes, locked."""
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    found = await appointments.locked(flow.turn.session, int(number))
    homes = {one.id for one in flow.families}
    return found if found and found.household_id in homes else None


async def _new(flow: Flow, rest: str) -> bool:
    del rest
    await questions.begin(flow)
    return True


async def _home(flow: Flow, rest: str) -> bool:
    if rest not in {str(one.id) for one in flow.families}:
        return False
    await questions.go_on(flow, Draft(home=int(rest)))
    return True


async def _kind(flow: Flow, rest: str) -> bool:
    if rest not in texts.KINDS:
        return False
    await questions.go_on(flow, replace(flow.draft, kind=rest, what=None))
    return True


async def _when(flow: Flow, rest: str) -> bool:
    del rest
    await questions.go_on(flow, typing.without_moment(flow).draft)
    return True


async def _day(flow: Flow, rest: str) -> bool:
    if rest not in flow.draft.days:
        return False
    await typing.check(flow, replace(flow.draft, days=(rest,)))
    return True


async def _time(flow: Flow, rest: str) -> bool:
    if rest not in flow.draft.times:
        return False
    await typing.check(flow, replace(flow.draft, times=(rest,)))
    return True


async def _now(flow: Flow, rest: str) -> bool:
    """The family is there already, or on its way."""
    del rest
    start = flow.turn.now + SOON
    start -= dt.timedelta(minutes=start.minute % 5, seconds=start.second)
    local = (start + SOON if start <= flow.turn.now else start).astimezone(flow.zone)
    moment = {"days": (str(local.date()),), "times": (f"{local:%H:%M}",)}
    await questions.go_on(flow, replace(flow.draft, **moment, until=None, sure=True))  # type: ignore[arg-type]
    return True


async def _right(flow: Flow, rest: str) -> bool:
    del rest
    if flow.draft.step != "right":
        return False
    await questions.go_on(flow, replace(flow.draft, sure=True))
    return True


async def _place(flow: Flow, rest: str) -> bool:
    del rest
    await questions.go_on(flow, replace(flow.draft, place=""))
    return True


async def _bring(flow: Flow, rest: str) -> bool:
    if rest and rest not in texts.THINGS:
        return False
    bring = f"{details.KNOWN}{rest}" if rest else ""
    await questions.go_on(flow, replace(flow.draft, bring=bring))
    return True


async def _along(flow: Flow, rest: str) -> bool:
    there = await appointments.volunteers_for(flow.turn.session, flow.draft.home or 0)
    if rest not in {"0", *(str(one.id) for one in there)}:
        return False
    await questions.go_on(flow, replace(flow.draft, along=int(rest)))
    return True


async def _save(flow: Flow, rest: str) -> bool:
    """Keep it; a time that passed while the person thought is asked again."""
    del rest
    if flow.draft.step != "look" or flow.family is None:
        return False
    try:
        await _keep(flow, flow.family)
    except entering.PastTime:
        await typing.say_past(flow)
        return True
    turn = flow.turn
    await _forget(turn)
    reached = await reminders.reaches(turn.session, flow.family.id)
    await saying.say(turn, texts.SAVED if reached else texts.SAVED_UNREACHED)
    return True


async def _keep(flow: Flow, family: Household) -> None:
    turn, facts = flow.turn, flow.draft.facts()
    by = Author(contact_id=flow.volunteer.id)
    row = await _own(flow, str(flow.draft.moves)) if flow.draft.moves else None
    if row is not None and row.state not in entering.SETTLED and row.starts_at > turn.now:
        await entering.change(turn.session, turn.house, row, facts, now=turn.now)
    else:
        await entering.enter(turn.session, turn.house, family, facts, by=by, now=turn.now)


async def _stop(flow: Flow, rest: str) -> bool:
    del rest
    await _forget(flow.turn)
    await saying.say(flow.turn, texts.STOPPED)
    return True


async def _forget(turn: Turn) -> None:
    await appointments.drop_draft(turn.session, turn.conversation.id)
    await questions.close(turn)


async def _show(flow: Flow, rest: str) -> bool:
    """One of the list, with what can be done."""
    turn, row = flow.turn, await _own(flow, rest)
    if row is None or row.state in entering.SETTLED or row.starts_at <= turn.now:
        return False
    companion = await reminders.companion_of(turn.session, row)
    about = details.lines(
        turn.house.words, row, turn.language, companion=companion, to_family=False
    )
    deeds = (
        questions.button(flow, texts.MOVE, f"move:{row.id}"),
        questions.button(flow, texts.CANCEL, f"off:{row.id}"),
    )
    await saying.tell(turn, Content(text=about, buttons=deeds), subject="appointment-list")
    return True


async def _move(flow: Flow, rest: str) -> bool:
    """Only day and time are asked again."""
    row = await _own(flow, rest)
    if row is None or row.state in entering.SETTLED or row.starts_at <= flow.turn.now:
        return False
    draft = Draft(
        home=row.household_id,
        kind=row.kind,
        what=row.what,
        place=row.place or "",
        bring=row.bring or "",
        along=row.companion_id or 0,
        moves=row.id,
    )
    await questions.go_on(flow, draft)
    return True


async def _off(flow: Flow, rest: str) -> bool:
    row = await _own(flow, rest)
    if row is None:
        return False
    try:
        await entering.cancel(flow.turn.session, row, now=flow.turn.now)
    except entering.Settled:
        return False
    await saying.say(flow.turn, texts.WAS_CANCELLED)
    return True


#: What a button of the flow does, by the second word of its payload.
ACTS: dict[str, Callable[[Flow, str], Awaitable[bool]]] = {
    "new": _new,
    "home": _home,
    "kind": _kind,
    "when": _when,
    "day": _day,
    "time": _time,
    "now": _now,
    "right": _right,
    "place": _place,
    "bring": _bring,
    "along": _along,
    "save": _save,
    "stop": _stop,
    "open": _show,
    "move": _move,
    "off": _off,
}

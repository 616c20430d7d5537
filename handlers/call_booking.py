"""A call is agreed, shown, and taken back: what the person reads, what staff get for it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import awaiting, calls, cases, messages
from db.content import Button, Content, Form
from db.models import (
    TAKES_TIME,
    CallState,
    Case,
    CaseState,
    DeliveryKind,
    Direction,
    PhoneCall,
    Priority,
    Reason,
)
from handlers import call_times, charge, escalation, mirror, saying, telephone, templates
from handlers.call_times import Opening, Wish
from handlers.context import Turn
from locales import dates, keywords, languages
from locales.text import Text
from locales.texts import calls as texts
from locales.texts import emergency
from locales.texts import topics as posts

#: How the subject of every question about calls begins.
SUBJECT = "call:"
#: So long a time is kept for somebody who has not given a number yet.
KEPT = dt.timedelta(minutes=30)
#: So long before the call the person is reminded.
REMIND_BEFORE = dt.timedelta(hours=1)
#: Messages looked through for what the call is about.
RECENT = 20


def own_words(turn: Turn) -> Turn:
    """The turn in the language that the person reads, if everything here is there in it."""
    return saying.in_own_language(turn, texts.ALL)


async def ask(turn: Turn, text: str, buttons: Sequence[Button], subject: str, **more: Any) -> None:
    """Put one question about the call; those before it are not open any more."""
    await awaiting.close_all(turn.session, turn.conversation.id, SUBJECT, now=turn.now)
    content = Content(text=text, buttons=tuple(buttons), template=more.pop("template", None))
    await saying.tell(turn, content, subject=f"{SUBJECT}{subject}", **more)


async def own(turn: Turn, number: str) -> PhoneCall | None:
    """The call of this number, only if it is this conversation's."""
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    return await calls.find(turn.session, turn.conversation.id, int(number))


async def of_message(
    session: AsyncSession, conversation_id: int, message_id: int
) -> PhoneCall | None:
    """The call that a message is about, by the question that it asks."""
    subject = await awaiting.subject_of(session, conversation_id, message_id) or ""
    number = subject.rpartition(":")[2] if subject.startswith(SUBJECT) else ""
    return await calls.find(session, conversation_id, int(number)) if number.isdigit() else None


async def own_at(turn: Turn, wish: Wish, starts_at: dt.datetime) -> PhoneCall | None:
    """The call that this person has at this time already."""
    for one in await calls.of_conversation(turn.session, turn.conversation.id, *TAKES_TIME):
        wished = Wish(language=one.language, interpreter=one.interpreter)
        if one.starts_at == starts_at and wished == wish:
            return one
    return None


async def hold(turn: Turn, wish: Wish, opening: Opening) -> PhoneCall | None:
    """Keep a time for this person; None when somebody else was quicker."""
    held = await calls.of_conversation(turn.session, turn.conversation.id, CallState.HELD)
    for earlier in held:
        settle(earlier, CallState.LAPSED, turn.now)
    await turn.session.flush()
    call = await calls.hold(
        turn.session,
        opening.colleagues,
        opening.starts_at,
        opening.ends_at,
        at_once=turn.house.policy.calls_at_once,
        conversation_id=turn.conversation.id,
        language=wish.language,
        interpreter=wish.interpreter,
        held_until=min(turn.now + KEPT, opening.starts_at),
        created_at=turn.now,
    )
    if call is not None:
        await _keep_out_of_group(turn)
    return call


async def book(turn: Turn, call: PhoneCall, number: str) -> None:
    """The call is agreed: it takes the place of one before it, and staff find it in the inbox."""
    earlier = await calls.booked(turn.session, turn.conversation.id)
    if earlier is not None and earlier.id != call.id:
        settle(earlier, CallState.MOVED, turn.now)
        await turn.session.flush()
    call.state, call.number, call.held_until = CallState.BOOKED, number, None
    remind_at = call.starts_at - REMIND_BEFORE
    call.remind_at = remind_at if remind_at > turn.now else None
    call.case_id = (await _open_case(turn, call)).id
    await turn.session.flush()


async def say_booked(turn: Turn, call: PhoneCall) -> None:
    """When, on which number, in which language; with a way to change it and one to cancel."""
    lines = [details(turn, call)]
    if call.remind_at is not None and turn.address.unsafe_at is None:
        lines.append(saying.words(turn, texts.REMINDED))
    lines.append(saying.words(turn, emergency.NOT_AN_EMERGENCY_SERVICE))
    await ask(turn, "\n\n".join(lines), ways_out(turn, call), f"booked:{call.id}")


def details(turn: Turn, call: PhoneCall) -> str:
    spoken = languages.own_name(call.language)
    if call.interpreter:
        spoken = f"{spoken} · {saying.words(turn, texts.WITH_INTERPRETER)}"
    number = telephone.shown(call.number or "")
    return saying.words(turn, texts.BOOKED, when=when(turn, call), number=number, spoken=spoken)


def ways_out(turn: Turn, call: PhoneCall) -> tuple[Button, ...]:
    return (
        saying.button(turn, texts.CHANGE, f"call:change:{call.id}"),
        saying.button(turn, texts.CANCEL, f"call:cancel:{call.id}"),
    )


def when(turn: Turn, call: PhoneCall) -> str:
    """Weekday, date and time on the person's clock."""
    return dates.moment(call.starts_at, call_times.zone_of(turn), turn.language)


async def write_first(
    turn: Turn,
    call: PhoneCall,
    said: Text,
    buttons: Sequence[Button],
    *,
    about: str,
    expires_at: dt.datetime,
) -> None:
    """Say something about the call that was not asked for now; never on a phone that is not safe.

    `about` names the template for WhatsApp, and the question that is open then.
    """
    organisation, moment = turn.house.policy.organisation, when(turn, call)
    values = {"when": moment} if "when" in said.placeholders else {}
    await ask(
        turn,
        saying.words(turn, said, **values),
        buttons,
        f"{about}:{call.id}",
        kind=DeliveryKind.REMINDER,
        expires_at=expires_at,
        dedupe_key=f"call:{call.id}:{about}",
        template=templates.of(f"call-{about}", organisation=organisation, **values),
    )


async def cancel(turn: Turn, call: PhoneCall) -> None:
    """The person does not want the call: what was open only for it is closed without a word."""
    was_booked = call.state == CallState.BOOKED
    settle(call, CallState.CANCELLED, turn.now)
    if was_booked and await mirror.has_topic(turn):
        await mirror.post(turn, posts.CALL_CANCELLED, link=escalation.desk_link(turn))
    if was_booked:
        await _without_call(turn, call)


def settle(
    call: PhoneCall, state: CallState, now: dt.datetime, *, staff_id: int | None = None
) -> None:
    """End a call in one of its last states: its time is free again, nobody is reminded."""
    call.state, call.settled_at, call.settled_by = state, now, staff_id
    call.remind_at = None


async def _open_case(turn: Turn, call: PhoneCall) -> Case:
    """In the inbox at once; an alert comes only when the time of the call is there."""
    known = await cases.unclosed(turn.session, turn.conversation.id)
    running = known and await cases.running_handoff(turn.session, known.id)
    case = await escalation.open_case(
        turn, Reason.CALLBACK, confidential=True, alert_at=call.starts_at
    )
    handoff = await cases.running_handoff(turn.session, case.id)
    only_for_this = not running or case.reason == Reason.CALLBACK
    if handoff is not None and handoff.claimed_at is None and only_for_this:
        handoff.next_alert_at = call.starts_at
    if known is None:
        case.brief = {**case.brief, "question": await _question(turn)}
    policy = turn.house.policy
    moment = dates.moment(call.starts_at, policy.zone, policy.staff_language)
    await mirror.post(turn, posts.CALL_BOOKED, when=moment, link=escalation.desk_link(turn))
    return case


async def _without_call(turn: Turn, call: PhoneCall) -> None:
    """A request that nobody has taken asks for nothing more, or waits as any other does.

    It stays where there is more in it than the call, and where others may read the phone: whoever
    took it back may not have been free to.
    """
    case = await cases.unclosed(turn.session, turn.conversation.id)
    handoff = await cases.running_handoff(turn.session, case.id) if case else None
    if case is None or handoff is None or handoff.claimed_at is not None:
        return
    only_the_call = (case.id, case.reason, case.intent) == (call.case_id, Reason.CALLBACK, None)
    only_the_call = only_the_call and cases.MORE not in case.brief
    if only_the_call and case.priority == Priority.NORMAL and turn.address.unsafe_at is None:
        await charge.end(turn)
        charge.awaken(case)
        case.state, case.outcome, case.closed_at = CaseState.CLOSED, "not_needed", turn.now
    elif handoff.next_alert_at == call.starts_at:
        handoff.next_alert_at = turn.now + turn.house.policy.alert_after


async def _keep_out_of_group(turn: Turn) -> None:
    """A number is said from now on: it never stands in the staff's group."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is not None and not case.confidential:
        case.confidential = True
        await mirror.withdraw(turn)


async def _question(turn: Turn) -> str:
    """The last words of the person that were about something: no command, choice or number."""
    recent = await messages.latest(turn.session, turn.conversation.id, limit=RECENT)
    for one in reversed(recent):
        text = str(one.content.get("text", ""))
        is_words = one.direction == Direction.IN and one.content.get("form") == Form.TEXT
        if is_words and _says_something(text):
            return text[: escalation.BRIEF_CHARACTERS]
    return ""


def _says_something(text: str) -> bool:
    read = (keywords.command(text), keywords.number(text), keywords.reply(text))
    is_answer = telephone.is_meant(text) or call_times.clock(text) is not None
    return bool(text.strip()) and not any(read) and not is_answer

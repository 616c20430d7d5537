"""A person asks to be called: language, day, time, number; every step is one question."""

import datetime as dt
from collections.abc import Awaitable, Callable
from itertools import groupby

from db import awaiting, calls
from db.content import Button
from db.models import CallState, Reason
from handlers import call_booking, call_number, call_times, charge, escalation, presence, saying
from handlers.call_booking import SUBJECT
from handlers.call_times import Opening, Wish
from handlers.context import Turn
from handlers.events import Said
from locales import dates, keywords, languages
from locales.texts import calls as texts
from locales.texts import escalation as escalation_texts

#: How the subjects begin of questions that yes and no answer: the first button, and the second.
CONFIRM, AGAIN = f"{SUBJECT}confirm", f"{SUBJECT}missed"
#: Times under one question; with the ways to others they fit under one message.
TIMES = 6
#: Languages offered; beside an interpreter where nobody speaks what the person reads.
LANGUAGES = 3
#: Behind a language in a button's payload: with an interpreter.
INTERPRETED = "*"
_DAY_START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


async def ask(turn: Turn) -> bool:
    """ "Call me": the call that is agreed already, or the first question about a new one.

    Where there is only one language to speak in, the day is the first question.
    """
    if not turn.house.policy.calls_at_once:
        return await escalation.ask_for_person(turn)
    turn = call_booking.own_words(turn)
    call = await calls.booked(turn.session, turn.conversation.id)
    if call is not None and call.starts_at > turn.now:
        await call_booking.say_booked(turn, call)
        return True
    spoken = await _spoken(turn)
    if spoken == [turn.reads]:
        return await _days(turn, turn.reads)
    buttons = [Button(label=languages.own_name(one), payload=f"call:in:{one}") for one in spoken]
    if turn.reads not in spoken:  # else a colleague and the person need nobody between them
        own = f"call:in:{turn.reads}{INTERPRETED}"
        buttons.append(saying.button(turn, texts.WITH_INTERPRETER, own))
    await call_booking.ask(turn, saying.words(turn, texts.ASK_LANGUAGE), buttons, "in")
    return True


async def cancel(turn: Turn) -> bool:
    """ "No call": whatever call is agreed or begun is taken back."""
    turn = call_booking.own_words(turn)
    open_ones = await calls.of_conversation(
        turn.session, turn.conversation.id, CallState.BOOKED, CallState.HELD
    )
    for call in open_ones:
        await call_booking.cancel(turn, call)
    await awaiting.close_all(turn.session, turn.conversation.id, SUBJECT, now=turn.now)
    await saying.say(turn, texts.NOT_CALLED)
    return True


async def press(turn: Turn, argument: str) -> bool:
    """A button of this journey: the step it belongs to, and what was chosen."""
    step, _, rest = argument.partition(":")
    if not step:
        return await ask(turn)
    act = STEPS.get(step)
    return act is not None and await act(call_booking.own_words(turn), rest)


async def answer(turn: Turn, event: Said) -> bool:
    """Own words while a question about a call is the newest that is open."""
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if waiting is None or not waiting.subject.startswith(SUBJECT):
        return False
    if await charge.speaks_last(turn, waiting):
        return False
    turn = call_booking.own_words(turn)
    kind, _, call_id = waiting.subject.removeprefix(SUBJECT).partition(":")
    if keywords.is_refusal(event.text):
        return await cancel(turn)
    if kind in call_number.TAKEN_AT and await call_number.answer(turn, event, call_id):
        return True
    if kind == "at":
        return await _take_time(turn, waiting.options[0], event.text)
    return False


async def _days(turn: Turn, rest: str) -> bool:
    """The language is chosen: on which day?"""
    wish = _wish(rest)
    if wish is None:
        return False
    days = _by_day(turn, await call_times.free(turn, wish))
    if not days:
        await _pass_on(turn)
    elif len(days) == 1:
        return await _times(turn, f"{rest}:{next(iter(days))}")
    else:
        buttons = [
            Button(label=dates.written_day(day, turn.language), payload=f"call:day:{rest}:{day}")
            for day in days
        ]
        await call_booking.ask(turn, saying.words(turn, texts.ASK_DAY), buttons, "in")
    return True


async def _times(turn: Turn, rest: str) -> bool:
    """The day is chosen: at what time?"""
    chosen, _, behind = rest.partition(":")
    written, _, page = behind.partition(":")
    wish, day, skip = _wish(chosen), _day(written), int(page) if page in _PAGES else 0
    if wish is None or day is None:
        return False
    days = _by_day(turn, await call_times.free(turn, wish))
    there = days.get(day, [])[skip * TIMES :]
    if not there:
        await saying.say(turn, texts.TAKEN)
        return await _days(turn, chosen)
    zone = call_times.zone_of(turn)
    buttons = [
        Button(
            label=dates.clock_time(one.starts_at.astimezone(zone).time(), turn.language),
            payload=f"call:at:{chosen}:{_minute(one.starts_at)}",
        )
        for one in there[:TIMES]
    ]
    if len(there) > TIMES:
        later = f"call:day:{chosen}:{day}:{skip + 1}"
        buttons.append(saying.button(turn, texts.LATER, later))
    if len(days) > 1:
        buttons.append(saying.button(turn, texts.OTHER_DAY, f"call:in:{chosen}"))
    text = saying.words(turn, texts.ASK_TIME, day=dates.written_day(day, turn.language))
    await call_booking.ask(turn, text, buttons, "at")
    return True


async def _at(turn: Turn, rest: str) -> bool:
    """The time is chosen: keep it, and ask for the number unless it is known."""
    chosen, _, minute = rest.partition(":")
    wish = _wish(chosen)
    if wish is None or not (minute.isascii() and minute.isdigit() and len(minute) < 12):
        return False
    starts_at = _DAY_START + dt.timedelta(minutes=int(minute))
    call = await call_booking.own_at(turn, wish, starts_at)  # pressed twice
    if call is None:
        found = [one for one in await call_times.free(turn, wish) if one.starts_at == starts_at]
        call = await call_booking.hold(turn, wish, found[0]) if found else None
    if call is None:
        await saying.say(turn, texts.TAKEN)
        return await _days(turn, chosen)
    await call_number.settle_or_ask(turn, call)
    return True


async def _change(turn: Turn, rest: str) -> bool:
    """Another time for the call that is agreed: it stays until the new one is."""
    call = await call_booking.own(turn, rest)
    if call is None or call.state != CallState.BOOKED:
        return False
    return await _days(turn, call.language + (INTERPRETED if call.interpreter else ""))


async def _cancel(turn: Turn, rest: str) -> bool:
    """A button takes back its own call, and none that came after it."""
    call = await call_booking.own(turn, rest)
    if call is None or call.state not in (CallState.BOOKED, CallState.HELD):
        return False
    return await cancel(turn)


async def _again(turn: Turn, rest: str) -> bool:
    """Nobody answered, and the person wants another time."""
    del rest
    return await ask(turn)


#: What follows a button, by the second word of its payload.
STEPS: dict[str, Callable[[Turn, str], Awaitable[bool]]] = {
    "in": _days,
    "day": _times,
    "at": _at,
    "yes": call_number.press_yes,
    "other": call_number.press_other,
    "change": _change,
    "cancel": _cancel,
    "again": _again,
    "no": lambda turn, _rest: cancel(turn),
}
_PAGES = tuple(str(page) for page in range(1, 20))


async def _take_time(turn: Turn, option: str, text: str) -> bool:
    """A time in words, on the day that was chosen."""
    time = call_times.clock(text)
    if time is None:
        return False
    _, _, chosen, minute = option.split(":")
    zone = call_times.zone_of(turn)
    day = (_DAY_START + dt.timedelta(minutes=int(minute))).astimezone(zone).date()
    at = dt.datetime.combine(day, time, zone)
    return await _at(turn, f"{chosen}:{_minute(at)}")


async def _pass_on(turn: Turn) -> None:
    """No time is free: say so, and leave it to a person."""
    await saying.say(turn, texts.NO_TIME)
    await escalation.open_case(turn, Reason.CALLBACK, confidential=True)
    await escalation.say_when(
        turn, escalation_texts.PASSED_ON_OPEN, escalation_texts.PASSED_ON_LATER
    )


async def _spoken(turn: Turn) -> list[str]:
    """The person's languages that somebody of the staff speaks, the dearest first."""
    second = turn.contact.second_language if turn.contact else None
    wanted = [turn.reads, second, turn.language, languages.ENGLISH, "nl", "fr"]
    colleagues = await presence.colleagues(turn.session, turn.house.policy, now=turn.now)
    known = [
        one
        for one in dict.fromkeys(wanted)
        if one is not None
        and one in languages.LANGUAGES
        and any(call_times.speaks(colleague, Wish(language=one)) for colleague in colleagues)
    ]
    return known[:LANGUAGES]


def _by_day(turn: Turn, found: list[Opening]) -> dict[dt.date, list[Opening]]:
    """Openings by the date on the person's wall."""
    zone = call_times.zone_of(turn)
    days = groupby(found, key=lambda one: one.starts_at.astimezone(zone).date())
    return {day: list(there) for day, there in days}


def _wish(text: str) -> Wish | None:
    code = text.removesuffix(INTERPRETED)
    known = code in languages.LANGUAGES
    return Wish(language=code, interpreter=text.endswith(INTERPRETED)) if known else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _minute(at: dt.datetime) -> int:
    """Minutes since 1970, short enough for a button."""
    return int((at - _DAY_START).total_seconds()) // 60

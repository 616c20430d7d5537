"""What a volunteer types as an answer while an appointment is entered; nothing is guessed."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers import appointment_details as details
from handlers import appointment_flow as flows
from handlers import appointment_questions as questions
from handlers import appointments as entering
from handlers import saying
from handlers.appointment_draft import Draft
from handlers.appointment_flow import Flow
from locales import circle_words, dates, keywords, typed_dates, wish_words
from locales.texts import appointments as texts
from locales.typed_dates import Fault, Reading


def is_choice(step: str, text: str) -> bool:
    """It names a button: its number, or yes and no; a number may also be an hour or a day."""
    is_number = step not in ("when", "day", "time") and keywords.number(text) is not None
    return is_number or (step == "right" and keywords.reply(text) is not None)


def is_command(text: str) -> bool:
    """It asks for something else, and is never an answer to a question of the flow."""
    return (
        text.strip().startswith("/")
        or keywords.command(text) is not None
        or circle_words.is_meant(text)
        or wish_words.is_meant(text)
    )


async def _take_what(flow: Flow, text: str) -> bool:
    if _asks(text):
        return False
    if len(text) > entering.SHORT:
        return await _too_long(flow, entering.SHORT)
    await questions.go_on(flow, replace(flow.draft, kind="other", what=text))
    return True


async def _take_place(flow: Flow, text: str) -> bool:
    if _asks(text):
        return False
    if len(text) > entering.LONG:
        return await _too_long(flow, entering.LONG)
    await questions.go_on(flow, replace(flow.draft, place=" ".join(text.split())))
    return True


async def _take_bring(flow: Flow, text: str) -> bool:
    if _asks(text):
        return False
    if len(text) > entering.LONG:
        return await _too_long(flow, entering.LONG)
    bring = text.removeprefix(details.KNOWN).strip()
    await questions.go_on(flow, replace(flow.draft, bring=bring))
    return True


async def _take_when(flow: Flow, text: str) -> bool:
    """A day and a time, or what is missing of them."""
    alone = text.isdecimal() and flow.draft.step == "time"
    found = typed_dates.read(f"{text}:00" if alone else text, now=flow.local)
    if found.fault is not None:
        await _refuse(flow, found)
        return True
    days = tuple(map(str, found.days)) or flow.draft.days
    times = tuple(f"{one:%H:%M}" for one in found.times) or flow.draft.times
    until = f"{found.until:%H:%M}" if found.until else None
    draft = replace(flow.draft, days=days, times=times, until=until, sure=False)
    await check(flow, draft)
    return True


async def check(flow: Flow, draft: Draft) -> None:
    """Go on, unless the one moment that is meant has passed or lies too far away."""
    if len(draft.days) == len(draft.times) == 1:
        at = flows.preview(replace(flow, draft=draft)).starts_at
        if at <= flow.turn.now:
            await say_past(replace(flow, draft=draft))
            return
        if at > flow.turn.now + entering.FARTHEST:
            when = flows.moment(replace(flow, draft=draft))
            hint = questions.example(flow)
            said = saying.words(flow.turn, texts.TOO_FAR, when=when, example=hint)
            await questions.go_on(flow, without_moment(flow).draft, said)
            return
    await questions.go_on(flow, draft)


async def _refuse(flow: Flow, found: Reading) -> None:
    """Say what was wrong, with an example; nothing is guessed."""
    turn, hint = flow.turn, questions.example(flow)
    if found.fault == Fault.PAST:
        times = tuple(f"{one:%H:%M}" for one in found.times) or flow.draft.times[:1]
        days = tuple(map(str, found.days))
        await say_past(replace(flow, draft=replace(flow.draft, days=days, times=times)))
        return
    if found.fault == Fault.WRONG_WEEKDAY:
        day = dates.written_day(found.days[0], turn.language)
        said = saying.words(turn, texts.WRONG_WEEKDAY, day=day, example=hint)
    elif found.fault == Fault.IMPOSSIBLE:
        hint = questions.example(flow, numbers=True)
        said = saying.words(turn, texts.IMPOSSIBLE, example=hint)
    else:
        said = saying.words(turn, texts.NOT_UNDERSTOOD, example=hint)
    await questions.go_on(flow, without_moment(flow).draft, said)


async def say_past(flow: Flow) -> None:
    """A time that has passed is never kept: now, another one, or not at all."""
    draft = flow.draft
    if draft.times:
        when = flows.moment(flow)
    else:
        when = dates.written_day(dt.date.fromisoformat(draft.days[0]), flow.turn.language)
    said = saying.words(flow.turn, texts.PAST, when=when)
    row = (
        questions.button(flow, texts.IT_IS_NOW, "now:"),
        questions.button(flow, texts.OTHER_TIME, "when:"),
    )
    await questions.go_on(flow, without_moment(flow).draft, said, *row)


def without_moment(flow: Flow) -> Flow:
    draft = replace(flow.draft, days=(), times=(), until=None, sure=False)
    return replace(flow, draft=draft)


async def _too_long(flow: Flow, most: int) -> bool:
    await questions.ask(flow, saying.words(flow.turn, texts.TOO_LONG, most=most))
    return True


def _asks(text: str) -> bool:
    """It is a question, which the FAQ may answer; the flow stays open."""
    return text.endswith(("?", "؟"))


#: How typed words are taken, by the step.
TAKES: dict[str, Callable[[Flow, str], Awaitable[bool]]] = {
    "what": _take_what,
    "when": _take_when,
    "day": _take_when,
    "time": _take_when,
    "which-day": _take_when,
    "which-time": _take_when,
    "right": _take_when,
    "place": _take_place,
    "bring": _take_bring,
}

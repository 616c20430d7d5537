"""The questions with which a volunteer enters an appointment in the chat: one a message.

What was typed so far stands in the database; which question is asked follows from what is missing.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from babel.dates import format_date

from db import appointments, awaiting
from db.content import Button, Content
from handlers import appointment_details as details
from handlers import saying
from handlers.appointment_draft import Draft
from handlers.appointment_flow import SUBJECT, Flow, moment, preview
from handlers.context import Turn
from locales import dates
from locales.text import Text
from locales.texts import appointments as texts

#: The words of a question and its buttons.
Asked = tuple[str, tuple[Button, ...]]
#: Volunteers who are offered to go along, beside the one who writes.
OTHERS = 4
#: Languages whose names of days are understood, so that they can stand in an example.
WEEKDAYS_IN = ("en", "nl", "fr", "de", "ar", "fa", "fa_AF", "tr", "uk")
#: The example of a time, and of how far a day in an example lies ahead.
EXAMPLE_TIME, EXAMPLE_AHEAD = dt.time(14, 30), dt.timedelta(days=9)


async def begin(flow: Flow) -> None:
    """The first question; there is none about the family where there is only one."""
    if not flow.families:
        await saying.say(flow.turn, texts.NO_FAMILY)
        return
    only = flow.families[0].id if len(flow.families) == 1 else None
    await go_on(flow, Draft(home=only))


async def go_on(flow: Flow, draft: Draft, said: str | None = None, *more: Button) -> None:
    """Keep what is known now, and ask what is missing, perhaps in other words."""
    turn = flow.turn
    await appointments.keep_draft(turn.session, turn.conversation.id, draft.to_json(), now=turn.now)
    await ask(replace(flow, draft=draft), said, *more)


async def ask(flow: Flow, said: str | None = None, *more: Button) -> None:
    """The question of the present step; `said`: other words for it, when an answer was no good."""
    step = flow.draft.step
    text, buttons = await QUESTIONS[step](flow)
    await put(flow, said or text, (*more, *(() if more else buttons)), step)


async def put(flow: Flow, text: str, buttons: Sequence[Button], step: str) -> None:
    """One message, one question, and always a way out."""
    turn = flow.turn
    await close(turn)
    way_out = saying.button(turn, texts.STOP, "appointment:stop:")
    await saying.tell(
        turn, Content(text=text, buttons=(*buttons, way_out)), subject=f"{SUBJECT}{step}"
    )


async def close(turn: Turn) -> None:
    """No question of the flow is open any more."""
    await awaiting.close_all(turn.session, turn.conversation.id, SUBJECT, now=turn.now)


def button(flow: Flow, label: Text, payload: str) -> Button:
    return saying.button(flow.turn, label, f"appointment:{payload}")


def example(flow: Flow, *, numbers: bool = False, time: bool = True) -> str:
    """How a day and time can be typed, in the language of the one who reads it."""
    day, language = flow.local.date() + EXAMPLE_AHEAD, flow.turn.language
    said = f"{day.day}/{day.month}"
    if language in WEEKDAYS_IN and not numbers:
        said = f"{format_date(day, 'EEEE', locale=language)} {said}"
    return f"{said} {EXAMPLE_TIME:%H:%M}" if time else said


async def _home(flow: Flow) -> Asked:
    row = tuple(
        Button(label=one.name, payload=f"appointment:home:{one.id}") for one in flow.families
    )
    return saying.words(flow.turn, texts.ASK_FAMILY), row


async def _what(flow: Flow) -> Asked:
    row = tuple(
        button(flow, label, f"kind:{key}") for key, label in texts.KINDS.items() if key != "other"
    )
    return saying.words(flow.turn, texts.ASK_WHAT), row


async def _when(flow: Flow) -> Asked:
    return saying.words(flow.turn, texts.ASK_WHEN, example=example(flow)), ()


async def _day(flow: Flow) -> Asked:
    hint = example(flow, time=False)
    return saying.words(flow.turn, texts.ASK_DAY, time=flow.draft.times[0], example=hint), ()


async def _time(flow: Flow) -> Asked:
    day = dates.written_day(dt.date.fromisoformat(flow.draft.days[0]), flow.turn.language)
    hint = f"{EXAMPLE_TIME:%H:%M}"
    return saying.words(flow.turn, texts.ASK_TIME, day=day, example=hint), ()


async def _which_day(flow: Flow) -> Asked:
    row = tuple(
        Button(
            label=dates.written_day(dt.date.fromisoformat(day), flow.turn.language),
            payload=f"appointment:day:{day}",
        )
        for day in flow.draft.days
    )
    return saying.words(flow.turn, texts.WHICH_DAY), row


async def _which_time(flow: Flow) -> Asked:
    row = tuple(Button(label=time, payload=f"appointment:time:{time}") for time in flow.draft.times)
    return saying.words(flow.turn, texts.WHICH_TIME), row


async def _right(flow: Flow) -> Asked:
    row = (button(flow, texts.RIGHT, "right:"), button(flow, texts.OTHER_TIME, "when:"))
    return saying.words(flow.turn, texts.IS_IT, when=moment(flow)), row


async def _place(flow: Flow) -> Asked:
    return saying.words(flow.turn, texts.ASK_WHERE), (button(flow, texts.NOT_KNOWN, "place:"),)


async def _bring(flow: Flow) -> Asked:
    row = [button(flow, label, f"bring:{key}") for key, label in texts.THINGS.items()]
    row.append(button(flow, texts.NOTHING, "bring:"))
    return saying.words(flow.turn, texts.ASK_BRING), tuple(row)


async def _along(flow: Flow) -> Asked:
    there = await appointments.volunteers_for(flow.turn.session, flow.draft.home or 0)
    others = [one for one in there if one.id != flow.volunteer.id][:OTHERS]
    row = [button(flow, texts.I_GO, f"along:{flow.volunteer.id}")]
    row += [Button(label=one.name, payload=f"appointment:along:{one.id}") for one in others]
    row.append(button(flow, texts.NOBODY, "along:0"))
    return saying.words(flow.turn, texts.ASK_ALONG), tuple(row)


async def _look(flow: Flow) -> Asked:
    turn, draft = flow.turn, flow.draft
    there = await appointments.volunteers_for(turn.session, draft.home or 0)
    companion = next((one for one in there if one.id == draft.along), None)
    about = details.lines(
        turn.house.words, preview(flow), turn.language, companion=companion, to_family=False
    )
    said = texts.LOOK_MOVED if draft.moves else texts.LOOK
    other = (texts.OTHER_TIME, "when:") if draft.moves else (texts.AGAIN, "new:")
    row = (button(flow, texts.SAVE, "save:"), button(flow, *other))
    return saying.words(turn, said, details=about), row


#: What is asked, by the step.
QUESTIONS: dict[str, Callable[[Flow], Awaitable[Asked]]] = {
    "home": _home,
    "what": _what,
    "when": _when,
    "day": _day,
    "time": _time,
    "which-day": _which_day,
    "which-time": _which_time,
    "right": _right,
    "place": _place,
    "bring": _bring,
    "along": _along,
    "look": _look,
}

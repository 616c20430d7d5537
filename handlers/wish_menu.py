"""The answer to /messages: how we write to somebody now, with a button to change each of it."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from db.content import Content
from handlers import consent, kindness, ramadan, saying
from handlers.context import Turn
from handlers.gentle import Wishes
from handlers.kindness import Owner
from locales import dates
from locales.text import Text
from locales.texts import checkins
from locales.texts import wishes as texts

#: What the buttons of wishes begin with.
VERB = "wish"
#: Whoever wants no messages in the morning is written to from then on.
NOON = dt.time(12)

Labels = tuple[tuple[Text, str], ...]


async def show(turn: Turn, owner: Owner, rest: str = "") -> bool:
    """What is wished now, and a button to change each of it."""
    del rest
    if await consent.has_stopped(turn):
        await saying.say(turn, checkins.STOPPED, buttons=(consent.START_AGAIN,))
        return True
    wanted = await now(turn)
    lines = [saying.words(turn, texts.MENU)]
    lines += [f"• {saying.words(turn, said, **values)}" for said, values in _lines(turn, wanted)]
    text = "\n".join([*lines, "", saying.words(turn, texts.CHANGE)])
    buttons = tuple(saying.button(turn, *one) for one in _changes(turn, owner, wanted))
    await saying.tell(turn, Content(text=text, buttons=buttons))
    return True


async def now(turn: Turn) -> Wishes:
    """What is wished by whoever speaks, and for their household."""
    found = await kindness.rows(turn.session, turn.contact, turn.household)
    return kindness.wishes_of(turn.house, found, now=turn.now)


def clock(turn: Turn, time: dt.time) -> str:
    return dates.clock_time(time, turn.language)


def day(turn: Turn, at: dt.datetime) -> str:
    """The day of an instant where the person is, in words."""
    owner = turn.contact or turn.household
    zone = ZoneInfo(owner.timezone) if owner else turn.house.policy.zone
    return dates.written_day(at.astimezone(zone).date(), turn.language)


def _lines(turn: Turn, wanted: Wishes) -> list[tuple[Text, dict[str, Any]]]:
    """The wishes as sentences."""
    night = {"start": clock(turn, wanted.quiet.start), "end": clock(turn, wanted.quiet.end)}
    found: list[tuple[Text, dict[str, Any]]] = []
    if wanted.pause is not None and wanted.pause.until is None:
        found.append((texts.PAUSED_OPEN, {}))
    elif wanted.pause is not None and wanted.pause.until is not None:
        found.append((texts.PAUSED, {"day": day(turn, wanted.pause.until)}))
    if wanted.evenings is not None and wanted.evenings[1] >= turn.today:
        last = dates.written_day(wanted.evenings[1], turn.language)
        found.append((texts.EVENINGS, {"day": last}))
    if wanted.hour is not None:
        found.append((texts.AT, {"time": clock(turn, wanted.hour)}))
    elif wanted.quiet.start != wanted.quiet.end:
        found.append((texts.QUIET, night))
    if wanted.sunday_until > dt.time():
        found.append((texts.SUNDAY, {}))
    found.append((texts.ONCE if wanted.less_often else texts.TWICE, {}))
    return found


def _changes(turn: Turn, owner: Owner, wanted: Wishes) -> Labels:
    """What can be changed now; what is wished already can be undone."""
    late = wanted.quiet.end >= NOON
    found = [
        (texts.OFTEN, "often") if wanted.less_often else (texts.LESS, "less"),
        (texts.MORNING, "morning") if late else (texts.NO_MORNING, "no_morning"),
        (texts.ANY_HOUR, "any_hour") if wanted.hour is not None else (texts.HOUR, "hour"),
        (texts.GO_ON, "go_on") if wanted.pause is not None else (texts.PAUSE, "pause"),
    ]
    near = ramadan.near(turn.now.astimezone(ZoneInfo(owner.timezone)).date())
    if wanted.evenings is not None and wanted.evenings[1] >= turn.today:
        found.append((texts.BY_DAY, "by_day"))
    elif near is not None:
        found.append((texts.RAMADAN, "ramadan"))
    return tuple((label, f"{VERB}:{name}") for label, name in found)

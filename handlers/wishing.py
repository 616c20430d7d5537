"""How do we write to you? Wishes said in words or by buttons, each of which can be undone."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any
from zoneinfo import ZoneInfo

from db import awaiting
from db.content import Button, Content
from db.models import Control
from handlers import call_booking, hours, kindness, later, ramadan, saying, wish_menu
from handlers.context import Turn
from handlers.events import Said
from handlers.gentle import PauseReason
from handlers.kindness import Owner
from handlers.wish_menu import VERB, clock
from locales import dates, wish_words
from locales.text import Text
from locales.texts import wishes as texts
from locales.wish_words import Wish

#: Hours that are offered.
OFFERED = tuple(dt.time(hour) for hour in (9, 11, 13, 15, 17, 18, 19, 20))
#: How long a pause can be, in days; None: until they write.
PAUSES: dict[str, int | None] = {"week": 7, "month": 30, "open": None}
#: Why there is a pause, by the words of a button.
WHYS = {PauseReason.ILLNESS: texts.ILLNESS, PauseReason.MOURNING: texts.MOURNING}


async def obey(turn: Turn, event: Said) -> bool:
    """A wish as the whole message; not where it may answer what somebody else asked."""
    if not event.text.strip().startswith("/") and await _is_asked(turn):
        return False
    wish = wish_words.wish(event.text)
    if wish is Wish.LATER:
        return await later.ask_again(kindness.own_words(turn))
    if wish is not None:
        return await press(turn, str(wish))
    hour = wish_words.hour(event.text)
    if hour is None:
        return False
    return await press(turn, f"at:{hour.time:%H:%M}" if hour.time else "hour")


async def press(turn: Turn, argument: str) -> bool:
    """A button of this journey, or the words for it."""
    name, _, rest = argument.partition(":")
    turn = kindness.own_words(turn)
    act, owner = ACTS.get(name), turn.contact or turn.household
    if act is None:
        return False
    if owner is None:
        await saying.say(turn, texts.NOBODY)
        return True
    return await act(turn, owner, rest)


async def _is_asked(turn: Turn) -> bool:
    """A colleague is in charge, or a call is being agreed: "not in the morning" is about that."""
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    about_call = waiting is not None and waiting.subject.startswith(call_booking.SUBJECT)
    return about_call or turn.conversation.control == Control.HUMAN


def is_pressed(payload: str | None) -> bool:
    """A button of this journey: it says nothing beside the wish."""
    return payload is not None and payload.startswith(f"{VERB}:")


async def _less(turn: Turn, owner: Owner, rest: str) -> bool:
    del rest
    await _change(turn, owner, less_often=True)
    return await _confirm(turn, texts.LESS_SAID, (texts.OFTEN, "often"))


async def _often(turn: Turn, owner: Owner, rest: str) -> bool:
    del rest
    await _change(turn, owner, less_often=False)
    return await _confirm(turn, texts.OFTEN_SAID, (texts.LESS, "less"))


async def _no_morning(turn: Turn, owner: Owner, rest: str) -> bool:
    """An hour in the morning that was chosen before does not hold any more."""
    del rest
    hour = (await wish_menu.now(turn)).hour
    await _change(
        turn,
        owner,
        quiet_until=wish_menu.NOON,
        hour=hour if hour and hour >= wish_menu.NOON else None,
    )
    return await _confirm(turn, texts.NO_MORNING_SAID, (texts.MORNING, "morning"))


async def _morning(turn: Turn, owner: Owner, rest: str) -> bool:
    del rest
    await _change(turn, owner, quiet_until=None)
    time = clock(turn, turn.house.policy.quiet.end)
    return await _confirm(turn, texts.MORNING_SAID, (texts.NO_MORNING, "no_morning"), time=time)


async def _ask_hour(turn: Turn, owner: Owner, rest: str) -> bool:
    del owner, rest
    buttons = tuple(
        Button(label=clock(turn, time), payload=f"{VERB}:at:{time:%H:%M}") for time in OFFERED
    )
    await saying.tell(turn, Content(text=saying.words(turn, texts.ASK_HOUR), buttons=buttons))
    return True


async def _at(turn: Turn, owner: Owner, rest: str) -> bool:
    try:
        time = dt.time.fromisoformat(rest)
    except ValueError:
        return False
    if not wish_words.FIRST <= time <= wish_words.LAST:
        return False
    await _change(turn, owner, hour=time)
    return await _confirm(
        turn, texts.HOUR_SAID, (texts.ANY_HOUR, "any_hour"), time=clock(turn, time)
    )


async def _any_hour(turn: Turn, owner: Owner, rest: str) -> bool:
    del rest
    await _change(turn, owner, hour=None)
    return await _confirm(turn, texts.ANY_HOUR_SAID, (texts.HOUR, "hour"))


async def _ask_pause(turn: Turn, owner: Owner, rest: str) -> bool:
    """How long; why is not asked."""
    del owner, rest
    choices = ((texts.A_WEEK, "week"), (texts.A_MONTH, "month"), (texts.UNTIL_I_WRITE, "open"))
    buttons = tuple((label, f"{VERB}:rest:{name}") for label, name in choices)
    await saying.say(turn, texts.ASK_PAUSE, buttons=buttons)
    return True


async def _rest(turn: Turn, owner: Owner, rest: str) -> bool:
    """The pause begins; it ends on the morning of its last day."""
    if rest not in PAUSES:
        return False
    days, zone = PAUSES[rest], ZoneInfo(owner.timezone)
    until = None
    if days is not None:
        last = turn.now.astimezone(zone).date() + dt.timedelta(days=days)
        until = hours.resolve(last, dt.time(), zone)
    await _change(turn, owner, paused_at=turn.now, paused_until=until, paused_why=None)
    buttons = [(label, f"{VERB}:why:{why}") for why, label in WHYS.items()]
    buttons.append((texts.GO_ON, f"{VERB}:go_on"))
    if until is None:
        await saying.say(turn, texts.PAUSE_OPEN_SAID, buttons=buttons)
    else:
        await saying.say(turn, texts.PAUSE_SAID, buttons=buttons, day=wish_menu.day(turn, until))
    return True


async def _why(turn: Turn, owner: Owner, rest: str) -> bool:
    """Said without being asked; staff see it on the person's page while the pause lasts."""
    row = await kindness.row_of(turn.session, owner)
    if rest not in WHYS or row is None or not kindness.is_paused(row, turn.now):
        return False
    await _change(turn, owner, paused_why=rest)
    await saying.say(turn, texts.WHY_SAID)
    return True


async def _go_on(turn: Turn, owner: Owner, rest: str) -> bool:
    """A pause of the household ends with it: whoever reads this is one of them."""
    del rest
    await kindness.end_pause(turn.session, owner, by=None, now=turn.now)
    if turn.household is not None and turn.household is not owner:
        shared = await kindness.row_of(turn.session, turn.household)
        if shared is not None and shared.paused_at is not None:
            await kindness.end_pause(turn.session, turn.household, by=None, now=turn.now)
    return await _confirm(turn, texts.GO_ON_SAID, (texts.PAUSE, "pause"))


async def _ramadan(turn: Turn, owner: Owner, rest: str) -> bool:
    del rest
    near = ramadan.near(turn.now.astimezone(ZoneInfo(owner.timezone)).date())
    if near is None:
        return False
    await _change(turn, owner, evenings_from=near[0], evenings_until=near[1])
    day = dates.written_day(near[1], turn.language)
    return await _confirm(turn, texts.EVENINGS_SAID, (texts.BY_DAY, "by_day"), day=day)


async def _by_day(turn: Turn, owner: Owner, rest: str) -> bool:
    del rest
    await _change(turn, owner, evenings_from=None, evenings_until=None)
    return await _confirm(turn, texts.BY_DAY_SAID)


async def _later(turn: Turn, owner: Owner, rest: str) -> bool:
    del owner
    return await later.press(turn, rest)


Act = Callable[[Turn, Owner, str], Awaitable[bool]]
#: What a button does, by the word behind "wish:".
ACTS: dict[str, Act] = {
    "menu": wish_menu.show,
    "less": _less,
    "often": _often,
    "no_morning": _no_morning,
    "morning": _morning,
    "hour": _ask_hour,
    "at": _at,
    "any_hour": _any_hour,
    "pause": _ask_pause,
    "rest": _rest,
    "why": _why,
    "go_on": _go_on,
    "ramadan": _ramadan,
    "by_day": _by_day,
    "later": _later,
}


async def _change(turn: Turn, owner: Owner, **wanted: Any) -> None:
    await kindness.change(turn.session, owner, by=None, now=turn.now, **wanted)


async def _confirm(
    turn: Turn, said: Text, undo: tuple[Text, str] | None = None, **values: Any
) -> bool:
    """Say what holds now, with the way back and the way to everything else."""
    buttons = [(undo[0], f"{VERB}:{undo[1]}")] if undo else []
    await saying.say(turn, said, buttons=[*buttons, (texts.ALL_WISHES, f"{VERB}:menu")], **values)
    return True

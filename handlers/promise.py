"""What a person who waits is told: honestly when somebody is there, and who comes first."""

import datetime as dt
from typing import Any

from db.content import Content
from db.models import Case
from handlers import presence, saying
from handlers.context import Turn
from handlers.routing import Need, Route
from locales import dates
from locales.names import language_name
from locales.text import Text
from locales.texts import waiting as texts


async def say(
    turn: Turn, case: Case, during: Text, later: Text, *, once: str | None = None, **values: Any
) -> None:
    """`during` while somebody who can help is there, `later` with {when}; then the place.

    Where nobody speaks the language, no answer is promised: somebody looks for one who does. What
    was passed on to a colleague waits in no queue: the promise is that colleague's. `once`: never
    twice under this key; `values`: what both texts name besides.
    """
    asked, found = await presence.route(turn, case)
    lines = [_when(turn, asked, found, (during, later), values)]
    if found.is_spoken and found.there_at is not None and asked.offered_to is None:
        lines.append(_place(turn, await presence.before(turn, case, asked, found)))
    await saying.tell(turn, Content(text="\n\n".join(lines)), dedupe_key=once)


def _when(
    turn: Turn, asked: Need, found: Route, said: tuple[Text, Text], values: dict[str, Any]
) -> str:
    during, later = said
    if found.there_at is None:
        return saying.words(turn, texts.NOBODY_KNOWN)
    language = language_name(asked.languages[0], turn.language)
    if found.is_there:
        if found.is_spoken:
            return saying.words(turn, during, **values)
        return saying.words(turn, texts.NOBODY_SPEAKS, spoken=language)
    when = _told(turn, found.there_at)
    if not found.is_spoken:
        return saying.words(turn, texts.NOBODY_SPEAKS_LATER, spoken=language, when=when)
    if asked.offered_to is None and turn.house.policy.working.are_now(turn.now):
        return saying.words(turn, texts.SPEAKER_LATER, spoken=language, when=when)
    return saying.words(turn, later, when=when, **values)


def _place(turn: Turn, before: int) -> str:
    if before == 0:
        return saying.words(turn, texts.NEXT)
    return saying.words(turn, texts.BEFORE, count=before)


def _told(turn: Turn, at: dt.datetime) -> str:
    return dates.moment(at, turn.house.policy.zone, turn.language)

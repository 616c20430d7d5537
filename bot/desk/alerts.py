"""Alerts at the open desk: which are new for a colleague, and who was told about a case."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.access import Visit
from db import alerts, waiting
from db.alerts import Told
from db.desk import Line
from handlers import alert_words

#: A page that is opened shows alerts of this long ago: those that came between two pages.
FRESH = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """What the page of a conversation shows about who knows of it."""

    #: the newest first
    told: Sequence[Told]
    #: how many cases come before this one; None when it does not wait
    before: int | None


async def of_line(session: AsyncSession, line: Line) -> Alerted:
    """Who was told about the unclosed case of a conversation, and its place in the queue."""
    if line.case is None:
        return Alerted(told=(), before=None)
    places = [
        place.case_id
        for place in await waiting.line(session)
        if place.independent == line.case.independent
    ]
    number = line.case.id
    return Alerted(
        told=await alerts.of_case(session, number),
        before=places.index(number) if number in places else None,
    )


async def fresh(visit: Visit, after: int) -> tuple[int, list[str]]:
    """The id of the newest alert for this colleague, and those after `after` as JSON.

    Written down as shown: the desk is open, whatever the browser does with it.
    """
    async with visit.runtime.database.reading() as session:
        since = visit.now - FRESH
        known = await alerts.for_desk(session, visit.member.id, after=after, since=since)
    found = [one for one in known if alerts.may_know(one[1].case, visit.member)]
    if not found:
        return after, []
    async with visit.runtime.database.transaction() as session:
        await alerts.record_shown(session, [alert.id for alert, _ in found], now=visit.now)
    shown = []
    for alert, about in found:
        said = alert_words.words(visit.runtime.house, about, visit.member.desk_language)
        shown.append(
            json.dumps(
                {
                    "id": alert.id,
                    "title": said.title,
                    "body": said.short,
                    "link": alert_words.path(about),
                }
            )
        )
    return found[-1][0].id, shown

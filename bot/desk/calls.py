"""The calls of a day: who, when, on which number; marked, and moved to another time."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import access, forms
from bot.desk.access import Visit
from db import calls, desk_calls, staff
from db.desk_calls import CallLine
from db.models import PhoneCall
from handlers import calling, context, hours
from handlers.context import Turn

#: The lists by name: how many days after today they begin, and how many days they hold.
VIEWS = {"today": (0, 1), "tomorrow": (1, 1), "week": (0, 7)}
DONE = ("done", "missed", "moved")
#: Looks at the same call are written down once in so much time.
VIEW_AGAIN = dt.timedelta(minutes=10)

Deed = Callable[[Turn, PhoneCall], Awaitable[object]]


async def show(visit: Visit) -> Response:
    """Today's calls, tomorrow's or the week's; above them what nobody has marked."""
    return await _page(visit)


async def look(visit: Visit) -> Response:
    """One call, with the times to which it can be moved."""
    return await _times(visit)


async def mark_done(visit: Visit) -> Response:
    """They have talked."""
    close = visit.form.get("close") == "1"
    return await _act(
        visit,
        "done",
        lambda turn, call: calling.mark_done(turn, call, visit.member, close=close),
    )


async def mark_missed(visit: Visit) -> Response:
    """Nobody answered: the person is offered another time."""
    return await _act(
        visit, "missed", lambda turn, call: calling.mark_missed(turn, call, visit.member)
    )


async def move(visit: Visit) -> Response:
    """Another time, of which the person is told."""
    at = forms.instant(visit.form.get("at", ""), visit.now)
    if at is None:
        return await _times(visit, fault="not_free", status=422)
    return await _act(visit, "moved", lambda turn, call: calling.move(turn, call, visit.member, at))


async def _act(visit: Visit, done: str, deed: Deed) -> Response:
    """Do something with a call within scope, or say on its page why not."""
    try:
        async with visit.changing() as session:
            turn, line = await _turn(visit, session)
            await deed(turn, line.call)
    except calling.AlreadySettled:
        return await _page(visit, settled=await _line(visit), status=409)
    except calling.NotFree:
        return await _times(visit, fault="not_free", status=409)
    view = visit.form.get("view", "")
    return access.go(f"/desk/calls?view={view if view in VIEWS else 'today'}&done={done}")


async def _turn(visit: Visit, session: AsyncSession) -> tuple[Turn, CallLine]:
    """The call's conversation, locked, and the call as it is then. 404 out of scope."""
    call_id = visit.number("id")
    line = await desk_calls.find(session, visit.member, call_id)
    if line is None:
        raise HTTPException(404)
    number = line.conversation.id
    turn = await context.reopen(session, visit.runtime.house, number, now=visit.now)
    call = turn and await calls.find(session, number, call_id)
    if turn is None or call is None:
        raise HTTPException(404)
    return turn, line


async def _line(visit: Visit) -> CallLine:
    async with visit.runtime.database.reading() as session:
        line = await desk_calls.find(session, visit.member, visit.number("id"))
    if line is None:
        raise HTTPException(404)
    return line


async def _page(visit: Visit, *, settled: CallLine | None = None, status: int = 200) -> Response:
    asked = visit.request.query_params
    view = visit.form.get("view") or asked.get("view", "today")
    if view not in VIEWS:
        raise HTTPException(404)
    zone = visit.pages.zone
    today = visit.now.astimezone(zone).date()
    after, length = VIEWS[view]
    first = today + dt.timedelta(days=after)
    since, until = (
        hours.resolve(day, dt.time(0), zone) for day in (first, first + dt.timedelta(days=length))
    )
    midnight = hours.resolve(today, dt.time(0), zone)
    async with visit.runtime.database.reading() as session:
        found = await desk_calls.between(session, visit.member, since, until)
        late = await desk_calls.overdue(session, visit.member, midnight)
    await _note_views(visit, [*found, *late])
    done = asked.get("done")
    return await visit.show(
        "calls.html",
        status=status,
        view=view,
        views=tuple(VIEWS),
        days=_by_day(found, visit),
        overdue=late,
        settled=settled,
        done=done if done in DONE else None,
    )


async def _times(visit: Visit, *, fault: str = "", status: int = 200) -> Response:
    async with visit.runtime.database.reading() as session:
        turn, line = await _turn(visit, session)
        found = await calling.times(turn, line.call)
    await _note_views(visit, [line])
    zone = visit.pages.zone
    days = [
        (day, list(there))
        for day, there in groupby(found, key=lambda one: one.starts_at.astimezone(zone).date())
    ]
    return await visit.show("call.html", status=status, one=line, days=days, fault=fault)


def _by_day(found: Sequence[CallLine], visit: Visit) -> list[tuple[dt.date, list[CallLine]]]:
    zone = visit.pages.zone
    days = groupby(found, key=lambda one: one.call.starts_at.astimezone(zone).date())
    return [(day, list(there)) for day, there in days]


async def _note_views(visit: Visit, shown: Sequence[CallLine]) -> None:
    """Every call that a colleague sees leaves a trace, now and then."""
    ids = [one.call.id for one in shown]
    if not ids:
        return
    async with visit.runtime.database.transaction() as session:
        since, member = visit.now - VIEW_AGAIN, visit.member
        seen = await desk_calls.viewed(session, member.id, ids, since=since)
        for call_id in ids:
            if call_id not in seen:
                await staff.audit(session, member.id, "view", "phone_call", call_id, now=visit.now)

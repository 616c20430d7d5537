"""Live pages: server-sent events that resume behind the last message a page has seen."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.desk import alerts, conversation, forms, thread
from bot.desk.access import Door, Visit
from db import desk, messages, writing
from db.models import Direction

#: Seconds after which a quiet stream says that it is still there.
KEEP_ALIVE = 15.0
#: Seconds between two looks of a stream, however often it is rung: each look reads every count.
REST = 1.0
#: Messages sent at once; more follow at once.
BATCH = 50
HEADERS = {"x-accel-buffering": "no"}
T = TypeVar("T")
#: Lets so many seconds pass.
Sleep = Callable[[float], Awaitable[object]]


class Live:
    """The stream of one page: new messages of a conversation, and a word when anything changed.

    It ends when the session does, when the conversation leaves the colleague's scope, and when
    this process stops.
    """

    def __init__(self, door: Door, sleep: Sleep) -> None:
        self._door = door
        self._sleep = sleep

    async def open(self, request: Request) -> Response:
        """401 without a session: the browser then does not come back by itself."""
        visit = await self._door.visit(request, is_live=True)
        if visit is None:
            raise HTTPException(401)
        wanted = request.query_params.get("conversation")
        conversation_id = forms.number(wanted)
        if wanted is not None and conversation_id is None:
            raise HTTPException(404)
        if conversation_id is not None:
            async with visit.runtime.database.reading() as session:
                line = await desk.find_line(session, visit.member, conversation_id)
            if line is None:
                raise HTTPException(404)
            await conversation.note_view(visit, conversation_id, again=True)
        stream = self._stream(visit, conversation_id, _cursor(request))
        return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)

    async def _stream(
        self, visit: Visit, conversation_id: int | None, after: int
    ) -> AsyncIterator[str]:
        known, alerted = "", 0
        async with visit.runtime.signals.listening() as listener:
            yield "retry: 2000\n\n"
            while True:
                now = await _whole(self._door.visit(visit.request, is_live=True))
                if now is None or visit.runtime.signals.closed:
                    return
                news = await _whole(_news(now, conversation_id, after))
                if news is None:
                    yield event("gone", "{}")
                    return
                for seq, fragment in news.fragments:
                    yield event("message", fragment, seq)
                after = news.after
                alerted, fresh = await _whole(alerts.fresh(now, alerted))
                for alert in fresh:
                    yield event("alert", alert)
                if news.state != known:
                    known = news.state
                    yield event("changed", known)
                if news.more:
                    continue
                await self._sleep(REST)  # a ring meanwhile is kept: one more look follows
                if not await listener.wait(min(KEEP_ALIVE, news.again)):
                    yield ": still here\n\n"


async def _whole(work: Coroutine[Any, Any, T]) -> T:
    """Goes on to its end when the browser leaves meanwhile, and only then lets it go.

    A connection to SQLite that is cut off half-way waits for ever to be closed.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        raise


class _News:
    """What happened behind a cursor."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.fragments: list[tuple[int, str]] = []
        self.state = ""
        self.more = False
        #: seconds after which somebody who types may have stopped
        self.again = KEEP_ALIVE


async def _news(visit: Visit, conversation_id: int | None, after: int) -> _News | None:
    """New messages as fragments and the counts; None when it is not this colleague's any more."""
    news = _News(after)
    async with visit.runtime.database.reading() as session:
        state: dict[str, Any] = {"counts": await visit.counts(session)}
        if conversation_id is not None:
            if await desk.find_line(session, visit.member, conversation_id) is None:
                return None
            found = await messages.after(session, conversation_id, after, limit=BATCH)
            shown = [one for one in found if one.direction != Direction.STAFF]
            said = await thread.entries(session, visit.runtime, shown, visit.member.desk_language)
            state["mark"] = await thread.mark(session, conversation_id)
            typing = await writing.others(session, conversation_id, visit.member.id, now=visit.now)
            state["writing"] = [name for name, _ in typing]
            for _, until in typing:
                news.again = min(news.again, (until - visit.now).total_seconds())
            for one in said:
                html = visit.fragment("entry.html", entry=one, conversation_id=conversation_id)
                news.fragments.append((one.message.seq, html))
            news.after = found[-1].seq if found else after
            news.more = len(found) == BATCH
    news.state = json.dumps(state, sort_keys=True)
    return news


def event(name: str, text: str, seq: int | None = None) -> str:
    """One event of a stream; every line of its text has its own prefix."""
    lines = [f"event: {name}", *(f"data: {line}" for line in text.splitlines())]
    if seq is not None:
        lines.insert(0, f"id: {seq}")
    return "\n".join(lines) + "\n\n"


def _cursor(request: Request) -> int:
    """Where to go on: what the browser saw last, else what the page had."""
    last = forms.number(request.headers.get("last-event-id"))
    return last if last is not None else forms.number(request.query_params.get("after")) or 0

"""New messages, as they are delivered, by server-sent events with a cursor."""

import datetime as dt
import json
from collections.abc import AsyncIterator, Callable, Sequence

from bot.runtime import Runtime
from bot.simulator import pages, phones
from bot.simulator.pages import Pages
from bot.simulator.phones import Bubble, Screen

#: Seconds without news after which a comment shows that the line is still open.
KEEP_ALIVE_SECONDS = 15.0
#: So many waits, then the browser connects again by itself.
WAITS = 240
#: Milliseconds after which a browser connects again.
RETRY_MS = 2000
#: What changed shortly before the cursor is sent again: it may have been committed after it.
OVERLAP = dt.timedelta(seconds=30)


async def stream(
    runtime: Runtime,
    rendered: Pages,
    shown: Sequence[str],
    cursor: int | None,
    is_open: Callable[[], bool],
) -> AsyncIterator[str]:
    """Events with what is new on these phones since the cursor, until the visit is over."""
    sent: dict[str, str] = {}
    since = None if cursor is None else cursor - OVERLAP // dt.timedelta(microseconds=1)
    yield f"retry: {RETRY_MS}\n\n"
    async with runtime.signals.listening() as bell:
        for _ in range(WAITS):
            for screen in await read(runtime, shown):
                for bubble in screen.bubbles:
                    html = rendered.bubble(bubble, screen.phone)
                    key = f"{screen.phone} {bubble.key}"
                    if sent.get(key) != html and _is_news(bubble, since, key in sent):
                        cursor = max(cursor or 0, pages.micros(bubble.changed_at))
                        yield _event(screen.phone, bubble, html, cursor)
                    sent[key] = html
            if not await bell.wait(KEEP_ALIVE_SECONDS):
                yield ": nothing new\n\n"
            if runtime.signals.closed or not is_open():
                return


async def read(runtime: Runtime, shown: Sequence[str]) -> list[Screen]:
    """What is on several phones now."""
    async with runtime.database.reading() as session:
        return [await phones.read(session, phone) for phone in shown]


def cursor_of(screens: Sequence[Screen]) -> int:
    """Where the live updates of a page with these screens begin."""
    changes = [pages.micros(one.changed_at) for screen in screens for one in screen.bubbles]
    return max(changes, default=0)


def _is_news(bubble: Bubble, since: int | None, known: bool) -> bool:
    """A file's arrival has no time of its own, so messages with files are always sent again."""
    return known or since is None or bool(bubble.files) or pages.micros(bubble.changed_at) >= since


def _event(phone: str, bubble: Bubble, html: str, cursor: int) -> str:
    news = {"phone": phone, "key": bubble.key, "at": pages.micros(bubble.at), "html": html}
    return f"id: {cursor}\nevent: bubble\ndata: {json.dumps(news)}\n\n"

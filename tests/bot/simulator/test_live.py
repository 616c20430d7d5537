"""Live updates: what is new since the cursor, and the end of the line."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.simulator import live, pages
from db.content import Content
from tests.bot.simulator.conftest import Site
from tests.fakes.clock import FixedClock

#: Seconds after which a test that waits in vain has failed.
PATIENCE = 20.0


class Line:
    """An open stream of events, read one at a time."""

    def __init__(self, events: AsyncIterator[str]) -> None:
        self._events = events

    async def news(self) -> tuple[int, dict[str, Any]]:
        """The cursor and the content of the next message."""
        while True:
            event = await asyncio.wait_for(anext(self._events), PATIENCE)
            if event.startswith("id: "):
                head, kind, body = event.strip().split("\n")
                assert kind == "event: bubble"
                return int(head.removeprefix("id: ")), json.loads(body.removeprefix("data: "))

    async def ends(self) -> bool:
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(self._rest(), PATIENCE)
        return True

    async def _rest(self) -> None:
        while True:
            await anext(self._events)


@pytest.fixture
def open_line(site: Site) -> Callable[..., Line]:
    rendered = pages.Pages(organisation="Invented", zone=site.runtime.settings.timezone)

    def make(cursor: int | None = None, *, is_open: Callable[[], bool] = lambda: True) -> Line:
        shown = ("volunteer-1", "family-1")
        return Line(live.stream(site.runtime, rendered, shown, cursor, is_open))

    return make


async def test_a_new_message_comes_by_itself(site: Site, open_line: Callable[..., Line]) -> None:
    line = open_line(0)
    await site.hears("family-1", "first")
    assert (await line.news())[1]["phone"] == "family-1"
    await site.says("volunteer-1", Content(text="<b>second</b>"))
    _, news = await line.news()
    assert news["phone"] == "volunteer-1"
    assert "&lt;b&gt;second&lt;/b&gt;" in news["html"]


async def test_reconnecting_brings_what_was_missed_and_not_what_was_seen(
    site: Site, clock: FixedClock, open_line: Callable[..., Line]
) -> None:
    await site.hears("volunteer-1", "seen long ago")
    clock.advance(dt.timedelta(minutes=5))
    await site.hears("volunteer-1", "seen last")
    cursor = pages.micros(clock.now())
    clock.advance(dt.timedelta(minutes=5))
    await site.says("volunteer-1", Content(text="missed"))
    line = open_line(cursor)
    # what lies just before the cursor comes again: it could have been committed late
    assert "seen last" in (await line.news())[1]["html"]
    later, news = await line.news()
    assert "missed" in news["html"]
    assert later == pages.micros(clock.now())


async def test_an_old_message_that_is_edited_is_shown_anew(
    site: Site, clock: FixedClock, open_line: Callable[..., Line]
) -> None:
    message = await site.hears("volunteer-1", "old words")
    first = open_line(0)
    _, before = await first.news()
    clock.advance(dt.timedelta(minutes=5))
    async with site.runtime.database.transaction() as session:
        row = await session.merge(message)
        row.content, row.edited_at = Content(text="new words").to_json(), clock.now()
    site.runtime.signals.ring()
    _, after = await first.news()
    _, resumed = await open_line(pages.micros(clock.now())).news()
    assert before["key"] == after["key"] == resumed["key"]
    assert "new words" in after["html"]
    assert "new words" in resumed["html"]


async def test_a_message_delivered_late_stands_where_it_arrived(
    site: Site, clock: FixedClock, open_line: Callable[..., Line]
) -> None:
    line = open_line(0)
    await site.hears("volunteer-1", "one")
    _, one = await line.news()
    clock.advance(dt.timedelta(seconds=3))
    await site.says("volunteer-1", Content(text="two"))
    _, two = await line.news()
    assert two["at"] - one["at"] == 3_000_000


async def test_the_line_ends_when_the_program_stops(
    site: Site, open_line: Callable[..., Line]
) -> None:
    line = open_line(0)
    await site.hears("volunteer-1", "last")
    await line.news()
    site.runtime.signals.close()
    assert await line.ends()


async def test_the_line_ends_when_the_visit_is_over(
    site: Site, open_line: Callable[..., Line]
) -> None:
    line = open_line(0, is_open=lambda: False)
    await site.hears("volunteer-1", "last")
    await line.news()
    site.runtime.signals.ring()
    assert await line.ends()


@pytest.mark.parametrize(
    ("headers", "query", "shown"),
    [
        ([], "", True),
        ([(b"last-event-id", b"9999999999999999")], "", False),
        ([(b"last-event-id", b"9999999999999999")], "&after=0", False),
        ([(b"last-event-id", b"nonsense")], "&after=9999999999999999", False),
        ([(b"last-event-id", b"0")], "&after=9999999999999999", True),
    ],
)
async def test_what_the_browser_says_it_has_seen_decides(
    site: Site, headers: list[tuple[bytes, bytes]], query: str, shown: bool
) -> None:
    await site.hears("volunteer-1", "hello")
    site.runtime.signals.closed = True  # one look, then the line ends
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/try/events",
        "raw_path": b"/try/events",
        "root_path": "",
        "scheme": "http",
        "query_string": f"phone=volunteer-1{query}".encode(),
        "headers": [(b"host", b"127.0.0.1:8000"), *headers],
        "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 8000),
    }
    sent: list[Any] = []
    body = asyncio.Event()

    async def receive() -> Any:
        await body.wait()

    async def send(message: Any) -> None:
        sent.append(message)

    site.runtime.signals.ring()
    async with asyncio.timeout(PATIENCE):
        ringing = asyncio.create_task(_ring(site))
        await site.app(scope, receive, send)
        ringing.cancel()
    told = b"".join(message.get("body", b"") for message in sent)
    assert sent[0]["status"] == 200
    assert (b"hello" in told) is shown


async def _ring(site: Site) -> None:
    while True:
        await asyncio.sleep(0)
        site.runtime.signals.ring()


async def test_a_line_needs_phones_of_this_page(site: Site) -> None:
    async with site.browser() as browser:
        for query in ("", "?phone=", "?phone=a&phone=b&phone=c&phone=d"):
            assert (await browser.get(f"/try/events{query}")).status_code == 404

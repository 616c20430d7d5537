"""A browser's event stream, driven over ASGI: httpx waits for the end of a response."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette

from bot.desk import access
from bot.desk import routes as desk
from bot.desk.live import Sleep
from tests.bot.desk.world import Browser, World

#: Long enough for any machine; nothing waits that long when all is well.
PATIENCE = 20.0


class Stream:
    """A browser's event stream, driven over ASGI."""

    def __init__(self) -> None:
        self.status = 0
        self._text: asyncio.Queue[str | None] = asyncio.Queue()
        self._rest = ""

    async def take(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            await self._text.put(message["body"].decode())
            if not message.get("more_body"):
                await self._text.put(None)

    async def event(self) -> dict[str, str] | None:
        """The next event with a name; None at the end of the stream."""
        while True:
            block, separator, rest = self._rest.partition("\n\n")
            if not separator:
                more = await self._text.get()
                if more is None:
                    return None
                self._rest += more
                continue
            self._rest = rest
            fields: dict[str, str] = {}
            for line in block.splitlines():
                name, _, value = line.partition(": ")
                fields[name] = f"{fields[name]}\n{value}" if name in fields else value
            if "event" in fields:
                return fields

    async def until(self, name: str) -> dict[str, str]:
        """The next event of this name."""
        async with asyncio.timeout(PATIENCE):
            while found := await self.event():
                if found["event"] == name:
                    return found
        raise AssertionError(f"the stream ended before {name}")

    async def end(self) -> list[str]:
        """The names of what is left."""
        names = []
        async with asyncio.timeout(PATIENCE):
            while found := await self.event():
                names.append(found["event"])
        return names


async def restless(_seconds: float) -> None:
    """Looks again at once."""


@contextlib.asynccontextmanager
async def opened(
    world: World,
    browser: Browser,
    query: str = "",
    last: str | None = None,
    sleep: Sleep = restless,
) -> AsyncIterator[Stream]:
    stream, gone = Stream(), asyncio.Event()
    headers = [(b"cookie", f"{access.COOKIE}={browser.http.cookies[access.COOKIE]}".encode())]
    if last is not None:
        headers.append((b"last-event-id", last.encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/desk/events",
        "raw_path": b"/desk/events",
        "root_path": "",
        "query_string": query.encode(),
        "headers": headers,
        "client": ("192.0.2.1", 1),
        "server": ("desk.test", 80),
    }

    async def receive() -> dict[str, str]:
        await gone.wait()
        return {"type": "http.disconnect"}

    app = Starlette(routes=desk.routes(world.runtime, sleep=sleep))
    serving = asyncio.create_task(app(scope, receive, stream.take))
    try:
        yield stream
    finally:
        gone.set()
        await asyncio.wait_for(serving, PATIENCE)

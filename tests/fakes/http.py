"""Serves a fake over real HTTP on loopback, and breaks connections when the fake says so."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.fakes.faults import DroppedError

#: How long a server thread may take to start or stop before the test is told.
PATIENCE_SECONDS = 10


class _Server(uvicorn.Server):
    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                _dropping(app), lifespan="off", ws="none", log_config=None, access_log=False
            )
        )
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave Ctrl-C to pytest."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.ready.set()

    def stop(self) -> None:
        """End open long polls too; runs in the server's own loop."""
        self.should_exit = True
        for task in list(self.server_state.tasks):
            task.cancel()


@contextlib.asynccontextmanager
async def serve(app: ASGIApp) -> AsyncIterator[str]:
    """Serve `app` from a task of the running loop; gives its base URL, without a final slash."""
    server = _Server(app)
    running = asyncio.create_task(server.serve([server.listener]))
    try:
        # Connections made before the first accept wait in the listener's backlog.
        yield server.url
    finally:
        server.stop()
        await running
        server.listener.close()


@contextlib.contextmanager
def serve_in_thread(app: ASGIApp) -> Iterator[str]:
    """Serve `app` from a thread: for blocking clients and for child processes."""
    server = _Server(app)
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve([server.listener])), daemon=True
    )
    thread.start()
    if not server.ready.wait(PATIENCE_SECONDS):
        raise RuntimeError("the fake server did not start")
    try:
        yield server.url
    finally:
        if server.loop is not None:
            server.loop.call_soon_threadsafe(server.stop)
        thread.join(PATIENCE_SECONDS)
        server.listener.close()


def _dropping(app: ASGIApp) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except DroppedError:
            await _break(receive, send)

    return answer


async def _break(receive: Receive, send: Send) -> None:
    """Cut the connection without a byte of an answer; uvicorn has no public way to do it."""
    cycle = getattr(send, "__self__", None)
    if cycle is None:
        raise RuntimeError("only uvicorn's own connections can be cut")
    cycle.transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass

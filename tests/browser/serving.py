"""A uvicorn server on a free port of the loopback, stopped at the end."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette

from bot.runtime import Runtime


@contextlib.asynccontextmanager
async def listening(app: Starlette, runtime: Runtime, number: int = 0) -> AsyncIterator[str]:
    """The address under which the application answers; `number`: a port, or 0 for a free one."""
    port = socket.socket()
    port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    port.bind(("127.0.0.1", number))
    config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.config.load()
    serving = asyncio.create_task(server._serve(sockets=[port]))
    try:
        yield f"http://127.0.0.1:{port.getsockname()[1]}"
    finally:
        server.should_exit = True
        runtime.signals.close()
        await serving
        port.close()

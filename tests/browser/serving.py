"""A uvicorn server on a free port of the loopback, stopped at the end."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette

from bot.runtime import Runtime


@contextlib.asynccontextmanager
async def listening(app: Starlette, runtime: Runtime) -> AsyncIterator[str]:
    """The address under which the application answers."""
    port = socket.socket()
    port.bind(("127.0.0.1", 0))
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

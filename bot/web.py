"""The web side: health, webhooks, files for providers, the desk, and the demo's try-it page."""

import datetime as dt
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import hooks, intake, links, paths
from bot.channel import Channel, Payload
from bot.desk import routes as desk
from bot.desk.media import disposition
from bot.metrics import CONTENT_TYPE
from bot.runtime import Runtime
from bot.simulator import routes as simulator
from db import migrate
from db.models import Attachment, MediaState

#: Whether the model is loaded, for /readyz; a process without one says so.
ModelState = str


def create_app(runtime: Runtime, *, model: ModelState = "not used here") -> Starlette:
    """The application of one process; `model` says what /readyz shows of it."""

    async def home(_request: Request) -> Response:
        return RedirectResponse("/try" if runtime.settings.demo else "/desk/")

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("alive")

    async def ready(_request: Request) -> Response:
        checks: dict[str, object] = {"database": False, "migrations": False, "model": model}
        checks["channels"] = dict(runtime.health.channels)
        try:
            checks["database"] = await runtime.database.is_alive()
            checks["migrations"] = await migrate.is_current(runtime.database)
        except Exception as error:  # whatever it is, this process is not ready
            checks["error"] = type(error).__name__
        fine = bool(checks["database"] and checks["migrations"])
        return JSONResponse(checks, status_code=200 if fine else 503)

    async def measures(_request: Request) -> Response:
        return Response(runtime.metrics.render(), media_type=CONTENT_TYPE)

    async def file(request: Request) -> Response:
        return await _signed_file(runtime, request)

    paths.register()
    routes: Sequence[BaseRoute] = (
        Route("/", home),
        Route("/healthz", alive),
        Route("/readyz", ready),
        Route("/metrics", measures),
        Route("/media/{attachment:number}/{until:number}/{signature}", file),
        *hooks.routes(runtime),
        *desk.routes(runtime),
        *(_try_it(runtime) if runtime.settings.demo else ()),
    )
    return Starlette(routes=list(routes))


def _try_it(runtime: Runtime) -> Sequence[BaseRoute]:
    async def take_in(channel: Channel, payload: Payload) -> None:
        await intake.take_in(runtime, channel, payload)

    return simulator.routes(runtime, take_in)


async def _signed_file(runtime: Runtime, request: Request) -> Response:
    """A file for a provider that fetches what we send: the link is signed and expires."""
    path = request.path_params
    now: dt.datetime = runtime.clock()
    try:
        links.check(
            runtime.database.keyring,
            path["attachment"],
            path["until"],
            path["signature"],
            now=now,
        )
        async with runtime.database.reading() as session:
            row = await session.get(Attachment, path["attachment"])
        if row is None or row.state != MediaState.STORED:
            raise links.BadLink
        content = await runtime.media.of(row)
    except (links.BadLink, FileNotFoundError):
        return PlainTextResponse("not found", status_code=404)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    if row.body is not None:  # a person opens it, and keeps it under a name
        headers["Content-Disposition"] = disposition(row, inline=True)
    return Response(content, media_type=row.mime, headers=headers)

"""POST /hooks/{channel}: verify, store, and only then say yes."""

from collections.abc import Sequence

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot import intake
from bot.channel import Channel, Forged, HookRequest, Malformed
from bot.runtime import Runtime

log = structlog.get_logger(__name__)

#: Bytes of a webhook call; providers send far less.
LARGEST_BODY = 1024 * 1024
#: Channels that call us.
HOOKED = ("telegram", "whatsapp")


def routes(runtime: Runtime) -> Sequence[BaseRoute]:
    """A route per channel that this process has."""
    found: list[BaseRoute] = []
    for channel in runtime.channels.values():
        if channel.name in HOOKED:
            path = f"/hooks/{channel.name}"
            found.append(Route(path, _endpoint(runtime, channel), methods=["POST"]))
            found.append(Route(f"{path}/status", _endpoint(runtime, channel), methods=["POST"]))
    return found


def _endpoint(runtime: Runtime, channel: Channel):  # type: ignore[no-untyped-def]
    async def hook(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _refuse(runtime, channel, "too_large", 413)
        query = request.scope.get("query_string", b"").decode("latin-1")
        raw_path = request.scope.get("raw_path", b"").partition(b"?")[0].decode("latin-1")
        call = HookRequest(
            target=f"{raw_path or request.url.path}{'?' + query if query else ''}",
            headers={name.lower(): value for name, value in request.headers.items()},
            body=body,
        )
        try:
            payload = channel.open_hook(call)
        except Forged:
            return _refuse(runtime, channel, "forged", 403)
        except Malformed:
            return _refuse(runtime, channel, "malformed", 400)
        await intake.take_in(runtime, channel, payload)
        return Response(status_code=204 if channel.name == "whatsapp" else 200)

    return hook


async def _body(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is too large."""
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > LARGEST_BODY:
                return None
            chunks.append(chunk)
    except ClientDisconnect:
        return None
    return b"".join(chunks)


def _refuse(runtime: Runtime, channel: Channel, outcome: str, status: int) -> Response:
    log.warning("hook_refused", channel=channel.name, outcome=outcome)
    runtime.metrics.count_inbound(channel.name, outcome)
    return PlainTextResponse(outcome, status_code=status)

"""How the web is served: who asks is said by a trusted proxy, and by nobody else."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import config, serving

PROXY, SOMEBODY = "10.1.2.3", "192.0.2.7"


async def _who(request: Request) -> Response:
    return PlainTextResponse(request.client.host if request.client else "")


@pytest.mark.parametrize(
    ("trusted", "client", "said", "seen"),
    [
        ("", "127.0.0.1", SOMEBODY, SOMEBODY),
        ("", PROXY, SOMEBODY, PROXY),
        ("10.0.0.0/8", PROXY, SOMEBODY, SOMEBODY),
        ("10.0.0.0/8", PROXY, f"1.1.1.1, {SOMEBODY}", SOMEBODY),
        ("10.0.0.0/8", "192.0.2.1", SOMEBODY, "192.0.2.1"),
    ],
)
async def test_only_a_trusted_proxy_says_who_asks(
    trusted: str, client: str, said: str, seen: str
) -> None:
    settings = config.load({"DEMO": "1", "TRUSTED_PROXIES": trusted}, None)
    served = serving.server_config(settings, Starlette(routes=[Route("/", _who)]))
    served.load()
    transport = httpx.ASGITransport(served.loaded_app, client=(client, 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as http:
        answer = await http.get("/", headers={"x-forwarded-for": said})
    assert answer.text == seen

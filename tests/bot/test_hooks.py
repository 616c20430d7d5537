"""Webhooks: what is not proven to come from the provider is refused, and nothing of it is kept."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot import hooks
from bot.channel import Channel, HookRequest, Malformed, Payload
from bot.channels.telegram import TelegramChannel
from bot.runtime import Runtime
from db.engine import Database
from tests.bot import scene
from tests.bot.scene import ScriptedChannel
from tests.fakes.clock import FixedClock
from tests.fakes.telegram import TOKEN

SECRET = "a-secret-of-the-tests"
PROOF = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
UPDATE = (
    b'{"update_id": 1, "message": {"message_id": 2, "date": 1, "text": "Hello",'
    b' "chat": {"id": 5, "type": "private"},'
    b' "from": {"id": 5, "is_bot": false, "first_name": "Invented"}}}'
)


class Whatsapp(ScriptedChannel):
    """Believes every call, and remembers it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, name="whatsapp")
        self.calls: list[HookRequest] = []

    def open_hook(self, request: HookRequest) -> Payload:
        self.calls.append(request)
        if request.body == b"nonsense":
            raise Malformed("nonsense")
        return scene.text(len(self.calls))


@pytest.fixture
def whatsapp(tmp_path: Path) -> Whatsapp:
    return Whatsapp(tmp_path)


@pytest.fixture
def runtime(database: Database, clock: FixedClock, tmp_path: Path, whatsapp: Whatsapp) -> Runtime:
    telegram: Channel = TelegramChannel(TOKEN, webhook_secret=SECRET)
    return scene.runtime(database, clock, tmp_path, telegram, whatsapp, ScriptedChannel(tmp_path))


@pytest.fixture
async def browser(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=list(hooks.routes(runtime)))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="https://help.example") as client:
        yield client


async def test_a_proven_call_is_stored_and_acknowledged(
    browser: httpx.AsyncClient, runtime: Runtime
) -> None:
    answer = await browser.post("/hooks/telegram", content=UPDATE, headers=PROOF)
    assert (answer.status_code, answer.text) == (200, "")
    assert await scene.pending(runtime.database) == 1


async def test_the_same_call_five_times_is_stored_once_and_acknowledged_each_time(
    browser: httpx.AsyncClient, runtime: Runtime
) -> None:
    for _ in range(5):
        answer = await browser.post("/hooks/telegram", content=UPDATE, headers=PROOF)
        assert answer.status_code == 200
    assert await scene.pending(runtime.database) == 1


#: Headers and body of a call, and how it is answered.
REFUSED: tuple[tuple[dict[str, str], bytes, int], ...] = (
    ({}, UPDATE, 403),
    ({"X-Telegram-Bot-Api-Secret-Token": ""}, UPDATE, 403),
    ({"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"}, UPDATE, 403),
    ({"X-Telegram-Bot-Api-Secret-Token": SECRET.upper()}, UPDATE, 403),
    ({}, b"not even JSON", 403),
    (PROOF, b"", 400),
    (PROOF, b"not JSON", 400),
    (PROOF, b"\xff\xfe", 400),
    (PROOF, b"[1, 2]", 400),
    (PROOF, b"null", 400),
    (PROOF, UPDATE[:-2], 400),
    (PROOF, b'{"a": ' + b"[" * 100_000, 400),
    (PROOF, b"x" * (hooks.LARGEST_BODY + 1), 413),
    ({}, b"x" * (hooks.LARGEST_BODY + 1), 413),
)


async def test_anything_else_is_refused_and_nothing_of_it_is_kept(
    browser: httpx.AsyncClient, runtime: Runtime
) -> None:
    for headers, content, status in REFUSED:
        answer = await browser.post("/hooks/telegram", content=content, headers=headers)
        assert answer.status_code == status, (headers, content[:20])
    assert await scene.pending(runtime.database) == 0
    for status, outcome in {403: "forged", 400: "malformed", 413: "too_large"}.items():
        labels = {"channel": "telegram", "outcome": outcome}
        seen = runtime.metrics.read("onthaal_inbound_events_total", labels)
        assert seen == len([row for row in REFUSED if row[2] == status])


async def test_a_body_of_exactly_the_limit_is_read(
    browser: httpx.AsyncClient, whatsapp: Whatsapp
) -> None:
    full = b"x" * hooks.LARGEST_BODY
    assert (await browser.post("/hooks/whatsapp", content=full)).status_code == 204
    assert whatsapp.calls[0].body == full


async def test_a_body_that_never_says_its_size_is_cut_off(
    browser: httpx.AsyncClient, runtime: Runtime
) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(50):
            yield b"x" * 100_000

    async def body() -> AsyncIterator[bytes]:
        for chunk in endless():
            yield chunk

    answer = await browser.post("/hooks/telegram", content=body(), headers=PROOF)
    assert answer.status_code == 413
    assert await scene.pending(runtime.database) == 0


async def test_the_channel_sees_path_query_and_body_as_they_came(
    browser: httpx.AsyncClient, whatsapp: Whatsapp
) -> None:
    answer = await browser.post(
        "/hooks/whatsapp/status?delivery=7&x=%C3%A9",
        content=b"a=%2B1&b=",
        headers={"X-Twilio-Signature": "signed"},
    )
    assert answer.status_code == 204
    [call] = whatsapp.calls
    assert call.target == "/hooks/whatsapp/status?delivery=7&x=%C3%A9"
    assert call.body == b"a=%2B1&b="
    assert call.headers["x-twilio-signature"] == "signed"


async def test_each_channel_answers_under_its_own_name(
    browser: httpx.AsyncClient, whatsapp: Whatsapp, runtime: Runtime
) -> None:
    assert (await browser.post("/hooks/whatsapp", content=b"x=1")).status_code == 204
    assert len(whatsapp.calls) == 1
    assert (await browser.post("/hooks/whatsapp", content=b"nonsense")).status_code == 400
    assert (await browser.post("/hooks/simulator", content=b"{}")).status_code == 404
    assert (await browser.get("/hooks/telegram")).status_code == 405
    assert await scene.pending(runtime.database) == 1

"""Fetching files: from Twilio only, with a limit, and without giving credentials away."""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import aiohttp
import pytest
from starlette.responses import RedirectResponse, Response, StreamingResponse
from yarl import URL

from bot.channel import Fetched, FetchError
from bot.channels import whatsapp_media
from tests.bot.channels.scripted_twilio import FILE, Api
from tests.fakes.faults import DroppedError
from tests.fakes.http import serve_in_thread

Fetch = Callable[[str, int], Awaitable[Fetched]]


def source_at(url: str) -> whatsapp_media.Source:
    return whatsapp_media.Source(api=URL(url), authorization="Basic abc")


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Api, str]]:
    api = Api()
    with serve_in_thread(api.app) as url:
        yield api, url


@pytest.fixture
def api(served: tuple[Api, str]) -> Api:
    served[0].forget()
    return served[0]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def fetch(served: tuple[Api, str], session: aiohttp.ClientSession) -> Fetch:
    async def fetch(reference: str, limit: int) -> Fetched:
        return await whatsapp_media.fetch(session, source_at(served[1]), reference, limit)

    return fetch


async def test_a_file_is_fetched_with_credentials_from_the_api(fetch: Fetch, api: Api) -> None:
    api.will(FILE.removeprefix("https://api.twilio.com"), Response(b"abc", media_type="image/png"))

    fetched = await fetch(FILE, 3)

    assert (fetched.content, fetched.mime) == (b"abc", "image/png")
    assert api.authorized[0] is not None


async def test_credentials_do_not_follow_a_redirect(fetch: Fetch, api: Api) -> None:
    store = Api()
    store.will("/kept", Response(b"abc"))
    with serve_in_thread(store.app) as elsewhere:
        api.will("/media", RedirectResponse(f"{elsewhere}/kept?Signature=a%2Bb%3D"))
        assert (await fetch("https://api.twilio.com/media", 9)).content == b"abc"

    assert store.authorized == [None]
    assert store.asked == [("GET", "/kept", {"Signature": "a+b="})]


@pytest.mark.parametrize(
    "reference",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:1/",
        "https://api.twilio.com@evil.example/",
        "https://api.twilio.com.evil.example/",
        "https://eviltwilio.com/",
        "https://bucket.s3.amazonaws.com/",
        "http://api.twilio.com/",
        "https://media.twiliocdn.com:8443/",
        "file:///etc/passwd",
        "/relative",
        "",
    ],
)
async def test_a_file_elsewhere_is_not_fetched(fetch: Fetch, api: Api, reference: str) -> None:
    with pytest.raises(FetchError) as caught:
        await fetch(reference, 9)

    assert (caught.value.code, caught.value.retryable) == ("foreign_host", False)
    assert api.asked == []


@pytest.mark.parametrize(
    ("onward", "code"),
    [
        ("http://localhost:1/", "foreign_host"),
        ("https://evil.example/", "foreign_host"),
        ("ftp://api.twilio.com/", "foreign_host"),
        ("http://[", "bad_address"),
    ],
)
async def test_a_redirect_out_of_twilio_is_not_followed(
    fetch: Fetch, api: Api, onward: str, code: str
) -> None:
    api.will("/media", Response("", 302, {"Location": onward}))
    with pytest.raises(FetchError) as caught:
        await fetch("https://api.twilio.com/media", 9)

    assert (caught.value.code, caught.value.retryable) == (code, False)


async def test_redirects_come_to_an_end(fetch: Fetch, api: Api) -> None:
    api.will("/media", *(RedirectResponse("/media") for _ in range(9)))
    with pytest.raises(FetchError, match="too_many_redirects"):
        await fetch("https://api.twilio.com/media", 9)


@pytest.mark.parametrize(
    ("answer", "code", "retryable"),
    [
        (Response(status_code=404), "http_404", False),
        (Response(status_code=429), "http_429", True),
        (Response(status_code=503), "http_503", True),
        (DroppedError(), "broken", True),
    ],
)
async def test_a_file_that_is_not_handed_out_says_whether_to_ask_again(
    fetch: Fetch,
    api: Api,
    answer: Response | Exception,
    code: str,
    retryable: bool,
) -> None:
    # A broken GET is tried once more by the client itself.
    api.will("/media", answer, answer)
    with pytest.raises(FetchError) as caught:
        await fetch("https://api.twilio.com/media", 9)

    assert (caught.value.code, caught.value.retryable) == (code, retryable)


async def test_a_file_above_the_limit_is_given_up(fetch: Fetch, api: Api) -> None:
    announced = Response(b"x" * 10)
    unannounced = StreamingResponse(iter([b"x" * 5, b"x" * 5]))
    api.will("/media", announced, unannounced)
    for _ in range(2):
        with pytest.raises(FetchError) as caught:
            await fetch("https://api.twilio.com/media", 9)
        assert caught.value.too_big


async def test_a_slow_file_is_given_up_and_asked_for_again(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whatsapp_media, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = source_at(f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(FetchError) as caught:
            await whatsapp_media.fetch(session, source, FILE, 9)

    assert (caught.value.code, caught.value.retryable) == ("timeout", True)

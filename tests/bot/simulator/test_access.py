"""Who gets in: this machine, or whoever knows the password; and what every answer carries."""

import datetime as dt
from collections.abc import Callable

import httpx
import pytest

from bot.simulator import access
from tests.bot.simulator.conftest import Site
from tests.fakes.clock import FixedClock

PASSWORD = "an invented password"
PATHS = (
    "/try",
    "/try/stranger",
    "/try/events?phone=family-1x",
    "/try/password",
    "/try/phones/family-1/files/1",
    "/try/static/try.css",
    "/try/static/nothing",
)


@pytest.fixture
def guarded(make_site: Callable[..., Site]) -> Site:
    return make_site(demo_password=PASSWORD, host="0.0.0.0")


async def give(browser: httpx.AsyncClient, password: str) -> httpx.Response:
    return await browser.post("/try/password", data={"password": password})


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    async with site.browser() as browser:
        headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


async def test_the_page_obeys_its_own_policy(site: Site) -> None:
    async with site.browser() as browser:
        text = (await browser.get("/try")).text
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick" not in text
    assert text.count("<script") == text.count('<script src="/try/static/') == 1


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"],
)
async def test_this_machine_needs_no_password(site: Site, address: str) -> None:
    async with site.browser(address) as browser:
        assert (await browser.get("/try")).status_code == 200


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("http://rebound.example:8000", {}),
        ("http://192.168.1.5:8000", {}),
        ("http://127.0.0.1:8000", {"X-Forwarded-For": "203.0.113.9"}),
        ("http://127.0.0.1:8000", {"Host": "[::1"}),
        ("http://127.0.0.1:8000", {"Host": ""}),
    ],
)
async def test_without_a_password_nobody_else_gets_in(
    site: Site, address: str, headers: dict[str, str]
) -> None:
    async with site.browser(address, **headers) as browser:
        page = await browser.get("/try")
        sent = await browser.post("/try/phones/family-1/messages", data={"text": "x"})
    assert page.status_code == sent.status_code == 403
    assert "DEMO_PASSWORD" in page.text
    assert site.taken == []


async def test_the_right_password_opens_everything(guarded: Site) -> None:
    async with guarded.browser("http://demo.example") as browser:
        closed = await browser.get("/try")
        assert closed.headers["location"] == "/try/password"
        assert (await browser.get("/try/password")).status_code == 200
        opened = await give(browser, PASSWORD)
        cookie = opened.headers["set-cookie"]
        assert opened.headers["location"] == "/try"
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert PASSWORD not in cookie
        assert (await browser.get("/try")).status_code == 200
        sent = await browser.post("/try/phones/family-1/messages", data={"text": "x"})
    assert sent.status_code == 204
    assert len(guarded.taken) == 1


async def test_the_cookie_is_secure_where_the_address_is(make_site: Callable[..., Site]) -> None:
    site = make_site(demo_password=PASSWORD, public_url="https://demo.example")
    async with site.browser("https://demo.example") as browser:
        assert "Secure" in (await give(browser, PASSWORD)).headers["set-cookie"]


@pytest.mark.parametrize(
    "path", ["/try/events?phone=family-1", "/try/phones/family-1/files/1", "/try/stranger"]
)
async def test_without_the_password_nothing_is_told(guarded: Site, path: str) -> None:
    async with guarded.browser() as browser:
        answer = await browser.get(path)
        sent = await browser.post("/try/phones/family-1/messages", data={"text": "x"})
    assert answer.status_code == sent.status_code == 403
    assert guarded.taken == []


@pytest.mark.parametrize("cookie", ["", "x", "99999999999.", "99999999999.abc", "²." + "a" * 64])
async def test_a_made_up_cookie_opens_nothing(guarded: Site, cookie: str) -> None:
    headers = [(b"Cookie", f"{access.COOKIE}={cookie}".encode())]
    async with guarded.browser() as browser:
        answer = await browser.get("/try", headers=headers)
    assert answer.status_code == 303


async def test_a_cookie_of_another_password_opens_nothing(
    guarded: Site, make_site: Callable[..., Site]
) -> None:
    other = make_site(demo_password="the next one")
    async with guarded.browser() as browser, other.browser() as later:
        await give(browser, PASSWORD)
        later.cookies = browser.cookies
        assert (await browser.get("/try")).status_code == 200
        assert (await later.get("/try")).status_code == 303


async def test_the_password_is_asked_again_after_half_a_day(
    guarded: Site, clock: FixedClock
) -> None:
    async with guarded.browser() as browser:
        await give(browser, PASSWORD)
        clock.advance(access.COOKIE_VALID + dt.timedelta(seconds=1))
        assert (await browser.get("/try")).status_code == 303


async def test_guessing_is_slowed_down_and_then_forgiven(guarded: Site, clock: FixedClock) -> None:
    async with guarded.browser() as browser:
        tried = [(await give(browser, "guess")).status_code for _ in range(access.FAILURES)]
        assert set(tried) == {403}
        refused = await give(browser, PASSWORD)
        assert refused.status_code == 429
        assert "set-cookie" not in refused.headers
        clock.advance(access.FAILURES_WITHIN + dt.timedelta(seconds=1))
        assert (await give(browser, PASSWORD)).status_code == 303


async def test_another_page_cannot_try_passwords(guarded: Site) -> None:
    async with guarded.browser(**{"Sec-Fetch-Site": "cross-site"}) as browser:
        assert (await give(browser, PASSWORD)).status_code == 403


async def test_where_no_password_is_set_none_is_asked(site: Site) -> None:
    async with site.browser() as browser:
        assert (await browser.get("/try/password")).headers["location"] == "/try"

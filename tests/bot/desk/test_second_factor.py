"""Signing in with a second factor, from setting it up to losing the phone."""

import datetime as dt
import re

import pyotp

from bot.desk import access, signin
from db import second_factors, staff
from db.models import StaffMember
from tests.bot.desk.world import PASSWORD, Browser, World

STEP = dt.timedelta(seconds=30)
CODE = re.compile(r"<li><code>([^<]+)</code>")
SECRET = re.compile(r'<p class="code" dir="ltr"><code>([A-Z2-7 ]+)</code>')
PAGE = "/desk/account/second-factor"


async def _set_up(world: World, ana: StaffMember) -> tuple[Browser, pyotp.TOTP, list[str]]:
    browser = await world.signed_in(ana)
    assert (await browser.get(PAGE)).headers["location"] == "/desk/account"
    await browser.post(PAGE, "/desk/account")
    page = (await browser.get(PAGE)).text
    assert "<svg" in page
    secret = SECRET.search(page)
    assert secret is not None
    app = pyotp.TOTP(secret[1].replace(" ", ""))
    wrong = await browser.post(f"{PAGE}/confirm", PAGE, code="000 000x")
    assert wrong.status_code == 422
    assert secret[1] in wrong.text
    done = await browser.post(f"{PAGE}/confirm", PAGE, code=app.at(world.now))
    codes = CODE.findall(done.text)
    assert len(codes) == 10
    return browser, app, codes


async def _half(world: World, target: str = "") -> Browser:
    """A browser in which the password was right."""
    browser = world.browser()
    form = {"login": "ana", "password": PASSWORD, "next": target}
    answer = await browser.http.post("/desk/sign-in", data=form)
    assert answer.headers["location"].startswith(signin.CODE)
    assert access.COOKIE not in browser.http.cookies
    return browser


async def _give(browser: Browser, code: str, target: str = "") -> int:
    form = {"code": code, "next": target}
    return (await browser.http.post(signin.CODE, data=form)).status_code


async def test_a_password_alone_is_not_enough_any_more(world: World) -> None:
    browser, app, codes = await _set_up(world, await world.colleague("Ana"))
    assert codes[0] not in (await browser.get(PAGE)).text
    assert app.secret[:4] not in (await browser.get(PAGE)).text
    world.clock.advance(STEP)
    waiting = await _half(world, "/desk/people")
    assert (await waiting.get("/desk/")).status_code == 303
    asked = await waiting.get(f"{signin.CODE}?next=/desk/people")
    assert 'value="/desk/people"' in asked.text
    assert await _give(waiting, "123") == 403
    form = {"code": app.at(world.now), "next": "/desk/people"}
    entered = await waiting.http.post(signin.CODE, data=form)
    assert entered.headers["location"] == "/desk/people"
    assert (await waiting.get("/desk/people")).status_code == 200


async def test_the_same_code_signs_nobody_in_twice(world: World) -> None:
    _, app, _ = await _set_up(world, await world.colleague("Ana"))
    assert await _give(await _half(world), app.at(world.now)) == 403
    world.clock.advance(STEP)
    first, second = await _half(world), await _half(world)
    assert await _give(first, app.at(world.now)) == 303
    assert await _give(second, app.at(world.now)) == 403
    # what is half done is done once: the first browser's step cannot be used again
    first.http.cookies.delete(access.COOKIE)
    world.clock.advance(STEP)
    assert await _give(first, app.at(world.now)) == 403


async def test_a_link_asks_for_the_code_as_well(world: World) -> None:
    ana = await world.colleague("Ana")
    _, _, codes = await _set_up(world, ana)
    async with world.runtime.database.transaction() as session:
        await staff.add_link(session, ana.id, "t", purpose="desk", now=world.now, valid=STEP)
    browser = world.browser()
    answer = await browser.http.post("/desk/link/t")
    assert answer.headers["location"].startswith(signin.CODE)
    assert (await browser.get("/desk/")).status_code == 303
    assert await _give(browser, codes[0]) == 303
    assert (await browser.get("/desk/")).status_code == 200


async def test_codes_cannot_be_guessed_from_many_places(world: World) -> None:
    _, app, codes = await _set_up(world, await world.colleague("Ana"))
    for _ in range(5):
        assert await _give(await _half(world), "guess") == 403
    waiting = await _half(world)
    assert await _give(waiting, codes[0]) == 429
    world.clock.advance(dt.timedelta(minutes=16))
    assert await _give(waiting, app.at(world.now)) == 303


async def test_a_code_that_comes_too_late_begins_again(world: World) -> None:
    _, app, _ = await _set_up(world, await world.colleague("Ana"))
    waiting = await _half(world)
    world.clock.advance(signin.HALF_VALID)
    answer = await waiting.http.post(signin.CODE, data={"code": app.at(world.now)})
    assert answer.status_code == 403
    assert "came too late" in answer.text
    stranger = world.browser()
    assert (await stranger.get(signin.CODE)).headers["location"] == access.SIGN_IN


async def test_it_is_switched_off_only_with_a_code(world: World) -> None:
    ana = await world.colleague("Ana")
    browser, _, codes = await _set_up(world, ana)
    refused = await browser.post(f"{PAGE}/end", PAGE, code="no")
    assert refused.status_code == 422
    renewed = await browser.post(f"{PAGE}/codes", PAGE, code=codes[0])
    fresh = CODE.findall(renewed.text)
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    done = await browser.post(f"{PAGE}/end", PAGE, code=fresh[0])
    assert done.headers["location"] == "/desk/account?done=factor_off"
    form = {"login": "ana", "password": PASSWORD}
    assert (await world.browser().http.post("/desk/sign-in", data=form)).headers[
        "location"
    ] == "/desk/"
    async with world.runtime.database.reading() as session:
        assert await second_factors.of_colleague(session, ana.id) is None

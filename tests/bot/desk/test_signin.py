"""Signing in and out: links that work once, passwords that are throttled, forms that are ours."""

import datetime as dt

import pytest

from bot.desk import access
from db import staff
from db.models import StaffMember
from tests.bot.desk import world as desk_world
from tests.bot.desk.world import PASSWORD, Browser, World

LINK = "a-one-time-token"


async def _link(world: World, member: StaffMember) -> str:
    async with world.runtime.database.transaction() as session:
        await staff.add_link(
            session,
            member.id,
            LINK,
            purpose="desk",
            now=world.now,
            valid=dt.timedelta(hours=1),
        )
    return f"/desk/link/{LINK}"


async def _try(browser: Browser, login: str, password: str, target: str = "") -> int:
    form = {"login": login, "password": password, "next": target}
    return (await browser.http.post("/desk/sign-in", data=form)).status_code


async def test_looking_at_a_link_does_not_spend_it(world: World) -> None:
    path = await _link(world, await world.colleague("Ana Haddad"))
    scanner, browser = world.browser(), world.browser()
    for _ in range(3):
        assert (await scanner.get(path)).status_code == 200
    entered = await browser.http.post(path)
    assert entered.headers["location"] == "/desk/"
    assert "Ana Haddad" in (await browser.get("/desk/")).text


async def test_a_link_works_once(world: World) -> None:
    path = await _link(world, await world.colleague("Ana"))
    await world.browser().http.post(path)
    second = world.browser()
    refused = await second.http.post(path)
    assert refused.status_code == 403
    assert "does not work any more" in refused.text
    assert access.COOKIE not in second.http.cookies


async def test_the_right_password_opens_the_page_that_was_asked_for(world: World) -> None:
    await world.colleague("Ana")
    browser = world.browser()
    sent = await browser.get("/desk/people")
    assert sent.headers["location"] == "/desk/sign-in?next=/desk/people"
    form = {"login": " ANA ", "password": PASSWORD, "next": "/desk/people"}
    entered = await browser.http.post("/desk/sign-in", data=form)
    assert entered.headers["location"] == "/desk/people"
    assert (await browser.get("/desk/people")).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test/",
        "//evil.test/desk/",
        "/desk//evil.test",
        "/\\evil.test",
        "/desk/\\evil.test",
        "/desk/../../evil",
        "/desk/\nLocation: x",
        "javascript:alert(1)",
        "/elsewhere",
    ],
)
async def test_signing_in_never_leads_elsewhere(world: World, target: str) -> None:
    await world.colleague("Ana")
    form = {"login": "ana", "password": PASSWORD, "next": target}
    entered = await world.browser().http.post("/desk/sign-in", data=form)
    assert entered.headers["location"] == "/desk/"


async def test_the_cookie_is_kept_from_scripts_and_other_sites(world: World) -> None:
    await world.colleague("Ana")
    form = {"login": "ana", "password": PASSWORD}
    entered = await world.browser().http.post("/desk/sign-in", data=form)
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


async def test_the_cookie_is_only_for_https_where_the_desk_is(world: World) -> None:
    await world.colleague("Ana")
    runtime = desk_world.with_settings(world.runtime, public_url="https://desk.test")
    browser = Browser(runtime)
    world.browsers.append(browser)
    form = {"login": "ana", "password": PASSWORD}
    entered = await browser.http.post("/desk/sign-in", data=form)
    assert "; secure" in entered.headers["set-cookie"].lower()
    assert "max-age" in entered.headers["strict-transport-security"]


async def test_wrong_login_and_wrong_password_are_told_alike(world: World) -> None:
    await world.colleague("Ana")
    browser = world.browser()
    answers = [
        await browser.http.post("/desk/sign-in", data={"login": login, "password": "no"})
        for login in ("ana", "axa")
    ]
    assert [one.status_code for one in answers] == [403, 403]
    assert answers[0].text == answers[1].text.replace("axa", "ana")


async def test_an_account_without_a_password_cannot_be_guessed_into(world: World) -> None:
    member = await world.colleague("Ana")
    async with world.runtime.database.transaction() as session:
        (await session.get_one(StaffMember, member.id)).password_hash = None
    assert await _try(world.browser(), "ana", "nobody's password") == 403


async def test_after_five_failures_even_the_right_password_waits(world: World) -> None:
    await world.colleague("Ana")
    for number in range(5):
        assert await _try(world.browser(f"192.0.2.{number}"), "ana", "wrong") == 403
    assert await _try(world.browser("192.0.2.99"), "ANA", PASSWORD) == 429
    world.clock.advance(dt.timedelta(minutes=16))
    assert await _try(world.browser("192.0.2.99"), "ana", PASSWORD) == 303


async def test_one_client_cannot_go_through_all_accounts(world: World) -> None:
    await world.colleague("Ana")
    browser = world.browser()
    for number in range(20):
        assert await _try(browser, f"somebody-{number}", "wrong") == 403
    assert await _try(browser, "ana", PASSWORD) == 429
    assert await _try(world.browser("192.0.2.2"), "ana", PASSWORD) == 303


async def test_links_cannot_be_guessed_without_end_but_a_right_one_opens(world: World) -> None:
    path = await _link(world, await world.colleague("Ana"))
    browser = world.browser()
    for number in range(20):
        assert (await browser.http.post(f"/desk/link/guess-{number}")).status_code == 403
    assert (await browser.http.post("/desk/link/guess-20")).status_code == 429
    assert await _try(browser, "ana", PASSWORD) == 429
    assert (await browser.http.post(path)).status_code == 303, "colleagues are never all shut out"


async def test_signing_out_ends_the_session_itself(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    stolen = browser.http.cookies[access.COOKIE]
    await browser.post("/desk/sign-out")
    thief = world.browser()
    thief.http.cookies.set(access.COOKIE, stolen)
    assert (await thief.get("/desk/")).status_code == 303


async def test_a_session_lives_while_it_is_used_and_ends_when_it_is_not(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    for _ in range(3):
        world.clock.advance(dt.timedelta(hours=8))
        assert (await browser.get("/desk/")).status_code == 200
    world.clock.advance(dt.timedelta(hours=13))
    assert (await browser.get("/desk/")).status_code == 303


async def test_a_page_that_refreshes_itself_keeps_no_session_alive(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    for _ in range(2):
        world.clock.advance(dt.timedelta(hours=7))
        answer = await browser.get("/desk/", headers={access.REFRESH: "1"})
    assert answer.status_code == 303


async def test_whoever_left_is_out_at_once(world: World) -> None:
    member = await world.colleague("Ana")
    browser = await world.signed_in(member)
    async with world.runtime.database.transaction() as session:
        (await session.get_one(StaffMember, member.id)).left_at = world.now
    assert (await browser.get("/desk/")).status_code == 303
    assert await _try(world.browser(), "ana", PASSWORD) == 403


async def test_the_database_holds_no_token(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    token = browser.http.cookies[access.COOKIE]
    async with world.runtime.database.reading() as session:
        found = await staff.session_of(session, token, now=world.now)
    assert found is not None
    assert token not in (found[0].token_hash, found[0].csrf)


async def test_another_site_cannot_sign_somebody_in(world: World) -> None:
    await world.colleague("Ana")
    answer = await world.browser().http.post(
        "/desk/sign-in",
        data={"login": "ana", "password": PASSWORD},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers

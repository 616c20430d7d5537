"""Every page: behind the door, with its headers, and only for forms of its own session."""

import re

import pytest

from bot.desk import inbox
from bot.desk import routes as desk
from bot.desk.guard import HEADERS
from tests.bot.desk.world import World

PAGES = [path for path, _ in desk.PAGES]
ACTIONS = [path for path, _ in desk.ACTIONS]


def _filled(path: str) -> str:
    path = re.sub(r"\{[a-z_]+:number\}", "1", path)
    path = path.replace("{entry_id}", "school-enrol").replace("{name}", "questions")
    path = path.replace("{key}", "week-1")
    assert "{" not in path
    return f"/desk{path}"


async def test_no_page_is_shown_without_signing_in(world: World) -> None:
    browser = world.browser()
    for path in PAGES:
        answer = await browser.get(_filled(path))
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/desk/sign-in"), path


async def test_nothing_is_done_without_signing_in(world: World) -> None:
    browser = world.browser()
    for path in ACTIONS:
        answer = await browser.http.post(_filled(path), data={"text": "typed <words>"})
        assert answer.status_code == 401, path
        assert "typed &lt;words&gt;" in answer.text, path


@pytest.mark.parametrize("token", [None, "", "wrong", "ünï"])
async def test_nothing_is_done_for_a_form_of_another_session(
    world: World, token: str | None
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    fields = {} if token is None else {"csrf": token}
    for path in (*ACTIONS, "/sign-out"):
        answer = await browser.http.post(_filled(path), data=fields)
        assert answer.status_code == 403, path
    assert (await browser.get("/desk/")).status_code == 200


async def test_the_token_of_a_colleague_is_of_no_use(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk()
    fields = await ben.fields(thread.id)
    assert (await ana.send(thread.id, "claim", fields)).status_code == 403


async def test_a_form_from_another_site_is_refused(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    fields = {"csrf": "x"}
    answer = await browser.http.post(
        "/desk/sign-out", data=fields, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/desk", 307),
        ("GET", "/desk/", 303),
        ("GET", "/desk/sign-in", 200),
        ("GET", "/desk/link/x", 200),
        ("POST", "/desk/link/x", 403),
        ("GET", "/desk/events", 401),
        ("GET", "/desk/nowhere", 404),
        ("GET", "/desk/static/nowhere", 404),
        ("GET", "/desk/static/..%2Fviews.py", 404),
        ("DELETE", "/desk/sign-in", 405),
        ("POST", "/desk/sign-in", 403),
    ],
)
async def test_every_answer_has_the_security_headers(
    world: World, method: str, path: str, status: int
) -> None:
    answer = await world.browser().http.request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


async def test_a_refusal_is_a_page_in_the_browser_s_language(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    for path, status in (("/desk/conversations/99", 404), ("/desk/audit", 403)):
        answer = await browser.get(path, headers={"accept-language": "nl"})
        assert answer.status_code == status
        assert '<html lang="nl"' in answer.text and 'href="/desk/"' in answer.text


async def test_signed_in_pages_have_the_security_headers(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    for path in ("/desk/", "/desk/people", "/desk/checkins", f"/desk/conversations/{thread.id}"):
        answer = await browser.get(path)
        assert answer.status_code == 200
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "name", ["frame.css", "desk.css", "year.css", "desk.js", "faq.js", "mark.svg"]
)
async def test_static_files_may_be_kept_and_are_small(world: World, name: str) -> None:
    answer = await world.browser().get(f"/desk/static/{name}")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.content) < 40_000


async def test_the_first_view_is_below_sixty_kilobytes(world: World) -> None:
    """A full inbox, the longest words in it, and every file that it names."""
    browser = await world.signed_in(await world.colleague("Ana"))
    group = await world.group("Onthaalgroep Sint-Katelijne-Waver en omgeving")
    contact = await world.volunteer("Marie-Louise Vandenbroucke", welcome_group_id=group.id)
    for number in range(inbox.PAGE + 1):
        await world.case(await world.talk(contact, phone=f"phone-{number}", text="a word " * 30))
    page = await browser.get("/desk/")
    assert page.text.count("data-line") == inbox.PAGE
    names = re.findall(r"/desk/static/([a-z.]+\.(?:css|js))\?", page.text)
    assert len(names) > 1
    files = [(await browser.get(f"/desk/static/{name}")).content for name in names]
    assert len(page.content) + sum(map(len, files)) < 60_000


async def test_a_form_that_is_too_large_is_refused(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    answer = await browser.act(thread.id, "reply", text="x" * 300_000)
    assert answer.status_code == 413


async def test_a_form_of_another_kind_is_refused(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    answer = await browser.http.post("/desk/sign-out", json={"csrf": "x"})
    assert answer.status_code == 415


async def test_a_page_has_no_inline_script_and_no_inline_style(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    await world.case(thread)
    pages = ("/desk/", "/desk/people", "/desk/checkins", "/desk/faq", "/desk/faq/drafts/new")
    for path in (*pages, f"/desk/conversations/{thread.id}"):
        page = (await browser.get(path)).text
        assert "<script>" not in page
        assert " style=" not in page
        assert " onclick=" not in page

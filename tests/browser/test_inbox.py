"""The inbox by keyboard, and on a narrow phone."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from starlette.applications import Starlette

from bot.desk import access
from bot.desk import routes as desk
from db.engine import Database
from db.keyring import Keyring
from db.models import Conversation, StaffMember
from tests.bot.desk import world as desk_world
from tests.bot.desk.world import World
from tests.browser import house
from tests.browser.serving import listening
from tests.fakes.clock import FixedClock

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
#: Milliseconds, on a busy machine.
PATIENCE = 30_000


@pytest.fixture
async def world(
    sqlite_template: Path, tmp_path: Path, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[World]:
    path = tmp_path / "onthaal.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keyring)
    yield World(desk_world.make_runtime(database, tmp_path / "media", clock), clock)
    await database.close()


@pytest.fixture
async def ana(world: World) -> StaffMember:
    return await world.colleague("Ana")


@pytest.fixture
async def page(world: World, ana: StaffMember, chromium: str) -> AsyncIterator[Page]:
    """Ana's inbox in a browser."""
    async with world.runtime.database.transaction() as session:
        token = await access.open_session(session, ana, now=world.now)
    app = Starlette(routes=desk.routes(world.runtime))
    async with (
        listening(app, world.runtime) as address,
        house.chromium_at(chromium) as browser,
    ):
        context = await browser.new_context(base_url=address)
        context.set_default_timeout(PATIENCE)
        cookie = {"name": access.COOKIE, "value": token, "url": address}
        await context.add_cookies([cookie])  # type: ignore[list-item]
        yield await context.new_page()
        await context.close()


async def _waiting(world: World, count: int) -> list[Conversation]:
    threads = [await world.talk(phone=f"phone-{number}") for number in range(count)]
    for thread in threads:
        await world.case(thread)
    return threads


async def test_keys_are_for_the_chosen_line(world: World, ana: StaffMember, page: Page) -> None:
    first, second = await _waiting(world, 2)
    await page.goto("/desk/")
    await page.keyboard.press("c")
    await page.keyboard.press("j")
    await expect(page.locator(".line.at")).to_have_id(f"line-{first.id}")
    await page.keyboard.press("j")
    for key, hash_, box in (("n", "note", "note"), ("r", "reply", "reply")):
        await page.keyboard.press(key)
        await page.wait_for_url(re.compile(f"/conversations/{second.id}#{hash_}$"))
        await expect(page.locator(f"textarea#{box}")).to_be_focused()
        await page.goto("/desk/")
        await page.keyboard.press("j")
        await page.keyboard.press("j")
    await page.keyboard.press("e")
    await page.wait_for_url(re.compile(f"/conversations/{second.id}#close$"))
    await expect(page.locator("details[data-key=e]")).to_have_attribute("open", "")
    await page.goto("/desk/")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("c")
    await page.wait_for_url(re.compile(f"/conversations/{second.id}"))
    assert (await world.fresh(Conversation, second.id)).assignee_id == ana.id
    assert (await world.fresh(Conversation, first.id)).assignee_id is None
    await page.goto("/desk/")
    await page.keyboard.press("/")
    await expect(page.locator("#q")).to_be_focused()


@pytest.mark.parametrize("width", [740, 1024, 1280])
async def test_the_hint_at_the_keys_lies_over_nothing_and_the_bar_has_one_row(
    world: World, page: Page, width: int
) -> None:
    (thread,) = await _waiting(world, 1)
    await page.set_viewport_size({"width": width, "height": 600})
    await page.goto(f"/desk/conversations/{thread.id}")
    hint = page.locator("[data-show-keys]")
    await expect(hint).to_be_visible()
    for end in (0, 100_000):
        await page.evaluate(f"window.scrollTo(0, {end})")
        main, hinted = await page.locator("main").bounding_box(), await hint.bounding_box()
        assert main and hinted and hinted["y"] >= main["y"] + main["height"]
    bar = await page.locator(".bar").bounding_box()
    more = await page.locator(".rest > summary").bounding_box()
    assert bar and more and bar["height"] < 70
    assert more["x"] + more["width"] <= width


async def test_the_bar_stands_still_from_page_to_page(world: World, page: Page) -> None:
    await page.set_viewport_size({"width": 1280, "height": 600})
    places = []
    for path in ("/desk/", "/desk/hours"):
        await page.goto(path)
        box = await page.locator(".bar nav > a").nth(1).bounding_box()
        assert box
        places.append(box["x"])
    assert abs(places[0] - places[1]) < 6, "only the bold name of the place may move it"


async def test_the_pages_of_the_faq_are_found_under_more(world: World, page: Page) -> None:
    for path in ("/desk/faq", "/desk/canned", "/desk/texts"):
        await page.goto(path)
        await expect(page.locator(".rest.here a[aria-current][href='/desk/faq']")).to_have_count(1)


async def test_one_hand_is_enough_on_a_narrow_phone(
    world: World, ana: StaffMember, page: Page
) -> None:
    (thread,) = await _waiting(world, 1)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await page.goto("/desk/?view=open&q=morning&channel=simulator")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    region = page.get_by_label("Region")
    await expect(region).to_be_hidden()
    await page.get_by_text("Filter", exact=False).first.click()
    await expect(region).to_be_visible()
    await region.select_option("flanders")
    await page.get_by_role("button", name="Show").click()
    await page.wait_for_url(re.compile("region=flanders"))
    await expect(page.get_by_text("Nobody found.")).to_be_visible()
    await page.get_by_role("link", name="Remove the filter: Region").click()
    take = page.get_by_role("button", name="Take over")
    box = await take.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    await take.click()
    await page.wait_for_url(re.compile(f"/conversations/{thread.id}"))
    assert (await world.fresh(Conversation, thread.id)).assignee_id == ana.id

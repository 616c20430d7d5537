"""Every entry of the FAQ fits a phone: nothing is wider than the screen, however long a word is."""

from pathlib import Path

import pytest

from bot import web
from bot.desk import access
from db.models import Role
from tests.bot.desk.world import World
from tests.browser import house
from tests.browser.serving import listening
from tests.fakes.clock import FixedClock

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


async def test_every_entry_of_the_faq_fits_a_phone(chromium: str, tmp_path: Path) -> None:
    clock, too_wide = FixedClock(), []
    async with (
        house.opened(tmp_path, clock.now) as runtime,
        house.chromium_at(chromium) as browser,
        listening(web.create_app(runtime), runtime) as address,
    ):
        world = World(runtime, clock)
        boss = await world.colleague("Ben", role=Role.ADMIN)
        async with runtime.database.transaction() as session:
            token = await access.open_session(session, boss, now=world.now)
        context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
        await context.add_cookies(
            [{"name": access.COOKIE, "value": token, "domain": "127.0.0.1", "path": access.PATH}]
        )
        page = await context.new_page()
        entries = runtime.house.knowledge.entries
        for entry in entries:
            await page.goto(f"{address}/desk/faq/{entry}", wait_until="load")
            assert await page.locator("h1").count() == 1
            wide = await page.evaluate("document.documentElement.scrollWidth")
            if wide > PHONE["width"]:
                too_wide.append(f"{entry}: {wide}")
        await context.close()
    assert len(entries) > 90
    assert not too_wide, too_wide

"""The pictures of the README, made from the running demo: python -m tests.browser.pictures."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot import wiring
from tests.browser import house
from tests.browser.house import DemoHouse
from tests.conftest import find_chromium

#: Where the README looks for them.
FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDE = {"width": 1440, "height": 900}
#: Milliseconds that an answer may take.
PATIENCE = 30_000


async def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write("no Chromium is installed\n")
        return 1
    engine = await asyncio.to_thread(wiring.open_engine)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            house.running(Path(folder), engine) as demo,
            house.chromium_at(chromium) as browser,
        ):
            await take(browser, demo)
    return 0


async def take(browser: Browser, demo: DemoHouse) -> None:
    """One conversation, seen from the phones and from the desk."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page = await (await browser.new_context(viewport=WIDE)).new_page()
    await page.goto(await demo.sign_in_link())
    await page.get_by_role("button", name="Sign in").click()
    await page.goto(f"{demo.address}/try")
    await say(page, "volunteer", "Hoe openen we een bankrekening voor het gezin?", 2)
    await say(page, "family", "أريد التحدث مع شخص", 4)
    await say(page, "volunteer", "iemand", 3)
    frame = page.frame_locator("iframe")
    await frame.get_by_role("link", name="Lotte Janssens").first.click()
    await frame.locator("form[action$='/claim'] button").click()
    await expect(frame.locator("#thread")).to_contain_text("Ana")
    await page.screenshot(path=FOLDER / "try-it.png")
    await page.goto(f"{demo.address}/desk/?view=all")
    await page.get_by_role("link", name="Lotte Janssens").first.click()
    await page.get_by_label("Reply to the person").fill("Dag Lotte, waarmee kan ik helpen?")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator("#thread")).to_contain_text("waarmee kan ik helpen")
    await page.screenshot(path=FOLDER / "desk.png")
    await page.goto(f"{demo.address}/desk/")
    await page.screenshot(path=FOLDER / "inbox.png")


async def say(page: Page, phone: str, text: str, answers: int) -> None:
    """Write from a phone, and wait until the bot has said so many things there."""
    await page.locator(f"#{phone} textarea").fill(text)
    await page.locator(f"#{phone} button.send").click()
    said = page.locator(f"#{phone} .bubble.from-bot")
    await expect(said).to_have_count(answers, timeout=PATIENCE)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

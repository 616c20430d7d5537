"""What staff and families do in their browsers."""

import contextlib
import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Locator, Page

from tests.browser.house import DemoHouse

SIZE = {"width": 1280, "height": 900}
#: Times that Tab is pressed before a control counts as out of reach.
TABS = 60
#: Times that somebody without a script loads a page again, waiting a second before the next.
RELOADS = 30
#: The words of the control that has the focus, as a screen reader would say them or nearly.
FOCUSED = """() => {
    const at = document.activeElement;
    if (at === document.body) return "";
    return [at.ariaLabel, ...[...(at.labels ?? [])].map((one) => one.textContent), at.textContent]
        .join(" ").replace(/\\s+/g, " ").trim();
}"""


async def desk(demo: DemoHouse, browser: Browser, login: str, *, script: bool = True) -> Page:
    """A browser of this colleague, signed in."""
    page = await browser.new_page(viewport=SIZE, java_script_enabled=script)
    await page.goto(await demo.sign_in_link(login))
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(re.compile(r"/desk/$"))
    return page


async def try_it(demo: DemoHouse, browser: Browser, *, script: bool = True) -> Page:
    page = await browser.new_page(viewport=SIZE, java_script_enabled=script)
    await page.goto(f"{demo.address}/try")
    return page


async def send(phones: Page, text: str) -> None:
    """The family writes, and the helpdesk has it."""
    await phones.locator("#family textarea").fill(text)
    async with phones.expect_response(re.compile("/messages")) as taken:
        await phones.locator("#family button.send").click()
    assert (await taken.value).status < 400


def on_phone(phones: Page, text: str) -> Locator:
    return phones.locator("#family .bubble .text", has_text=text)


def in_thread(page: Page, text: str) -> Locator:
    return page.locator("#thread > li", has_text=text)


async def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on the control with these words."""
    for _ in range(TABS):
        await page.keyboard.press("Tab")
        if words in await page.evaluate(FOCUSED):
            return
    pytest.fail(f"{words!r} is out of the keyboard's reach on {page.url}")


async def until(look: Callable[[], Awaitable[None]]) -> None:
    """Load the page again, as a person without a script does, until it shows what is awaited."""
    for _ in range(RELOADS):
        with contextlib.suppress(AssertionError):
            return await look()
    return await look()

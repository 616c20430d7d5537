"""What a newcomer does in the first ten minutes, in a real browser."""

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot import wiring
from faq.engine import Engine
from tests.browser import house
from tests.browser.house import DemoHouse

pytestmark = [pytest.mark.browser, pytest.mark.model]

BRUSSELS = ZoneInfo("Europe/Brussels")
#: Milliseconds that a page may take to show what the workers did, on a busy machine.
PATIENCE = 30_000
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return wiring.open_engine()


@pytest.fixture
async def demo(tmp_path: Path, engine: Engine) -> AsyncIterator[DemoHouse]:
    async with house.running(tmp_path, engine) as found:
        yield found


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with house.chromium_at(chromium) as found:
        yield found


async def try_it(browser: Browser, demo: DemoHouse, size: dict[str, int] | None = None) -> Page:
    page = await (await browser.new_context(viewport=size or DESK)).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(f"{demo.address}/try")
    return page


async def desk(browser: Browser, demo: DemoHouse, login: str = "ana@demo.invalid") -> Page:
    page = await (await browser.new_context(viewport=DESK)).new_page()
    await page.goto(await demo.sign_in_link(login))
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(re.compile(r"/desk/$"))
    return page


def phone(page: Page, name: str) -> Locator:
    return page.locator(f"#{name}")


async def write(page: Page, name: str, text: str) -> None:
    box = phone(page, name).locator("textarea")
    await box.fill(text)
    await phone(page, name).locator("button.send").click()


def bubbles(page: Page, name: str) -> Locator:
    return phone(page, name).locator(".bubble.from-bot .text")


async def test_questions_in_three_languages_are_answered_in_them(
    browser: Browser, demo: DemoHouse
) -> None:
    page = await try_it(browser, demo)
    await write(page, "volunteer", "Hoe openen we een bankrekening voor het gezin?")
    await expect(bubbles(page, "volunteer").last).to_contain_text("Bron:")
    await write(page, "volunteer", "Comment ouvrir un compte bancaire pour la famille ?")
    answer = bubbles(page, "volunteer").filter(has_text="Source")
    await expect(answer.last).to_have_attribute("lang", "fr")
    # Lotte is known to read Dutch: she is asked, in French, whether to go on in French
    await expect(bubbles(page, "volunteer").last).to_contain_text("en français")
    await write(page, "volunteer", "How do we open a bank account for the family?")
    await expect(bubbles(page, "volunteer").last).to_have_attribute("lang", "en")


async def test_a_colleague_takes_over_and_gives_back(browser: Browser, demo: DemoHouse) -> None:
    page, office = await try_it(browser, demo), await desk(browser, demo)
    await write(page, "volunteer", "iemand")
    await expect(bubbles(page, "volunteer").last).to_contain_text("Caritas")
    await office.goto(f"{demo.address}/desk/?view=waiting")
    await office.get_by_role("link", name="Lotte Janssens").click()
    await office.locator("form[action$='/claim'] button").click()
    await expect(bubbles(page, "volunteer").last).to_contain_text("Ana")
    await office.get_by_label("Reply to the person").fill("Dag Lotte, waarmee kan ik helpen?")
    await office.get_by_role("button", name="Send", exact=True).click()
    said = phone(page, "volunteer").locator(".bubble.from-staff")
    await expect(said.last).to_contain_text("waarmee kan ik helpen")
    before = await bubbles(page, "volunteer").count()
    await write(page, "volunteer", "Hoe openen we een bankrekening?")
    thread = office.locator("#thread")
    await expect(thread).to_contain_text("Hoe openen we een bankrekening?")
    assert await bubbles(page, "volunteer").count() == before
    await office.locator("form[action$='/release'] button").click()
    await expect(bubbles(page, "volunteer").last).to_contain_text("bot")


async def test_a_check_in_is_planned_sent_and_answered(browser: Browser, demo: DemoHouse) -> None:
    page, office = await try_it(browser, demo), await desk(browser, demo)
    due = (demo.clock() + dt.timedelta(minutes=2)).astimezone(BRUSSELS)
    await office.goto(f"{demo.address}/desk/checkins")
    await office.locator("select[name=household]").select_option(index=1)
    await office.locator("input[name=on]").fill(f"{due:%Y-%m-%d}")
    await office.locator("input[name=at]").fill(f"{due:%H:%M}")
    await office.locator("button[value=plan]").click()
    await expect(office.get_by_role("status")).to_be_visible()
    demo.clock.advance(dt.timedelta(minutes=3))
    question = phone(page, "family").locator(".bubble.from-bot", has=page.locator(".buttons"))
    await expect(question.last).to_contain_text(f"{due.day}")
    await expect(question.last.locator("button")).to_have_count(3)
    await question.last.locator("button").nth(1).click()
    await expect(phone(page, "family").locator(".bubble.pressed")).to_have_count(2)
    await office.goto(f"{demo.address}/desk/?view=waiting")
    await expect(office.get_by_role("link", name="Al-Hamdan")).to_be_visible()


async def test_a_late_message_goes_by_the_second_press_and_a_false_one_not_at_all(
    browser: Browser, demo: DemoHouse
) -> None:
    page, office = await try_it(browser, demo), await desk(browser, demo)
    await office.goto(f"{demo.address}/desk/sponsorships/1")
    year = office.locator("#year li.message")
    late = year.filter(has_text="Two weeks have passed")
    yes = late.get_by_role("button", name="Yes, send it")
    await expect(yes).to_be_hidden()
    await late.locator("summary", has_text="Send it now").click()
    before = await bubbles(page, "volunteer").count()
    await yes.click()
    await expect(office.locator(".done")).to_contain_text("It goes out now")
    await expect(bubbles(page, "volunteer")).to_have_count(before + 1)
    await expect(bubbles(page, "volunteer").last).to_contain_text("OCMW")
    false = year.filter(has_text="in Belgium for one week now")
    await expect(false).to_contain_text("its words would not be true any more")
    await expect(false.locator("summary")).to_have_count(0)


async def test_danger_in_arabic_shows_numbers_first_in_arabic(
    browser: Browser, demo: DemoHouse
) -> None:
    page = await try_it(browser, demo)
    await write(page, "family", "زوجي يضربني")
    first = bubbles(page, "family").filter(has_text="1712").first
    await expect(first).to_have_attribute("lang", "ar")
    await expect(first).to_contain_text("112")


@pytest.mark.parametrize("pane", ["volunteer", "family", "desk"])
async def test_the_try_it_page_fits_a_narrow_phone(
    browser: Browser, demo: DemoHouse, pane: str
) -> None:
    page = await try_it(browser, demo, PHONE)
    await page.locator(f"label[for=show-{pane}]").click()
    await expect(page.locator(f"#{pane}")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]


async def test_every_page_of_the_desk_fits_a_narrow_phone(
    browser: Browser, demo: DemoHouse
) -> None:
    page = await try_it(browser, demo)
    await write(page, "family", "أريد التحدث مع شخص")
    office = await desk(browser, demo)
    await office.set_viewport_size(PHONE)
    await office.goto(f"{demo.address}/desk/?view=all")
    await office.get_by_role("link", name="Al-Hamdan").first.click()
    talk = office.url
    for address in (talk, "/desk/", "/desk/people", "/desk/checkins", "/desk/attention"):
        await office.goto(address if address == talk else demo.address + address)
        wide = await office.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], address

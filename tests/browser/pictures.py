"""The pictures of the documents, made from the running demo: python -m tests.browser.pictures."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot import demo as people
from bot import wiring
from bot.desk import access
from db import addresses, conversations
from handlers import call_booking, context
from handlers.call_times import Wish, free
from locales import languages
from locales.texts import question as texts
from tests.browser import house
from tests.browser.house import DemoHouse
from tests.conftest import find_chromium

#: Where the README looks for them.
FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
#: High enough for a whole answer on the phones.
HIGH = {"width": 1280, "height": 900}
WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 360, "height": 740}
#: Bytes of one picture; a README is read on phones.
LARGEST = 250_000
#: Pages that stand beside the inbox, by the name of their picture; a family's is the demo's.
PAGES = {
    "inbox": "/",
    "people": "/people",
    "family": "/families/1",
    "calls": "/calls?view=week",
    "faq": "/faq",
    "numbers": "/numbers",
    "mentions": "/mentions",
    "checkins": "/checkins",
    "prepared-replies": "/canned",
    "translations": "/texts?language=ar",
    "needs-a-look": "/attention",
    "colleagues": "/staff",
    "who-did-what": "/audit",
    "account": "/account",
    "my-hours": "/hours",
    "on-duty": "/duty",
}
#: A question on the try-it page in languages of other scripts; all of it is in the picture.
TONGUES = {
    "ar": "كيف نفتح حسابًا بنكيًا؟",
    "fa": "حساب بانکی چطور باز کنیم؟",
    "ti": "ናይ ባንክ ሕሳብ ብኸመይ ንኸፍት?",
    "uk": "Як відкрити рахунок у банку?",
}
TALL = {"width": 400, "height": 1500}
#: An invented number.
NUMBER = "+32470123456"
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
    await expect(frame.get_by_role("button", name="Give back to the bot")).to_be_visible()
    await expect(page.locator("#volunteer .bubble.from-bot")).to_have_count(4, timeout=PATIENCE)
    await page.set_viewport_size(HIGH)
    await page.locator("#volunteer .bubble").last.scroll_into_view_if_needed()
    await shoot(page, "try-it")
    await page.set_viewport_size(WIDE)
    await page.goto(f"{demo.address}/desk/?view=all")
    await page.get_by_role("link", name="Lotte Janssens").first.click()
    await page.get_by_label("Reply to the person").fill("Dag Lotte, waarmee kan ik helpen?")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator("#thread")).to_contain_text("waarmee kan ik helpen")
    await expect(page.locator("#thread")).not_to_contain_text("Waiting to be sent")
    await agree_on_a_call(demo)
    await shoot_both(page, "desk")
    for code, question in TONGUES.items():
        await ask_in(browser, demo, code, question)
    for name, path in PAGES.items():
        await page.goto(f"{demo.address}/desk{path}")
        await shoot_both(page, name)


async def ask_in(browser: Browser, demo: DemoHouse, code: str, question: str) -> None:
    """Somebody new chooses a language by its sign and its own name, and asks."""
    context = await browser.new_context(viewport=TALL)
    page = await context.new_page()
    await page.goto(f"{demo.address}/try/stranger")
    phone = page.locator("#volunteer")
    await say(page, "volunteer", languages.SIGN, 1)
    await phone.get_by_role("button", name=languages.own_name(code), exact=True).click()
    bubbles = phone.locator(".bubble.from-bot")
    await expect(bubbles).to_have_count(2, timeout=PATIENCE)
    await say(page, "volunteer", question, 3)
    mark = demo.runtime.house.words.say(texts.MACHINE_TRANSLATED, code)
    await expect(bubbles.last).to_contain_text(mark)
    await shoot(page, f"try-it-{code}")
    await context.close()


async def agree_on_a_call(demo: DemoHouse) -> None:
    """The volunteer has agreed on the first time that is free."""
    async with access.changing(demo.runtime) as session:
        home = await addresses.find(session, people.CHANNEL, people.ACCOUNT, people.VOLUNTEER)
        assert home is not None
        thread = await conversations.find(session, home)
        assert thread is not None
        turn = await context.reopen(session, demo.runtime.house, thread.id, now=demo.clock())
        assert turn is not None
        wish = Wish(language="nl", interpreter=False)
        held = await call_booking.hold(turn, wish, (await free(turn, wish))[0])
        assert held is not None
        await call_booking.book(turn, held, NUMBER)


async def shoot_both(page: Page, name: str) -> None:
    """On a desk's screen, and on a phone's as `NAME-phone`."""
    await shoot(page, name)
    await page.set_viewport_size(NARROW)
    await page.reload()  # some things begin folded on a phone
    await shoot(page, f"{name}-phone")
    await page.set_viewport_size(WIDE)


async def shoot(page: Page, name: str) -> None:
    path = FOLDER / f"{name}.png"
    size = len(await page.screenshot(path=path, animations="disabled"))
    if size > LARGEST:
        sys.stderr.write(f"{path.name} has {size // 1000} kB: too much for a README\n")


async def say(page: Page, phone: str, text: str, answers: int) -> None:
    """Write from a phone, and wait until the bot has said so many things there."""
    await page.locator(f"#{phone} textarea").fill(text)
    await page.locator(f"#{phone} button.send").click()
    said = page.locator(f"#{phone} .bubble.from-bot")
    await expect(said).to_have_count(answers, timeout=PATIENCE)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""Two colleagues and one family at the same time, in real browsers."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot import demo as people
from bot import web
from bot.desk import access
from bot.intake import Intake
from bot.outbox import Outbox
from db import addresses, conversations, staff
from db import people as register
from db.models import Role
from handlers import context
from handlers import staff as work
from tests.bot.scene import ScriptedEngine
from tests.browser import house
from tests.browser.hands import desk, in_thread, on_phone, send, tab_to, try_it, until
from tests.browser.house import DemoHouse, MovedClock
from tests.browser.serving import listening

pytestmark = pytest.mark.browser

ANA, JONAS = people.ADMIN_LOGIN, "jonas@demo.invalid"
QUESTION, ENTRY = "How do we open a bank account?", "bank-account"
#: Words that would do something if they were not shown as text.
MARKUP = "<img src=x onerror=document.title='hit'><script>document.title='hit'</script>"
expect.set_options(timeout=30_000)


@pytest.fixture
def engine() -> ScriptedEngine:
    found = ScriptedEngine()
    found.answers[QUESTION] = ENTRY
    return found


@pytest.fixture
async def demo(tmp_path: Path, engine: ScriptedEngine) -> AsyncIterator[DemoHouse]:
    async with house.running(tmp_path, engine.engine) as found:
        await promote(found)
        yield found


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with house.chromium_at(chromium) as found:
        yield found


async def promote(demo: DemoHouse) -> None:
    """Jonas sees what Ana has in hand."""
    async with demo.runtime.database.transaction() as session:
        jonas = await staff.by_login(session, JONAS)
        assert jonas is not None
        jonas.role = Role.COORDINATOR


async def talk(demo: DemoHouse) -> int:
    """The family's conversation."""
    async with demo.runtime.database.reading() as session:
        home = await addresses.find(session, people.CHANNEL, people.ACCOUNT, people.FAMILY)
        assert home is not None
        thread = await conversations.find(session, home)
    assert thread is not None
    return thread.id


async def open_talk(demo: DemoHouse, *pages: Page) -> None:
    for page in pages:
        await page.goto(f"{demo.address}/desk/conversations/{await talk(demo)}")


async def ask_for_a_person(demo: DemoHouse, phones: Page, *pages: Page) -> None:
    """The family does, and it is on these desks."""
    await send(phones, "/human")
    for page in pages:
        await page.goto(f"{demo.address}/desk/?view=waiting")
        await expect(page.get_by_role("link", name="Al-Hamdan")).to_be_visible()


async def test_both_take_over_at_once_and_one_reads_who_was_quicker(
    demo: DemoHouse, browser: Browser
) -> None:
    phones = await try_it(demo, browser)
    ana, jonas = await desk(demo, browser, ANA), await desk(demo, browser, JONAS)
    await ask_for_a_person(demo, phones, ana, jonas)
    await open_talk(demo, ana, jonas)

    async def press(page: Page) -> None:
        async with page.expect_navigation():
            await page.locator("form[action$='/claim']").evaluate("form => form.requestSubmit()")

    await asyncio.gather(press(ana), press(jonas))
    mine = [await page.get_by_text("with you").count() for page in (ana, jonas)]
    assert sorted(mine) == [0, 1]
    winner, loser, name = (ana, jonas, "Ana Haddad") if mine[0] else (jonas, ana, "Jonas Peeters")
    await expect(loser.get_by_role("alert")).to_contain_text(f"{name} already took this.")
    await expect(winner.get_by_role("alert").and_(winner.locator(":visible"))).to_have_count(0)
    await expect(on_phone(phones, name.split()[0])).to_have_count(1)


async def test_an_answer_under_way_is_withdrawn_when_a_colleague_takes_over(
    browser: Browser, engine: ScriptedEngine, tmp_path: Path
) -> None:
    """Work is done by hand: the bot has answered, and nothing is sent yet."""
    clock = MovedClock()
    async with (
        house.opened(tmp_path, clock) as runtime,
        listening(web.create_app(runtime), runtime) as address,
    ):
        demo = DemoHouse(runtime, clock, address)
        intake = Intake(runtime, engine.engine)
        [channel] = runtime.channels.values()
        outbox = Outbox(runtime, channel, worker="by hand", link=lambda _file: None)
        await outbox.drain()
        phones, ana = await try_it(demo, browser), await desk(demo, browser, ANA)
        before = await phones.locator("#family .from-bot").count()
        await send(phones, QUESTION)
        assert await intake.drain() == 1
        await open_talk(demo, ana)
        waiting = in_thread(ana, "Waiting to be sent")
        answers = await waiting.count()
        assert answers

        await ana.get_by_role("button", name="Take over").click()
        await expect(in_thread(ana, "Withdrawn: a colleague took over")).to_have_count(answers)
        await send(phones, QUESTION)
        assert await intake.drain() == 1
        await outbox.drain()

        said = phones.locator("#family .from-bot")
        await expect(said).to_have_count(before + 1)
        await expect(said.last).to_contain_text("Ana")
        await expect(in_thread(ana, QUESTION)).to_have_count(2)
        await expect(waiting).to_have_count(0)


async def test_what_a_colleague_says_shows_on_the_other_desk_without_a_reload(
    demo: DemoHouse, browser: Browser
) -> None:
    phones = await try_it(demo, browser)
    ana, jonas = await desk(demo, browser, ANA), await desk(demo, browser, JONAS)
    await ask_for_a_person(demo, phones, ana)
    await open_talk(demo, ana, jonas)
    await jonas.evaluate("window.same = true")
    await ana.get_by_label("Reply to the person").press_sequentially("Good")
    await expect(jonas.get_by_text("Ana Haddad⁩ is writing …")).to_be_visible()
    await ana.get_by_label("Reply to the person").fill("Good morning from the desk")
    await ana.get_by_role("button", name="Send", exact=True).click()
    await expect(in_thread(jonas, "Good morning from the desk")).to_have_count(1)
    await expect(on_phone(phones, "Good morning from the desk")).to_have_count(1)

    async with access.changing(demo.runtime) as session:  # as the topic's handler does
        member = await staff.by_login(session, ANA)
        house_rules, now = demo.runtime.house, demo.clock()
        turn = await context.reopen(session, house_rules, await talk(demo), now=now)
        assert member is not None and turn is not None
        await work.reply(turn, member, "Good evening from the topic", from_topic=True)
    for page in (ana, jonas):
        await expect(in_thread(page, "Good evening from the topic")).to_have_count(1)
    await expect(on_phone(phones, "Good evening from the topic")).to_have_count(1)
    await expect(jonas.locator("#talk-head")).to_contain_text("with Ana Haddad")
    assert await jonas.evaluate("window.same")


async def test_after_a_restart_nothing_is_lost_and_nothing_is_there_twice(
    browser: Browser, engine: ScriptedEngine, tmp_path: Path
) -> None:
    async with house.running(tmp_path, engine.engine) as demo:
        await promote(demo)
        phones = await try_it(demo, browser)
        ana, jonas = await desk(demo, browser, ANA), await desk(demo, browser, JONAS)
        await ask_for_a_person(demo, phones, ana)
        await open_talk(demo, ana, jonas)
        await ana.get_by_label("Reply to the person").fill("Before the stop")
        await ana.get_by_role("button", name="Send", exact=True).click()
        await expect(on_phone(phones, "Before the stop")).to_have_count(1)
        await expect(in_thread(jonas, "Before the stop")).to_have_count(1)
        await jonas.evaluate("window.same = true")
        await send(phones, "While it stops")
        port = int(demo.address.rpartition(":")[2])
    await expect(jonas.locator("[data-offline]")).to_be_visible()
    async with house.running(tmp_path, engine.engine, port=port) as demo:
        await send(phones, "After the start")
        await ana.get_by_label("Reply to the person").fill("We are back")
        await ana.get_by_role("button", name="Send", exact=True).click()
        for text in ("Before the stop", "While it stops", "After the start", "We are back"):
            await expect(in_thread(jonas, text)).to_have_count(1)
            await expect(on_phone(phones, text)).to_have_count(1)
        await expect(jonas.locator("[data-offline]")).to_be_hidden()
        assert await jonas.evaluate("window.same")
        # what comes live now is behind all that was caught up with
        await send(phones, "And on it goes")
        await expect(jonas.locator("#thread > li").last).to_contain_text("And on it goes")
        await expect(in_thread(jonas, "While it stops")).to_have_count(1)


async def test_a_name_and_words_with_markup_are_shown_as_text(
    demo: DemoHouse, browser: Browser
) -> None:
    async with demo.runtime.database.transaction() as session:
        [family] = await register.households(session)
        family.name = MARKUP
    phones, ana = await try_it(demo, browser), await desk(demo, browser, ANA)
    await send(phones, "/human")
    await open_talk(demo, ana)
    await expect(ana.get_by_role("heading", level=1)).to_have_text(MARKUP)
    await send(phones, MARKUP)
    await expect(in_thread(ana, MARKUP)).to_have_count(1)
    await expect(on_phone(phones, MARKUP)).to_have_count(1)
    await ana.get_by_label("Reply to the person").fill(f"Reply {MARKUP}")
    await ana.get_by_role("button", name="Send", exact=True).click()
    await expect(on_phone(phones, f"Reply {MARKUP}")).to_have_count(1)
    for path in (None, "/desk/?view=all", "/desk/people", "/desk/checkins"):
        if path:
            await ana.goto(demo.address + path)
        await expect(ana.get_by_text(MARKUP).first).to_be_attached()
        for page in (ana, phones):
            assert await page.locator("img[src=x], script:not([src])").count() == 0
            assert await page.title() != "hit"


async def test_the_keyboard_alone_takes_over_answers_and_closes(
    demo: DemoHouse, browser: Browser
) -> None:
    phones, ana = await try_it(demo, browser), await desk(demo, browser, ANA)
    await ask_for_a_person(demo, phones, ana)
    await tab_to(ana, "Al-Hamdan")
    await ana.keyboard.press("Enter")
    await ana.wait_for_url(re.compile("/conversations/"))
    await tab_to(ana, "Take over")
    await ana.keyboard.press("Enter")
    await expect(ana.locator("#talk-head")).to_contain_text("with you")
    await tab_to(ana, "Reply to the person")
    await ana.keyboard.type("Typed without a mouse")
    await tab_to(ana, "Send")
    await ana.keyboard.press("Enter")
    await expect(on_phone(phones, "Typed without a mouse")).to_have_count(1)
    await expect(in_thread(ana, "Typed without a mouse")).to_have_count(1)
    await tab_to(ana, "Close the case")
    await ana.keyboard.press("Enter")
    await tab_to(ana, "Answered")
    await ana.keyboard.press("Enter")
    await expect(ana.get_by_role("status")).to_contain_text("The case is closed.")


async def test_everything_works_without_a_script(demo: DemoHouse, browser: Browser) -> None:
    phones = await try_it(demo, browser, script=False)
    ana = await desk(demo, browser, ANA, script=False)
    await send(phones, "/human")
    link = ana.get_by_role("link", name="Al-Hamdan")

    async def waits() -> None:
        await ana.goto(f"{demo.address}/desk/?view=waiting")
        await expect(link).to_be_visible(timeout=1_000)

    await until(waits)
    await link.click()
    await ana.get_by_role("button", name="Take over").click()
    await expect(ana.locator("#talk-head")).to_contain_text("with you")
    await ana.get_by_label("Reply to the person").fill("Written without a script")
    await ana.get_by_role("button", name="Send", exact=True).click()
    await expect(in_thread(ana, "Written without a script")).to_have_count(1)
    await ana.locator("label[for=mode-note]").click()
    await ana.get_by_label("Note for colleagues").fill("Only for us")
    await ana.get_by_role("button", name="Save the note").click()
    await expect(in_thread(ana, "Only for us")).to_have_count(1)

    async def arrives() -> None:
        await phones.goto(f"{demo.address}/try")
        await expect(on_phone(phones, "Written without a script")).to_have_count(1, timeout=1_000)

    await until(arrives)
    await expect(on_phone(phones, "Only for us")).to_have_count(0)
    await ana.locator("summary", has_text="Close the case").click()
    await ana.get_by_role("button", name="Answered").click()
    await expect(ana.get_by_role("status")).to_contain_text("The case is closed.")

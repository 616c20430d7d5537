"""How an invited person comes in: links that lead to our bot, or a word about why there is none."""

import dataclasses
from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr

from bot import starting, wiring
from bot.channels.telegram import TelegramChannel
from bot.desk import persons
from bot.desk.persons import Ways
from bot.runtime import Runtime
from bot.settings import Settings
from locales.catalogue import Catalogues
from tests.bot.desk.world import World
from tests.fakes.telegram import TOKEN, FakeTelegram

CODE = "ABCDEFGHJK"
LINK = f"https://t.me/onthaal_test_bot?start={CODE}"


def program(world: World) -> Runtime:
    """The runtime of a process with the channels that the product makes of its settings."""
    settings = Settings(
        telegram_token=SecretStr(TOKEN), telegram_api_url="http://telegram.test", demo=False
    )
    runtime = world.runtime
    channels = wiring.open_channels(settings, runtime.database, Catalogues.open(), runtime.clock)
    return dataclasses.replace(runtime, settings=settings, channels=channels)


@pytest.fixture
async def telegram(world: World) -> AsyncIterator[TelegramChannel]:
    world.runtime = program(world)
    [channel] = world.runtime.channels.values()
    assert isinstance(channel, TelegramChannel)
    channel._options["transport"] = httpx.ASGITransport(app=FakeTelegram().app)
    yield channel
    await channel.close()


async def ways(runtime: Runtime) -> Ways:
    async with runtime.database.reading() as session:
        return await persons.ways(session, runtime, CODE)


async def test_the_telegram_link_leads_to_our_bot_once_it_has_started(
    world: World, telegram: TelegramChannel
) -> None:
    assert await ways(world.runtime) == Ways(links=[], lacks_telegram=True)
    assert await starting.start(world.runtime, telegram)
    [(channel, link, drawing)] = (await ways(world.runtime)).links
    assert (channel, link) == ("Telegram", LINK)
    assert drawing.startswith("<svg")


async def test_a_process_that_never_asks_telegram_has_the_link_too(
    world: World, telegram: TelegramChannel
) -> None:
    await starting.start(world.runtime, telegram)
    other = await ways(program(world))
    assert ([link for _, link, _ in other.links], other.lacks_telegram) == ([LINK], False)


@pytest.mark.parametrize("path", ["people/households/{}/invite", "families/{}/handover"])
async def test_a_page_without_the_link_says_why(
    world: World, telegram: TelegramChannel, path: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    page = await browser.post(f"/desk/{path.format(home.id)}", "/desk/people")
    assert "no link for Telegram yet" in page.text and "t.me" not in page.text
    await starting.start(world.runtime, telegram)
    page = await browser.post(f"/desk/{path.format(home.id)}", "/desk/people")
    assert "no link for Telegram yet" not in page.text
    assert "https://t.me/onthaal_test_bot" in page.text

"""The WhatsApp window at the desk: what is left of it, and why a notice cannot be sent."""

import datetime as dt

from bot.channels import whatsapp_content
from db import contents, windows
from handlers import window
from tests.bot.desk.world import World

DAY = dt.timedelta(hours=24)


async def test_what_is_left_is_shown_and_the_warning_stays_until_somebody_answers(
    world: World,
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(channel="whatsapp")
    await world.case(thread)
    here = f"/desk/conversations/{thread.id}"
    assert "WhatsApp takes free text for another" in (await browser.get(here)).text

    world.clock.advance(dt.timedelta(hours=23, minutes=20))
    browser = await world.signed_in(await world.colleague("Ben"))
    async with world.runtime.database.transaction() as session:
        for first in (True, False):
            assert first == await window.warn_one(
                session, world.runtime.house, thread.id, length=DAY, now=world.now
            )
    page = (await browser.get(here)).text
    assert "for another 40 min" in page and "The person waits for an answer." in page
    assert "WhatsApp closes in 40 min" in (await browser.get("/desk/")).text

    await browser.act(thread.id, "reply", text="Here I am")
    assert "The person waits for an answer." not in (await browser.get(here)).text
    assert "WhatsApp closes in" not in (await browser.get("/desk/?view=mine")).text
    async with world.runtime.database.reading() as session:
        assert await windows.warned(session, [thread.id]) == set()


async def test_a_closed_window_says_why_its_notice_cannot_be_sent(world: World) -> None:
    thread = await world.talk(channel="whatsapp", language="nl")
    world.clock.advance(dt.timedelta(hours=25))
    browser = await world.signed_in(await world.colleague("Ana", languages=("nl",)))
    here = f"/desk/conversations/{thread.id}"
    page = (await browser.get(here)).text
    assert "Twilio has no template of the name onthaal_answer_waits_nl." in page
    assert "Twilio says: unknown." in page and "Send the notice, then this" in page
    for state, sentence in (
        ("pending", "has not approved the template"),
        ("rejected", "has refused the template"),
        ("paused", "has stopped the template"),
        ("flagged", "is not approved"),
        ("approved", ""),
    ):
        async with world.runtime.database.transaction() as session:
            await contents.save(
                session,
                "demo",
                whatsapp_content.template_hash("answer-waits"),
                "nl",
                content_sid="HX1",
                approval=state,
                now=world.now,
            )
        page = (await browser.get(here)).text
        assert sentence in page
        assert ("The notice cannot be sent" in page) == (state != "approved")
        assert (f"Twilio says: {state}." in page) == (state != "approved")

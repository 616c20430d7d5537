"""Colleagues confirm and correct translations into the languages they speak."""

import html
import re
from copy import copy
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

from bot.channel import Channel
from bot.channels import whatsapp_content
from bot.learning import Learner
from db import contents
from locales.policy import State
from locales.texts import checkins, emergency
from tests.bot.desk.world import Browser, World

PAGE = "/desk/texts?language={}&kind={}"


def own_words(world: World) -> None:
    """Texts that this test may change."""
    house = copy(world.runtime.house)
    object.__setattr__(house, "words", copy(house.words))
    world.runtime = replace(world.runtime, house=house)


async def form_of(browser: Browser, path: str, start: str) -> dict[str, str]:
    """The hidden fields of the form of the text that begins so, in any language."""
    page = (await browser.get(path)).text
    [form] = [one for one in page.split("<section")[1:] if start in html.unescape(one)]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    del fields["csrf"], fields["page"]  # the first page, and a token of its own
    text = re.search(r"<textarea[^>]*>([^<]*)</textarea>", form)
    assert text is not None
    return {name: html.unescape(value) for name, value in fields.items()} | {
        "text-0": html.unescape(text[1])
    }


async def test_a_confirmed_consent_is_asked_from_then_on(world: World) -> None:
    own_words(world)
    words = world.runtime.house.words
    member = await world.colleague("Selam", languages=("en", "ti"))
    browser = await world.signed_in(member)
    path = PAGE.format("ti", "consent")
    fields = await form_of(browser, path, "May we write to you")
    assert words.state(checkins.CONSENT, "ti") is State.DRAFTED

    kept = await browser.post("/desk/texts", **fields)
    assert kept.status_code == 303
    await Learner(world.runtime).adopt()
    assert words.state(checkins.CONSENT, "ti") is State.CONFIRMED
    page = html.unescape((await browser.get(path)).text)
    assert "May we write to you" not in page and "1 of 3 confirmed" in page
    page = (await browser.get(f"{path}&all=1")).text
    assert "Selam" in page.split("<main")[1]


async def test_a_correction_is_said_and_what_does_not_fit_is_refused_with_what_was_typed(
    world: World,
) -> None:
    own_words(world)
    words = world.runtime.house.words
    browser = await world.signed_in(await world.colleague("Samir", languages=("ar",)))
    path = PAGE.format("ar", "emergency")
    fields = await form_of(browser, path, emergency.NOT_AN_EMERGENCY_SERVICE.english)
    for typed, why in (
        ("أنا برنامج. اتصلوا بالرقم ١١٢.", "The numbers must be the same"),
        ("", "Nothing is written here"),
    ):
        refused = await browser.post("/desk/texts", **(fields | {"text-0": typed}))
        assert refused.status_code == 422
        assert why in html.unescape(refused.text) and typed in refused.text
    right = "أنا برنامج ولست خدمة طوارئ. عند الخطر اتصلوا بالرقم 112."
    assert (await browser.post("/desk/texts", **(fields | {"text-0": right}))).status_code == 303
    await Learner(world.runtime).adopt()
    assert words.say(emergency.NOT_AN_EMERGENCY_SERVICE, "ar") == right

    again = await browser.post("/desk/texts", **(fields | {"text-0": "112"}))
    assert again.status_code == 409, "a colleague was quicker"


async def test_nobody_confirms_a_language_they_do_not_speak(world: World) -> None:
    selam = await world.signed_in(await world.colleague("Selam", languages=("ti",)))
    fields = await form_of(selam, PAGE.format("ti", "consent"), "May we write to you")
    jonas = await world.signed_in(await world.colleague("Jonas", languages=("nl", "en")))
    assert "ትግርኛ" not in (await jonas.get(PAGE.format("ti", ""))).text
    assert (await jonas.post("/desk/texts", **fields)).status_code == 404
    nobody = await world.signed_in(await world.colleague("Eve", languages=("en",)))
    assert "there is none to confirm" in (await nobody.get("/desk/texts")).text


async def test_the_answer_to_what_was_asked_in_person_is_noted_once(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.volunteer())
    here = f"/desk/conversations/{thread.id}"
    assert "They said yes" in (await browser.get(here)).text
    assert (await browser.act(thread.id, "consent", answer="yes")).status_code == 303
    page = (await browser.get(here)).text
    assert "Yes to check-ins" in page and "They said yes" not in page
    assert (await browser.act(thread.id, "consent", answer="no")).status_code == 409


async def test_what_whatsapp_has_not_approved_is_listed_where_whatsapp_is_used(
    world: World,
) -> None:
    browser = await world.signed_in(await world.colleague("Jef", languages=("nl",)))
    assert "may open a conversation" not in (await browser.get("/desk/texts?language=nl")).text

    channel = cast(Channel, SimpleNamespace(name="whatsapp", account="+32"))
    world.runtime = replace(world.runtime, channels={("whatsapp", "+32"): channel})
    now = world.clock.now()
    async with world.runtime.database.transaction() as session:
        for key, state in (("answer-waits", "approved"), ("call-moved", "rejected")):
            hashed = whatsapp_content.template_hash(key)
            await contents.save(
                session,
                "+32",
                hashed,
                "nl",
                content_sid="HX1",
                approval=state,
                now=now,
            )
    browser = await world.signed_in(await world.colleague("Bea", languages=("nl",)))
    page = (await browser.get("/desk/texts?language=nl")).text
    assert "WhatsApp has approved 1 of " in page
    assert "<bdi>call-moved</bdi>: rejected" in page and "answer-waits" not in page

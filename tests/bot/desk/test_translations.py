"""Two languages at the desk: asked for, marked, kept for colleagues; the person gets one."""

import dataclasses
import datetime as dt

import pytest

from bot.translators import TranslationError
from db.models import Message
from tests.bot.desk.test_suggestions import reply_box
from tests.bot.desk.world import Browser, World


class FakeTranslator:
    """Writes the language before the text; writes down what it was sent."""

    name = "deepl"

    def __init__(self) -> None:
        self.is_outside = True
        self.sent: list[str] = []
        #: raised instead of an answer
        self.fault: TranslationError | None = None

    async def translate(self, text: str, *, into: str, source: str | None = None) -> str:
        self.sent.append(text)
        if self.fault is not None:
            raise self.fault
        return f"[{into}] {text}"


@pytest.fixture
def translator(world: World) -> FakeTranslator:
    fake = FakeTranslator()
    world.runtime = dataclasses.replace(world.runtime, translator=fake)
    return fake


async def _translates(browser: Browser, message: Message, **form: str) -> str:
    thread = message.conversation_id
    answer = await browser.act(thread, f"messages/{message.id}/translate", **form)
    if answer.status_code != 303:
        return answer.text
    assert answer.headers["location"].endswith(f"#m-{message.id}")
    return await _page(browser, thread)


async def _page(browser: Browser, thread: int) -> str:
    return (await browser.get(f"/desk/conversations/{thread}")).text


async def test_a_message_is_translated_when_asked_and_says_that_a_machine_did_it(
    world: World, translator: FakeTranslator
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(language="ar")
    message = await world.hear(thread, "صباح الخير <b>")
    page = await _page(browser, thread.id)
    assert "Machine translation" not in page and translator.sent == []

    page = await _translates(browser, message)
    assert "[en] صباح الخير &lt;b&gt;" in page
    assert "Machine translation by DeepL: it can be wrong." in page
    assert "<summary>The original</summary>" in page
    assert f"/messages/{message.id}/translate" not in page, "it is there already"

    async with world.runtime.database.transaction() as session:
        row = await session.get_one(Message, message.id)
        world.clock.advance(dt.timedelta(minutes=1))
        row.edited_at = world.now
    page = await _page(browser, thread.id)
    assert "The message was edited after it." in page
    assert f"/messages/{message.id}/translate" in page


async def test_confidential_words_leave_the_house_only_after_a_clear_yes(
    world: World, translator: FakeTranslator
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.family(language="ar"))
    message = await world.hear(thread, "سر")
    assert "its text leaves this house and goes to DeepL" in await _page(browser, thread.id)

    assert "Nothing was translated" in await _translates(browser, message)
    refused = await browser.act(thread.id, "translate-reply", text="Come to us")
    assert refused.status_code == 422 and reply_box(refused.text) == "Come to us"
    assert translator.sent == []

    assert "[en] سر" in await _translates(browser, message, sure="1")
    assert translator.sent == ["سر"]

    translator.is_outside = False
    page = await _page(browser, thread.id)
    assert "leaves this house" not in page


async def test_a_reply_is_translated_for_a_look_and_the_person_gets_one_language(
    world: World, translator: FakeTranslator
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(language="ar")
    before = len(await world.last(thread))
    looked = await browser.act(thread.id, "translate-reply", text="See you on Monday")
    assert looked.status_code == 200
    assert reply_box(looked.text) == "[ar] See you on Monday"
    assert "Look at it before you send it." in looked.text
    assert len(await world.last(thread)) == before, "nothing is sent yet"

    form = {"text": "[ar] See you", "own": "See you on Monday", "engine": "deepl"}
    assert (await browser.act(thread.id, "reply", **form)).status_code == 303
    said = [one for one in await world.last(thread) if one.author == "staff"]
    assert [one.content["text"] for one in said] == ["[ar] See you"]
    page = await _page(browser, thread.id)
    assert "For colleagues, in English" in page and "See you on Monday" in page
    assert "DeepL made of it what the person got." in page


async def test_both_versions_are_written_by_hand_without_any_translator(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(language="ar")
    page = await _page(browser, thread.id)
    assert "Translate" not in page and "Also for colleagues, in English" in page
    await browser.act(thread.id, "reply", text="نعم", own="Yes", engine="deepl")
    page = await _page(browser, thread.id)
    assert "For colleagues, in English" in page and ">Yes</p>" in page
    assert "made of it" not in page, "no machine is set: it cannot have been one"
    said = [one for one in await world.last(thread) if one.author == "staff"]
    assert [(one.content["text"], one.language) for one in said] == [("نعم", "ar")]
    assert (await browser.act(thread.id, "translate-reply", text="x")).status_code == 404


async def test_what_the_machine_cannot_do_is_said_and_nothing_typed_is_lost(
    world: World, translator: FakeTranslator
) -> None:
    browser = await world.signed_in(await world.colleague("Ana", languages=("ti", "en")))
    thread = await world.talk(language="ti")
    sentences = {
        "language": "does not know this language",
        "quota": "all that is paid for",
        "unreachable": "does not answer just now",
    }
    for code, sentence in sentences.items():
        translator.fault = TranslationError(code)
        answer = await browser.act(thread.id, "translate-reply", text="Come to us")
        assert answer.status_code == 422 and sentence in answer.text
        assert reply_box(answer.text) == "Come to us"
    [message] = await world.last(thread)
    assert "does not answer just now" in await _translates(browser, message)


async def test_nobody_translates_what_is_not_theirs_to_read(
    world: World, translator: FakeTranslator
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben", languages=("nl",)))
    thread = await world.talk(language="ar")
    [message] = await world.last(thread)
    fields = await ana.fields(thread.id)
    token = (await ben.get("/desk/")).text.split('name="csrf" value="')[1].split('"')[0]
    fields["csrf"] = token
    deed = f"messages/{message.id}/translate"
    answer = await ben.send(thread.id, deed, fields)
    assert answer.status_code == 303 and translator.sent == []
    assert (await ben.get(answer.headers["location"])).status_code == 404
    other = await world.talk(phone="phone-2", language="ar")
    assert (await ana.act(other.id, deed)).status_code == 404
    assert translator.sent == []

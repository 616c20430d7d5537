"""The FAQ's pages: entries with languages, reviews and feedback; one entry; a text written anew."""

import dataclasses
import datetime as dt

from db import feedback
from db.models import FaqDraft, Message
from tests.bot.desk.world import World
from tests.handlers import scene

OLD = scene.entry("old-bus", review_by=dt.date(2020, 1, 1))
DUTCH = {("old-bus", part, "nl"): f"nl {part}" for part in OLD.parts()}
FRENCH = {("old-bus", "short", "fr"): "fr short <i>"}


def know(world: World) -> None:
    """An entry whose review is overdue, whole in Dutch and partly in French; and another."""
    knowledge = scene.knowledge(OLD, scene.entry("train"), translations={**DUTCH, **FRENCH})
    house = dataclasses.replace(world.runtime.house, knowledge=knowledge)
    world.runtime = dataclasses.replace(world.runtime, house=house)


async def sent(world: World) -> Message:
    thread = await world.talk()
    [message] = await world.last(thread)
    async with world.runtime.database.transaction() as session:
        await feedback.record_answer(session, message.id, "old-bus", "nl", now=world.now)
        await feedback.record(session, message.id, "old-bus", helped=True, now=world.now)
    return message


async def test_what_is_overdue_stands_first_with_languages_and_feedback(world: World) -> None:
    know(world)
    await sent(world)
    browser = await world.signed_in(await world.colleague("Ana"))
    page = (await browser.get("/desk/faq")).text
    due = page[page.index("Review is due") : page.index("Languages at a glance")]
    assert "/desk/faq/old-bus" in due and "/desk/faq/train" not in due
    for words in ("confirmed: nl", "in part: fr", "sent 1", "helped 1", "not quite 0"):
        assert words in due
    found = (await browser.get("/desk/faq?q=BUS+stop")).text
    assert "2 entries have all these words." in found


async def test_an_entry_shows_every_text_as_text_and_can_be_looked_at_in_one_language(
    world: World,
) -> None:
    know(world)
    browser = await world.signed_in(await world.colleague("Ana"))
    page = (await browser.get("/desk/faq/old-bus")).text
    for words in ("nl short", "fr short &lt;i&gt;", OLD.short, "not sent yet"):
        assert words in page
    beside = (await browser.get("/desk/faq/old-bus?language=nl")).text
    assert "nl short" in beside and OLD.short in beside and "fr short" not in beside
    assert (await browser.get("/desk/faq/nothing")).status_code == 404


async def test_a_text_is_written_anew_as_a_draft_unless_it_changed_meanwhile(
    world: World,
) -> None:
    know(world)
    browser = await world.signed_in(await world.colleague("Ana"))
    path = "/desk/faq/old-bus/revise"
    form = {"part": "short", "language": "nl"}
    page = await browser.get(path, params=form)
    assert "nl short" in page.text and OLD.short in page.text
    seen = page.text.partition('name="seen" value="')[2].partition('"')[0]

    late = await browser.post(path, **form, seen="another", text="my words")
    assert late.status_code == 409
    assert "has changed since" in late.text and "my words" in late.text

    made = await browser.post(path, **form, seen=seen, text="Aan de kerk.")
    assert made.headers["location"] == "/desk/faq/drafts/1?done=begun"
    draft = await world.fresh(FaqDraft, 1)
    assert (draft.entry_id, draft.is_new, draft.state) == ("old-bus", False, "draft")
    assert "Aan de kerk." in (await browser.get(made.headers["location"])).text


async def test_what_staff_do_not_write_cannot_be_written(world: World) -> None:
    know(world)
    browser = await world.signed_in(await world.colleague("Ana"))
    for part, language in (("official_body", "nl"), ("short", "fa_AF"), ("", "")):
        form = {"part": part, "language": language}
        path = "/desk/faq/old-bus/revise"
        assert (await browser.get(path, params=form)).status_code == 404
        assert (await browser.post(path, **form, seen="", text="x")).status_code == 404

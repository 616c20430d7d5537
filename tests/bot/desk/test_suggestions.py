"""Answers beside a conversation: in the person's language, put into the reply by one link."""

import html
import re

from db import suggestions
from db.models import Conversation
from tests.bot.desk.world import World


async def ranked(world: World, thread: Conversation, *entry_ids: str) -> None:
    """The worker has understood the last thing that was said."""
    [message] = (await world.last(thread))[-1:]
    async with world.runtime.database.transaction() as session:
        pairs = [(one, 0.5) for one in entry_ids]
        await suggestions.put(session, thread.id, message.id, pairs, now=world.now)


def reply_box(page: str) -> str:
    [text] = re.findall(r'<textarea id="reply".*?>(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(text)


async def test_the_answer_goes_into_the_reply_with_its_source_by_a_link(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(text="How do we enrol <b>them</b>?")
    await ranked(world, thread, "school-enrol", "gone-since")

    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert "How do we enrol the children?" in page and "Go to the school." in page
    assert "How do we enrol &lt;b&gt;them&lt;/b&gt;?</q>" in page
    assert "gone-since" not in page and reply_box(page) == ""

    link = f"/desk/conversations/{thread.id}?use=school-enrol#reply"
    assert f'href="{link}" data-use' in page
    used = (await browser.get(link)).text
    assert reply_box(used).startswith("Go to the school.")
    assert "Source: The school" in reply_box(used)


async def test_an_answer_in_another_language_than_theirs_says_so(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.family(language="ar"))
    await ranked(world, thread, "school-enrol")
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert "Not there in Arabic. This is English." in page
    assert '<p class="text" lang="en" dir="ltr">Go to the school.</p>' in page


async def test_words_find_any_entry(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    here = f"/desk/conversations/{thread.id}"
    assert "?use=school-enrol" not in (await browser.get(here)).text
    assert "?use=school-enrol" in (await browser.get(f"{here}?find=enrol+CHILD")).text
    assert "No entry has all these words." in (await browser.get(f"{here}?find=enrol+dog")).text


async def test_a_refused_reply_keeps_its_words_and_no_answer_is_put_over_them(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    stale = {**await ana.fields(thread.id), "epoch": "99"}
    path = f"/desk/conversations/{thread.id}/reply?use=school-enrol"
    answer = await ana.http.post(path, data={**stale, "text": "my own words"})
    assert answer.status_code == 409
    assert reply_box(answer.text) == "my own words"

"""Prepared replies: in the person's language with one click, written and changed at the desk."""

import datetime as dt
import html
import re

from db.models import Role
from tests.bot.desk.test_suggestions import reply_box
from tests.bot.desk.world import Browser, World


async def _write(browser: Browser, title: str, **texts: str) -> str:
    """Keep a prepared reply; the address of its page."""
    fields = {f"text-{code}": text for code, text in texts.items() if code != "scope"}
    scope = texts.get("scope", "all")
    kept = await browser.post("/desk/canned/new", title=title, scope=scope, **fields)
    assert kept.status_code == 303
    page = (await browser.get("/desk/canned")).text
    [link] = re.findall(rf'href="(/desk/canned/\d+)" dir="auto">{re.escape(title)}<', page)
    return link


def _picker(page: str) -> str:
    return html.unescape(page.split('<details class="prepared">')[1].split("</details>")[0])


async def test_one_click_puts_it_into_the_reply_in_the_persons_language(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    link = await _write(browser, "Opening hours", en="We open at nine.", ar="نفتح في التاسعة.")
    number = link.rpartition("/")[2]
    thread = await world.talk(language="ar")
    here = f"/desk/conversations/{thread.id}"
    page = (await browser.get(here)).text
    assert "نفتح في التاسعة." in _picker(page) and "We open at nine." not in _picker(page)
    assert f'href="{here}?canned={number}#reply" data-use' in page
    assert reply_box((await browser.get(f"{here}?canned={number}")).text) == "نفتح في التاسعة."
    assert len(await world.last(thread)) == 1, "nothing is sent"


async def test_what_is_not_there_in_their_language_is_shown_in_the_next_one_and_says_so(
    world: World,
) -> None:
    browser = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    await _write(browser, "Hours", en="We open at nine.", fr="Nous ouvrons à neuf heures.")
    lotte = await world.volunteer(language="nl", second_language="fr")
    for thread, text in (
        (await world.talk(lotte), "Nous ouvrons à neuf heures."),
        (await world.talk(phone="phone-2", language="ti"), "We open at nine."),
    ):
        assert text in _picker((await browser.get(f"/desk/conversations/{thread.id}")).text)
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert "Not there in Tigrinya. This is English." in _picker(page)


async def test_starters_come_with_the_program_in_every_language(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana", languages=("fa", "en")))
    thread = await world.talk(language="fa_AF")
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert "In which town do you live?" in page, "the title is in the language of the desk"
    assert "Not there in" not in _picker(page), "Dari reads Persian"
    box = reply_box((await browser.get(f"/desk/conversations/{thread.id}?canned=town")).text)
    assert box and "town" not in box


async def test_ones_own_is_offered_to_nobody_else_and_others_ask_to_change_it(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    own = await _write(ana, "Only mine", en="Mine", scope="own")
    shared = await _write(ana, "For all", en="Ours")
    assert "Only mine" not in (await ben.get("/desk/canned")).text
    assert (await ben.get(own)).status_code == 404
    page = (await ben.get(shared)).text
    assert "Ours" in page and "<textarea" not in page
    refused = await ben.post(shared, title="Ben's", **{"text-en": "x"})
    assert refused.status_code == 422 and "or a coordinator" in refused.text
    coordinator = await world.signed_in(await world.colleague("Dina", role=Role.COORDINATOR))
    assert "<textarea" in (await coordinator.get(shared)).text


async def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    path = "/desk/canned/new"
    answer = await ana.post(path, title=" ", **{"text-en": "Some <words>"})
    assert answer.status_code == 422 and "A title is missing" in answer.text
    assert "Some &lt;words&gt;</textarea>" in answer.text
    answer = await ana.post(path, title="Empty", **{"text-en": "  "})
    assert "at least one language" in answer.text
    answer = await ana.post(path, title="Long", **{"text-en": "x" * 3001})
    assert answer.status_code == 422 and "too long" in answer.text
    assert "None yet." in (await ana.get("/desk/canned")).text


async def test_a_stale_form_shows_what_is_there_now_and_a_removed_one_is_offered_no_more(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    dina = await world.signed_in(await world.colleague("Dina", role=Role.COORDINATOR))
    link = await _write(ana, "Hours", en="At nine")
    [seen] = re.findall(r'name="seen" value="([^"]+)"', (await ana.get(link)).text)[:1]
    world.clock.advance(dt.timedelta(minutes=1))
    changed = await dina.post(link, title="Hours", seen=seen, **{"text-en": "At ten"})
    assert changed.status_code == 303
    late = await ana.post(link, title="Hours", seen=seen, **{"text-en": "At eleven"})
    assert late.status_code == 409 and "Dina changed this meanwhile." in late.text
    assert "At eleven</textarea>" in late.text and "At ten" in late.text
    [now, *_] = re.findall(r'name="seen" value="([^"]+)"', late.text)
    assert (await ana.post(f"{link}/remove", seen=seen)).status_code == 409
    assert (await ana.post(f"{link}/remove", seen=now)).status_code == 303
    assert "Hours" not in (await ana.get("/desk/canned")).text


async def test_the_page_says_in_which_languages_they_are_there(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    await _write(ana, "Hours", en="At nine", nl="Om negen uur")
    page = re.sub(r"\s+", " ", (await ana.get("/desk/canned")).text)
    assert "in English, Dutch" in page or "in Dutch, English" in page
    row = re.search(r"Tigrinya <small>ti</small></th><td>(\d+)</td><td>(\d*)</td>", page)
    assert row is not None and row[2] == "1"

"""Searching: names and words in memory, within scope; what a list may not show leaves a trace."""

import datetime as dt

from sqlalchemy import select

from bot.desk import search
from bot.desk.wanted import Wanted
from db import desk_lists
from db.models import AuditEvent, Role
from tests.bot.desk.world import Browser, World


async def _found(browser: Browser, words: str, **more: str) -> str:
    answer = await browser.get("/desk/", params={"view": "all", "q": words, **more})
    assert answer.status_code == 200
    return answer.text.split('<div id="lines"')[1]


async def _noted(world: World) -> list[int]:
    """Conversations whose hidden words somebody was told of."""
    async with world.runtime.database.reading() as session:
        rows = await session.execute(
            select(AuditEvent.subject_id).where(AuditEvent.action == search.FOUND)
        )
        return list(rows.scalars())


async def test_words_of_a_message_are_found_and_marked_and_linked_to(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(text="We lost the key of the <i>Mechélen</i> house")
    message = await world.hear(thread, "and the letter of the school")
    await world.talk(phone="phone-2", text="the school is fine")
    page = await _found(browser, "SCHOOL letter")
    assert "1 conversation found." in page
    assert "and the <mark>letter</mark> of the school" in page
    assert f'href="/desk/conversations/{thread.id}#m-{message.id}"' in page
    assert "<mark>&lt;i&gt;Mechélen&lt;/i&gt;</mark>" in await _found(browser, "mechelen")
    assert await _noted(world) == []


async def test_an_old_message_is_linked_to_where_its_page_shows_it(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(text="the very first word")
    (first,) = await world.last(thread)
    for number in range(80):
        await world.hear(thread, f"{number}")
    address = f"/desk/conversations/{thread.id}?before=2"
    assert f'href="{address}#m-{first.id}"' in await _found(browser, "first")
    assert f'id="m-{first.id}"' in (await browser.get(address)).text


async def test_what_a_family_said_is_found_but_not_shown_and_leaves_a_trace(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben")
    family = await world.talk(await world.family(), text="we are afraid of the neighbour")
    await world.case(family)
    his = await world.signed_in(ben)
    page = await _found(his, "neighbour")
    assert "Found in what was said" in page
    assert "afraid" not in page
    assert await _noted(world) == [family.id]
    again = {"params": {"view": "all", "q": "neighbour"}, "headers": {"X-Refresh": "1"}}
    await his.get("/desk/", **again)
    assert await _noted(world) == [family.id]
    world.clock.advance(dt.timedelta(minutes=11))
    await his.get("/desk/", **again)
    assert await _noted(world) == [family.id] * 2
    hers = await world.signed_in(ana)
    await hers.act(family.id, "claim")
    assert "afraid of the <mark>neighbour</mark>" in await _found(hers, "neighbour")
    assert await _noted(world) == [family.id] * 2


async def test_a_confidential_case_keeps_its_words_hidden_after_it_is_closed(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben")
    thread = await world.talk(text="he hits me")
    await world.case(thread, confidential=True)
    await (await world.signed_in(ana)).act(thread.id, "close", outcome="answered")
    page = await _found(await world.signed_in(ben), "hits")
    assert "Found in what was said" in page
    assert "<mark>" not in page
    assert await _noted(world) == [thread.id]


async def test_nothing_outside_the_scope_is_found(world: World) -> None:
    dutch = await world.signed_in(await world.colleague("Ana", languages=("nl",)))
    await world.talk(await world.family("Nieuwenhuis", language="ar"), text="a secret word")
    taken = await world.talk(await world.family(language="nl"), phone="2", text="a secret word")
    await world.case(taken)
    await (await world.signed_in(await world.colleague("Ben", languages=("nl",)))).act(
        taken.id, "claim"
    )
    for words in ("secret", "nieuwenhuis"):
        assert "Nobody found." in await _found(dutch, words)
    assert await _noted(world) == []


async def test_a_result_says_where_it_was_found_and_filters_hold(world: World) -> None:
    boss = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    group = await world.group("Onthaalgroep Gent")
    lotte = await world.talk(await world.volunteer("Lotte", welcome_group_id=group.id))
    await world.talk(await world.volunteer("Charlotte", language="fr"), phone="2", text="lotte?")
    assert "found in the name" in await _found(boss, "lotte", language="en")
    assert "Charlotte" not in await _found(boss, "lotte", language="en")
    assert "found in the group" in await _found(boss, "gent")
    assert "found by the number" in await _found(boss, f"#{lotte.id}")
    both = await _found(boss, "lotte", language="fr")
    assert "found in the name" in both
    assert "<mark>lotte?</mark>" in both


async def test_a_search_says_how_far_it_looked(world: World) -> None:
    member = await world.colleague("Ana", role=Role.COORDINATOR)
    first = await world.talk(await world.volunteer("Lotte"), text="the bank")
    world.clock.advance(dt.timedelta(minutes=1))
    second = await world.talk(await world.volunteer("Piet"), phone="2", text="the bank")
    third = await world.hear(second, "good morning")

    async def find(words: str, **limits: int) -> search.Found:
        async with world.runtime.database.reading() as session:
            wanted = Wanted(view="all", words=words)
            narrow, groups = desk_lists.EVERYTHING, await desk_lists.groups(session)
            return await search.find(
                session, member, wanted, narrow=narrow, groups=groups, **limits
            )

    everything = await find("bank")
    assert list(everything.hits) == [second.id, first.id]
    assert everything.whole
    newest = await find("bank", read=2)
    assert list(newest.hits) == [second.id]
    assert not newest.whole
    assert list((await find("morning", read=1)).hits) == [third.conversation_id]
    assert not (await find("lotte", named=1)).hits
    browser = await world.signed_in(member)
    assert "Every name and message of this list was looked through." in await _found(browser, "x")

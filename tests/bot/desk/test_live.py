"""Live pages: each message once and in order, from where the browser was, with an end."""

import asyncio
import json

from bot.desk import access, live, writing
from db import staff
from db.models import Conversation, StaffMember
from tests.bot.desk.streams import PATIENCE, opened
from tests.bot.desk.world import World


def _on(thread: Conversation, after: int) -> str:
    return f"conversation={thread.id}&after={after}"


async def test_a_new_message_appears_with_its_number(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    async with opened(world, browser, _on(thread, 1)) as stream:
        await stream.until("changed")
        await world.hear(thread, "two\n<b>lines</b>")
        event = await stream.until("message")
    assert event["id"] == "2"
    assert "two\n&lt;b&gt;lines&lt;/b&gt;" in event["data"]


async def test_a_reconnected_browser_gets_what_it_missed_and_nothing_twice(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(text="word 1.")
    for number in range(2, 6):
        await world.hear(thread, f"word {number}.")
    async with opened(world, browser, _on(thread, 1), last="3") as stream:
        found = [await asyncio.wait_for(stream.event(), PATIENCE) for _ in range(3)]
    assert [one["event"] for one in found if one] == ["message", "message", "changed"]
    assert [one.get("id") for one in found if one] == ["4", "5", None]


async def test_a_long_absence_is_made_up_for_completely(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    for number in range(live.BATCH + 20):
        await world.hear(thread, f"word {number}.")
    async with opened(world, browser, _on(thread, 0)) as stream:
        ids = [(await stream.until("message"))["id"] for _ in range(live.BATCH + 21)]
    assert ids == [str(number) for number in range(1, live.BATCH + 22)]


async def test_a_claim_of_a_colleague_changes_counts_and_mark(world: World) -> None:
    boss = await world.signed_in(await world.colleague("Ben", role="coordinator"))
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    await world.case(thread)
    async with opened(world, boss, _on(thread, 1)) as stream:
        before = json.loads((await stream.until("changed"))["data"])
        await ana.act(thread.id, "claim")
        after = json.loads((await stream.until("changed"))["data"])
    assert (before["counts"]["waiting"], after["counts"]["waiting"]) == (1, 0)
    assert before["mark"] != after["mark"]


async def test_the_mark_on_the_page_is_the_one_of_its_stream(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    async with opened(world, browser, _on(thread, 1)) as stream:
        state = json.loads((await stream.until("changed"))["data"])
    assert f'data-mark="{state["mark"]}"' in page


async def test_the_stream_ends_when_a_colleague_takes_the_conversation(world: World) -> None:
    ben = await world.signed_in(await world.colleague("Ben"))
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    async with opened(world, ben, _on(thread, 1)) as stream:
        await stream.until("changed")
        await ana.act(thread.id, "claim")
        await world.hear(thread, "only for Ana")
        assert await stream.end() == ["gone"]


async def test_the_stream_ends_with_its_session(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    async with opened(world, browser, _on(thread, 1)) as stream:
        await stream.until("changed")
        token = browser.http.cookies[access.COOKIE]
        async with world.runtime.database.transaction() as session:
            await staff.end_sessions(session, now=world.now, token=token)
        await world.hear(thread, "too late")
        assert await stream.end() == []


async def test_the_stream_of_whoever_left_ends(world: World) -> None:
    member = await world.colleague("Ana")
    browser = await world.signed_in(member)
    async with opened(world, browser) as stream:
        await stream.until("changed")
        async with world.runtime.database.transaction() as session:
            (await session.get_one(StaffMember, member.id)).left_at = world.now
        world.runtime.signals.ring()
        assert await stream.end() == []


async def test_the_stream_ends_when_the_process_stops(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    async with opened(world, browser) as stream:
        await stream.until("changed")
        world.runtime.signals.close()
        assert await stream.end() == []


async def test_the_inbox_hears_of_somebody_new(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    async with opened(world, browser) as stream:
        before = json.loads((await stream.until("changed"))["data"])
        await world.case(await world.talk())
        world.runtime.signals.ring()
        after = json.loads((await stream.until("changed"))["data"])
    assert (before["counts"]["waiting"], after["counts"]["waiting"]) == (0, 1)


async def test_a_conversation_out_of_scope_has_no_stream(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana", languages=("nl",)))
    thread = await world.talk(await world.family(language="ar"))
    for wanted in (str(thread.id), "999", "x", ""):
        answer = await browser.get("/desk/events", params={"conversation": wanted})
        assert answer.status_code == 404, wanted


async def test_posts_for_the_staff_group_are_not_on_the_page(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    message = await world.hear(thread, "a post for the topic")
    async with world.runtime.database.transaction() as session:
        row = await session.get_one(type(message), message.id)
        row.direction = "staff"
    await world.hear(thread, "for everybody")
    async with opened(world, browser, _on(thread, 1)) as stream:
        event = await stream.until("message")
    assert event["id"] == "3"
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert "a post for the topic" not in page


async def test_who_else_types_is_shown_until_they_stop(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk()
    assert (await ana.act(thread.id, "writing", writing="1")).status_code == 204
    async with opened(world, ben, _on(thread, 1)) as stream:
        seen = json.loads((await stream.until("changed"))["data"])["writing"]
        await ana.act(thread.id, "writing", writing="")
        then = json.loads((await stream.until("changed"))["data"])["writing"]
    assert (seen, then) == (["Ana"], [])


async def test_who_types_is_not_told_to_themselves_nor_believed_for_long(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk()
    await ana.act(thread.id, "writing", writing="1")
    async with opened(world, ana, _on(thread, 1)) as stream:
        assert json.loads((await stream.until("changed"))["data"])["writing"] == []
    world.clock.advance(writing.LASTING)
    async with opened(world, ben, _on(thread, 1)) as stream:
        assert json.loads((await stream.until("changed"))["data"])["writing"] == []
    other = await world.signed_in(await world.colleague("Cas", languages=("ti",)))
    answer = await other.post(f"/desk/conversations/{thread.id}/writing", writing="1")
    assert answer.status_code == 404


async def test_between_two_looks_a_stream_rests_and_rings_meanwhile_are_one_more_look(
    world: World,
) -> None:
    rested, may_end = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def sleep(seconds: float) -> None:
        assert seconds == live.REST
        rested.release()
        await may_end.acquire()

    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    async with (
        opened(world, browser, _on(thread, 1), sleep=sleep) as stream,
        asyncio.timeout(PATIENCE),
    ):
        await rested.acquire()
        for number in range(3):
            await world.hear(thread, f"word {number}.")
        may_end.release()
        assert [(await stream.until("message"))["id"] for _ in range(3)] == ["2", "3", "4"]
        await rested.acquire()
        may_end.release()  # nothing rang since: a look too many would rest for ever
        await world.hear(thread, "later")
        assert (await stream.until("message"))["id"] == "5"
        may_end.release()

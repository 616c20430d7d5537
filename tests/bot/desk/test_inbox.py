"""The inbox: true counts, the right order, and nobody sees what is not theirs."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from db import deliveries, desk_lists, inbox
from db.desk_lists import Narrow
from db.models import (
    Address,
    Case,
    CaseState,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    InboundEvent,
    Priority,
    Reason,
    Role,
    StaffMember,
)
from handlers.revisions import Overlay
from tests.bot.desk.world import Browser, World, an_entry


def _numbers(page: str) -> list[int]:
    """Conversations of a list, in its order."""
    parts = page.split('<a href="/desk/conversations/')[1:]
    return [int(re.split(r'["#?]', part)[0]) for part in parts]


def _count(page: str, name: str) -> int:
    return int(page.split(f'<b data-count="{name}">')[1].split("<")[0])


async def _take(world: World, thread: Conversation, member: StaffMember) -> Browser:
    browser = await world.signed_in(member)
    assert (await browser.act(thread.id, "claim")).status_code == 303
    return browser


async def test_the_most_urgent_comes_first_then_whoever_waits_longest(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    threads = [await world.talk(phone=f"phone-{number}") for number in range(4)]
    for thread, priority in zip(
        threads,
        (Priority.NORMAL, Priority.TODAY, Priority.NORMAL, Priority.URGENT),
        strict=True,
    ):
        await world.case(thread, priority=priority)
        world.clock.advance(dt.timedelta(minutes=5))
    page = (await browser.get("/desk/")).text
    expected = [threads[3].id, threads[1].id, threads[0].id, threads[2].id]
    assert _numbers(page) == expected
    assert "waits 20 min" in page


async def test_priority_is_told_in_words(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    await world.case(await world.talk(), priority=Priority.URGENT)
    assert "</span>Urgent</span>" in (await browser.get("/desk/")).text


async def test_counts_are_true_for_each_colleague(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben")
    threads = [await world.talk(phone=f"phone-{number}") for number in range(3)]
    await world.case(threads[0])
    await world.case(threads[1])
    hers = await _take(world, threads[0], ana)
    page = (await hers.get("/desk/")).text
    assert [_count(page, name) for name in ("waiting", "mine", "open", "all")] == [1, 1, 2, 3]
    page = (await (await world.signed_in(ben)).get("/desk/")).text
    assert [_count(page, name) for name in ("waiting", "mine", "open", "all")] == [1, 0, 1, 2]


async def test_a_worker_sees_only_their_languages_unless_it_is_urgent(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana", languages=("nl",)))
    arabic = await world.talk(await world.family(language="ar"), phone="phone-1")
    dutch = await world.talk(await world.family(language="nl"), phone="phone-2")
    urgent = await world.talk(await world.family(language="ti"), phone="phone-3")
    await world.case(arabic)
    await world.case(dutch)
    await world.case(urgent, reason=Reason.SENSITIVE, priority=Priority.URGENT)
    assert _numbers((await browser.get("/desk/")).text) == [urgent.id, dutch.id]
    assert (await browser.get(f"/desk/conversations/{arabic.id}")).status_code == 404
    assert (await browser.act(dutch.id, "claim")).status_code == 303
    fields = await browser.fields(dutch.id)
    assert (await browser.send(arabic.id, "claim", fields)).status_code == 404
    assert (await world.fresh(Conversation, arabic.id)).assignee_id is None


async def test_whoever_reads_persian_sees_those_who_read_dari(world: World) -> None:
    reads_persian = await world.signed_in(await world.colleague("Ana", languages=("fa",)))
    reads_french = await world.signed_in(await world.colleague("Ben", languages=("fr",)))
    thread = await world.talk(await world.family(language="fa_AF"))
    await world.case(thread)
    assert _numbers((await reads_persian.get("/desk/")).text) == [thread.id]
    assert _numbers((await reads_french.get("/desk/")).text) == []


async def test_a_language_that_was_chosen_counts_before_the_family_s(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana", languages=("fr",)))
    thread = await world.talk(await world.family(language="ar"))
    async with world.runtime.database.transaction() as session:
        row = await session.get_one(Conversation, thread.id)
        row.language, row.language_chosen = "fr", True
    await world.case(thread)
    assert _numbers((await browser.get("/desk/")).text) == [thread.id]


async def test_a_complaint_is_kept_from_everybody_but_those_who_handle_them(
    world: World,
) -> None:
    thread = await world.talk()
    await world.case(thread, reason=Reason.SENSITIVE, independent=True, priority=Priority.URGENT)
    for member, status in (
        (await world.colleague("Ana"), 404),
        (await world.colleague("Ben", role=Role.COORDINATOR), 404),
        (await world.colleague("Cas", role=Role.ADMIN), 200),
        (await world.colleague("Dina", complaints=True), 200),
    ):
        browser = await world.signed_in(member)
        assert (await browser.get(f"/desk/conversations/{thread.id}")).status_code == status
        assert _numbers((await browser.get("/desk/")).text) == [thread.id] * (status == 200)


async def test_a_list_never_shows_what_a_family_wrote(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben")
    family = await world.talk(await world.family(), text="a family's secret")
    stranger = await world.talk(phone="phone-2", text="a stranger's question")
    for thread in (family, stranger):
        await world.case(thread)
    page = (await (await world.signed_in(ben)).get("/desk/")).text
    assert "secret" not in page
    assert "question" in page
    hers = await _take(world, family, ana)
    assert "secret" in (await hers.get("/desk/?view=mine")).text


async def test_names_are_shown_as_text(world: World) -> None:
    browser = await world.signed_in(await world.colleague("<b>Ana</b>"))
    evil = '<script>alert("x")</script>'
    contact = await world.volunteer(evil)
    await world.case(await world.talk(contact, text=f"{evil} <img src=x onerror=y>"))
    page = (await browser.get("/desk/")).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>Ana</b>" not in page
    assert "&lt;script&gt;alert" in page


async def test_a_search_finds_names_groups_and_numbers_within_scope(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana", languages=("en",)))
    group = await world.group("Onthaalgroep Gent")
    lotte = await world.talk(await world.volunteer("Lotte", welcome_group_id=group.id))
    await world.talk(await world.volunteer("Piet"), phone="phone-2")
    await world.talk(await world.family("Lottery"), phone="phone-3")
    for words in ("lotte", "GENT", f"#{lotte.id}", "gent lot"):
        found = await browser.get("/desk/", params={"view": "all", "q": words})
        assert _numbers(found.text) == [lotte.id], words


async def test_a_long_list_has_pages_that_hold_everybody_once(world: World) -> None:
    """Urgent ones stand before those who wait, and both before those with the newest word."""
    browser = await world.signed_in(await world.colleague("Ana"))
    threads = [await world.talk(phone=f"phone-{number}") for number in range(53)]
    for thread in threads[:32]:
        await world.case(
            thread, priority=Priority.URGENT if thread is threads[31] else Priority.NORMAL
        )
    world.clock.advance(dt.timedelta(minutes=1))
    await world.hear(threads[40], "the newest word")
    pages = [(await browser.get(f"/desk/?view=all&page={page}")).text for page in (1, 2)]
    assert [len(_numbers(page)) for page in pages] == [30, 23]
    assert len({*_numbers(pages[0]), *_numbers(pages[1])}) == 53
    assert _numbers(pages[0])[:2] == [threads[31].id, threads[0].id]
    assert _numbers(pages[1])[:3] == [threads[29].id, threads[30].id, threads[40].id]


async def test_a_person_waits_for_us_or_we_for_the_person(world: World) -> None:
    ana = await world.colleague("Ana")
    thread = await world.talk()
    await world.case(thread)
    hers = await _take(world, thread, ana)
    world.clock.advance(dt.timedelta(minutes=5))
    assert "waits 5 min" in (await hers.get("/desk/?view=mine")).text
    await hers.act(thread.id, "reply", text="Good morning")
    page = (await hers.get("/desk/?view=answered")).text
    assert _numbers(page) == [thread.id]
    assert 'class="waits"' not in page
    await world.hear(thread, "and one more thing")
    world.clock.advance(dt.timedelta(minutes=3))
    assert _numbers((await hers.get("/desk/?view=answered")).text) == []
    page = (await hers.get("/desk/?view=mine")).text
    assert _numbers(page) == [thread.id]
    assert "waits 3 min" in page


async def test_what_is_put_aside_stands_in_its_own_list_only(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    case = await world.case(thread)
    async with world.runtime.database.transaction() as session:
        (await session.get_one(Case, case.id)).state = CaseState.SNOOZED
    page = (await browser.get("/desk/?view=snoozed")).text
    assert _numbers(page) == [thread.id]
    names = ("waiting", "mine", "open", "answered", "snoozed", "closed", "all")
    assert [_count(page, name) for name in names] == [0, 0, 0, 0, 1, 0, 1]
    assert _numbers((await browser.get("/desk/?view=waiting")).text) == []


async def test_what_is_closed_comes_newest_first_with_its_end(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    threads = [await world.talk(phone=f"phone-{number}") for number in range(3)]
    for thread in (threads[1], threads[0]):
        await world.case(thread, priority=Priority.URGENT)
        await browser.act(thread.id, "close", outcome="passed_on")
        world.clock.advance(dt.timedelta(minutes=1))
    page = (await browser.get("/desk/?view=closed")).text
    assert _numbers(page) == [threads[0].id, threads[1].id]
    assert "Asked for a person: Passed on to somebody else" in page
    await world.case(threads[0])
    page = (await browser.get("/desk/?view=closed")).text
    assert _numbers(page) == [threads[1].id]
    assert _count(page, "closed") == 1


async def test_an_old_closed_case_is_found_behind_many_that_do_not_fit(world: World) -> None:
    member = await world.colleague("Ana", role=Role.COORDINATOR)
    browser = await world.signed_in(member)
    threads = [await world.talk(phone="phone-0", language="nl")]
    threads += [await world.talk(phone=f"phone-{number}", language="en") for number in range(1, 7)]
    for thread in threads:
        await world.case(thread)
        await browser.act(thread.id, "close", outcome="answered")
        world.clock.advance(dt.timedelta(minutes=1))

    async def page(language: str, skip: int) -> list[int]:
        async with world.runtime.database.reading() as session:
            narrow = Narrow(language=language)
            found = await desk_lists.page(session, member, "closed", narrow, limit=1, skip=skip)
        return [one.conversation.id for one in found]

    assert await page("nl", 0) == [threads[0].id]
    assert await page("en", 0) == [threads[6].id]
    assert await page("en", 5) == [threads[1].id]
    assert await page("en", 6) == []


async def test_closing_a_confidential_case_shows_its_words_in_no_list(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben")
    thread = await world.talk(text="something nobody may read over a shoulder")
    await world.case(thread, reason=Reason.SENSITIVE, confidential=True)
    hers = await world.signed_in(ana)
    await hers.act(thread.id, "close", outcome="answered")
    page = (await (await world.signed_in(ben)).get("/desk/?view=closed")).text
    assert _numbers(page) == [thread.id]
    assert "shoulder" not in page


async def test_filters_narrow_every_list_and_its_count(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    gent = await world.group("Onthaalgroep Gent")
    lotte = await world.volunteer(
        "Lotte", language="nl", welcome_group_id=gent.id, region="wallonia"
    )
    ours = await world.talk(lotte, channel="whatsapp")
    dari = await world.talk(await world.family(language="fa_AF", group=gent), phone="phone-2")
    other = await world.talk(await world.volunteer("Piet"), phone="phone-3")
    await world.case(ours)
    await world.case(dari, reason=Reason.UNREAD)
    await browser.act(dari.id, "close", outcome="answered")
    for query, expected in {
        "language=nl": {ours},
        "language=fa": {dari},
        "channel=whatsapp": {ours},
        "reason=asked": {ours},
        "reason=unread": {dari},
        "region=wallonia": {ours},
        "region=flanders": {dari},
        "group=gEnt": {ours, dari},
        "group=gent&language=nl&channel=whatsapp": {ours},
        "group=gent&language=en": set(),
        "language=nonsense&channel=&reason=x&region=y": {ours, dari, other},
    }.items():
        page = (await browser.get(f"/desk/?view=all&{query}")).text
        assert set(_numbers(page)) == {one.id for one in expected}, query
        everything = page.split("Everything <b")[1].split(">")[1].split("<")[0]
        assert int(everything) == len(expected), query


async def test_filters_stay_in_every_link_and_are_taken_off_one_by_one(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    page = (
        await browser.get("/desk/?view=open&q=x&language=ar&region=flanders&group=%3Cb%3E")
    ).text
    assert (
        'href="/desk/?view=mine&amp;q=x&amp;language=ar&amp;group=%3Cb%3E&amp;region=flanders"'
        in page
    )
    assert 'href="/desk/?view=open&amp;q=x&amp;language=ar&amp;group=%3Cb%3E"' in page
    assert '<option value="ar" selected>' in page
    assert "<bdi>&lt;b&gt;</bdi>" in page
    assert "data-count" not in page.split('id="tabs"')[1].split("</nav>")[0]
    plain = (await browser.get("/desk/")).text
    assert 'class="chips"' not in plain


async def test_a_conversation_is_taken_over_from_the_list(world: World) -> None:
    ana, ben = await world.colleague("Ana"), await world.colleague("Ben")
    thread = await world.talk()
    await world.case(thread)
    hers, his = await world.signed_in(ana), await world.signed_in(ben)
    claim = f"/desk/conversations/{thread.id}/claim"
    assert f'form="deed" formaction="{claim}"' in (await his.get("/desk/")).text
    assert (await hers.post(claim)).status_code == 303
    late = await his.post(claim)
    assert late.status_code == 409
    assert "Ana already took this" in late.text
    assert "formaction" not in (await hers.get("/desk/?view=mine")).text


async def test_an_unknown_list_is_not_here(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    assert (await browser.get("/desk/?view=nonsense")).status_code == 404
    assert (await browser.get("/desk/?page=-1&view=all")).status_code == 200


async def _failed(world: World, thread: Conversation, state: DeliveryState, **values: Any) -> int:
    (message,) = await world.last(thread)
    async with world.runtime.database.transaction() as session:
        address = await session.get_one(Address, thread.address_id)
        delivery_id = await deliveries.queue(
            session,
            message,
            address,
            now=world.now,
            dedupe_key=f"{thread.id}-{state}",
            **{"kind": DeliveryKind.REPLY, **values},
        )
        assert delivery_id is not None
        row = await session.get_one(Delivery, delivery_id)
        row.state, row.reason = state, "provider_says_no"
    return delivery_id


async def test_what_went_wrong_is_listed_until_it_is_sent_again(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    thread = await world.talk()
    delivery_id = await _failed(world, thread, DeliveryState.UNCERTAIN)
    assert "it may have arrived" in (await ana.get("/desk/attention")).text
    page = await ana.get(f"/desk/conversations/{thread.id}")
    assert "Send again" in page.text
    await ana.act(thread.id, f"deliveries/{delivery_id}/again")
    assert "it may have arrived" not in (await ana.get("/desk/attention")).text


async def test_a_reminder_is_sent_again_only_while_it_is_true(world: World) -> None:
    member = await world.colleague("Ana", role=Role.COORDINATOR)
    ana = await world.signed_in(member)
    thread, not_true = await world.talk(), "its words would not be true any more"
    midnight = world.now + dt.timedelta(hours=13)
    values = {"kind": DeliveryKind.REMINDER, "expires_at": midnight}
    delivery_id = await _failed(world, thread, DeliveryState.FAILED, **values)
    fields = await ana.fields(thread.id)
    assert "Send again" in (await ana.get(f"/desk/conversations/{thread.id}")).text
    await ana.send(thread.id, f"deliveries/{delivery_id}/again", fields)
    again = await world.fresh(Delivery, delivery_id + 1)
    assert (again.resend_of, again.expires_at) == (delivery_id, midnight)
    async with world.runtime.database.transaction() as session:
        (await session.get_one(Delivery, again.id)).state = DeliveryState.EXPIRED
    # "tomorrow" was yesterday
    world.clock.advance(dt.timedelta(hours=14))
    ana = await world.signed_in(member)
    fields = await ana.fields(thread.id)
    page = (await ana.get(f"/desk/conversations/{thread.id}")).text
    assert not_true in page and "Send again" not in page
    forced = await ana.send(thread.id, f"deliveries/{again.id}/again", fields)
    assert (forced.status_code, not_true in forced.text) == (409, True)


async def test_a_message_is_sent_again_only_once_and_only_in_its_conversation(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread, other = await world.talk(), await world.talk(phone="phone-2")
    delivery_id = await _failed(world, thread, DeliveryState.FAILED)
    wrong = await ana.act(other.id, f"deliveries/{delivery_id}/again")
    assert wrong.status_code == 409
    for _ in range(2):
        await ana.act(thread.id, f"deliveries/{delivery_id}/again")
    async with world.runtime.database.reading() as session:
        (message,) = await world.last(thread)
        copies = (await deliveries.of_messages(session, [message.id]))[message.id]
    assert [one.resend_of for one in copies] == [None, delivery_id]


async def test_a_stuck_event_is_tried_again_by_a_coordinator_only(world: World) -> None:
    boss = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    worker = await world.signed_in(await world.colleague("Ben"))
    async with world.runtime.database.transaction() as session:
        event = {
            "channel": "simulator",
            "account": "demo",
            "provider_key": "1",
            "lane": "l",
            "payload": {},
        }
        await inbox.record(session, event, now=world.now)
        claimed = await inbox.claim(session, now=world.now, token="t")
        assert claimed is not None
        claimed.processed_at, claimed.error = world.now, "KeyError"
    assert "KeyError" in (await boss.get("/desk/attention")).text
    path = f"/desk/attention/{claimed.id}/retry"
    assert (await worker.get("/desk/attention")).status_code == 403
    assert (await worker.post(path)).status_code == 403
    assert (await world.fresh(InboundEvent, claimed.id)).error == "KeyError"
    await boss.post(path)
    assert (await world.fresh(InboundEvent, claimed.id)).error is None
    async with world.runtime.database.transaction() as session:
        stuck = await session.get_one(InboundEvent, claimed.id)
        stuck.processed_at, stuck.error, stuck.payload = world.now, "KeyError", None
    page = (await boss.get("/desk/attention")).text
    assert path not in page
    assert "its content was erased" in page
    assert (await boss.post(path)).headers["location"] == "/desk/attention"
    assert (await world.fresh(InboundEvent, claimed.id)).error == "KeyError"


async def test_entries_that_are_due_for_a_review_are_listed_until_they_are_looked_at(
    world: World,
) -> None:
    boss = await world.signed_in(await world.colleague("Ana", role=Role.COORDINATOR))
    knowledge = world.runtime.house.knowledge
    page = (await boss.get("/desk/attention")).text
    assert "Every answer has been reviewed in time." in page

    late, later = (
        replace(one, id=entry_id, question=f"{entry_id} question", review_by=day)
        for one, entry_id, day in (
            (an_entry(), "late", dt.date(2026, 2, 3)),
            (an_entry(), "later", dt.date(2026, 1, 5)),
        )
    )
    knowledge.adopt(Overlay(entries={one.id: one for one in (late, later, an_entry())}))
    page = (await boss.get("/desk/attention")).text
    assert page.index("later question") < page.index("late question")
    assert an_entry().question not in page

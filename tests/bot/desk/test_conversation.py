"""One conversation: what its page shows, who may act, and what a late click is told."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from bot.desk import access
from db import cases, conversations, deliveries, desk_thread
from db.content import Button, Content, Form
from db.models import (
    Address,
    AuditEvent,
    CaseState,
    Control,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Message,
    Role,
)
from tests.bot.desk.world import World


async def _texts(world: World, thread: Conversation, author: str = "staff") -> list[str]:
    return [one.content.get("text", "") for one in await world.last(thread) if one.author == author]


async def _views(world: World, thread: Conversation) -> int:
    async with world.runtime.database.reading() as session:
        found = await session.execute(
            select(AuditEvent.id).where(
                AuditEvent.action == "view",
                AuditEvent.subject_kind == "conversation",
                AuditEvent.subject_id == thread.id,
            )
        )
        return len(found.all())


async def test_a_reply_takes_over_and_goes_out_once(world: World) -> None:
    ana = await world.colleague("Ana Haddad")
    browser = await world.signed_in(ana)
    thread = await world.talk()
    answer = await browser.act(thread.id, "reply", text="Good morning,\r\nhow are you?")
    assert answer.status_code == 303
    assert await _texts(world, thread) == ["Good morning,\nhow are you?"]
    now = await world.fresh(Conversation, thread.id)
    assert (now.control, now.assignee_id) == (Control.HUMAN, ana.id)
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert "Waiting to be sent" in page
    assert "Give back to the bot" in page
    assert "Take over" not in page


async def test_a_script_finds_one_token_in_the_form_of_a_reply(world: World) -> None:
    """Of two fields with one name a script gets a list, and nobody is told who writes."""
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    form = page.partition('<form class="reply"')[2].partition("</form>")[0]
    for name in ("csrf", "once", "epoch", "case"):
        assert form.count(f'name="{name}"') == 1, name


async def test_the_second_to_claim_is_told_who_was_first(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana Haddad"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk()
    stale = await ben.fields(thread.id)
    await ana.act(thread.id, "claim")
    answer = await ben.send(thread.id, "claim", stale)
    assert answer.status_code == 409
    assert "Ana Haddad already took this." in answer.text


async def test_two_claims_at_once_have_one_winner(world: World) -> None:
    browsers = [await world.signed_in(await world.colleague(name)) for name in ("Ana", "Ben")]
    thread = await world.talk()
    await world.case(thread)
    fields = [await browser.fields(thread.id) for browser in browsers]
    answers = await asyncio.gather(
        *(
            browser.send(thread.id, "claim", form)
            for browser, form in zip(browsers, fields, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]


async def test_a_late_reply_keeps_its_words_and_sends_nothing(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    late = [
        await world.signed_in(await world.colleague("Ben")),
        await world.signed_in(await world.colleague("Cas", role=Role.COORDINATOR)),
    ]
    thread = await world.talk()
    stale = [await browser.fields(thread.id) for browser in late]
    await ana.act(thread.id, "claim")
    for browser, fields in zip(late, stale, strict=True):
        answer = await browser.send(thread.id, "reply", fields, text="my <long> answer")
        assert answer.status_code == 409
        assert "Ana already took this." in answer.text
        assert "my &lt;long&gt; answer</textarea>" in answer.text
    assert await _texts(world, thread) == []


async def test_a_worker_sees_who_has_it_but_not_what_is_said(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk(text="between the two of us")
    await ana.act(thread.id, "claim")
    answer = await ben.get(f"/desk/conversations/{thread.id}")
    assert answer.status_code == 403
    assert "Ana already took this." in answer.text
    assert "between the two of us" not in answer.text
    assert (await ben.get("/desk/events", params={"conversation": thread.id})).status_code == 404


async def test_a_reply_written_before_a_colleague_closed_the_case_is_shown_again(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk()
    await world.case(thread)
    stale = await ben.fields(thread.id)
    await ana.act(thread.id, "claim")
    closed = await ana.act(thread.id, "close", outcome="passed_on")
    assert closed.headers["location"] == "/desk/?done=closed"
    answer = await ben.send(thread.id, "reply", stale, text="too late?")
    assert answer.status_code == 409
    assert "Ana closed this case meanwhile:" in answer.text
    assert "Passed on to somebody else" in answer.text
    assert "too late?</textarea>" in answer.text
    assert await _texts(world, thread) == []
    again = await ben.act(thread.id, "reply", text="too late?")
    assert again.status_code == 303


async def test_a_reply_written_before_it_was_given_back_is_shown_again(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk()
    stale = await ben.fields(thread.id)
    await ana.act(thread.id, "claim")
    await ana.act(thread.id, "release")
    answer = await ben.send(thread.id, "reply", stale, text="hello")
    assert answer.status_code == 409
    assert "changed hands" in answer.text


async def test_an_own_older_page_can_still_reply(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    older = await ana.fields(thread.id)
    await ana.act(thread.id, "claim")
    assert (await ana.send(thread.id, "reply", older, text="hello")).status_code == 303


async def test_closing_needs_the_case_that_the_page_showed(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    first = await world.case(thread)
    stale = await ana.fields(thread.id)
    await ana.act(thread.id, "close", outcome="answered")
    await world.case(thread)
    answer = await ana.send(thread.id, "close", stale, outcome="not_needed")
    assert answer.status_code == 409
    async with world.runtime.database.reading() as session:
        newest, oldest = await cases.of_conversation(session, thread.id)
    assert (oldest.id, oldest.outcome) == (first.id, "answered")
    assert newest.state == CaseState.OPEN


async def test_an_outcome_that_does_not_exist_is_refused(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    await world.case(thread)
    assert (await ana.act(thread.id, "close", outcome="boom")).status_code == 400


async def test_giving_back_what_one_does_not_have_says_so(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    answer = await ana.act(thread.id, "release")
    assert answer.status_code == 409
    assert "not in charge" in answer.text


@pytest.mark.parametrize(
    ("deed", "text", "sentence"),
    [
        ("reply", "   ", "nothing to send"),
        ("note", "\n", "nothing to send"),
        ("reply", "x" * 10_001, "at most 10000 characters"),
    ],
)
async def test_words_that_cannot_be_sent_get_a_sentence(
    world: World, deed: str, text: str, sentence: str
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    answer = await ana.act(thread.id, deed, text=text)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (await world.fresh(Conversation, thread.id)).control == Control.BOT


async def test_a_note_is_for_colleagues_and_stands_in_its_place(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk(text="first words")
    await ana.act(thread.id, "note", text="careful <here>")
    await world.hear(thread, "second words")
    page = (await ana.get(f"/desk/conversations/{thread.id}")).text
    assert page.index("first words") < page.index("careful &lt;here&gt;")
    assert page.index("careful &lt;here&gt;") < page.index("second words")
    async with world.runtime.database.reading() as session:
        sent = await deliveries.of_messages(session, [one.id for one in await world.last(thread)])
    assert sent == {}
    assert (await world.fresh(Conversation, thread.id)).control == Control.BOT


async def test_every_look_at_a_conversation_is_written_down(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(await world.family())
    path = f"/desk/conversations/{thread.id}"
    for expected in (1, 2):
        await ana.get(path)
        assert await _views(world, thread) == expected
    await ana.get(path, headers={access.REFRESH: "1"})
    assert await _views(world, thread) == 2
    world.clock.advance(dt.timedelta(minutes=11))
    await ana.get(path, headers={access.REFRESH: "1"})
    assert await _views(world, thread) == 3


async def test_a_refresh_alone_does_not_hide_a_look(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    await ana.get(f"/desk/conversations/{thread.id}", headers={access.REFRESH: "1"})
    assert await _views(world, thread) == 1


async def test_what_people_write_is_shown_as_text_in_its_direction(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    evil = "</textarea><script>alert(1)</script>\"onload='x'"
    thread = await world.talk(await world.volunteer(evil), text=evil)
    await world.case(thread)
    page = (await ana.get(f"/desk/conversations/{thread.id}")).text
    assert "<script>alert(1)" not in page
    assert '<p class="text" dir="auto">&lt;/textarea&gt;' in page


async def _show(world: World, message: Message, content: Content) -> None:
    async with world.runtime.database.transaction() as session:
        row = await session.get_one(Message, message.id)
        row.content, row.edited_at, row.language = content.to_json(), world.now, "ar"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (Content(text="new", earlier=("old",)), ["new", "old", "edited", 'lang="ar"']),
        (Content(text="x", buttons=(Button(label="<Yes>", payload="p"),)), ["&lt;Yes&gt;"]),
        (Content(form=Form.PRESS, text="Fine"), ["Pressed the button", "Fine"]),
        (Content(form=Form.UNREADABLE, what="sticker"), ["cannot show: sticker"]),
        (Content(form=Form.LOCATION, latitude=51.025, longitude=4.478), ["mlat=51.025000"]),
        (Content(text="x", entry_id="school-enrol"), ["How do we enrol the children?"]),
        (Content(text="x", entry_id="gone-entry"), ["gone-entry"]),
    ],
)
async def test_every_form_of_message_is_shown(
    world: World, content: Content, expected: list[str]
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    (message,) = await world.last(thread)
    await _show(world, message, content)
    page = (await ana.get(f"/desk/conversations/{thread.id}")).text
    assert [one for one in expected if one not in page] == []


@pytest.mark.parametrize(
    ("state", "reason", "receipt", "sentence"),
    [
        (DeliveryState.DONE, None, "accepted", "Sent"),
        (DeliveryState.DONE, None, "delivered", "Delivered"),
        (DeliveryState.DONE, None, "read", "Read"),
        (DeliveryState.HELD, "quiet_hours", None, "Held until 12:00: quiet hours"),
        (DeliveryState.HELD, "window", None, "the WhatsApp window is closed"),
        (DeliveryState.HELD, "person_in_charge", None, "a colleague is in charge"),
        (DeliveryState.HELD, "not_safe", None, "Held: it is not safe to write to this phone"),
        (DeliveryState.UNCERTAIN, "timeout", None, "Uncertain – it may have arrived"),
        (DeliveryState.FAILED, "63003", None, "Failed: 63003"),
        (DeliveryState.EXPIRED, "too_late", None, "too late"),
        (DeliveryState.CANCELLED, "taken_over", None, "a colleague took over"),
        (DeliveryState.CANCELLED, "no_consent", None, "no consent"),
    ],
)
async def test_the_state_of_a_message_is_told_in_words(
    world: World, state: DeliveryState, reason: str | None, receipt: str | None, sentence: str
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    await ana.act(thread.id, "reply", text="an answer")
    async with world.runtime.database.transaction() as session:
        found = await session.execute(select(Delivery).where(Delivery.kind == DeliveryKind.REPLY))
        row = found.scalar_one()
        row.state, row.reason, row.receipt = state, reason, receipt
        row.not_before = world.now + dt.timedelta(hours=2)
    page = (await ana.get(f"/desk/conversations/{thread.id}")).text
    assert sentence in page


async def test_the_brief_says_what_a_colleague_wants_to_know_first(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    group = await world.group("Onthaalgroep Mechelen")
    thread = await world.talk(await world.family(group=group), text="School for two children?")
    (message,) = await world.last(thread)
    await _show(world, message, Content(text="School for two children?", entry_id="school-enrol"))
    await world.case(thread)
    page = (await ana.get(f"/desk/conversations/{thread.id}")).text
    brief = page[page.index('id="brief"') :]
    for expected in (
        "Asked for a person",
        "School for two children?",
        "Onthaalgroep Mechelen",
        "How do we enrol the children?",
    ):
        assert expected in brief


async def _make_unsafe(world: World, thread: Conversation, *, unsafe: bool = True) -> None:
    async with world.runtime.database.transaction() as session:
        case = await cases.unclosed(session, thread.id)
        assert case is not None
        case.brief = {**case.brief, cases.UNSAFE: unsafe}
        address = await session.get_one(Address, thread.address_id)
        address.unsafe_at = world.now if unsafe else None


async def test_a_phone_that_is_not_safe_is_shown_and_released_by_a_colleague(
    world: World,
) -> None:
    member = await world.colleague("Ana")
    ana = await world.signed_in(member)
    thread = await world.talk()
    await world.case(thread)
    path = f"/desk/conversations/{thread.id}"
    assert "Not safe to write to this phone" not in (await ana.get(path)).text
    await _make_unsafe(world, thread)
    page = (await ana.get(path)).text
    brief = page[page.index('id="brief"') :]
    assert "Not safe to write to this phone" in brief
    assert f'action="{path}/safe"' in brief
    assert "waits until the person writes again" in page

    assert (await ana.act(thread.id, "safe")).status_code == 303

    assert "Not safe to write to this phone" not in (await ana.get(path)).text
    assert (await world.fresh(Address, thread.address_id)).unsafe_at is None
    async with world.runtime.database.reading() as session:
        found = await session.execute(select(AuditEvent).where(AuditEvent.action == "safe"))
        [audited] = found.scalars().all()
    assert (audited.staff_id, audited.subject_id) == (member.id, thread.id)


async def test_a_reply_waits_at_an_unsafe_phone_and_goes_when_it_is_released(
    world: World,
) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    await world.case(thread)
    await _make_unsafe(world, thread)
    await ana.act(thread.id, "reply", text="Can you talk?")
    async with world.runtime.database.transaction() as session:
        found = await session.execute(select(Delivery).where(Delivery.kind == DeliveryKind.REPLY))
        row = found.scalar_one()
        row.state, row.reason = DeliveryState.HELD, "not_safe"
    await ana.act(thread.id, "safe")
    released = await world.fresh(Delivery, row.id)
    assert (released.state, released.reason) == (DeliveryState.QUEUED, None)


async def test_a_colleague_in_charge_alone_releases_a_phone(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    boss = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk()
    await world.case(thread)
    await _make_unsafe(world, thread)
    stale = await boss.fields(thread.id)
    await ana.act(thread.id, "claim")
    assert (await boss.send(thread.id, "safe", stale)).status_code == 409
    assert (await world.fresh(Address, thread.address_id)).unsafe_at is not None


async def test_the_persons_word_that_it_is_safe_stands_in_the_brief(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    await world.case(thread)
    words = "the person says: safe to write to this phone"
    assert words not in (await ana.get(f"/desk/conversations/{thread.id}")).text
    await _make_unsafe(world, thread, unsafe=False)
    assert words in (await ana.get(f"/desk/conversations/{thread.id}")).text


async def test_a_page_changes_when_a_phone_is_released(world: World) -> None:
    thread = await world.talk()
    await world.case(thread)
    marks = []
    for unsafe in (False, True):
        await _make_unsafe(world, thread, unsafe=unsafe)
        async with world.runtime.database.reading() as session:
            marks.append(await desk_thread.fingerprint(session, thread.id))
    assert marks[0] != marks[1]


async def test_the_whatsapp_window_is_shown_as_time_left(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(channel="whatsapp")
    world.clock.advance(dt.timedelta(hours=4))
    path = f"/desk/conversations/{thread.id}"
    assert "free text for another 20 hr" in (await ana.get(path)).text
    world.clock.advance(dt.timedelta(hours=20))
    browser = await world.signed_in(await world.colleague("Ben"))
    assert "The WhatsApp window is closed" in (await browser.get(path)).text


async def test_long_conversations_have_pages_that_hold_everything(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk(text="word 0.")
    for number in range(1, 100):
        await world.hear(thread, f"word {number}.")
    path = f"/desk/conversations/{thread.id}"
    newest = (await ana.get(path)).text
    assert "word 99." in newest
    assert "word 19." not in newest
    older = newest.split(f"{path}?before=")[1].split('"')[0]
    page = (await ana.get(f"{path}?before={older}")).text
    assert "word 19." in page
    assert "word 0." in page
    assert "word 20." not in page


async def test_a_conversation_that_does_not_exist_is_not_here(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    assert (await ana.get("/desk/conversations/999")).status_code == 404
    token = (await ana.fields((await world.talk()).id))["csrf"]
    answer = await ana.send(999, "claim", {"csrf": token})
    assert answer.status_code == 404


async def test_conversations_of_one_family_are_beside_each_other(world: World) -> None:
    ana = await world.signed_in(await world.colleague("Ana"))
    home = await world.family()
    mother = await world.volunteer("Amal", kind="family", household_id=home.id, language="ar")
    shared = await world.talk(home, phone="phone-1")
    own = await world.talk(mother, phone="phone-2", channel="whatsapp")
    page = (await ana.get(f"/desk/conversations/{shared.id}")).text
    assert f'href="/desk/conversations/{own.id}"' in page


async def test_the_mark_of_a_page_changes_with_what_it_shows(world: World) -> None:
    ana = await world.colleague("Ana")
    browser = await world.signed_in(ana)
    thread = await world.talk()
    marks = set()
    for deed, form in (("claim", {}), ("note", {"text": "n"}), ("release", {})):
        await browser.act(thread.id, deed, **form)
        async with world.runtime.database.reading() as session:
            marks.add(await desk_thread.fingerprint(session, thread.id))
            notes = await conversations.notes(session, thread.id)
    assert len(marks) == 3
    assert [note.text for note in notes] == ["n"]


async def test_a_reply_of_signs_that_nobody_sees_is_refused(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk()
    answer = await browser.act(thread.id, "reply", text="\u200b")
    assert answer.status_code == 422
    assert await _texts(world, thread) == []

"""What the page shows: only what really came in or was delivered, as text and in its order."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator import pages
from db import messages, staff
from db.content import Button, Content, Form
from db.models import Author, Contact, DeliveryState, Direction, MediaState, Role
from tests.bot.simulator.conftest import Site
from tests.fakes.clock import FixedClock

HELPED = Button(label="This helped", payload="helped:1")


async def page(site: Site, address: str = "/try") -> str:
    async with site.browser() as browser:
        answer = await browser.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


async def test_outside_the_demo_there_is_no_page(make_site: Callable[..., Site]) -> None:
    assert make_site(demo=False).app.routes == []


async def test_an_empty_database_shows_two_phones_and_the_desk(site: Site) -> None:
    text = await page(site)
    assert 'data-phone="volunteer-1"' in text
    assert 'lang="ar" dir="rtl" data-phone="family-1"' in text
    assert '<iframe src="/desk/"' in text


async def test_what_was_said_and_delivered_stands_in_its_order(
    site: Site, clock: FixedClock
) -> None:
    await site.hears("volunteer-1", "first question")
    clock.advance(dt.timedelta(seconds=1))
    await site.says("volunteer-1", Content(text="the answer", buttons=(HELPED,)))
    clock.advance(dt.timedelta(seconds=1))
    await site.hears("volunteer-1", "second question")
    text = await page(site)
    assert in_order(text, "first question", "the answer", "This helped", "second question")


@pytest.mark.parametrize(
    "state",
    [
        DeliveryState.QUEUED,
        DeliveryState.HELD,
        DeliveryState.UNCERTAIN,
        DeliveryState.FAILED,
        DeliveryState.CANCELLED,
    ],
)
async def test_what_was_not_delivered_is_not_on_the_phone(site: Site, state: str) -> None:
    await site.says("volunteer-1", Content(text="never arrived"), state=state)
    assert "never arrived" not in await page(site)


async def test_what_staff_tell_each_other_is_not_on_the_phone(site: Site) -> None:
    await site.says("volunteer-1", Content(text="post for staff"), direction=Direction.STAFF)
    assert "post for staff" not in await page(site)


async def test_each_phone_shows_its_own_conversation(site: Site) -> None:
    await site.says("family-1", Content(text="for the family"))
    await site.says("volunteer-1", Content(text="for the volunteer"))
    text = await page(site)
    left, right = text.split('data-phone="family-1"')
    assert "for the volunteer" in left
    assert "for the volunteer" not in right
    assert "for the family" in right
    assert "for the family" not in left


async def test_a_colleague_is_named_by_first_name_only(site: Site) -> None:
    async with site.runtime.database.transaction() as session:
        member = await staff.add(
            session,
            name="Ana Invented",
            login="ana",
            role=Role.WORKER,
            languages=["en"],
            now=site.runtime.clock(),
        )
    await site.says("volunteer-1", Content(text="Hello"), author=Author.STAFF, staff_id=member.id)
    text = await page(site)
    assert "<bdi>Ana</bdi> · <bdi>Caritas International</bdi>" in text
    assert "Ana Invented" not in text


async def test_whose_phone_it_is_stands_above_it(site: Site) -> None:
    await site.hears("volunteer-1", "hello")
    async with site.runtime.database.transaction() as session:
        _, address = await site._thread(session, "volunteer-1")
        owner = Contact(
            kind="volunteer", name="Lies <i>Invented</i>", created_at=site.runtime.clock()
        )
        session.add(owner)
        await session.flush()
        address.contact_id = owner.id
        session.add(address)
    assert "<bdi>Lies &lt;i&gt;Invented&lt;/i&gt;</bdi>" in await page(site)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"]
)
async def test_what_people_write_is_text(site: Site, text: str) -> None:
    await site.hears("volunteer-1", text)
    await site.says("volunteer-1", Content(text=text, buttons=(Button(label=text, payload=text),)))
    shown = await page(site)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert ("{{ 7 * 7 }}" in shown) == (text == "{{ 7 * 7 }}")
    assert shown.count(str(pages.links(text))) >= 2


async def test_text_finds_its_own_direction_and_language(site: Site) -> None:
    await site.says("family-1", Content(text="مرحبا"), language="fa_AF")
    assert '<p class="text" dir="auto" lang="fa-AF">مرحبا</p>' in await page(site)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See https://example.org/a?b=1.", "https://example.org/a?b=1"),
        ("(https://example.org/x)", "https://example.org/x"),
        ("انظر https://example.org/ar، شكرا", "https://example.org/ar"),
    ],
)
def test_an_address_in_a_text_can_be_opened(text: str, address: str) -> None:
    assert f'<a href="{address}" target="_blank" rel="noopener noreferrer"' in pages.links(text)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "no address", "http://"])
def test_nothing_else_becomes_a_link(text: str) -> None:
    assert "<a " not in pages.links(text)


async def test_an_edited_message_shows_its_new_text_and_says_so(site: Site) -> None:
    message = await site.hears("volunteer-1", "old words")
    async with site.runtime.database.transaction() as session:
        row = await session.merge(message)
        row.content = Content(text="new words", earlier=("old words",)).to_json()
        row.edited_at = site.runtime.clock()
    text = await page(site)
    assert "new words" in text
    assert "old words" not in text
    assert "bewerkt" in text


async def test_a_long_text_is_as_many_messages_as_were_sent(site: Site) -> None:
    await site.says("volunteer-1", Content(text="word " * 1500, buttons=(HELPED,)))
    text = await page(site)
    assert text.count('class="bubble from-bot"') == 2
    assert text.count("This helped") == 1


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (Content(form=Form.PRESS, text="I need help"), "I need help"),
        (Content(form=Form.LOCATION, latitude=51.0, longitude=4.5), "51.0, 4.5"),
        (Content(form=Form.UNREADABLE, what="sticker"), "sticker"),
        (Content(form=Form.CARD, what="Somebody"), "Somebody"),
    ],
)
async def test_what_is_no_text_is_shown_too(site: Site, content: Content, shown: str) -> None:
    message = await site.hears("volunteer-1")
    async with site.runtime.database.transaction() as session:
        row = await session.merge(message)
        row.content = content.to_json()
    assert f">{shown}</p>" in await page(site)


async def test_a_stranger_gets_a_phone_of_its_own(site: Site) -> None:
    async with site.browser() as browser:
        first = (await browser.get("/try/stranger")).headers["location"]
        second = (await browser.get("/try/stranger")).headers["location"]
    assert first != second
    text = await page(site, first)
    assert 'data-phone="stranger-' in text
    assert 'data-phone="volunteer-1"' not in text


@pytest.mark.parametrize("phone", ["+32470000000", "stranger-x", "family-1/../x", "12345"])
async def test_only_the_phones_of_the_demo_can_be_chosen(site: Site, phone: str) -> None:
    await site.hears(phone, "somebody else's words")
    async with site.browser() as browser:
        answer = await browser.get("/try", params={"volunteer": phone})
        sent = await browser.post(
            f"/try/phones/{phone.replace('/', '%2F')}/messages", data={"text": "x"}
        )
        events = await browser.get("/try/events", params={"phone": phone})
    assert 'data-phone="volunteer-1"' in answer.text
    assert "somebody else" not in answer.text
    assert sent.status_code == events.status_code == 404
    assert site.taken == []


async def keep(site: Site, phone: str, content: bytes, **values: Any) -> int:
    """A file of an inbound message that the media worker has fetched."""
    message = await site.hears(phone)
    key = await site.runtime.media.put(content)
    async with site.runtime.database.transaction() as session:
        row = await messages.attach(
            session,
            message,
            now=site.runtime.clock(),
            **{
                "kind": "photo",
                "mime": "image/png",
                "name": "letter.png",
                "channel": "simulator",
                "account": "demo",
                "reference": "x",
                **values,
            },
        )
        row.state, row.storage_key = MediaState.STORED, key
    return row.id


async def test_a_photo_is_shown_on_the_phone_that_sent_it(site: Site) -> None:
    number = await keep(site, "family-1", b"the picture")
    address = f"/try/phones/family-1/files/{number}"
    assert f'<img src="{address}"' in await page(site)
    async with site.browser() as browser:
        answer = await browser.get(address)
    assert answer.content == b"the picture"
    assert answer.headers["content-type"] == "image/png"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/pdf"])
async def test_a_file_that_could_run_is_only_saved(site: Site, mime: str) -> None:
    number = await keep(
        site, "family-1", b"<script>", kind="document", mime=mime, name='a"\r\nb: ü.html'
    )
    async with site.browser() as browser:
        answer = await browser.get(f"/try/phones/family-1/files/{number}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''a%22")


async def test_another_phone_cannot_open_a_file(site: Site) -> None:
    number = await keep(site, "family-1", b"private")
    await site.hears("volunteer-1", "hello")
    async with site.browser() as browser:
        other = await browser.get(f"/try/phones/volunteer-1/files/{number}")
        none = await browser.get("/try/phones/family-1/files/999999")
    assert other.status_code == none.status_code == 404


async def test_a_file_on_its_way_is_named_without_a_link(site: Site) -> None:
    message = await site.hears("volunteer-1")
    async with site.runtime.database.transaction() as session:
        await messages.attach(
            session,
            message,
            now=site.runtime.clock(),
            kind="document",
            mime="application/pdf",
            name="report.pdf",
            channel="simulator",
            account="demo",
            reference="x",
        )
    text = await page(site)
    assert "<bdi>report.pdf</bdi> <small>wordt verstuurd…</small>" in text
    assert "/files/" not in text

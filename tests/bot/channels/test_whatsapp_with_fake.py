"""The WhatsApp adapter against the fake Twilio, whose rules are not the adapter's own."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.channel import HookRequest, OutboundMedia, OutboundMessage, SendError
from bot.channels import whatsapp, whatsapp_content
from db.content import Button, Template
from handlers.events import Event, Pressed, ReceiptReported, Said
from tests.bot.channels.scripted_twilio import PERSON, Store
from tests.fakes.clock import FixedClock
from tests.fakes.http import serve
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio_webhooks import WebhookRequest

FINE = Button(label="Fine", payload="checkin:fine")
HELP = Button(label="Need help", payload="checkin:help")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def fake(clock: FixedClock) -> AsyncIterator[FakeTwilio]:
    """No request of a test may break a rule of Twilio."""
    fake = FakeTwilio(clock=clock.now)
    async with serve(fake.app) as url:
        fake.api_url = url
        yield fake
    assert fake.violations == []


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
async def channel(fake: FakeTwilio, store: Store) -> AsyncIterator[whatsapp.WhatsappChannel]:
    made = whatsapp.WhatsappChannel(
        account_sid=fake.account_sid,
        auth_token=fake.auth_token,
        sender=fake.sender,
        api_url=fake.api_url,
        public_url=fake.public_url,
        contents=store,
    )
    await made.start(fake.public_url)
    yield made
    await made.close()


def outbound(**fields: Any) -> OutboundMessage:
    return OutboundMessage(to=PERSON, delivery_id=17, **fields)


def opened(channel: whatsapp.WhatsappChannel, call: WebhookRequest) -> list[Event]:
    address = urlsplit(call.url)
    target = address.path + (f"?{address.query}" if address.query else "")
    headers = {name.lower(): value for name, value in call.headers.items()}
    request = HookRequest(target=target, headers=headers, body=call.body)
    return list(channel.parse(channel.open_hook(request)))


async def test_an_answer_of_many_lines_keeps_its_buttons_and_a_press_comes_back(
    fake: FakeTwilio, channel: whatsapp.WhatsappChannel
) -> None:
    opened(channel, fake.says(PERSON, "سؤال"))
    text = 'The official body:\n\n\t• answer      one\n• people\'s "two"\n\nChecked 05/03/2026'

    receipt = await channel.send(outbound(text=text, language="ar", buttons=(FINE, HELP)))

    sent = fake.last_to(PERSON)
    assert sent.body == (
        'The official body:\n\n• answer one\n• people\'s "two"\n\nChecked 05/03/2026'
    )
    assert sent.buttons == [("Fine", "#1"), ("Need help", "#2")]
    (pressed,) = opened(channel, fake.presses(PERSON, sent, "Need help"))
    assert isinstance(pressed, Pressed)
    assert (pressed.payload, pressed.message_id) == ("#2", receipt.provider_id)


async def test_a_status_finds_its_delivery_by_the_callback_address(
    fake: FakeTwilio, channel: whatsapp.WhatsappChannel, clock: FixedClock
) -> None:
    fake.says(PERSON, "hello")
    clock.advance(dt.timedelta(hours=25))
    receipt = await channel.send(outbound(text="too late"))

    (call,) = fake.callbacks(receipt.provider_id)
    (event,) = opened(channel, call)

    assert isinstance(event, ReceiptReported)
    assert (event.provider_id, event.delivery_id) == (receipt.provider_id, 17)
    assert (event.receipt, event.error_code) == ("undelivered", "63016")
    assert whatsapp.explain(event.error_code or "").outside_window


async def test_an_approved_template_arrives_outside_the_window(
    fake: FakeTwilio, channel: whatsapp.WhatsappChannel, store: Store
) -> None:
    body = "Hello {{1}}, how are you on {{2}}? Please press a button."
    actions = [{"title": "Fine", "id": "fine"}]
    content = fake.create_content(
        {
            "language": "en",
            "variables": {"1": "a", "2": "b"},
            "types": {"twilio/quick-reply": {"body": body, "actions": actions}},
        }
    )
    fake.decides(content.sid, "approved")
    await store.save(whatsapp_content.template_hash("checkin"), "en", content.sid, "approved")
    template = Template(key="checkin", variables=("Amina", "5\nMarch"))

    receipt = await channel.send(outbound(text="not this", template=template))

    assert fake.last_to(PERSON).body.startswith("Hello Amina, how are you on 5 March?")
    assert len(fake.callbacks(receipt.provider_id)) == 2


async def test_a_lost_answer_leaves_one_message_and_an_uncertain_delivery(
    fake: FakeTwilio, channel: whatsapp.WhatsappChannel
) -> None:
    fake.hang_next("messages.create")
    with pytest.raises(SendError) as caught:
        await channel.send(outbound(text="once"))

    assert (caught.value.maybe_sent, caught.value.code) == (True, "broken_connection")
    assert len(fake.sent_to(PERSON)) == 1


async def test_too_many_requests_say_how_long_to_wait(
    fake: FakeTwilio, channel: whatsapp.WhatsappChannel
) -> None:
    fake.fail_next("messages.create", status=429, retry_after=3)
    with pytest.raises(SendError) as caught:
        await channel.send(outbound(text="hello"))

    assert (caught.value.code, caught.value.retry_after) == ("20429", 3.0)


async def test_whoever_stopped_twilio_itself_is_unreachable(
    fake: FakeTwilio, channel: whatsapp.WhatsappChannel
) -> None:
    fake.opts_out(PERSON)
    with pytest.raises(SendError) as caught:
        await channel.send(outbound(text="hello"))

    assert caught.value.unreachable == "opted_out"


async def test_files_go_both_ways(fake: FakeTwilio, channel: whatsapp.WhatsappChannel) -> None:
    (said,) = opened(channel, fake.says(PERSON, "see", media=[("image/jpeg", b"letter")]))
    assert isinstance(said, Said)
    fetched = await channel.fetch(said.media[0].reference, 100)
    assert (fetched.content, fetched.mime) == (b"letter", "image/jpeg")

    url = f"{fake.public_url}/media/1"
    media = OutboundMedia(kind="document", mime="application/pdf", content=b"", name="a", url=url)
    await channel.send(outbound(text="Here", media=media))
    sent = fake.last_to(PERSON)
    assert (sent.media_url, sent.body) == (url, "Here")


async def test_a_missed_message_has_the_key_and_the_events_of_its_webhook_call(
    fake: FakeTwilio, channel: whatsapp.WhatsappChannel, clock: FixedClock
) -> None:
    fake.says(PERSON, "long ago")
    clock.advance(dt.timedelta(hours=2))
    since = clock.now()
    calls = []
    for text, media in (("one", ()), ("", [("audio/ogg", b"voice")]), ("three", ())):
        clock.advance(dt.timedelta(seconds=5))
        calls.append(fake.says(PERSON, text, media=media))
    await channel.send(outbound(text="not inbound"))

    missed = await channel.missed(since)

    keys = [channel.envelope(payload).provider_key for payload in missed]
    assert keys == [call.form["MessageSid"] for call in calls]
    (late,), (original,) = channel.parse(missed[0]), opened(channel, calls[0])
    assert late == original
    (voice,) = channel.parse(missed[1])
    assert isinstance(voice, Said)
    assert (await channel.fetch(voice.media[0].reference, 100)).content == b"voice"


async def test_a_working_account_has_no_faults(channel: whatsapp.WhatsappChannel) -> None:
    assert list(await channel.check()) == []

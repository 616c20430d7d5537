"""The terminal's channel: lines in, whole messages out."""

from collections.abc import AsyncIterator

import pytest

from bot.channel import Channel, Forged, HookRequest, OutboundMedia, OutboundMessage, Payload
from bot.channels import console
from bot.channels.console import ConsoleChannel
from db.content import Button
from handlers.events import Said, Sender


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


def test_buttons_are_shown_as_numbers_to_type() -> None:
    message = OutboundMessage(
        to="console",
        delivery_id=1,
        text="How are you?",
        buttons=(Button(label="Fine", payload="a"), Button(label="I need help", payload="b")),
    )
    assert console.render(message) == "How are you?\n  1. Fine\n  2. I need help"


def test_a_file_is_named_above_its_caption() -> None:
    photo = OutboundMedia(kind="photo", mime="image/png", content=b"", name="letter.png")
    message = OutboundMessage(to="console", delivery_id=1, text="Look", media=photo)
    assert console.render(message) == "[photo: letter.png]\nLook"


async def test_what_is_sent_is_printed() -> None:
    printed: list[str] = []
    channel = ConsoleChannel(printed.append)
    receipt = await channel.send(OutboundMessage(to="console", delivery_id=4, text="Hello"))
    assert printed == ["Hello"]
    assert receipt.provider_id.startswith("sim-4-")


async def test_every_line_is_taken_in_once_and_in_order() -> None:
    taken: list[Payload] = []

    async def take_in(channel: Channel, payload: Payload) -> None:
        taken.append(payload)

    channel = ConsoleChannel(print)
    await console.converse(channel, typed("first\n", "  ", "second"), take_in)
    events = [channel.parse(payload)[0] for payload in taken]
    assert [event.text for event in events if isinstance(event, Said)] == ["first", "second"]
    keys = {channel.envelope(payload).provider_key for payload in taken}
    assert keys == {payload["id"] for payload in taken}
    assert len(keys) == 2


def test_whoever_types_is_one_person_of_this_channel() -> None:
    (event,) = ConsoleChannel(print).parse(console.said("hello"))
    assert isinstance(event, Said)
    assert event.sender == Sender(channel="console", account="demo", external_id="console")


def test_nobody_reaches_the_terminal_from_outside() -> None:
    with pytest.raises(Forged):
        ConsoleChannel(print).open_hook(HookRequest(target="/", headers={}, body=b""))

"""The try-it page's channel: what its payloads mean, what it takes, and its spool of files."""

import datetime as dt
import pathlib
from typing import Any

import pytest

from bot.channel import (
    FetchError,
    Forged,
    HookRequest,
    Malformed,
    OutboundMedia,
    OutboundMessage,
    Payload,
)
from bot.channels.simulator import SPOOL_TIME, SimulatorChannel
from db.content import Button
from handlers.events import (
    Edited,
    Event,
    Ignored,
    Media,
    MediaKind,
    Pressed,
    Reached,
    Said,
    Sender,
)

PHONE = Sender(channel="simulator", account="demo", external_id="family-1")
FILE = {"kind": "photo", "mime": "image/png", "reference": "a" * 32, "name": "x.png", "size": 3}


@pytest.fixture
def channel(tmp_path: pathlib.Path) -> SimulatorChannel:
    return SimulatorChannel(spool=tmp_path / "spool")


def update(kind: str, **more: Any) -> Payload:
    return {"id": "u-1", "from": "family-1", "kind": kind, **more}


def out(**more: Any) -> OutboundMessage:
    return OutboundMessage(**{"to": "family-1", "delivery_id": 7, "text": "Hello", **more})


@pytest.mark.parametrize(
    ("label", "payload", "expected"),
    [
        (
            "text",
            update("text", text="مرحبا", reply_to="sim-1"),
            Said(sender=PHONE, message_id="u-1", text="مرحبا", reply_to="sim-1"),
        ),
        (
            "photo with a caption",
            update("file", text="look", media=FILE),
            Said(
                sender=PHONE,
                message_id="u-1",
                text="look",
                media=(
                    Media(
                        kind=MediaKind.PHOTO,
                        mime="image/png",
                        reference="a" * 32,
                        name="x.png",
                        size=3,
                    ),
                ),
            ),
        ),
        (
            "file of an unknown kind",
            update("file", media={"kind": "hologram", "mime": "x/y", "reference": "r"}),
            Said(
                sender=PHONE,
                message_id="u-1",
                media=(Media(kind=MediaKind.DOCUMENT, mime="x/y", reference="r"),),
            ),
        ),
        (
            "place",
            update("location", latitude=51, longitude=4.5),
            Said(sender=PHONE, message_id="u-1", location=(51.0, 4.5)),
        ),
        (
            "sticker",
            update("sticker"),
            Said(sender=PHONE, message_id="u-1", unreadable="sticker"),
        ),
        (
            "button",
            update("button", payload="helped:3", message_id="sim-7"),
            Pressed(sender=PHONE, payload="helped:3", message_id="sim-7"),
        ),
        (
            "edit",
            update("edit", message_id="u-0", text="better"),
            Edited(sender=PHONE, message_id="u-0", text="better"),
        ),
        (
            "blocked",
            update("reach", reachable=False),
            Reached(sender=PHONE, reachable=False, reason="blocked"),
        ),
        ("something new", update("dance"), Ignored(what="unknown_kind")),
    ],
)
def test_a_payload_means_one_event(
    channel: SimulatorChannel, label: str, payload: Payload, expected: Event
) -> None:
    assert channel.parse(payload) == [expected], label


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"id": "u-1", "from": "family-1"},
        {"id": "u-1", "kind": "text", "text": "no sender"},
        update("text", text=5),
        update("file"),
        update("file", media={"kind": "photo"}),
        update("location", latitude="north", longitude=4),
        update("button"),
        update("edit", text="which one?"),
    ],
)
def test_a_payload_without_what_its_kind_needs_is_malformed(
    channel: SimulatorChannel, payload: Payload
) -> None:
    with pytest.raises(Malformed):
        channel.parse(payload)


def test_a_phone_is_a_lane_and_an_update_has_its_own_key(channel: SimulatorChannel) -> None:
    payload = update("text", text="hello")
    envelope = channel.envelope(payload)
    assert (envelope.provider_key, envelope.lane) == ("u-1", ("family-1",))
    assert envelope.payload is payload


def test_an_update_without_a_key_is_malformed(channel: SimulatorChannel) -> None:
    with pytest.raises(Malformed):
        channel.envelope({"from": "family-1", "kind": "text"})


def test_nobody_reaches_it_from_outside(channel: SimulatorChannel) -> None:
    with pytest.raises(Forged):
        channel.open_hook(HookRequest(target="/hooks/simulator", headers={}, body=b"{}"))


async def test_the_same_part_has_the_same_id_in_every_process(
    channel: SimulatorChannel, tmp_path: pathlib.Path
) -> None:
    other = SimulatorChannel(spool=tmp_path / "other")
    first, again = await channel.send(out()), await other.send(out())
    assert first.provider_id == again.provider_id
    assert first.provider_id.startswith("sim-7-")


async def test_parts_of_a_delivery_and_other_deliveries_have_other_ids(
    channel: SimulatorChannel,
) -> None:
    photo = OutboundMedia(kind="photo", mime="image/png", content=b"1", name="x.png")
    sent = [
        out(),
        out(text="Hello again"),
        out(buttons=(Button(label="Yes", payload="yes"),)),
        out(media=photo),
        out(delivery_id=8),
    ]
    ids = {(await channel.send(message)).provider_id for message in sent}
    assert len(ids) == len(sent)


async def test_a_file_that_was_kept_is_fetched(channel: SimulatorChannel, now: dt.datetime) -> None:
    reference = await channel.keep(b"a letter", now=now)
    assert (await channel.fetch(reference, 100)).content == b"a letter"


async def test_a_file_above_the_limit_is_refused_for_good(
    channel: SimulatorChannel, now: dt.datetime
) -> None:
    reference = await channel.keep(b"12345", now=now)
    with pytest.raises(FetchError) as fault:
        await channel.fetch(reference, 4)
    assert fault.value.too_big
    assert not fault.value.retryable


@pytest.mark.parametrize("reference", ["b" * 32, "../secret", "", "B" * 32])
async def test_only_what_was_kept_is_fetched(
    channel: SimulatorChannel, tmp_path: pathlib.Path, reference: str
) -> None:
    (tmp_path / "secret").write_text("not yours")
    with pytest.raises(FetchError):
        await channel.fetch(reference, 100)


async def test_old_files_leave_the_spool_when_a_new_one_comes(
    channel: SimulatorChannel, now: dt.datetime
) -> None:
    old = await channel.keep(b"old", now=now)
    young = await channel.keep(b"young", now=now + SPOOL_TIME)
    newest = await channel.keep(b"new", now=now + SPOOL_TIME + dt.timedelta(seconds=1))
    with pytest.raises(FetchError):
        await channel.fetch(old, 100)
    assert (await channel.fetch(young, 100)).content == b"young"
    assert (await channel.fetch(newest, 100)).content == b"new"

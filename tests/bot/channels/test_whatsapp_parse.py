"""Twilio's forms as keys, lanes and events."""

from dataclasses import replace
from typing import Any

import pytest

from bot.channel import Malformed, Payload
from bot.channels import whatsapp_parse
from handlers.events import (
    Event,
    Ignored,
    Media,
    MediaKind,
    Pressed,
    Reached,
    ReceiptReported,
    Said,
    Sender,
)
from tests.bot.channels.scripted_twilio import FILE, PERSON, SENDER, SID, message_form


def status(state: str, error: str | None = None, delivery: str = "17") -> Payload:
    form = {"MessageSid": SID, "MessageStatus": state, "_hook": "status", "_delivery": delivery}
    return form if error is None else form | {"ErrorCode": error}


def test_a_message_is_keyed_by_its_id_in_the_lane_of_its_sender() -> None:
    envelope = whatsapp_parse.envelope(message_form(_hook="message"))

    assert (envelope.provider_key, envelope.lane) == (SID, (f"whatsapp:{PERSON}",))


def test_each_status_of_a_message_has_a_key_of_its_own_in_one_lane() -> None:
    payloads = [status("sent"), status("failed", "63016"), status("failed")]
    envelopes = [whatsapp_parse.envelope(payload) for payload in payloads]

    assert [envelope.provider_key for envelope in envelopes] == [
        f"{SID}:sent:",
        f"{SID}:failed:63016",
        f"{SID}:failed:",
    ]
    assert {envelope.lane for envelope in envelopes} == {("status", SID)}


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"MessageSid": SID, "_hook": "message"},
        {"MessageSid": SID, "_hook": "status"},
        {"MessageSid": 7, "From": "x", "_hook": "message"},
    ],
)
def test_an_update_without_key_or_lane_is_malformed(payload: Payload) -> None:
    with pytest.raises(Malformed):
        whatsapp_parse.envelope(payload)


WHO = Sender(channel="whatsapp", account=SENDER, external_id=PERSON)


def said(**fields: Any) -> Said:
    return Said(sender=WHO, message_id=SID, **fields)


def with_file(mime: str, **fields: str) -> dict[str, str]:
    return {"NumMedia": "1", "MediaUrl0": FILE, "MediaContentType0": mime} | fields


def file(kind: MediaKind, mime: str, name: str | None = None) -> tuple[Media, ...]:
    return (Media(kind=kind, mime=mime, reference=FILE, name=name),)


def receipt(rank: str, error: str | None = None, delivery: int | None = 17) -> ReceiptReported:
    return ReceiptReported(
        channel="whatsapp",
        account=SENDER,
        provider_id=SID,
        delivery_id=delivery,
        receipt=rank,
        error_code=error,
    )


MESSAGES_AND_EVENTS: list[tuple[str, dict[str, str], list[Event]]] = [
    ("text", {"Body": "hello", "MessageType": "text"}, [said(text="hello")]),
    (
        "reply to a message, forwarded",
        {"Body": "yes", "OriginalRepliedMessageSid": "SM9", "Forwarded": "true"},
        [said(text="yes", reply_to="SM9", forwarded=True)],
    ),
    (
        "forwarded often",
        {"Body": "x", "FrequentlyForwarded": "true"},
        [said(text="x", forwarded=True)],
    ),
    ("not forwarded", {"Body": "x", "Forwarded": "false"}, [said(text="x")]),
    (
        "photo with words",
        with_file("image/jpeg", Body="see"),
        [said(text="see", media=file(MediaKind.PHOTO, "image/jpeg"))],
    ),
    (
        "voice note",
        with_file("audio/ogg; codecs=opus", MessageType="audio"),
        [said(media=file(MediaKind.VOICE, "audio/ogg"))],
    ),
    ("sound", with_file("audio/mpeg"), [said(media=file(MediaKind.AUDIO, "audio/mpeg"))]),
    ("film", with_file("video/mp4"), [said(media=file(MediaKind.VIDEO, "video/mp4"))]),
    (
        "document: its name is not a question",
        with_file("application/pdf", Body="brief 2.pdf"),
        [said(media=file(MediaKind.DOCUMENT, "application/pdf", "brief 2.pdf"))],
    ),
    (
        "document with words",
        with_file("application/pdf", Body="What is this?"),
        [said(text="What is this?", media=file(MediaKind.DOCUMENT, "application/pdf"))],
    ),
    (
        "card",
        with_file("text/vcard", MessageType="contacts"),
        [said(media=file(MediaKind.DOCUMENT, "text/vcard"))],
    ),
    (
        "file of no kind",
        with_file(""),
        [said(media=file(MediaKind.DOCUMENT, "application/octet-stream"))],
    ),
    (
        "place",
        {"Latitude": "51.025", "Longitude": "4.477", "MessageType": "location"},
        [said(location=(51.025, 4.477))],
    ),
    (
        "place nowhere",
        {"Latitude": "nan", "Longitude": "4", "MessageType": "location"},
        [said(unreadable="location")],
    ),
    (
        "sticker",
        with_file("image/webp", MessageType="sticker"),
        [said(unreadable="sticker")],
    ),
    ("something new", {"MessageType": "poll_update"}, [said(unreadable="poll_update")]),
    ("nothing at all", {"MessageType": "text"}, [said(unreadable="unknown")]),
    ("a type that tells too much", {"MessageType": "call me +32"}, [said(unreadable="unknown")]),
    ("a file without address", {"NumMedia": "1"}, [said(unreadable="unknown")]),
    (
        "button",
        {
            "Body": "Fine",
            "ButtonText": "Fine",
            "ButtonPayload": "checkin:fine",
            "OriginalRepliedMessageSid": "SM9",
        },
        [Pressed(sender=WHO, payload="checkin:fine", message_id="SM9")],
    ),
    ("button without payload", {"Body": "Fine", "ButtonText": "Fine"}, [said(text="Fine")]),
    (
        "list",
        {"Body": "Dutch", "ListId": "language:nl", "ListTitle": "Dutch"},
        [Pressed(sender=WHO, payload="language:nl")],
    ),
    (
        "opt-out at Twilio: the words still come, and come first",
        {"Body": "STOP", "OptOutType": "STOP"},
        [said(text="STOP"), Reached(sender=WHO, reachable=False, reason="opted_out")],
    ),
    (
        "opt-in at Twilio: reachable before the words are answered",
        {"Body": "START", "OptOutType": "START"},
        [Reached(sender=WHO, reachable=True), said(text="START")],
    ),
    ("help at Twilio", {"Body": "HELP", "OptOutType": "HELP"}, [said(text="HELP")]),
]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [pytest.param(fields, expected, id=label) for label, fields, expected in MESSAGES_AND_EVENTS],
)
def test_a_message_is_understood(fields: dict[str, str], expected: list[Event]) -> None:
    assert list(whatsapp_parse.parse(message_form(_hook="message", **fields), SENDER)) == expected


def test_a_sender_without_a_phone_number_keeps_its_opaque_id() -> None:
    (event,) = whatsapp_parse.parse(
        message_form(From="whatsapp:ID.4566546130240823", Body="hello"), SENDER
    )

    assert isinstance(event, Said)
    assert event.sender.external_id == "ID.4566546130240823"


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        *((status(state), receipt("accepted")) for state in ("accepted", "queued", "sending")),
        (status("scheduled"), receipt("accepted")),
        (status("sent"), receipt("sent")),
        (status("delivered"), receipt("delivered")),
        (status("read", "0"), receipt("read")),
        (
            status("undelivered", "63024"),
            replace(receipt("undelivered", "63024"), unreachable="unknown"),
        ),
        (
            status("failed", "63016"),
            replace(receipt("undelivered", "63016"), outside_window=True),
        ),
        (status("canceled"), receipt("undelivered")),
        (status("sent", delivery=""), receipt("sent", delivery=None)),
        (status("sent", delivery="-1"), receipt("sent", delivery=None)),
        (status("sent", delivery="٣"), receipt("sent", delivery=None)),
        (status("sent", delivery="9" * 19), receipt("sent", delivery=None)),
        (status("partially_delivered"), Ignored(what="status")),
    ],
)
def test_a_status_is_a_receipt(payload: Payload, expected: Event) -> None:
    assert list(whatsapp_parse.parse(payload, SENDER)) == [expected]


@pytest.mark.parametrize(
    "payload",
    [
        {"MessageSid": SID, "_hook": "message"},
        {"MessageSid": SID, "_hook": "status"},
        message_form(NumMedia="many"),
    ],
)
def test_a_payload_without_its_fields_is_malformed(payload: Payload) -> None:
    with pytest.raises(Malformed):
        whatsapp_parse.parse(payload, SENDER)

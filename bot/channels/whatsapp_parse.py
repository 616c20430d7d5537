"""Twilio's webhook forms as events. Pure: no network, no signature."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, urlsplit

from bot.channel import Envelope, Malformed, Payload
from bot.channels import whatsapp_errors
from db.models.traffic import ReceiptRank
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

CHANNEL = "whatsapp"

#: Before every address of this channel at Twilio.
PREFIX = "whatsapp:"

FORM = "application/x-www-form-urlencoded"

#: bytes of a webhook call
LARGEST_BODY = 1_000_000

#: Twilio sends about 30.
MOST_FIELDS = 500

#: Where we put which hook it was, and the delivery a status is about.
HOOK, DELIVERY = "_hook", "_delivery"

MESSAGE, STATUS = "message", "status"

#: Twilio's states of a message as our ranks.
RECEIPTS: Mapping[str, ReceiptRank] = {
    "accepted": ReceiptRank.ACCEPTED,
    "queued": ReceiptRank.ACCEPTED,
    "scheduled": ReceiptRank.ACCEPTED,
    "sending": ReceiptRank.ACCEPTED,
    "sent": ReceiptRank.SENT,
    "delivered": ReceiptRank.DELIVERED,
    "read": ReceiptRank.READ,
    "undelivered": ReceiptRank.UNDELIVERED,
    "failed": ReceiptRank.UNDELIVERED,
    "canceled": ReceiptRank.UNDELIVERED,
}

#: By the first part of the type, after `audio/ogg` was looked at.
KINDS: Mapping[str, MediaKind] = {
    "image": MediaKind.PHOTO,
    "audio": MediaKind.AUDIO,
    "video": MediaKind.VIDEO,
}

#: What came with a file all the same, but is nothing to read or to look at.
UNREADABLE_TYPES = frozenset({"sticker"})

#: Twilio gives the name of a document as its text.
FILE_NAME = re.compile(r"[^\n/\\]{1,200}\.[A-Za-z0-9]{2,5}")

SID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def read_form(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The fields in order, repeated ones too. Raises Malformed."""
    if len(body) > LARGEST_BODY:
        raise Malformed("too_big")
    if content_type.split(";")[0].strip().lower() != FORM:
        raise Malformed("not_a_form")
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise Malformed("not_a_form") from error


def payload(target: str, pairs: Sequence[tuple[str, str]]) -> Payload:
    """What is stored of a verified call. Raises Malformed."""
    address = urlsplit(target)
    fields: Payload = {}
    for key, value in pairs:
        fields.setdefault(key, value)
    _sid(fields)
    if address.path.rstrip("/").endswith("/status") or "MessageStatus" in fields:
        delivery = parse_qs(address.query).get("d", [""])[0]
        return fields | {HOOK: STATUS, DELIVERY: delivery}
    return fields | {HOOK: MESSAGE}


def envelope(found: Payload) -> Envelope:
    """Raises Malformed without an id, a sender or a status."""
    sid = _sid(found)
    if found.get(HOOK) == STATUS:
        status, code = _word(_required(found, "MessageStatus")), _word(_text(found, "ErrorCode"))
        key = f"{sid}:{status[:20]}:{code[:10]}"
        return Envelope(provider_key=key, lane=("status", sid), payload=found)
    return Envelope(provider_key=sid, lane=(_required(found, "From"),), payload=found)


def parse(found: Payload, account: str) -> Sequence[Event]:
    """Raises Malformed on missing fields."""
    if found.get(HOOK) == STATUS:
        return (_receipt(found, account),)
    sender = Sender(
        channel=CHANNEL,
        account=account,
        external_id=_required(found, "From").removeprefix(PREFIX),
    )
    pressed = _text(found, "ButtonPayload") or _text(found, "ListId")
    if pressed:
        replied = _text(found, "OriginalRepliedMessageSid") or None
        return (Pressed(sender=sender, payload=pressed, message_id=replied),)
    return _with_opt_out(_said(found, sender), _text(found, "OptOutType").upper())


def _with_opt_out(said: Said, opt_out: str) -> Sequence[Event]:
    """Whoever opts in can be answered; whoever opts out is out after having written."""
    if opt_out == "START":
        return (Reached(sender=said.sender, reachable=True), said)
    if opt_out == "STOP":
        return (said, Reached(sender=said.sender, reachable=False, reason="opted_out"))
    return (said,)


def _said(found: Payload, sender: Sender) -> Said:
    kind = _text(found, "MessageType").lower()
    text, media, location = _text(found, "Body"), _media(found), _location(found)
    if kind in UNREADABLE_TYPES:
        media = ()
    name = _name(text, media)
    if name is not None:
        only = media[0]
        media = (Media(kind=only.kind, mime=only.mime, reference=only.reference, name=name),)
        text = ""
    empty = not (text.strip() or media or location)
    return Said(
        sender=sender,
        message_id=_sid(found),
        text=text,
        media=media,
        location=location,
        reply_to=_text(found, "OriginalRepliedMessageSid") or None,
        forwarded="true" in (_text(found, "Forwarded"), _text(found, "FrequentlyForwarded")),
        unreadable=_what(kind) if empty else None,
    )


def _name(text: str, media: Sequence[Media]) -> str | None:
    one_document = len(media) == 1 and media[0].kind is MediaKind.DOCUMENT
    return text if one_document and FILE_NAME.fullmatch(text) else None


def _what(kind: str) -> str:
    """A short word for staff; never more of what came."""
    return kind if re.fullmatch(r"[a-z_]{1,30}", kind) and kind != "text" else "unknown"


def _media(found: Payload) -> tuple[Media, ...]:
    try:
        count = min(int(_text(found, "NumMedia") or 0), MOST_FIELDS)
    except ValueError as error:
        raise Malformed("NumMedia") from error
    return tuple(
        Media(kind=_kind(mime), mime=mime, reference=_text(found, f"MediaUrl{place}"))
        for place in range(count)
        if _text(found, f"MediaUrl{place}")
        for mime in (_mime(_text(found, f"MediaContentType{place}")),)
    )


def _mime(value: str) -> str:
    return value.split(";")[0].strip().lower() or "application/octet-stream"


def _kind(mime: str) -> MediaKind:
    if mime == "audio/ogg":
        return MediaKind.VOICE
    return KINDS.get(mime.split("/")[0], MediaKind.DOCUMENT)


def _location(found: Payload) -> tuple[float, float] | None:
    try:
        place = float(_text(found, "Latitude")), float(_text(found, "Longitude"))
    except ValueError:
        return None
    return place if abs(place[0]) <= 90 and abs(place[1]) <= 180 else None


def _receipt(found: Payload, account: str) -> Event:
    receipt = RECEIPTS.get(_required(found, "MessageStatus").lower())
    if receipt is None:
        return Ignored(what="status")
    code, delivery = _text(found, "ErrorCode"), _text(found, DELIVERY)
    error = _word(code)[:10] if code.strip("0") else None
    meaning = whatsapp_errors.explain(error) if error else None
    plain = delivery.isascii() and delivery.isdigit() and len(delivery) < 19
    return ReceiptReported(
        channel=CHANNEL,
        account=account,
        provider_id=_sid(found),
        delivery_id=int(delivery) if plain else None,
        receipt=receipt,
        error_code=error,
        outside_window=bool(meaning and meaning.outside_window),
        unreachable=meaning.unreachable if meaning else None,
    )


def _sid(found: Payload) -> str:
    sid = _required(found, "MessageSid")
    if not SID.fullmatch(sid):
        raise Malformed("MessageSid")
    return sid


def _word(value: str) -> str:
    """Fit for a key: nothing a database could refuse."""
    return re.sub(r"[^A-Za-z0-9_-]", "", value)


def _required(found: Payload, field: str) -> str:
    value = _text(found, field)
    if not value.strip():
        raise Malformed(field)
    return value


def _text(found: Payload, field: str) -> str:
    value = found.get(field, "")
    if not isinstance(value, str):
        raise Malformed(field)
    return value

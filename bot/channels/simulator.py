"""The try-it page's channel: its updates are made by the page itself, and it takes everything."""

import asyncio
import datetime as dt
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.channel import (
    Envelope,
    Fetched,
    FetchError,
    Forged,
    HookRequest,
    Limits,
    Malformed,
    OutboundMessage,
    Payload,
    Receipt,
    SendError,
)
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

CHANNEL = "simulator"
#: The only account that the page ever speaks to.
ACCOUNT = "demo"
LIMITS = Limits(
    text=4096,
    text_with_buttons=4096,
    buttons=16,
    button_label=64,
    caption=1024,
    media=20 * 1024 * 1024,
)
#: How long an uploaded file waits to be fetched by the media worker.
SPOOL_TIME = dt.timedelta(hours=1)
REFERENCE = re.compile(r"[0-9a-f]{32}")

#: What one kind of update says, read from its payload.
Reader = Callable[[Payload, Sender], Event]


class SimulatorChannel:
    """Phones that exist only on the try-it page, as the account `demo`."""

    name = CHANNEL
    account = ACCOUNT
    limits = LIMITS
    polls = False

    def __init__(self, *, spool: Path) -> None:
        self._spool = spool

    def open_hook(self, request: HookRequest) -> Payload:
        """Nobody calls from outside: whatever comes is forged."""
        raise Forged("the try-it page has no webhook")

    def envelope(self, payload: Payload) -> Envelope:
        key, sender = _word(payload, "id"), _word(payload, "from")
        return Envelope(provider_key=key, lane=(sender,), payload=payload)

    def parse(self, payload: Payload) -> Sequence[Event]:
        return [read(payload, self.name, self.account)]

    async def start(self, public_url: str | None) -> None:
        """Nothing to prepare."""

    async def poll(self, offset: int | None) -> tuple[Sequence[Payload], int | None]:
        """Never asked: the page brings its updates itself."""
        return [], offset

    async def send(self, message: OutboundMessage) -> Receipt:
        """Always accepted; the page shows what the database says was sent."""
        return Receipt(provider_id=provider_id(message))

    async def acknowledge(self, token: str) -> None:
        """Its buttons have no spinner."""

    async def keep(self, content: bytes, *, now: dt.datetime) -> str:
        """Put a file where `fetch` finds it; its reference."""
        return await asyncio.to_thread(self._write, content, now)

    async def fetch(self, reference: str, limit: int) -> Fetched:
        path = self._spool / reference
        if not REFERENCE.fullmatch(reference):
            raise FetchError("unknown", retryable=False)
        try:
            content = await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            raise FetchError("gone", retryable=False) from None
        if len(content) > limit:
            raise FetchError("too_big", retryable=False, too_big=True)
        return Fetched(content=content, mime=None)

    async def create_topic(self, group: str, name: str) -> int:
        raise SendError("no_topics")

    async def leave(self, group: str) -> None:
        """It has no groups."""

    async def check(self) -> Sequence[str]:
        return ()

    async def close(self) -> None:
        """Nothing is open."""

    def _write(self, content: bytes, now: dt.datetime) -> str:
        self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in self._spool.iterdir():
            if old.stat().st_mtime < (now - SPOOL_TIME).timestamp():
                old.unlink(missing_ok=True)
        reference = secrets.token_hex(16)
        path = self._spool / reference
        path.touch(mode=0o600)
        path.write_bytes(content)
        os.utime(path, (now.timestamp(), now.timestamp()))
        return reference


def provider_id(message: OutboundMessage) -> str:
    """The same for the same part of the same delivery, whichever process sends it."""
    said = [message.text, *(f"{one.label}\x1f{one.payload}" for one in message.buttons)]
    digest = hashlib.sha256("\x1e".join(said).encode("utf-8", "surrogatepass"))
    if message.media:
        digest.update(message.media.name.encode("utf-8", "surrogatepass") + message.media.content)
    return f"sim-{message.delivery_id}-{digest.hexdigest()[:8]}"


def read(payload: Payload, channel: str, account: str) -> Event:
    """What an update says. Raises Malformed when it lacks what its kind needs."""
    hint = payload.get("language")
    sender = Sender(
        channel=channel,
        account=account,
        external_id=_word(payload, "from"),
        language_hint=hint if isinstance(hint, str) else None,
    )
    kind = _word(payload, "kind")
    reader = READERS.get(kind)
    return reader(payload, sender) if reader else Ignored(what="unknown_kind")


def _said(payload: Payload, sender: Sender, **more: Any) -> Said:
    return Said(
        sender=sender,
        message_id=_word(payload, "id"),
        text=_text(payload),
        reply_to=_optional(payload, "reply_to"),
        **more,
    )


def _text_said(payload: Payload, sender: Sender) -> Event:
    return _said(payload, sender)


def _file(payload: Payload, sender: Sender) -> Event:
    found = payload.get("media")
    if not isinstance(found, Mapping):
        raise Malformed("media")
    size = found.get("size")
    try:
        kind = MediaKind(str(found.get("kind")))
    except ValueError:
        kind = MediaKind.DOCUMENT
    media = Media(
        kind=kind,
        mime=_word(found, "mime"),
        reference=_word(found, "reference"),
        name=_optional(found, "name"),
        size=size if isinstance(size, int) else None,
    )
    return _said(payload, sender, media=(media,))


def _location(payload: Payload, sender: Sender) -> Event:
    place = payload.get("latitude"), payload.get("longitude")
    latitude, longitude = place
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        raise Malformed("latitude and longitude")
    return _said(payload, sender, location=(float(latitude), float(longitude)))


def _unreadable(payload: Payload, sender: Sender) -> Event:
    return _said(payload, sender, unreadable=_optional(payload, "what") or "sticker")


def _button(payload: Payload, sender: Sender) -> Event:
    return Pressed(
        sender=sender,
        payload=_word(payload, "payload"),
        message_id=_optional(payload, "message_id"),
    )


def _edit(payload: Payload, sender: Sender) -> Event:
    return Edited(sender=sender, message_id=_word(payload, "message_id"), text=_text(payload))


def _reach(payload: Payload, sender: Sender) -> Event:
    reachable = payload.get("reachable") is True
    return Reached(sender=sender, reachable=reachable, reason=None if reachable else "blocked")


#: How each kind of update is read.
READERS: Mapping[str, Reader] = {
    "text": _text_said,
    "file": _file,
    "location": _location,
    "sticker": _unreadable,
    "button": _button,
    "edit": _edit,
    "reach": _reach,
}


def _word(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(name)
    return value


def _optional(found: Mapping[str, Any], name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) and value else None


def _text(payload: Payload) -> str:
    value = payload.get("text", "")
    if not isinstance(value, str):
        raise Malformed("text")
    return value

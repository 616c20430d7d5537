"""What a phone sends, made into a payload of the simulator's channel."""

import uuid
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData, UploadFile

from bot.channel import Payload
from bot.channels.simulator import SimulatorChannel
from bot.media import kind_of, mime_of
from bot.runtime import Runtime
from bot.simulator import phones
from handlers.events import MediaKind

SAMPLES = Path(__file__).parent / "static" / "samples"
#: Files that somebody can send without having one: kind, type, file.
SAMPLE_FILES = {
    "voice": (MediaKind.VOICE, "audio/ogg", "voice-note.ogg"),
    "photo": (MediaKind.PHOTO, "image/png", "letter.png"),
}
#: Characters of a button's payload; ours have at most 64.
LONGEST_PAYLOAD = 200


async def payload_of(
    runtime: Runtime, channel: SimulatorChannel, phone: str, form: FormData
) -> Payload | None:
    """The update that a form means; None when there is nothing in it."""
    update: Payload = {"id": str(uuid.uuid4()), "from": phone}
    file, pressed = form.get("file"), _word(form, "payload")
    text = _word(form, "text") or _word(form, "suggestion")
    if sample := SAMPLE_FILES.get(_word(form, "sample")):
        kind, mime, name = sample
        content = (SAMPLES / name).read_bytes()
        media = await _keep(runtime, channel, content, kind=kind, mime=mime, name=name)
        return {**update, "kind": "file", "media": media}
    if isinstance(file, UploadFile) and file.filename:
        mime = mime_of(file.content_type)
        media = await _keep(
            runtime, channel, await file.read(), kind=kind_of(mime), mime=mime, name=file.filename
        )
        return {**update, "kind": "file", "media": media, "text": text}
    if pressed:
        pressed_on = await _message(runtime, phone, _word(form, "message"))
        press = {"payload": pressed[:LONGEST_PAYLOAD], "message_id": pressed_on}
        return {**update, "kind": "button", **press}
    return {**update, "kind": "text", "text": text} if text.strip() else None


async def _keep(
    runtime: Runtime, channel: SimulatorChannel, content: bytes, **known: str
) -> dict[str, Any]:
    reference = await channel.keep(content, now=runtime.clock())
    return {**known, "kind": str(known["kind"]), "reference": reference, "size": len(content)}


async def _message(runtime: Runtime, phone: str, number: str) -> str | None:
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    async with runtime.database.reading() as session:
        return await phones.message_at(session, phone, int(number))


def _word(form: FormData, name: str) -> str:
    found = form.get(name)
    return found if isinstance(found, str) else ""

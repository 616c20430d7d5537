"""Media objects of the Bot API, for what people send and for what the bot sends."""

from typing import Any

from tests.fakes.telegram_requests import Upload
from tests.fakes.telegram_world import Json, StoredFile, World, bad_request

#: The largest upload of a bot, and the largest photo (Bot API, "Sending files").
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
PHOTO_LIMIT_BYTES = 10 * 1024 * 1024

#: Seconds of every recording.
DURATION = 3

_MIMES = {"photo": "image/jpeg", "voice": "audio/ogg", "audio": "audio/mpeg", "video": "video/mp4"}


def describe(world: World, kind: str, file: StoredFile) -> Any:
    """The value of a message's field `kind`: for a photo its sizes, the original last."""
    if kind == "photo":
        return [_thumbnail(world, file, 90), _thumbnail(world, file, 320), _size(file, 1280)]
    described: Json = {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
    }
    if kind == "video_note":
        return described | {"length": 240, "duration": DURATION}
    if kind == "sticker":
        sizes = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return described | sizes | {"type": "regular", "emoji": "👍"}
    described["mime_type"] = file.mime or _MIMES.get(kind, "application/octet-stream")
    if kind in ("document", "audio", "video"):
        described["file_name"] = file.name
    if kind in ("voice", "audio", "video"):
        described["duration"] = DURATION
    if kind == "video":
        described |= {"width": 640, "height": 480}
    return described


def accept(world: World, kind: str, value: Any, uploads: dict[str, Upload]) -> Any:
    """What the bot sends as `kind`: an upload, a known file id, or an address on the web."""
    upload = _find_upload(kind, value, uploads)
    if upload is not None:
        _check_size(kind, upload)
        mime = upload.mime or _MIMES.get(kind, "")
        file = world.add_file(kind, upload.content, name=upload.name, mime=mime)
        return describe(world, kind, file)
    if isinstance(value, str) and value in world.files:
        return describe(world, kind, world.files[value])
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        name = value.rsplit("/", 1)[-1]
        return describe(world, kind, world.add_file(kind, value.encode(), name=name))
    raise bad_request("wrong file identifier/HTTP URL specified")


def find_file(world: World, message: Json) -> tuple[str, StoredFile] | None:
    """Kind and file of a message that carries one; of a photo the original."""
    for kind in ("photo", "document", "voice", "audio", "video", "video_note", "sticker"):
        if kind in message:
            value = message[kind]
            described = value[-1] if isinstance(value, list) else value
            return kind, world.files[described["file_id"]]
    return None


def _find_upload(kind: str, value: Any, uploads: dict[str, Upload]) -> Upload | None:
    if isinstance(value, str):
        return uploads.get(value.removeprefix("attach://")) if "attach://" in value else None
    return uploads.get(kind)


def _check_size(kind: str, upload: Upload) -> None:
    if not upload.content:
        raise bad_request("file must be non-empty")
    limit = PHOTO_LIMIT_BYTES if kind == "photo" else UPLOAD_LIMIT_BYTES
    if len(upload.content) > limit:
        raise bad_request("file is too big")


def _size(file: StoredFile, width: int) -> Json:
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "width": width,
        "height": width,
        "file_size": file.size,
    }


def _thumbnail(world: World, file: StoredFile, width: int) -> Json:
    small = world.add_file("photo", b"thumbnail of " + file.content[:20], name="small.jpg")
    return _size(small, width)

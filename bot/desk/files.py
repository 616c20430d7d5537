"""Which files a colleague may send: kinds that people send each other and every channel carries."""

import re

from bot.desk.forms import Upload
from bot.media import UNKNOWN_MIME, MediaStore
from handlers.media import Kept

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
#: What a file is, by the end of its name.
KINDS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "pdf": "application/pdf",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "amr": "audio/amr",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "3gp": "video/3gpp",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": f"{OPEN}.text",
    "ods": f"{OPEN}.spreadsheet",
    "odp": f"{OPEN}.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "csv": "text/csv",
    "ics": "text/calendar",
    "vcf": "text/vcard",
}
#: The end of a name that says what the file is; "Letter of 12.03" has none.
_END = re.compile(r"\.([a-z][a-z0-9]{0,9})$")
#: Kinds of which browsers know many names, all of them harmless.
_FAMILIES = ("image/", "audio/", "video/")
#: A picture that holds scripts.
_NOT = frozenset({"image/svg+xml"})


async def keep(store: MediaStore, file: Upload | None) -> Kept | None:
    """Keep a file before the conversation is locked: nothing slow happens inside."""
    if file is None:
        return None
    return await store.keep(file.content, name=file.name, mime=file.mime)


def fault(file: Upload) -> str | None:
    """Why a file cannot be sent, as the page calls it: file_empty, file_kind."""
    if not file.content:
        return "file_empty"
    end = _END.search(file.name.strip().lower())
    if end is not None:
        return None if end[1] in KINDS and _is_fine(file.mime, unknown=True) else "file_kind"
    return None if _is_fine(file.mime, unknown=False) else "file_kind"


def _is_fine(mime: str, *, unknown: bool) -> bool:
    """What the browser says of it; where it does not know (`unknown`) the name decides alone."""
    if mime == UNKNOWN_MIME:
        return unknown
    return (mime in KINDS.values() or mime.startswith(_FAMILIES)) and mime not in _NOT

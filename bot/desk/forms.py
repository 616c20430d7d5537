"""What a browser posts: small forms, cleaned once; a reply may bring one file."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.media import mime_of
from handlers.media import LARGEST as LARGEST_FILE
from locales import direction

#: The largest form taken in, bytes.
LARGEST = 256 * 1024
#: Fields of the largest one: who came to a conference, of all who were invited.
FIELDS = 1000
#: Days further from today than this are slips of a finger, or meant to break the calendar.
FARTHEST = dt.timedelta(days=20 * 366)
FORM_TYPE = "application/x-www-form-urlencoded"
FILE_TYPE = "multipart/form-data"

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that a colleague chose."""

    name: str
    mime: str
    content: bytes


async def read(request: Request) -> Form:
    """The fields of a form; of several with one name it is the last. 413, 415 or 400."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(413)
    if body and kind != FORM_TYPE:
        raise HTTPException(415)
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS
        )
    except ValueError as fault:
        raise HTTPException(400) from fault
    return {name: clean(value) for name, value in pairs}


async def read_with_file(request: Request) -> tuple[Form, Upload | None]:
    """The fields and the one file of a form. 400, 411, 413 or 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FILE_TYPE:
        return await read(request), None
    length = number(request.headers.get("content-length"))
    if length is None:
        raise HTTPException(411)
    if length > LARGEST_FILE + LARGEST:
        raise HTTPException(413)
    async with request.form(max_files=1, max_fields=FIELDS, max_part_size=LARGEST) as form:
        fields = {name: clean(text) for name, text in form.items() if isinstance(text, str)}
        return fields, await _upload(form.get("file"))


async def _upload(file: UploadFile | str | None) -> Upload | None:
    """None when no file was chosen: a browser sends an empty one without a name."""
    if not isinstance(file, UploadFile) or not file.filename:
        return None
    content = await file.read()
    return Upload(name=clean(file.filename), mime=mime_of(file.content_type), content=content)


def clean(text: str) -> str:
    """Without NUL and what nobody sees, and with one kind of line ending."""
    plain = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return direction.visible(plain)


def number(text: str | None) -> int | None:
    """A whole number as our own pages write it; None for anything else.

    Nine digits fit every column of a number, on PostgreSQL too.
    """
    if text and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return None


def day(text: str, now: dt.datetime) -> dt.date | None:
    """A date as browsers send it; None as well for one that nobody means today."""
    try:
        found = dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if abs(found - now.date()) <= FARTHEST else None


def instant(text: str, now: dt.datetime) -> dt.datetime | None:
    """A moment with its zone, as our own buttons write it; None as for a date."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    is_near = found.tzinfo is not None and abs(found - now) <= FARTHEST
    return found if is_near else None


def time(text: str) -> dt.time | None:
    """A time of day as browsers send it; one with a zone is not a time on the wall."""
    try:
        found = dt.time.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0) if found.tzinfo is None else None


def is_same_site(request: Request) -> bool:
    """False when a browser says that another site sent this.

    Pages here send no referrer, so that browsers write "null" as their origin: that is no proof
    either way, and the token in every form of a signed-in page decides.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host")


def local_path(text: str | None) -> str:
    """Where to go after signing in: only ever a page of this desk."""
    plain = text or ""
    is_ours = plain.startswith("/desk/") and not any(
        one in "\\:@" or not one.isprintable() or one.isspace() for one in plain
    )
    return plain if is_ours and "//" not in plain and ".." not in plain else "/desk/"

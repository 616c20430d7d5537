"""Files of a conversation: decrypted for colleagues within scope, shown only where that is safe."""

import re
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk.access import Visit
from db import desk, desk_thread, staff
from db.models import Attachment, MediaState

#: What a browser may show by itself; anything else is only handed over.
INLINE = frozenset(
    {
        *("image/jpeg", "image/png", "image/gif", "image/webp"),
        *("audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/wav", "audio/webm"),
    }
)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


async def show(visit: Visit) -> Response:
    """One file. 404 when it is out of scope, or not (yet) here."""
    attachment_id = visit.number("attachment_id")
    async with visit.runtime.database.reading() as session:
        found = await desk_thread.file_of(session, attachment_id)
        line = found and await desk.find_line(session, visit.member, found[1])
    if found is None or line is None:
        raise HTTPException(404)
    file = found[0]
    if file.state != MediaState.STORED:
        raise HTTPException(404)
    try:
        content = await visit.runtime.media.of(file)
    except FileNotFoundError as gone:
        raise HTTPException(404) from gone
    async with visit.runtime.database.transaction() as session:
        await staff.audit(
            session, visit.member.id, "view", "attachment", attachment_id, now=visit.now
        )
    kind = file.mime.partition(";")[0].strip().lower()
    inline = kind in INLINE
    return Response(
        content,
        media_type=kind if inline else "application/octet-stream",
        headers={
            "content-disposition": disposition(file, inline=inline),
            "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'self'",
        },
    )


def disposition(file: Attachment, *, inline: bool) -> str:
    """How a browser keeps the file: a plain name, and the real one percent-encoded."""
    name = (file.name or f"{file.kind}-{file.id}").strip() or str(file.id)
    plain = _UNSAFE.sub("_", name).strip("._") or f"file-{file.id}"
    kind = "inline" if inline else "attachment"
    encoded = quote(name.encode("utf-8", "replace"), safe="")
    return f"{kind}; filename=\"{plain[:100]}\"; filename*=UTF-8''{encoded}"

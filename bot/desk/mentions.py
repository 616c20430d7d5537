"""Notes in which a colleague was named."""

from starlette.responses import Response

from bot.desk.access import Visit
from db import mentions

#: The newest that are shown.
SHOWN = 60


async def show(visit: Visit) -> Response:
    """What one was named in, newest first; looking at the list is enough to have seen them."""
    async with visit.runtime.database.reading() as session:
        found = await mentions.of_member(session, visit.member, limit=SHOWN)
    await see(visit, None)
    return await visit.show("mentions.html", found=found)


async def see(visit: Visit, conversation_id: int | None) -> None:
    """A colleague looks at a conversation, or at the list: what was new there is new no more."""
    async with visit.runtime.database.transaction() as session:
        await mentions.see(session, visit.member, conversation_id, now=visit.now)

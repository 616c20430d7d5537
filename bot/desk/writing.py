"""A colleague types a reply: others who look at the same conversation see it."""

import datetime as dt

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk.access import Visit
from db import desk, writing

#: So long it is believed; a browser says it again sooner.
LASTING = dt.timedelta(seconds=12)


async def tell(visit: Visit) -> Response:
    """Somebody types, or has stopped; pages that show the conversation are woken if that is new."""
    conversation_id, member = visit.number("conversation_id"), visit.member
    database = visit.runtime.database
    async with database.reading() as session:
        if await desk.find_line(session, member, conversation_id) is None:
            raise HTTPException(404)
    async with database.transaction() as session:
        if visit.form.get("writing"):
            news = await writing.begin(
                session, conversation_id, member.id, now=visit.now, lasting=LASTING
            )
        else:
            news = await writing.end(session, conversation_id, member.id)
        if news:
            await database.notify(session)
    if news:
        visit.runtime.signals.ring()
    return Response(status_code=204)

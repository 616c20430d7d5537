"""The signs that people put under messages: kept with the message, and shown to staff."""

import datetime as dt
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import messages
from db.content import Content
from handlers import context, mirror
from handlers.events import Reacted
from handlers.house import House
from locales.texts import topic_work as posts


async def react(session: AsyncSession, house: House, event: Reacted, *, now: dt.datetime) -> None:
    """Keep what stands under a message now; a sign answers no question and wakes nobody."""
    turn = await context.meet(session, house, event.sender, now=now)
    message = await messages.by_provider_id(
        session, turn.conversation, event.message_id, turn.address.id
    )
    if message is None:
        return
    content = Content.from_json(message.content)
    if content.reactions == event.signs:
        return
    message.content = replace(content, reactions=event.signs).to_json()
    if event.signs:
        await mirror.remark(turn, message, posts.REACTED, signs=" ".join(event.signs))
    else:
        await mirror.remark(turn, message, posts.REACTION_GONE)

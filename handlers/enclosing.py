"""A small file that the bot writes itself and sends with a message: it is kept with its row.

Nothing is fetched or written elsewhere, so that the same file goes at every attempt. A channel
that takes no such file gets a link to it.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db import messages
from db.models import Address, MediaState, Message
from handlers.events import MediaKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A text file, ready to go."""

    name: str
    mime: str
    content: bytes


async def enclose(
    session: AsyncSession, message: Message, address: Address, file: Enclosed
) -> None:
    """Put a file into a message; it goes with the words, before the buttons."""
    await messages.attach(
        session,
        message,
        now=message.at,
        kind=MediaKind.DOCUMENT,
        mime=file.mime,
        name=file.name,
        size=len(file.content),
        state=MediaState.STORED,
        channel=address.channel,
        account=address.account,
        reference="",
        body=file.content.decode(),
    )

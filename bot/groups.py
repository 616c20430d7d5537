"""Which group is the staff's: its id can change, and any process may be the first to learn it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channel import Channel
from bot.channels.telegram import TelegramChannel
from db import keepsakes
from handlers.outcome import STAFF_GROUP


async def adopt(session: AsyncSession, channel: Channel) -> None:
    """Let a channel know the present id of the staff group, whoever learnt it."""
    if isinstance(channel, TelegramChannel):
        moved = await keepsakes.find(session, f"{STAFF_GROUP}:{channel.account}")
        channel.staff_chat_id = moved or channel.staff_chat_id


def is_ours(channel: Channel, group: str) -> bool:
    """It is the staff's group, as far as the channel knows."""
    return isinstance(channel, TelegramChannel) and channel.staff_chat_id == group

"""Starting channels: tried until the provider answers, while everything else works."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot import invitations
from bot.channel import Channel, SendError
from bot.channels.telegram import TelegramChannel
from bot.patience import Patience
from bot.runtime import Runtime

log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]


async def start(runtime: Runtime, channel: Channel, *, sleep: Sleep = asyncio.sleep) -> bool:
    """Start a channel, however long that takes; False when trying again cannot help."""
    patience = Patience()
    runtime.health.starting(channel.name)
    while True:
        try:
            await channel.start(runtime.settings.public_url)
            await _remember(runtime, channel)
        except SendError as error:
            code, is_final, wait = error.code, not error.retryable, error.retry_after or 0.0
        except Exception as error:  # one channel's fault must not stop the others
            code, is_final, wait = type(error).__name__, False, 0.0
        else:
            runtime.health.started(channel.name)
            return True
        log.error("channel_not_started", channel=channel.name, code=code, is_final=is_final)
        runtime.health.failed(channel.name, code, is_final=is_final)
        if is_final:
            return False
        await sleep(max(patience.next(), wait))


async def _remember(runtime: Runtime, channel: Channel) -> None:
    """What only the provider knows of the account, for processes that do not ask it."""
    if isinstance(channel, TelegramChannel) and channel.username:
        async with runtime.database.transaction() as session:
            await invitations.remember_name(session, channel.account, channel.username)

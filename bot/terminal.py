"""`make chat`: the bot in a terminal, through the same intake, dispatch and outbox."""

import asyncio
import sys
from collections.abc import AsyncIterator

import click

from bot import intake, wiring
from bot.channel import Channel, Payload
from bot.channels import console
from bot.channels.console import ConsoleChannel
from bot.intake import Intake
from bot.learning import Learner
from bot.outbox import Outbox
from bot.runtime import Runtime

PROMPT = "> "


async def converse(runtime: Runtime, *, language: str | None = None) -> None:
    """Talk until the input ends; each line is answered before the next is read."""
    channel = ConsoleChannel(click.echo)
    runtime.channels[channel.name, channel.account] = channel
    engine = await asyncio.to_thread(wiring.open_engine)
    await Learner(runtime, engine).refresh()
    working, sending = Intake(runtime, engine), Outbox(runtime, channel, worker="terminal")

    async def take_in(channel: Channel, payload: Payload) -> None:
        if language:
            payload["language"] = language
        await intake.take_in(runtime, channel, payload)
        await working.drain()
        await sending.drain()

    await take_in(channel, console.said("/start"))
    await console.converse(channel, _lines(), take_in)


async def _lines() -> AsyncIterator[str]:
    """What is typed, until the end of the input."""
    while True:
        click.echo(PROMPT, nl=False)
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            return
        yield line

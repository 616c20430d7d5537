"""The terminal's channel: lines come from whoever reads them, answers go to a given sink."""

import uuid
from collections.abc import AsyncIterable, Awaitable, Callable, Sequence

from bot.channel import (
    Channel,
    Envelope,
    Fetched,
    FetchError,
    Forged,
    HookRequest,
    OutboundMessage,
    Payload,
    Receipt,
    SendError,
)
from bot.channels import simulator
from handlers.events import Event

CHANNEL = "console"
ACCOUNT = "demo"
#: Who sits at the terminal.
SOMEBODY = "console"

#: Where answers go, one whole message at a time.
Sink = Callable[[str], None]
#: Takes in one update, and returns when what it caused was sent.
TakeIn = Callable[[Channel, Payload], Awaitable[object]]


class ConsoleChannel:
    """One person at a terminal; buttons are shown as a numbered list, and a number presses one."""

    name = CHANNEL
    account = ACCOUNT
    limits = simulator.LIMITS
    polls = False

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def open_hook(self, request: HookRequest) -> Payload:
        """Nobody calls a terminal from outside."""
        raise Forged("the terminal has no webhook")

    def envelope(self, payload: Payload) -> Envelope:
        return Envelope(
            provider_key=str(payload.get("id")), lane=(str(payload.get("from")),), payload=payload
        )

    def parse(self, payload: Payload) -> Sequence[Event]:
        return [simulator.read(payload, self.name, self.account)]

    async def start(self, public_url: str | None) -> None:
        """Nothing to prepare."""

    async def poll(self, offset: int | None) -> tuple[Sequence[Payload], int | None]:
        """Never asked: `converse` brings the lines."""
        return [], offset

    async def send(self, message: OutboundMessage) -> Receipt:
        self._sink(render(message))
        return Receipt(provider_id=simulator.provider_id(message))

    async def acknowledge(self, token: str) -> None:
        """A number has no spinner."""

    async def fetch(self, reference: str, limit: int) -> Fetched:
        raise FetchError("no_files", retryable=False)

    async def create_topic(self, group: str, name: str) -> int:
        raise SendError("no_topics")

    async def leave(self, group: str) -> None:
        """It has no groups."""

    async def check(self) -> Sequence[str]:
        return ()

    async def close(self) -> None:
        """Nothing is open."""


async def converse(channel: ConsoleChannel, lines: AsyncIterable[str], take_in: TakeIn) -> None:
    """Take in line after line until they end; empty lines are nothing."""
    async for line in lines:
        if line.strip():
            await take_in(channel, said(line.strip()))


def said(line: str) -> Payload:
    """A typed line as an update."""
    return {"id": str(uuid.uuid4()), "from": SOMEBODY, "kind": "text", "text": line}


def render(message: OutboundMessage) -> str:
    """A message as text: its file in brackets, its buttons as numbers to type."""
    file = f"[{message.media.kind}: {message.media.name}]" if message.media else ""
    buttons = [f"  {number}. {one.label}" for number, one in enumerate(message.buttons, 1)]
    return "\n".join(part for part in (file, message.text, *buttons) if part)

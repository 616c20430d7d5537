"""The try-it page on a real database, with an intake that only records and an outbox by hand."""

import pathlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette

from bot.channel import Channel, Payload
from bot.channels.simulator import SimulatorChannel
from bot.media import MediaStore
from bot.metrics import Metrics
from bot.runtime import Runtime
from bot.settings import Settings
from bot.signals import Signals
from bot.simulator import routes
from db import addresses, conversations, deliveries, messages, receipts
from db.content import Content
from db.engine import Database
from db.models import (
    Address,
    Author,
    Conversation,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Direction,
    Message,
)
from handlers.house import House
from tests.fakes.clock import FixedClock

#: What a browser on this machine sends along.
BROWSER = {"Sec-Fetch-Site": "same-origin", "X-Try-It": "1"}
LOCAL = "http://127.0.0.1:8000"


@dataclass
class Site:
    """The page, what it took in, and hands to put messages on its phones."""

    runtime: Runtime
    app: Starlette
    taken: list[Payload] = field(default_factory=list)

    def browser(self, base_url: str = LOCAL, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(
            transport=transport, base_url=base_url, headers={**BROWSER, **headers}
        )

    async def hears(self, phone: str, text: str = "", **more: Any) -> Message:
        """Something came in from a phone."""
        async with self.runtime.database.transaction() as session:
            thread, _ = await self._thread(session, phone)
            message = await messages.write(
                session,
                thread,
                Content(text=text),
                direction=Direction.IN,
                author=Author.PERSON,
                now=self.runtime.clock(),
                **more,
            )
        self.runtime.signals.ring()
        return message

    async def says(
        self, phone: str, content: Content, *, state: str = DeliveryState.DONE, **more: Any
    ) -> Message:
        """Something was written to a phone, and its delivery came so far."""
        async with self.runtime.database.transaction() as session:
            thread, address = await self._thread(session, phone)
            message = await messages.write(
                session,
                thread,
                content,
                **{
                    "direction": Direction.OUT,
                    "author": Author.BOT,
                    "now": self.runtime.clock(),
                    **more,
                },
            )
            await self._send(session, message, address, state)
        self.runtime.signals.ring()
        return message

    async def _thread(self, session: AsyncSession, phone: str) -> tuple[Conversation, Address]:
        now = self.runtime.clock()
        address = await addresses.meet(session, "simulator", "demo", phone, now=now)
        return await conversations.of_address(session, address, now=now), address

    async def _send(
        self, session: AsyncSession, message: Message, address: Address, state: str
    ) -> None:
        now = self.runtime.clock()
        number = await deliveries.queue(
            session,
            message,
            address,
            kind=DeliveryKind.NOTICE,
            now=now,
            dedupe_key=f"test:{message.id}",
        )
        row = await session.get_one(Delivery, number)
        steps = [state] if state == DeliveryState.HELD else [DeliveryState.SENDING, state]
        for step in steps if state != DeliveryState.QUEUED else []:
            deliveries.move(session, row, DeliveryState(step), now=now)
        if state == DeliveryState.DONE:
            await session.flush()
            await receipts.record_transmission(session, row, 0, f"sim-{row.id}-x", now=now)


@pytest.fixture
def make_site(database: Database, clock: FixedClock, tmp_path: pathlib.Path) -> Callable[..., Site]:
    def make(**settings: Any) -> Site:
        channel: Channel = SimulatorChannel(spool=tmp_path / "spool")
        runtime = Runtime(
            settings=Settings(**{"demo": True, "data_dir": tmp_path, **settings}),
            database=database,
            house=cast(House, None),
            channels={("simulator", "demo"): channel},
            clock=clock.now,
            signals=Signals(),
            media=MediaStore(tmp_path / "media", database.keyring),
            metrics=Metrics(),
        )
        taken: list[Payload] = []

        async def take_in(_channel: Channel, payload: Payload) -> None:
            taken.append(payload)

        app = Starlette(routes=routes.routes(runtime, take_in))
        return Site(runtime=runtime, app=app, taken=taken)

    return make


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site()

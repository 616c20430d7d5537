"""Long polling for channels without a public address: store the update, then advance the offset."""

import asyncio
import datetime as dt

import structlog

from bot import intake
from bot.channel import Channel, SendError
from bot.patience import Patience
from bot.runtime import Runtime
from db import leases

log = structlog.get_logger(__name__)

#: Two pollers of one account conflict: one process holds this lease, and renews it each round.
LEASE = dt.timedelta(seconds=90)
#: Seconds until another process's account is looked at again.
IDLE_SECONDS = 5.0


class Poller:
    """Fetches one account's updates until it is told to stop."""

    def __init__(self, runtime: Runtime, channel: Channel, *, worker: str) -> None:
        self._runtime = runtime
        self._channel = channel
        self._worker = worker
        self._patience = Patience()

    async def run(self) -> None:
        """Poll for ever; end it by cancelling: an update that was not stored comes again."""
        try:
            while True:
                await self._round()
        finally:
            async with self._runtime.database.transaction() as session:
                await leases.drop(session, self._name, self._worker, now=self._runtime.clock())

    async def step(self) -> int:
        """One poll; how many updates were stored."""
        now = self._runtime.clock()
        async with self._runtime.database.reading() as session:
            offset = await leases.offset(
                session, self._channel.name, self._channel.account, now=now
            )
        payloads, offset = await self._channel.poll(offset)
        for payload in payloads:
            await intake.take_in(self._runtime, self._channel, payload)
        if payloads and offset is not None:
            async with self._runtime.database.transaction() as session:
                await leases.advance(
                    session, self._channel.name, self._channel.account, offset, now=now
                )
        return len(payloads)

    @property
    def _name(self) -> str:
        return f"poll:{self._channel.name}:{self._channel.account}"

    async def _round(self) -> None:
        try:
            pause = 0.0 if await self._poll() else IDLE_SECONDS
            self._patience.renew()
        except Exception as error:  # whatever it was, updates wait for us
            code = error.code if isinstance(error, SendError) else type(error).__name__
            log.warning("poll_failed", channel=self._channel.name, code=code)
            pause = self._patience.next()
        if pause:
            await asyncio.sleep(pause)

    async def _poll(self) -> bool:
        """False while another process has the account."""
        async with self._runtime.database.transaction() as session:
            mine = await leases.take(
                session, self._name, self._worker, now=self._runtime.clock(), length=LEASE
            )
        if mine:
            await self.step()
        return mine

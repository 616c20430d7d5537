"""Keeps this process saying what staff wrote: looks at drafts and reviews, teaches the engine."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

import structlog

from bot.reviewing import Reviewer
from bot.runtime import Runtime
from db import drafts
from handlers import revisions
from handlers.revisions import Question

log = structlog.get_logger(__name__)

#: Seconds after which it is looked although nothing rang.
EVERY_SECONDS = 10.0
#: Seconds of rest after a look: the bell rings for everything that happens.
REST_SECONDS = 1.0


@runtime_checkable
class Learns(Protocol):
    """An engine that takes examples in while it runs."""

    def learn(self, examples: Mapping[str, Sequence[Question]]) -> None:
        """Know these examples by entry, and no others beside those that ship. Slow; any thread."""


class Learner:
    """One in each process; the same knowledge, and the engine where there is one."""

    def __init__(
        self,
        runtime: Runtime,
        engine: object = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._runtime = runtime
        self._sleep = sleep
        self._engine = engine if isinstance(engine, Learns) else None
        self._reviewer = Reviewer(runtime)
        self._seen: drafts.Fingerprint | None = None
        self._taught: Mapping[str, Sequence[Question]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def adopt(self) -> bool:
        """Answer with what is live now; True when it was something else before."""
        async with self._one_at_a_time:
            return await self._adopt()

    async def refresh(self) -> bool:
        """The same, and let the engine learn what is new, which may take a minute."""
        async with self._one_at_a_time:
            is_new = await self._adopt()
            await self._teach()
            return is_new

    async def follow(self) -> None:
        """Look whenever something happens anywhere, for as long as the task runs."""
        async with self._runtime.signals.listening() as bell:
            while not self._runtime.signals.closed:
                try:
                    await self.refresh()
                except Exception as error:  # a fault in one look must not end the looking
                    log.error("learning_failed", error=type(error).__name__)
                await self._sleep(REST_SECONDS)
                await bell.wait(EVERY_SECONDS)

    async def _adopt(self) -> bool:
        knowledge, database = self._runtime.house.knowledge, self._runtime.database
        is_reworded = await self._reviewer.adopt()
        async with database.reading() as session:
            seen = await drafts.fingerprint(session)
            if seen == self._seen and not is_reworded:
                return False
            live = await drafts.live(session)
        overlay = revisions.build(
            knowledge, live, organisation=self._runtime.house.policy.organisation
        )
        knowledge.adopt(overlay)
        self._seen = seen
        if overlay.retired:
            async with database.transaction() as session:
                await drafts.retire(session, overlay.retired, now=self._runtime.clock())
        return True

    async def _teach(self) -> None:
        examples = self._runtime.house.knowledge.overlay.examples
        if self._engine is None or examples == self._taught:
            return
        await asyncio.to_thread(self._engine.learn, examples)
        self._taught = examples
        log.info("learnt", count=sum(map(len, examples.values())))

"""A runtime on a test's database, with a channel and an engine that do what a test says."""

import collections
import contextlib
import datetime as dt
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from sqlalchemy import func, select

from bot.channel import (
    Channel,
    Envelope,
    Fetched,
    Limits,
    OutboundMessage,
    Payload,
    Receipt,
)
from bot.channels import simulator
from bot.channels.simulator import SimulatorChannel
from bot.media import MediaStore
from bot.metrics import Metrics
from bot.runtime import Runtime
from bot.settings import Settings
from bot.signals import Listener, Signals
from db.engine import Database
from db.models import InboundEvent
from faq.decision import Decision
from faq.engine import Engine
from faq.understanding import Candidate, Understanding
from handlers.events import Event
from handlers.house import House
from tests.fakes.clock import FixedClock
from tests.handlers import scene as houses


class ScriptedChannel(SimulatorChannel):
    """The simulator's updates; what sending, fetching and polling answer is written by a test."""

    def __init__(self, folder: Path, *, name: str = simulator.CHANNEL, **limits: Any) -> None:
        super().__init__(spool=folder / "spool")
        self.name = name
        self.limits: Limits = replace(simulator.LIMITS, **limits)
        #: what was taken, in order
        self.sent: list[OutboundMessage] = []
        #: raised by the next sends; None lets one pass
        self.answers: collections.deque[BaseException | None] = collections.deque()
        #: what the next polls give: updates and offset, or an error
        self.polls_give: collections.deque[tuple[list[Payload], int | None] | Exception] = (
            collections.deque()
        )
        #: the offsets that polls were asked with
        self.asked: list[int | None] = []
        #: what the next fetches give; none: what the simulator has
        self.files: collections.deque[Fetched | Exception] = collections.deque()
        self.topics: list[str] = []
        self.acknowledged: list[str] = []
        self.left: list[str] = []
        #: instead of what the simulator reads
        self.events: list[Event] | None = None
        self.envelope_fault: Exception | None = None

    async def send(self, message: OutboundMessage) -> Receipt:
        answer = self.answers.popleft() if self.answers else None
        if answer is not None:
            raise answer
        self.sent.append(message)
        return Receipt(provider_id=f"p{len(self.sent)}")

    async def create_topic(self, group: str, name: str) -> int:
        self.topics.append(name)
        return 70 + len(self.topics)

    async def poll(self, offset: int | None) -> tuple[Sequence[Payload], int | None]:
        self.asked.append(offset)
        answer = self.polls_give.popleft() if self.polls_give else ([], offset)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def fetch(self, reference: str, limit: int) -> Fetched:
        answer = self.files.popleft() if self.files else None
        if isinstance(answer, Exception):
            raise answer
        return answer or await super().fetch(reference, limit)

    async def acknowledge(self, token: str) -> None:
        self.acknowledged.append(token)

    async def leave(self, group: str) -> None:
        self.left.append(group)

    def envelope(self, payload: Payload) -> Envelope:
        if self.envelope_fault is not None:
            raise self.envelope_fault
        return super().envelope(payload)

    def parse(self, payload: Payload) -> Sequence[Event]:
        return super().parse(payload) if self.events is None else self.events

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.sent]


class ScriptedEngine:
    """Understands every text as unsure, unless a test says what is meant."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        #: entries that a text asks for
        self.answers: dict[str, str] = {}
        #: raised at these texts
        self.faults: dict[str, Exception] = {}
        #: where set, `understand` says that it is in, and waits
        self.entered, self.release = threading.Event(), threading.Event()
        self.blocks = False

    def understand(
        self,
        text: str,
        *,
        language: str | None = None,
        region: str | None = None,
        earlier: tuple[str, ...] = (),
    ) -> Understanding:
        del language, region, earlier
        self.asked.append(text)
        if text in self.faults:
            raise self.faults[text]
        if self.blocks:
            self.entered.set()
            assert self.release.wait(10)
        meant = self.answers.get(text)
        return Understanding(
            text=text,
            language="en",
            language_sure=True,
            decision=Decision.ANSWER if meant else Decision.UNSURE,
            ranked=(Candidate(entry_id=meant, score=0.9),) if meant else (),
            confidence=0.9,
            intent=None,
            chat=None,
        )

    @property
    def engine(self) -> Engine:
        return cast(Engine, self)


class RestlessSignals(Signals):
    """Whoever has nothing to do and waits for a ring is stopped: `run` loops end by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.on_rest: Callable[[], None] = lambda: None
        self.rests = 0

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[Listener]:
        signals = self

        class Restless(Listener):
            async def wait(self, seconds: float) -> bool:
                signals.rests += 1
                signals.on_rest()
                return False

        async with super().listening() as bell:
            yield Restless(bell._event)


def runtime(
    database: Database,
    clock: FixedClock,
    folder: Path,
    *channels: Channel,
    house: House | None = None,
    signals: Signals | None = None,
    **settings: Any,
) -> Runtime:
    return Runtime(
        settings=Settings(demo=True, data_dir=folder, **settings),
        database=database,
        house=house or houses.house(),
        channels={(one.name, one.account): one for one in channels},
        clock=clock.now,
        signals=signals or Signals(),
        media=MediaStore(folder / "media", database.keyring),
        metrics=Metrics(),
    )


async def pending(database: Database) -> int:
    """How many events wait in the inbox."""
    async with database.reading() as session:
        waiting = select(func.count()).where(InboundEvent.processed_at.is_(None))
        return (await session.execute(waiting)).scalar_one()


def text(number: int, words: str = "Hello", sender: str = "phone-1") -> Payload:
    """An update of the simulator: somebody wrote."""
    return {"id": f"update-{number}", "from": sender, "kind": "text", "text": words}


SECOND = dt.timedelta(seconds=1)

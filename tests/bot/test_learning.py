"""Every process answers with what was approved, and its engine knows how people ask for it."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import learning
from bot.learning import Learner, Learns
from bot.media import MediaWorker
from bot.runtime import Runtime
from bot.scheduler import Ticks
from db import staff
from db.engine import Database
from db.models import FaqRevision
from handlers import drafting, drafts
from handlers.drafting import Idea
from handlers.revisions import Question
from tests.bot import scene
from tests.db import scene as people
from tests.fakes.clock import FixedClock
from tests.handlers import scene as houses

BUS = houses.entry()


class Pupil:
    """An engine that only learns."""

    def __init__(self) -> None:
        self.lessons: list[dict[str, Sequence[Question]]] = []
        self.threads: set[int] = set()
        self.fault: Exception | None = None

    def learn(self, examples: Mapping[str, Sequence[Question]]) -> None:
        self.threads.add(threading.get_ident())
        if self.fault is not None:
            raise self.fault
        self.lessons.append(dict(examples))


@pytest.fixture
def runtime(database: Database, clock: FixedClock, tmp_path: Path) -> Runtime:
    return scene.runtime(database, clock, tmp_path)


async def approve(runtime: Runtime, text: str, *, question: str = "") -> int:
    """Ana drafts a text for the bus, on what is said now, and Ben approves it."""
    now, knowledge = runtime.clock(), runtime.house.knowledge
    async with runtime.database.transaction() as session:
        if await staff.by_login(session, "ana") is None:
            await people.colleague(session, now, "ana")
            await people.colleague(session, now, "ben")
        ana, ben = [await staff.by_login(session, login) for login in ("ana", "ben")]
        assert ana is not None and ben is not None
        idea = Idea(entry_id="bus", text=text, question=question, language="en")
        begun = await drafting.begin(session, knowledge, ana, idea, now=now)
        await drafts.approve(session, knowledge, begun.draft.id, ben, now=now)
        return begun.draft.id


async def reject(runtime: Runtime, number: int) -> None:
    async with runtime.database.transaction() as session:
        ben = await staff.by_login(session, "ben")
        assert ben is not None
        await drafts.reject(session, number, ben, now=runtime.clock())


def short(runtime: Runtime) -> str:
    return runtime.house.knowledge.entries["bus"].short


async def test_what_was_approved_is_answered_and_taken_back_it_is_not(runtime: Runtime) -> None:
    learner = Learner(runtime)
    assert await learner.refresh()
    number = await approve(runtime, "At the station.")
    assert short(runtime) == BUS.short
    assert await learner.refresh()
    assert short(runtime) == "At the station."
    await reject(runtime, number)
    assert await learner.refresh()
    assert short(runtime) == BUS.short


async def test_while_nothing_is_new_nothing_is_replaced(runtime: Runtime) -> None:
    learner = Learner(runtime)
    await approve(runtime, "At the station.")
    await learner.refresh()
    before = runtime.house.knowledge.overlay
    assert not await learner.refresh()
    assert runtime.house.knowledge.overlay is before


async def test_two_processes_say_the_same(
    runtime: Runtime, clock: FixedClock, tmp_path: Path
) -> None:
    other = scene.runtime(runtime.database, clock, tmp_path)
    learners = Learner(runtime), Learner(other)
    await approve(runtime, "At the station.")
    for learner in learners:
        await learner.refresh()
    assert short(runtime) == short(other) == "At the station."


async def test_the_engine_learns_outside_the_loop_and_only_what_is_new(runtime: Runtime) -> None:
    pupil = Pupil()
    learner = Learner(runtime, pupil)
    await learner.refresh()
    assert pupil.lessons == []
    number = await approve(runtime, "At the station.", question="where does it stop")
    await learner.adopt()
    assert pupil.lessons == []
    for _ in range(2):
        await learner.refresh()
    assert pupil.lessons == [{"bus": (("en", "where does it stop"),)}]
    assert threading.get_ident() not in pupil.threads
    await reject(runtime, number)
    await learner.refresh()
    assert pupil.lessons[1:] == [{}]


async def test_a_lesson_that_failed_is_given_again(runtime: Runtime) -> None:
    pupil = Pupil()
    learner = Learner(runtime, pupil)
    await approve(runtime, "At the station.", question="where does it stop")
    pupil.fault = RuntimeError()
    with pytest.raises(RuntimeError):
        await learner.refresh()
    assert short(runtime) == "At the station."
    pupil.fault = None
    await learner.refresh()
    assert len(pupil.lessons) == 1


async def test_an_engine_that_cannot_learn_is_left_alone(runtime: Runtime) -> None:
    assert isinstance(Pupil(), Learns)
    assert not isinstance(object(), Learns)
    await approve(runtime, "At the station.", question="where does it stop")
    assert await Learner(runtime, object()).refresh()


async def test_what_the_files_have_caught_up_with_is_retired(
    runtime: Runtime, clock: FixedClock, tmp_path: Path
) -> None:
    await approve(runtime, "At the station.")
    await Learner(runtime).refresh()
    released = houses.house(houses.knowledge(houses.entry(short="At the station.")))
    later = scene.runtime(runtime.database, clock, tmp_path, house=released)
    await Learner(later).refresh()
    async with runtime.database.reading() as session:
        [row] = (await session.execute(select(FaqRevision))).scalars()
    assert row.retired_at == clock.now()

    changed = houses.house(houses.knowledge(houses.entry(short="Another text.")))
    last = scene.runtime(runtime.database, clock, tmp_path, house=changed)
    await Learner(last).refresh()
    assert short(last) == "Another text."
    assert last.house.knowledge.overlay.conflicts == set()


async def test_a_tick_looks_too(runtime: Runtime, clock: FixedClock) -> None:
    media = MediaWorker(runtime.database, runtime.media, runtime.channels)
    seconds, tick = Ticks(runtime, media).table()["knowledge"]
    assert seconds == 10
    await approve(runtime, "At the station.")
    await tick(clock.now())
    assert short(runtime) == "At the station."


async def test_it_looks_again_whenever_something_happened(
    runtime: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    pupil = Pupil()
    pupil.fault = RuntimeError("somebody's words")
    seen: list[str] = []

    async def rest(seconds: float) -> None:
        assert seconds == learning.REST_SECONDS
        seen.append(short(runtime))
        if len(seen) == 1:
            await approve(runtime, "At the station.", question="where does it stop")
            runtime.signals.ring()
        else:
            runtime.signals.close()

    await Learner(runtime, pupil, sleep=rest).follow()

    assert seen == [BUS.short, "At the station."]
    written = "".join(capsys.readouterr())
    assert "learning_failed" in written and "somebody" not in written

"""The worker sorts gaps: once for the same questions, with the engine's own model."""

import datetime as dt
from pathlib import Path

from bot.gathering import Gatherer
from db import feedback, gaps
from db.engine import Database
from faq import fitting, training
from faq.embed import VectorStore
from tests.bot import scene
from tests.bot.scene import ScriptedChannel
from tests.db import scene as rows
from tests.fakes.clock import FixedClock
from tests.faq.fakes import WordEncoder, write_knowledge


class Lender:
    """An engine, as far as it lends its model."""

    def __init__(self) -> None:
        self.encoder = WordEncoder()


async def ask(database: Database, now: dt.datetime, *texts: str) -> None:
    async with database.transaction() as session:
        thread = await rows.conversation(session, now)
        for text in texts:
            await feedback.add_gap(session, thread.id, text, "en", now=now)
            await session.flush()


async def test_gaps_are_sorted_when_there_are_new_ones(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    now = clock.now()
    root, lender = write_knowledge(tmp_path / "faq"), Lender()
    texts = [one.text for one in training.load(root)[2]]
    store = VectorStore.open(lender.encoder, [])
    store.vectors(texts)
    store.save(root / fitting.VECTORS, texts)
    runtime = scene.runtime(database, clock, tmp_path, ScriptedChannel(tmp_path))
    gatherer = Gatherer(runtime, lender, root=root)

    assert not await gatherer.step(now)
    cat, dog = "Where can the cat get a vaccine?", "Is there a dentist on Sunday?"
    await ask(database, now, cat, dog, "Where can our cat get a vaccine?")
    assert await gatherer.step(now)
    async with database.reading() as session:
        found = [(one.nearest, one.theme, one.gap_ids) for one in await gaps.clusters(session)]
    assert found[0][2] in ([1, 3], [3, 1])
    assert found[1] == ("dentist", "health", [2])

    lender.encoder.asked.clear()
    assert not await gatherer.step(now)
    await ask(database, now, "Where can a cat get a vaccine?")
    assert await gatherer.step(now)
    assert lender.encoder.asked == ["Where can a cat get a vaccine?"]


async def test_a_worker_whose_engine_lends_no_model_leaves_them_to_others(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    await ask(database, clock.now(), "Where is the cat?")
    runtime = scene.runtime(database, clock, tmp_path, ScriptedChannel(tmp_path))
    assert not await Gatherer(runtime, object()).step(clock.now())

"""Sorts the questions that nothing answered, where the model is, so that pages can show them."""

import asyncio
import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import structlog

from bot import wiring
from bot.runtime import Runtime
from db import gaps as rows
from db import leases
from db.models import FaqGap, GapCluster
from faq import fitting, gaps, training
from faq.embed import Encoder, Kind, Vectors, VectorStore
from faq.entry import Entry
from faq.gaps import Cluster, Known
from locales import languages

log = structlog.get_logger(__name__)

#: Seconds between two looks at whether there is something new to sort.
EVERY_SECONDS = 60.0
#: One process sorts at a time; another one goes on after so long.
LEASE, LEASED = "gaps", dt.timedelta(minutes=10)


@runtime_checkable
class Encodes(Protocol):
    """An engine that lends its model of meaning."""

    @property
    def encoder(self) -> Encoder:
        """The same model, so that no second one is loaded."""


class Sorter:
    """Puts questions beside those that ask the same. Slow; in one thread at a time."""

    def __init__(self, encoder: Encoder, root: Path = wiring.FAQ) -> None:
        self._encoder = encoder
        self._root = root
        self._known: tuple[Mapping[str, Entry], Known] | None = None
        self._vectors: dict[int, Vectors] = {}

    def sort(self, found: Sequence[FaqGap]) -> tuple[Cluster, ...]:
        """All of these in clusters, the largest first; what was read before is kept."""
        if not found:
            return ()
        entries, known = self._learnt()
        new = [one for one in found if one.id not in self._vectors]
        for one, row in zip(
            new, self._encoder.encode([one.text for one in new], Kind.QUERY), strict=True
        ):
            self._vectors[one.id] = row
        self._vectors = {one.id: self._vectors[one.id] for one in found}
        spoken = [languages.chain(one.language)[-1] if one.language else None for one in found]
        return gaps.gather(np.stack(list(self._vectors.values())), spoken, known, entries)

    def _learnt(self) -> tuple[Mapping[str, Entry], Known]:
        """The entries and their examples; read once, since files do not change while we run."""
        if self._known is None:
            entries, _, examples = training.load(self._root)
            shipped = VectorStore.open(self._encoder, [self._root / fitting.VECTORS])
            self._known = entries, Known.of(examples, shipped)
        return self._known


class Gatherer:
    """One in each worker; it does nothing where the engine lends no model."""

    def __init__(self, runtime: Runtime, engine: object = None, *, root: Path = wiring.FAQ) -> None:
        self._runtime = runtime
        self._sorter = Sorter(engine.encoder, root) if isinstance(engine, Encodes) else None
        self._name = secrets.token_hex(6)

    async def step(self, now: dt.datetime) -> bool:
        """Sort anew when other questions are open than those that are sorted; True when it did."""
        database = self._runtime.database
        if self._sorter is None:
            return False
        async with database.reading() as session:
            known = {one for each in await rows.clusters(session) for one in each.gap_ids}
            if known == await rows.open_ids(session):
                return False
        async with database.transaction() as session:
            if not await leases.take(session, LEASE, self._name, now=now, length=LEASED):
                return False
            found = await rows.unanswered(session)
        sorted_now = await asyncio.to_thread(self._sorter.sort, found)
        async with database.transaction() as session:
            await rows.replace_clusters(session, [_row(one, found) for one in sorted_now])
            await leases.drop(session, LEASE, self._name, now=now)
        log.info("gaps_sorted", count=len(found))
        return True


def _row(one: Cluster, found: Sequence[FaqGap]) -> GapCluster:
    return GapCluster(
        language=one.language,
        theme=one.theme,
        nearest=one.nearest,
        likeness=round(one.likeness * 100),
        gap_ids=[found[n].id for n in one.members],
    )

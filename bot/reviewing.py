"""Keeps this process speaking as staff confirmed or corrected it."""

import asyncio
from collections.abc import Mapping, Sequence

from bot.runtime import Runtime
from db import reviews as rows
from db.models import TranslationReview
from locales import leaves, reviews
from locales.catalogue import Key


class Reviewer:
    """One in each process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._seen: rows.Fingerprint = (0, 0)

    async def adopt(self) -> bool:
        """Say what is reviewed now; True when it was something else before."""
        async with self._runtime.database.reading() as session:
            seen = await rows.fingerprint(session)
            if seen == self._seen:
                return False
            found = await rows.listing(session)
        said = await asyncio.to_thread(settled, found)
        self._runtime.house.words.adopt(said)
        self._seen = seen
        return True


def settled(found: Sequence[TranslationReview]) -> Mapping[Key, tuple[str, ...]]:
    """What these say in place of the files. Reads catalogues: not for the event loop."""
    said: dict[Key, tuple[str, ...]] = {}
    for language in sorted({one.language for one in found}):
        own = [one for one in found if one.language == language]
        said |= reviews.settle(leaves.read(language), own)
    return said

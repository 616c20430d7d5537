"""Looking for entries by words, among what is said now. The words are gathered once."""

import asyncio

from faq.lookup import Index, Page
from handlers.knowledge import Knowledge
from handlers.revisions import Overlay
from locales import languages


class Finder:
    """The words of a knowledge; gathered anew, in a thread, when staff's texts have changed."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._gathered: tuple[Overlay, Index] | None = None

    async def find(self, words: str, *, limit: int) -> tuple[str, ...]:
        """Entries in which all these words stand, in any language of ours; the best first."""
        if not words.strip():
            return ()
        overlay = self._knowledge.overlay
        if self._gathered is None or self._gathered[0] is not overlay:
            self._gathered = overlay, await asyncio.to_thread(self._gather)
        found = self._gathered[1].find(words, limit=limit)
        return tuple(one for one in found if one in self._knowledge.entries)

    def _gather(self) -> Index:
        return Index(_page(self._knowledge, one) for one in tuple(self._knowledge.entries))


def _page(knowledge: Knowledge, entry_id: str) -> Page:
    entry = knowledge.entries[entry_id]
    codes = languages.INTERFACE
    return Page(
        entry_id=entry_id,
        titles=[knowledge.text(entry_id, "question", code) for code in codes],
        texts=[knowledge.text(entry_id, "short", code) for code in codes],
        examples=[text for texts in entry.examples.values() for text in texts],
    )

"""What changed from one version of a step to the next, and who changed it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import plan_figures
from db import plans as rows
from faq.year import Side, Step
from handlers import plans
from handlers.house import House
from handlers.plan_editing import Draft
from handlers.plans import Texts
from locales import languages

#: What is compared beside the day and the words.
FIELDS = (
    "enabled", "local_time", "audience", "kind", "answers", "conditions", "late_policy",
    "expires_after", "fits_days", "faq", "needs_first_contact", "private", "legal",
    "notify_staff", "opt_in", "voice",
)  # fmt: skip
_NO_TEXTS: Texts = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that two versions say differently."""

    #: one of FIELDS, "day", or "text"
    field: str
    #: of a "day" these are the two steps
    before: Any
    after: Any
    #: whose text it is
    side: Side | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version that staff made."""

    number: int
    at: dt.datetime
    #: None: nobody at the desk
    name: str | None
    #: beside the version before it; None: this release does not understand one of the two
    differences: Sequence[Difference] | None


def of_draft(draft: Draft) -> Sequence[Difference]:
    """What a change would change."""
    if draft.before is None:
        return ()
    key = draft.after.key
    texts = draft.old.texts.get(key, _NO_TEXTS), draft.plan.texts.get(key, _NO_TEXTS)
    return _differences(draft.before, draft.after, *texts)


async def of(session: AsyncSession, house: House, key: str) -> Sequence[Version]:
    """Every version that staff made of a step, the newest first."""
    written = list(await plan_figures.written(session, key))
    texts = await rows.texts(session, [row.id for row, _ in written]) if written else {}
    versions: list[Version] = []
    before, said = house.plan.steps.get(key), _NO_TEXTS
    for row, name in reversed(written):
        after, now_said = plans.read(house, row), plans.sided(texts.get(row.id, {}))
        found: Sequence[Difference] | None = None
        if before is not None and after is not None:
            found = _differences(before, after, said, now_said)
        elif after is not None and not versions:
            found = ()  # it begins here
        versions.append(
            Version(number=row.version, at=row.created_at, name=name, differences=found)
        )
        before, said = after, now_said
    return versions[::-1]


def _differences(before: Step, after: Step, said: Texts, now_said: Texts) -> Sequence[Difference]:
    found = []
    if (before.anchor, before.offset_days) != (after.anchor, after.offset_days):
        found.append(Difference(field="day", before=before, after=after))
    for name in FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append(Difference(field=name, before=old, after=new))
    old_words, new_words = _words(before, said), _words(after, now_said)
    for slot in sorted(old_words.keys() | new_words.keys(), key=_order):
        old, new = old_words.get(slot), new_words.get(slot)
        if old != new:
            side, language = slot
            found.append(
                Difference(field="text", before=old, after=new, side=side, language=language)
            )
    return found


def _words(step: Step, texts: Texts) -> Mapping[tuple[Side, str], str]:
    return {(side, languages.ENGLISH): words for side, words in step.text.items()} | dict(texts)


def _order(slot: tuple[Side, str]) -> tuple[int, int]:
    side, language = slot
    known = list(languages.LANGUAGES)
    return list(Side).index(side), known.index(language) if language in known else len(known)

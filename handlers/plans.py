"""The plan of the year as it holds now: the steps that ship, overlaid by what staff changed.

It is changed in `handlers.plan_editing`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from db import plans
from db.models import PlanStep
from faq import year_reading
from faq.year import ANSWERS_CONTEXT, Answer, PlanError, Side, Step, StepKind
from handlers.house import House
from locales import languages
from locales.catalogue import Catalogues
from locales.texts import checkins

#: By side and language.
Texts = Mapping[tuple[Side, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The plan as it holds now."""

    #: by key, those that ship first
    steps: Mapping[str, Step]
    #: by key
    answers: Mapping[str, Answer]
    #: as they ship, by key
    shipped: Mapping[str, Step]
    #: staff's texts by key of the step
    texts: Mapping[str, Texts]
    #: what is translated
    words: Catalogues

    def text(self, step: Step, side: Side, language: str) -> str | None:
        """The words of a step of this plan in a language; None when there are none to be shown.

        They may hold {organisation}. The words of a consent step are the consent question.
        """
        if step.kind == StepKind.CONSENT:
            return consent_question(self.words, language)
        if language == languages.ENGLISH:
            return step.text.get(side)
        for code in languages.chain(language):
            if found := self.texts.get(step.key, {}).get((side, code)):
                return found
        shipped = self.shipped.get(step.key)
        if shipped is None or shipped.text.get(side) != step.text.get(side):
            return None
        return self.words.faq(step.context, str(side), language)

    def is_drafted(self, step: Step, side: Side, language: str) -> bool:
        """Whether nobody has looked at a translation that ships."""
        if step.kind == StepKind.CONSENT:
            return self.words.drafted(checkins.CONSENT, language)
        if self.is_own(step, side, language):
            return False
        return self.words.drafted_faq(step.context, side, language)

    def label(self, key: str, language: str) -> str | None:
        """What stands on a button; None when it is not translated."""
        if language == languages.ENGLISH:
            return self.answers[key].label
        return self.words.faq(ANSWERS_CONTEXT, key, language)

    def reply(self, key: str, language: str) -> str | None:
        """What is said after an answer; None when it is not translated."""
        if language == languages.ENGLISH:
            return self.answers[key].reply
        return self.words.faq(ANSWERS_CONTEXT, f"{key}.reply", language)

    def speaks(self, step: Step, side: Side, language: str) -> bool:
        """Whether it can be said in a language: its words, its buttons and what comes after."""
        return self.text(step, side, language) is not None and all(
            self.label(key, language) and self.reply(key, language) for key in step.answers
        )

    def stamp(self, key: str) -> str:
        """A short word for what a step says: it changes with any of it, whoever changed it."""
        step = self.steps.get(key)
        said = step and (step.version, step.enabled, year_reading.write_step(step))
        texts = sorted(self.texts.get(key, {}).items())
        return hashlib.sha256(repr((said, texts)).encode()).hexdigest()[:16]

    def is_own(self, step: Step, side: Side, language: str) -> bool:
        """Whether the words in a language are staff's, and not those that ship."""
        texts = self.texts.get(step.key, {})
        return any((side, code) in texts for code in languages.chain(language))


def consent_question(words: Catalogues, language: str) -> str | None:
    """The consent question in a language; None when it is not there."""
    return words.say(checkins.CONSENT, language) if words.has(checkins.CONSENT, language) else None


async def current(session: AsyncSession, house: House) -> Current:
    """The whole plan, with staff's newest versions."""
    steps = dict(house.plan.steps)
    rows = {}
    for row in await plans.newest(session):
        step = read(house, row)
        if step is not None:
            steps[row.key], rows[row.id] = step, row.key
    texts = await plans.texts(session, list(rows)) if rows else {}
    return overlaid(house, steps, {rows[number]: sided(found) for number, found in texts.items()})


def shipped(house: House) -> Current:
    """The plan as it ships, without what staff changed."""
    return overlaid(house, house.plan.steps, {})


async def text(
    session: AsyncSession, house: House, step: Step, side: Side, language: str
) -> str | None:
    """The words of one version of a step in a language; None when there are none to be shown."""
    row = await plans.find(session, step.key, step.version) if step.version else None
    texts = (await plans.texts(session, [row.id])).get(row.id, {}) if row else {}
    return overlaid(house, {step.key: step}, {step.key: sided(texts)}).text(step, side, language)


async def missing(
    session: AsyncSession, plan: Current, step: Step
) -> Mapping[tuple[Side, str], int]:
    """By side and language: how many families would get no words that they read."""
    if step.kind == StepKind.REMINDER:  # its words come with the appointment
        return {}
    found: defaultdict[tuple[Side, str], set[int]] = defaultdict(set)
    for side in step.sides:
        known: dict[frozenset[str], bool] = {}
        for one in await _readers(session, side):
            if one.languages not in known:
                known[one.languages] = any(plan.speaks(step, side, code) for code in one.languages)
            if not known[one.languages]:
                found[side, "/".join(sorted(one.languages))].add(one.family)
    return {slot: len(families) for slot, families in found.items()}


async def _readers(session: AsyncSession, side: Side) -> Sequence[plans.Readers]:
    """Staff read English, whatever else they speak."""
    if side == Side.FAMILY:
        return await plans.family_readers(session)
    return await plans.group_readers(session) if side == Side.GROUP else ()


def overlaid(house: House, steps: Mapping[str, Step], texts: Mapping[str, Texts]) -> Current:
    """A plan of these steps and staff's texts by key."""
    return Current(
        steps=MappingProxyType(dict(steps)),
        answers=house.plan.answers,
        shipped=house.plan.steps,
        texts=texts,
        words=house.words,
    )


def sided(found: Mapping[tuple[str, str], str]) -> Texts:
    """Texts of one version as the database gives them."""
    return {(Side(side), language): words for (side, language), words in found.items()}


def read(house: House, row: PlanStep) -> Step | None:
    """A version as it was saved; None when this release does not understand it any more."""
    try:
        return year_reading.read_step(
            row.spec, answers=house.plan.answers, version=row.version, enabled=row.enabled
        )
    except PlanError:
        return None

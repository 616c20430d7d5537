"""The plan of the year as it holds now: the steps that ship, overlaid by what staff changed.

A change is a new version: what was sent stays as it was, what is planned takes the new version.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from db import planning, plans, staff, upsert
from db.models import PlanStep, PlanText, StaffMember
from faq import year_reading
from faq.year import Answer, PlanError, Side, Step, StepKind
from handlers.house import House
from locales import languages
from locales.catalogue import Catalogues
from locales.texts import checkins

#: By side and language.
Texts = Mapping[tuple[Side, str], str]
#: What a text of a step may name.
PLACEHOLDERS = ("organisation", "day")
#: Characters of a text with buttons (WhatsApp), a little kept for the organisation's name.
LENGTH = 960
_NAMED = re.compile(r"\{([^{}]*)\}")


class ChangedMeanwhile(Exception):
    """Somebody changed this step since it was shown; look at it before saving again."""


class UnknownStep(LookupError):
    """There is no step of this name."""


class LanguageMissing(Exception):
    """People who would receive this step have no text in a language that they read."""

    def __init__(self, missing: Mapping[tuple[Side, str], int]) -> None:
        named = ", ".join(
            f"{side}: {language} ({count})" for (side, language), count in missing.items()
        )
        super().__init__(f"{LanguageMissing.__doc__} {named}")
        #: how many families it concerns, by side and language (several joined by "/")
        self.missing = missing


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
            known = self.words.has(checkins.CONSENT, language)
            return self.words.say(checkins.CONSENT, language) if known else None
        if language == languages.ENGLISH:
            return step.text.get(side)
        for code in languages.chain(language):
            if found := self.texts.get(step.key, {}).get((side, code)):
                return found
        shipped = self.shipped.get(step.key)
        if shipped is None or shipped.text.get(side) != step.text.get(side):
            return None
        return self.words.faq(step.context, str(side), language)

    def is_own(self, step: Step, side: Side, language: str) -> bool:
        """Whether the words in a language are staff's, and not those that ship."""
        texts = self.texts.get(step.key, {})
        return any((side, code) in texts for code in languages.chain(language))


async def current(session: AsyncSession, house: House) -> Current:
    """The whole plan, with staff's newest versions."""
    steps = dict(house.plan.steps)
    rows = {}
    for row in await plans.newest(session):
        step = _read(house, row)
        if step is not None:
            steps[row.key], rows[row.id] = step, row.key
    texts = await plans.texts(session, list(rows)) if rows else {}
    return _current(house, steps, {rows[number]: _sided(found) for number, found in texts.items()})


def shipped(house: House) -> Current:
    """The plan as it ships, without what staff changed."""
    return _current(house, house.plan.steps, {})


async def text(
    session: AsyncSession, house: House, step: Step, side: Side, language: str
) -> str | None:
    """The words of one version of a step in a language; None when there are none to be shown."""
    row = await plans.find(session, step.key, step.version) if step.version else None
    texts = (await plans.texts(session, [row.id])).get(row.id, {}) if row else {}
    return _current(house, {step.key: step}, {step.key: _sided(texts)}).text(step, side, language)


async def save(
    session: AsyncSession,
    house: House,
    step: Step,
    texts: Texts,
    *,
    member: StaffMember,
    now: dt.datetime,
) -> Step:
    """A new version of a step, or a new step; nothing is sent by it, and nothing lost.

    `step.version` is the version that was changed. English is in `step.text`; a translation that is
    not in `texts` stays while the English of its side is the same. Raises PlanError,
    ChangedMeanwhile, and LanguageMissing when it is on, or comes on, and people cannot read it.
    """
    plan = await current(session, house)
    before = plan.steps.get(step.key)
    if step.version != (before.version if before else 0):
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    _check(house, step, texts)
    kept = _kept(plan, before, step) | dict(texts)
    there = await plans.versions(session, step.key)
    made = replace(step, version=there[0].version + 1 if there else 1)
    await _refuse_missing(session, plan, _current(house, plan.steps, {step.key: kept}), made)
    await _write(session, made, kept, member=member, now=now)
    return made


async def switch(
    session: AsyncSession,
    house: House,
    key: str,
    *,
    enabled: bool,
    member: StaffMember,
    now: dt.datetime,
) -> Step:
    """Switch a step on or off for everybody. Raises UnknownStep, LanguageMissing."""
    step = (await current(session, house)).steps.get(key)
    if step is None:
        raise UnknownStep(UnknownStep.__doc__)
    if step.enabled == enabled:
        return step
    return await save(session, house, replace(step, enabled=enabled), {}, member=member, now=now)


async def missing(
    session: AsyncSession, plan: Current, step: Step
) -> Mapping[tuple[Side, str], int]:
    """By side and language: how many families would get no words that they read."""
    found: defaultdict[tuple[Side, str], set[int]] = defaultdict(set)
    for side in step.sides:
        known: dict[frozenset[str], bool] = {}
        for one in await _readers(session, side):
            if one.languages not in known:
                known[one.languages] = any(plan.text(step, side, code) for code in one.languages)
            if not known[one.languages]:
                found[side, "/".join(sorted(one.languages))].add(one.family)
    return {slot: len(families) for slot, families in found.items()}


async def _readers(session: AsyncSession, side: Side) -> Sequence[plans.Readers]:
    """Staff read English, whatever else they speak."""
    if side == Side.FAMILY:
        return await plans.family_readers(session)
    return await plans.group_readers(session) if side == Side.GROUP else ()


async def _refuse_missing(
    session: AsyncSession, before: Current, after: Current, step: Step
) -> None:
    """A step that is on already is refused only for what its change takes away."""
    lacking = dict(await missing(session, after, step)) if step.enabled else {}
    old = before.steps.get(step.key)
    if lacking and old is not None and old.enabled:
        known = await missing(session, before, old)
        lacking = {slot: count for slot, count in lacking.items() if count > known.get(slot, 0)}
    if lacking:
        raise LanguageMissing(lacking)


async def _write(
    session: AsyncSession, step: Step, texts: Texts, *, member: StaffMember, now: dt.datetime
) -> None:
    row_id = await upsert.insert_new(
        session,
        PlanStep,
        key=step.key,
        version=step.version,
        spec=year_reading.write_step(step),
        enabled=step.enabled,
        created_by=member.id,
        created_at=now,
    )
    if row_id is None:  # a colleague was quicker by a moment
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    session.add_all(
        PlanText(plan_step_id=row_id, side=side, language=language, text=words)
        for (side, language), words in texts.items()
    )
    await session.flush()
    await staff.audit(session, member.id, "edit", "plan_step", row_id, now=now)
    await planning.ask(session, now=now)


def _kept(plan: Current, before: Step | None, step: Step) -> dict[tuple[Side, str], str]:
    """Staff's translations of the version before, for sides whose English is the same."""
    if before is None:
        return {}
    return {
        (side, language): words
        for (side, language), words in plan.texts.get(step.key, {}).items()
        if before.text.get(side) == step.text.get(side)
    }


def _check(house: House, step: Step, texts: Texts) -> None:
    """Raises PlanError with every fault."""
    year_reading.read_step(year_reading.write_step(step), answers=house.plan.answers)
    faults = [
        fault
        for (side, language), words in (*_english(step).items(), *texts.items())
        for fault in _text_faults(words, f"{step.key}: the text for the {side} in {language}")
    ]
    faults += [
        f"{step.key}: {language} is none of our languages"
        for _, language in texts
        if language not in languages.LANGUAGES
    ]
    faults += [
        f"{step.key}: it has no side {side}" for side in _others(step, {one for one, _ in texts})
    ]
    if faults:
        raise PlanError(faults)


def _english(step: Step) -> dict[tuple[Side, str], str]:
    return {(side, languages.ENGLISH): words for side, words in step.text.items()}


def _others(step: Step, sides: Collection[Side]) -> list[Side]:
    return [side for side in sides if side not in step.sides]


def _text_faults(words: str, name: str) -> list[str]:
    faults = [] if words.strip() else [f"{name} is empty"]
    if len(words) > LENGTH:
        faults.append(f"{name} is longer than {LENGTH} characters")
    return faults + [
        f"{name} names {{{one}}}; known are " + " and ".join(f"{{{each}}}" for each in PLACEHOLDERS)
        for one in _NAMED.findall(words)
        if one not in PLACEHOLDERS
    ]


def _current(house: House, steps: Mapping[str, Step], texts: Mapping[str, Texts]) -> Current:
    return Current(
        steps=MappingProxyType(dict(steps)),
        answers=house.plan.answers,
        shipped=house.plan.steps,
        texts=texts,
        words=house.words,
    )


def _sided(found: Mapping[tuple[str, str], str]) -> Texts:
    return {(Side(side), language): words for (side, language), words in found.items()}


def _read(house: House, row: PlanStep) -> Step | None:
    """A version as it was saved; None when this release does not understand it any more."""
    try:
        return year_reading.read_step(
            row.spec, answers=house.plan.answers, version=row.version, enabled=row.enabled
        )
    except PlanError:
        return None

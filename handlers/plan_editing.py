"""Staff change the plan: looked at first, then kept as a new version. Nothing is sent by it.

What was sent stays as it was; what is planned takes the new version at the next tick.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import planning, staff, upsert
from db import plans as rows
from db.models import PlanStep, PlanText, StaffMember
from faq import year_reading
from faq.year import Fault, PlanError, Side, Step, StepKind
from handlers import plan_checks, plans
from handlers.house import House
from handlers.plans import Current, Texts
from locales import languages

#: By side and language; None takes back what staff wrote.
Wanted = Mapping[tuple[Side, str], str | None]


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
class Change:
    """What a step should become."""

    #: its `version` is the one that is changed; 0 for the one that ships, and for a new one
    step: Step
    #: translations; what is not named stays while the English of its side is the same
    texts: Wanted = field(default_factory=dict)
    #: nothing of staff's translations stays
    afresh: bool = False
    #: how the audit names it
    action: str = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change as it would be kept."""

    #: None: the step is new
    before: Step | None
    after: Step
    #: the plan of now
    old: Current
    #: the plan with it
    plan: Current
    #: families without a text that they read, by side and languages; it is refused for these
    missing: Mapping[tuple[Side, str], int]
    #: languages that have a text now and would have none
    lost: Mapping[Side, tuple[str, ...]]


async def draft(
    session: AsyncSession, house: House, change: Change, *, seen: str | None = None
) -> Draft:
    """Look at a change; `seen` is the stamp of what was shown.

    Raises PlanError, ChangedMeanwhile.
    """
    step, old = change.step, await plans.current(session, house)
    before = old.steps.get(step.key)
    if seen is not None and seen != old.stamp(step.key):
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    if step.version != (before.version if before else 0):
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    kept = {} if change.afresh else _kept(old, before, step)
    texts = {slot: words for slot, words in {**kept, **change.texts}.items() if words is not None}
    plan_checks.check(house, step, texts, before=before)
    there = await rows.versions(session, step.key)
    after = replace(step, version=there[0].version + 1 if there else 1)
    plan = plans.overlaid(house, {**old.steps, step.key: after}, {**old.texts, step.key: texts})
    return Draft(
        before=before,
        after=after,
        old=old,
        plan=plan,
        missing=await _missing(session, old, plan, after),
        lost=_lost(old, before, plan, after),
    )


async def save(
    session: AsyncSession,
    house: House,
    change: Change,
    *,
    member: StaffMember,
    now: dt.datetime,
    seen: str | None = None,
) -> Step:
    """A new version of a step, or a new step; nothing is sent by it, and nothing lost.

    Raises PlanError, ChangedMeanwhile, and LanguageMissing when it is on, or comes on, and people
    cannot read it.
    """
    made = await draft(session, house, change, seen=seen)
    if made.missing:
        raise LanguageMissing(made.missing)
    texts = made.plan.texts[made.after.key]
    await _write(session, made.after, texts, member=member, now=now, action=change.action)
    return made.after


def added(plan: Current, step: Step) -> Change:
    """A step of staff's own; it begins switched off. Raises PlanError when its key is taken."""
    if step.key in plan.steps:
        raise PlanError([Fault("its key is taken already", field="key", kind="taken")])
    return Change(step=replace(step, version=0, enabled=False), action="add")


def switched(plan: Current, key: str, *, enabled: bool) -> Change:
    """On or off for everybody. Raises UnknownStep."""
    action = "switch_on" if enabled else "switch_off"
    return Change(step=replace(_find(plan, key), enabled=enabled), action=action)


def restored(plan: Current, key: str) -> Change:
    """As it ships, with its translations; on or off as it is. Raises UnknownStep."""
    now, shipped = _find(plan, key), plan.shipped.get(key)
    if shipped is None:
        raise UnknownStep(UnknownStep.__doc__)
    step = replace(shipped, version=now.version, enabled=now.enabled)
    return Change(step=step, afresh=True, action="restore")


def _find(plan: Current, key: str) -> Step:
    if key not in plan.steps:
        raise UnknownStep(UnknownStep.__doc__)
    return plan.steps[key]


async def _missing(
    session: AsyncSession, before: Current, after: Current, step: Step
) -> Mapping[tuple[Side, str], int]:
    """A step that is on already is refused only for what its change takes away."""
    lacking = dict(await plans.missing(session, after, step)) if step.enabled else {}
    old = before.steps.get(step.key)
    if lacking and old is not None and old.enabled:
        known = await plans.missing(session, before, old)
        lacking = {slot: count for slot, count in lacking.items() if count > known.get(slot, 0)}
    return lacking


def _lost(
    old: Current, before: Step | None, plan: Current, after: Step
) -> Mapping[Side, tuple[str, ...]]:
    """Sides that it had before and has still."""
    if before is None or after.kind == StepKind.REMINDER:
        return {}
    lost = {
        side: tuple(
            code
            for code in languages.LANGUAGES
            if old.speaks(before, side, code) and not plan.speaks(after, side, code)
        )
        for side in before.sides
        if side in after.sides
    }
    return {side: codes for side, codes in lost.items() if codes}


async def _write(
    session: AsyncSession,
    step: Step,
    texts: Texts,
    *,
    member: StaffMember,
    now: dt.datetime,
    action: str,
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
    await staff.audit(session, member.id, action, "plan_step", row_id, now=now)
    await planning.ask(session, now=now)


def _kept(plan: Current, before: Step | None, step: Step) -> dict[tuple[Side, str], str]:
    """Staff's translations of the version before, for sides whose English is the same."""
    if before is None:
        return {}
    return {
        (side, language): words
        for (side, language), words in plan.texts.get(step.key, {}).items()
        if side in step.sides and before.text.get(side) == step.text.get(side)
    }

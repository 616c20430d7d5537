"""A step of the plan as its pages show it: languages, bubbles, figures and its past."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot import contents as stored
from bot.channels import whatsapp_content
from bot.desk.access import Visit
from db import contents, plan_figures
from db.occurrences import OccurrenceState
from faq.year import Anchor, Side, Step, StepKind
from handlers import plan_history, shifts, templates
from handlers.plan_editing import Draft
from handlers.plan_history import Version
from handlers.plans import Current
from locales import dates, direction, languages, text
from locales.texts import checkins, general

#: The buttons of the consent question, in their order.
_CONSENT = (checkins.CONSENT_YES, checkins.CONSENT_NO, general.TALK_TO_PERSON)
#: States of an occurrence that count as not sent.
_UNSENT = (OccurrenceState.SKIPPED, OccurrenceState.EXPIRED, OccurrenceState.CANCELLED)


class Said(StrEnum):
    """Whether a step can be said in a language."""

    #: in words that a person wrote or looked at
    THERE = "there"
    #: in words that nobody has looked at yet
    DRAFTED = "drafted"
    #: not at all
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A step in the list."""

    step: Step
    #: its first words, in the language of the desk where it has them
    title: str
    title_language: str
    #: staff made it
    is_own: bool
    #: by side that is written to: each language
    spoken: Mapping[Side, Mapping[str, Said]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """What one side reads in one language."""

    side: Side
    language: str
    #: None: there is no text
    text: str | None
    #: what stands on the buttons, with what is said after each and what it does
    buttons: Sequence[tuple[str, str | None, str | None]]
    said: Said
    #: the key of the template that WhatsApp has to approve for staff's words; None: it need not
    unapproved: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """In how many running sponsorships one side of a step stands where."""

    side: Side
    planned: int
    #: it waits for a colleague to choose
    undecided: int
    sent: int
    unsent: int


def rows(visit: Visit, plan: Current) -> Mapping[Anchor, Sequence[Row]]:
    """Every step by its anchor, in the order of the days."""
    every = [row(visit, plan, step) for step in plan.steps.values()]
    found = {
        anchor: sorted((one for one in every if one.step.anchor == anchor), key=_day)
        for anchor in Anchor
    }
    return {anchor: steps for anchor, steps in found.items() if steps}


def row(visit: Visit, plan: Current, step: Step) -> Row:
    side, desk = step.sides[0], visit.member.desk_language
    own = plan.text(step, side, desk)
    words = own or plan.text(step, side, languages.ENGLISH) or ""
    language = desk if own else languages.ENGLISH
    return Row(
        step=step,
        title=_filled(visit, words, language),
        title_language=language,
        is_own=step.key not in plan.shipped,
        spoken={side: _spoken(plan, step, side) for side in step.sides if side != Side.STAFF}
        if step.kind != StepKind.REMINDER
        else {},
    )


async def bubbles(
    session: AsyncSession, visit: Visit, plan: Current, step: Step, language: str
) -> Sequence[Bubble]:
    """What each side of a step would get in a language."""
    account, own = whatsapp(visit), templates.own_keys(visit.runtime.house, plan, step)
    known = await contents.approvals(session, account, language) if account and own else {}
    found = []
    for side in step.sides:
        key = own.get((side, language)) if account else None
        state = known.get(whatsapp_content.template_hash(key)) if key else None
        unapproved = None if state == "approved" else key
        found.append(_bubble(visit, plan, step, (side, language), unapproved))
    return found


def asks_approval(visit: Visit, draft: Draft) -> bool:
    """Whether WhatsApp has to approve words that a change brings."""
    house = visit.runtime.house
    new = templates.own_keys(house, draft.plan, draft.after).values()
    old = templates.own_keys(house, draft.old, draft.before).values() if draft.before else ()
    return whatsapp(visit) is not None and bool(set(new) - set(old))


def whatsapp(visit: Visit) -> str | None:
    """The account that WhatsApp goes by; None where there is none."""
    return stored.account(visit.runtime.channels)


async def figures(session: AsyncSession, step: Step) -> Sequence[Figure]:
    """Also of a side that the step has no more."""
    found = await plan_figures.counts(session, step.key, undecided=shifts.UNDECIDED)
    sides = [one for one in Side if one in step.sides or any(one == side for side, _ in found)]
    return [
        Figure(
            side=side,
            planned=found.get((side, OccurrenceState.PLANNED), 0),
            undecided=found.get((side, shifts.UNDECIDED), 0),
            sent=sum(found.get((side, state), 0) for state in shifts.SAID),
            unsent=sum(found.get((side, state), 0) for state in _UNSENT),
        )
        for side in sides
    ]


async def past(session: AsyncSession, visit: Visit, key: str) -> Sequence[Version]:
    return await plan_history.of(session, visit.runtime.house, key)


def _day(one: Row) -> tuple[int, dt.time]:
    return one.step.offset_days, one.step.local_time


def _spoken(plan: Current, step: Step, side: Side) -> Mapping[str, Said]:
    return {code: _said(plan, step, side, code) for code in languages.LANGUAGES}


def _said(plan: Current, step: Step, side: Side, language: str) -> Said:
    if not plan.speaks(step, side, language):
        return Said.MISSING
    return Said.DRAFTED if plan.is_drafted(step, side, language) else Said.THERE


def _bubble(
    visit: Visit, plan: Current, step: Step, slot: tuple[Side, str], unapproved: str | None
) -> Bubble:
    side, language = slot
    words = plan.text(step, side, language)
    return Bubble(
        side=side,
        language=language,
        text=_filled(visit, words, language) if words else None,
        buttons=_buttons(visit, plan, step, language),
        said=_said(plan, step, side, language),
        unapproved=unapproved,
    )


def _buttons(
    visit: Visit, plan: Current, step: Step, language: str
) -> Sequence[tuple[str, str | None, str | None]]:
    if step.kind == StepKind.CONSENT:
        return [(plan.words.say(one, language), None, None) for one in _CONSENT]
    found = []
    for key in step.answers:
        reply = plan.reply(key, language)
        found.append(
            (
                plan.label(key, language) or plan.answers[key].label,
                _filled(visit, reply, language) if reply else None,
                str(plan.answers[key].effect),
            )
        )
    return found


def _filled(visit: Visit, words: str, language: str) -> str:
    """With the organisation's name, and with today for the day."""
    today = visit.now.astimezone(visit.pages.zone).date()
    values = {
        "organisation": visit.runtime.house.policy.organisation,
        "day": dates.written_day(today, language),
    }
    into = languages.direction(language)
    apart = {name: direction.isolate(value, into) for name, value in values.items()}
    return text.PLACEHOLDER.sub(lambda place: apart.get(place[1], place[0]), words)

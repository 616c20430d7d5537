"""What a step of the plan may say: checked before staff's version of it is kept. Pure."""

import re
from collections.abc import Collection, Mapping

from faq import year_reading
from faq.year import Anchor, Fault, PlanError, Side, Step, StepKind
from handlers.house import House
from locales import languages

#: What a text of a step may name.
PLACEHOLDERS = ("organisation", "day")
#: Characters of a text with buttons (WhatsApp), a little kept for the organisation's name.
LENGTH = 960
#: Kinds whose words and days come from elsewhere: only steps that ship are of these.
RESERVED = (StepKind.CONSENT, StepKind.REMINDER)
#: Days from which a year counts: staff choose among these.
ANCHORS = (
    Anchor.MATCH,
    Anchor.ARRIVAL,
    Anchor.REGISTRATION,
    Anchor.STATUS,
    Anchor.SUPPORT_END,
    Anchor.CARD_EXPIRY,
)
#: Names that a page and the check-ins planned by hand have already.
_TAKEN = ("new", "how-are-you", "first-week", "at-home", "someone-to-talk-to")
_NAMED = re.compile(r"\{([^{}]*)\}")


def check(
    house: House, step: Step, texts: Mapping[tuple[Side, str], str], *, before: Step | None
) -> None:
    """Raises PlanError with every fault; `before` is the version that is changed."""
    year_reading.read_step(year_reading.write_step(step), answers=house.plan.answers)
    faults = _kind_faults(step, before or house.plan.steps.get(step.key))
    if before is None and step.key in _TAKEN:
        faults.append(Fault("its key is taken already", field="key", kind="taken"))
    is_new = before is None or step.faq != before.faq
    if step.faq and is_new and step.faq not in house.knowledge.entries:
        faults.append(Fault(f"there is no entry {step.faq}", field="faq"))
    for (side, language), words in (*_english(step).items(), *texts.items()):
        faults += _text_faults(words, side, language)
    faults += [
        Fault(f"it has no side {side}", field="audience", kind="choice")
        for side in _others(step, {one for one, _ in texts})
    ]
    if faults:
        raise PlanError([fault.of(step.key) for fault in faults])


def _kind_faults(step: Step, before: Step | None) -> list[Fault]:
    """Consent and reminders of appointments are said elsewhere; they stay what they are."""
    faults = []
    changes = before is None or step.kind != before.kind
    if changes and (step.kind in RESERVED or (before and before.kind in RESERVED)):
        said = f"kind {step.kind} is not for this step"
        faults.append(Fault(said, field="kind", kind="choice"))
    moves = before is None or step.anchor != before.anchor
    if moves and (step.anchor not in ANCHORS or (before and before.anchor not in ANCHORS)):
        said = f"anchor {step.anchor} is not for this step"
        faults.append(Fault(said, field="anchor", kind="choice"))
    return faults


def _english(step: Step) -> dict[tuple[Side, str], str]:
    return {(side, languages.ENGLISH): words for side, words in step.text.items()}


def _others(step: Step, sides: Collection[Side]) -> list[Side]:
    return [side for side in sides if side not in step.sides]


def _text_faults(words: str, side: Side, language: str) -> list[Fault]:
    name, field = f"the text for the {side} in {language}", f"text-{side}-{language}"
    if language not in languages.LANGUAGES:
        return [Fault(f"{language} is none of our languages", field=field, kind="choice")]
    faults = [] if words.strip() else [Fault(f"{name} is empty", field=field, kind="no_words")]
    if len(words) > LENGTH:
        said = f"{name} is longer than {LENGTH} characters"
        faults.append(Fault(said, field=field, kind="long", value=str(LENGTH)))
    known = " and ".join(f"{{{each}}}" for each in PLACEHOLDERS)
    return faults + [
        Fault(f"{name} names {{{one}}}; known are {known}", field=field, kind="named", value=one)
        for one in _NAMED.findall(words)
        if one not in PLACEHOLDERS
    ]

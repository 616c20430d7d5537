"""The form of a step of the plan: what it begins with, what was entered, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.desk import forms
from bot.desk.forms import Form
from faq import year_reading
from faq.entry import Region
from faq.year import MOST_ANSWERS, Audience, Fault, PlanError, Side, Step, StepKind
from handlers import plan_checks
from handlers.plan_editing import Change, ChangedMeanwhile, LanguageMissing, Wanted
from handlers.plans import Current
from locales import languages

#: Ticks of the form, by the name of the field of a step.
FLAGS = ("needs_first_contact", "private", "legal", "notify_staff", "opt_in", "voice")
#: What a new step begins with.
START = {
    "key": "", "anchor": "arrival", "days": "30", "relation": "after", "local_time": "10:00",
    "audience": "family", "kind": "checkin", "late_policy": "staff_decides",
    "expires_after_hours": "48", "fits_days": "", "faq": "", "school_children": "",
    **{f"answer-{number}": "" for number in range(1, MOST_ANSWERS + 1)},
    **{f"text-{side}-en": "" for side in Side},
}  # fmt: skip
#: Everything that the page answers with a sentence.
WRONG: tuple[type[Exception], ...] = (PlanError, ChangedMeanwhile, LanguageMissing)
_CHILDREN = {"with": True, "without": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Why a change was not saved, for its page to say."""

    #: by field of the form
    faults: Mapping[str, Fault] = field(default_factory=dict)
    #: what is about no field, in English
    others: tuple[str, ...] = ()
    #: families by side and languages that have no text
    missing: Mapping[tuple[Side, str], int] = field(default_factory=dict)
    #: somebody was quicker
    changed: bool = False

    @property
    def status(self) -> int:
        return 409 if self.changed else 422


def wrong(error: Exception) -> Wrong:
    """One of WRONG as the page says it; of several faults of one field it is the first."""
    if isinstance(error, PlanError):
        known = [one for one in error.faults if isinstance(one, Fault)]
        others = tuple(one for one in error.faults if not isinstance(one, Fault))
        return Wrong(faults={one.field: one for one in reversed(known)}, others=others)
    if isinstance(error, LanguageMissing):
        return Wrong(missing=error.missing)
    return Wrong(changed=True)


def typed(plan: Current, step: Step) -> dict[str, str]:
    """What the fields begin with: what stands there."""
    days = step.offset_days
    values = {
        "anchor": str(step.anchor),
        "days": str(abs(days)),
        "relation": "before" if days < 0 else "after",
        "local_time": f"{step.local_time:%H:%M}",
        "audience": str(step.audience),
        "kind": str(step.kind),
        "late_policy": str(step.late_policy),
        "expires_after_hours": str(int(step.expires_after.total_seconds() // 3600)),
        "fits_days": "" if step.fits_days is None else str(step.fits_days),
        "faq": step.faq or "",
        "school_children": {True: "with", False: "without"}.get(
            step.conditions.school_children,  # type: ignore[arg-type]
            "",
        ),
        **{f"region-{one}": "1" for one in step.conditions.regions},
        **{one: "1" for one in FLAGS if getattr(step, one)},
        **{f"text-{side}-en": step.text.get(side, "") for side in Side},
    }
    for number in range(MOST_ANSWERS):
        chosen = step.answers[number : number + 1]
        values[f"answer-{number + 1}"] = chosen[0] if chosen else ""
    if has_words(step):
        for side in step.sides:
            for code in _translated():
                values[f"text-{side}-{code}"] = plan.text(step, side, code) or ""
    return values


def has_words(step: Step) -> bool:
    """Those of consent and of reminders stand elsewhere."""
    return step.kind not in plan_checks.RESERVED


def new(form: Form, plan: Current) -> Step:
    """A step of staff's own. Raises PlanError."""
    raw = {"key": form.get("key", "").strip(), **_raw(form)}
    return year_reading.read_step(raw, answers=plan.answers)


def edited(form: Form, plan: Current, before: Step) -> Change:
    """What was entered for a step that is there. Raises PlanError."""
    raw = {"key": before.key, **_raw(form)}
    if not has_words(before):
        raw["text"] = {str(side): words for side, words in before.text.items()}
    step = year_reading.read_step(
        raw, answers=plan.answers, version=before.version, enabled=before.enabled
    )
    return Change(step=step, texts=_texts(form, plan, before, step))


def _raw(form: Form) -> dict[str, Any]:
    """The fields as `read_step` takes them; what is no number or time stays as it was typed."""
    audience = form.get("audience", "")
    days = _number(form.get("days", ""))
    is_before = form.get("relation") == "before" and isinstance(days, int)
    time = forms.time(form.get("local_time", ""))
    children = form.get("school_children", "")
    answers = (form.get(f"answer-{number}", "") for number in range(1, MOST_ANSWERS + 1))
    regions = [str(one) for one in Region if f"region-{one}" in form]
    return {
        "anchor": form.get("anchor", ""),
        "offset_days": -days if is_before else days,  # type: ignore[operator]
        "local_time": f"{time:%H:%M}" if time else "",
        "audience": audience,
        "kind": form.get("kind", ""),
        "answers": [one for one in answers if one],
        "late_policy": form.get("late_policy", ""),
        "expires_after_hours": _number(form.get("expires_after_hours", "")),
        "fits_days": _number(fits) if (fits := form.get("fits_days", "").strip()) else None,
        "conditions": {
            "regions": regions,
            "school_children": _CHILDREN.get(children)
            if children in ("", *_CHILDREN)
            else children,
        },
        "faq": form.get("faq", "").strip() or None,
        "needs": "first_contact" if "needs_first_contact" in form else None,
        "text": {str(side): form.get(f"text-{side}-en", "").strip() for side in _sides(audience)},
        **{one: one in form for one in FLAGS[1:]},
    }


def _texts(form: Form, plan: Current, before: Step, step: Step) -> Wanted:
    """Translations that were written, taken back, or said to fit new English words as well."""
    found: dict[tuple[Side, str], str | None] = {}
    for side in step.sides if step.kind not in plan_checks.RESERVED else ():
        for code in _translated():
            name = f"text-{side}-{code}"
            there = (plan.text(before, side, code) or "").strip()
            words = form.get(name, there).strip()
            if words != there:
                found[side, code] = words or None
            elif there and f"keep-{side}-{code}" in form:
                found[side, code] = there
    return found


def _sides(audience: str) -> tuple[Side, ...]:
    if audience == Audience.BOTH:
        return (Side.FAMILY, Side.GROUP)
    return (Side(audience),) if audience in list(Side) else ()


def _translated() -> list[str]:
    return [code for code in languages.LANGUAGES if code != languages.ENGLISH]


def _number(text: str) -> int | str:
    found = forms.number(text.strip())
    return text if found is None else found


#: What staff choose a kind from.
KINDS = tuple(one for one in StepKind if one not in plan_checks.RESERVED)

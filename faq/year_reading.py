"""Reading and checking the plan of the year: from the file that ships, or from the desk."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from faq import reading
from faq.entry import Region
from faq.year import (
    FARTHEST,
    LABEL_LENGTH,
    MOST_ANSWERS,
    Anchor,
    Answer,
    Audience,
    Conditions,
    Effect,
    Fault,
    LatePolicy,
    Plan,
    PlanError,
    Side,
    Step,
    StepKind,
)

#: the plan that ships
PATH = Path(__file__).parent / "year.yaml"

#: a step is of use for at most so many hours after its moment: sixty days
LONGEST_HOURS = 24 * 60
#: words about a day are true for at most so many days after it
LONGEST_DAYS = 365

_KEY = re.compile(r"[a-z][a-z0-9-]{1,38}")
_ANSWER_KEY = re.compile(r"[a-z][a-z_]{1,18}")
_REQUIRED = {"key", "anchor", "offset_days", "audience", "kind"}
_OPTIONAL = {
    "local_time", "late_policy", "expires_after_hours", "conditions", "answers", "text", "faq",
    "needs", "private", "legal", "notify_staff", "opt_in", "voice", "fits_days",
}  # fmt: skip
_FLAGS = ("private", "legal", "notify_staff", "opt_in", "voice")


def load(path: Path = PATH) -> Plan:
    """Read the plan that ships. Raises PlanError with every fault."""
    raw = reading.parse(path)
    if not isinstance(raw, dict) or set(raw) != {"defaults", "answers", "steps"}:
        raise PlanError(["the file holds defaults, answers and steps"])
    answers, faults = _answers(raw["answers"])
    steps: dict[str, Step] = {}
    for given in raw["steps"]:
        try:
            step = read_step({**raw["defaults"], **given}, answers=answers)
        except PlanError as error:
            faults += error.faults
            continue
        if step.key in steps:
            faults.append(f"{step.key}: the key is used twice")
        steps[step.key] = step
    if faults:
        raise PlanError(faults)
    return Plan(steps=MappingProxyType(steps), answers=MappingProxyType(answers))


def read_step(
    raw: Mapping[str, Any],
    *,
    answers: Mapping[str, Answer],
    version: int = 0,
    enabled: bool = True,
) -> Step:
    """A step from its fields, as the file or the desk gives them. Raises PlanError."""
    name = str(raw.get("key", "a step"))
    if unknown := reading.key_faults(raw, _REQUIRED, _OPTIONAL):
        raise PlanError([f"{name}: {fault}" for fault in unknown])
    if faults := _faults(raw, answers):
        raise PlanError([fault.of(name) for fault in faults])
    limits = raw.get("conditions") or {}
    return Step(
        key=raw["key"],
        version=version,
        enabled=enabled,
        anchor=Anchor(raw["anchor"]),
        offset_days=raw["offset_days"],
        local_time=dt.time.fromisoformat(raw["local_time"]),
        audience=Audience(raw["audience"]),
        kind=StepKind(raw["kind"]),
        answers=tuple(raw.get("answers") or ()),
        text=MappingProxyType({Side(k): v for k, v in (raw.get("text") or {}).items()}),
        conditions=Conditions(
            regions=frozenset(map(Region, limits.get("regions") or ())),
            school_children=limits.get("school_children"),
        ),
        late_policy=LatePolicy(raw["late_policy"]),
        expires_after=dt.timedelta(hours=raw["expires_after_hours"]),
        fits_days=raw.get("fits_days"),
        faq=raw.get("faq"),
        needs_first_contact=raw.get("needs") == "first_contact",
        **{flag: bool(raw.get(flag)) for flag in _FLAGS},
    )


def write_step(step: Step) -> dict[str, Any]:
    """The fields of a step as `read_step` takes them; what staff's versions are kept as."""
    raw: dict[str, Any] = {
        "key": step.key,
        "anchor": str(step.anchor),
        "offset_days": step.offset_days,
        "local_time": f"{step.local_time:%H:%M}",
        "audience": str(step.audience),
        "kind": str(step.kind),
        "answers": list(step.answers),
        "text": {str(side): text for side, text in step.text.items()},
        "late_policy": str(step.late_policy),
        "expires_after_hours": int(step.expires_after.total_seconds() // 3600),
        "conditions": {},
    }
    if step.conditions.regions:
        raw["conditions"]["regions"] = sorted(map(str, step.conditions.regions))
    if step.conditions.school_children is not None:
        raw["conditions"]["school_children"] = step.conditions.school_children
    if step.fits_days is not None:
        raw["fits_days"] = step.fits_days
    if step.faq:
        raw["faq"] = step.faq
    if step.needs_first_contact:
        raw["needs"] = "first_contact"
    return raw | {flag: True for flag in _FLAGS if getattr(step, flag)}


def _answers(raw: object) -> tuple[dict[str, Answer], list[str]]:
    found: dict[str, Answer] = {}
    faults: list[str] = []
    for key, given in raw.items() if isinstance(raw, dict) else ():
        wrong = _answer_faults(key, given)
        faults += [f"answer {key}: {fault}" for fault in wrong]
        if not wrong:
            found[key] = Answer(
                key=key,
                label=given["label"],
                reply=given["reply"],
                effect=Effect(given["effect"]),
            )
    return found, faults


def _answer_faults(key: object, given: object) -> list[str]:
    if not isinstance(key, str) or not _ANSWER_KEY.fullmatch(key):
        return ["its key is small letters and underscores"]
    if not isinstance(given, dict) or set(given) != {"label", "reply", "effect"}:
        return ["it holds label, reply and effect"]
    faults = [f"{name} is empty" for name in ("label", "reply") if not reading.is_text(given[name])]
    if len(str(given["label"])) > LABEL_LENGTH:
        faults.append(f"the label is longer than {LABEL_LENGTH} characters")
    if given["effect"] not in list(Effect):
        faults.append(f"effect is one of {', '.join(Effect)}")
    return faults


def _faults(raw: Mapping[str, Any], answers: Mapping[str, Answer]) -> list[Fault]:
    faults = []
    if not isinstance(raw["key"], str) or not _KEY.fullmatch(raw["key"]):
        faults.append(
            Fault("its key is small letters, digits and hyphens, at most 39", field="key")
        )
    for name, choices in (
        ("anchor", Anchor),
        ("audience", Audience),
        ("kind", StepKind),
        ("late_policy", LatePolicy),
    ):
        if raw.get(name) not in list(choices):
            said = f"{name} is one of {', '.join(choices)}"
            faults.append(Fault(said, field=name, kind="choice"))
    faults += _number_faults(raw)
    if not _is_time(raw.get("local_time")):
        faults.append(Fault("local_time is a time of day (10:00)", field="local_time"))
    if raw.get("needs") not in (None, "first_contact"):
        faults.append(Fault("needs is first_contact or left out", field="needs"))
    faults += [
        Fault(f"{flag} is true or false", field=flag, kind="choice")
        for flag in _FLAGS
        if not isinstance(raw.get(flag, False), bool)
    ]
    faults += _answer_list_faults(raw.get("answers") or [], answers)
    return faults or _condition_faults(raw.get("conditions")) + _text_faults(raw)


def _number_faults(raw: Mapping[str, Any]) -> list[Fault]:
    faults = []
    if not _is_number(raw["offset_days"], -FARTHEST, FARTHEST):
        said = f"offset_days is a number of days, at most {FARTHEST} either way"
        faults.append(Fault(said, field="offset_days", value=str(FARTHEST)))
    if not _is_number(raw.get("expires_after_hours"), 1, LONGEST_HOURS):
        said = "expires_after_hours is a number of hours, up to sixty days"
        faults.append(Fault(said, field="expires_after_hours", value=str(LONGEST_HOURS)))
    given = raw.get("fits_days")
    if given is not None and not _is_number(given, 0, LONGEST_DAYS):
        said = "fits_days is a number of days, up to a year, or left out"
        faults.append(Fault(said, field="fits_days", value=str(LONGEST_DAYS)))
    return faults


def _answer_list_faults(given: object, answers: Mapping[str, Answer]) -> list[Fault]:
    if not isinstance(given, list) or len(given) > MOST_ANSWERS:
        return [Fault(f"answers is a list of at most {MOST_ANSWERS}", field="answers")]
    faults = [
        Fault(f"there is no answer {key}", field="answers", kind="choice")
        for key in given
        if key not in answers
    ]
    if len(set(map(str, given))) < len(given):
        faults.append(Fault("an answer is named twice", field="answers", kind="twice"))
    return faults


def _condition_faults(given: object) -> list[Fault]:
    if given is None:
        return []
    if not isinstance(given, dict) or set(given) - {"regions", "school_children"}:
        return [Fault("conditions are regions and school_children", field="regions")]
    faults = [
        Fault(f"unknown region {one}", field="regions", kind="choice")
        for one in given.get("regions") or ()
        if one not in list(Region)
    ]
    if given.get("school_children") not in (None, True, False):
        said = "school_children is true or false"
        faults.append(Fault(said, field="school_children", kind="choice"))
    return faults


def _text_faults(raw: Mapping[str, Any]) -> list[Fault]:
    """Each side has its words, except where they come from elsewhere."""
    text = raw.get("text") or {}
    if not isinstance(text, dict) or any(side not in list(Side) for side in text):
        return [Fault("text holds family, group and staff", field="text")]
    if raw["kind"] in (StepKind.CONSENT, StepKind.REMINDER):
        return []
    audience = Audience(raw["audience"])
    sides = (Side.FAMILY, Side.GROUP) if audience == Audience.BOTH else (Side(audience),)
    return [
        Fault(f"there are no words for the {side}", field=f"text-{side}-en", kind="no_words")
        for side in sides
        if not reading.is_text(text.get(side))
    ]


def _is_number(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(dt.time.fromisoformat(value) or True)
    except ValueError:
        return False

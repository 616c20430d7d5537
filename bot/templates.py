"""Templates for WhatsApp: what is to be submitted in each language, and what became of it."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels import whatsapp_content, whatsapp_templates
from bot.channels.whatsapp_send import LIMITS
from bot.channels.whatsapp_templates import Known
from handlers import templates
from handlers.house import House
from handlers.plans import Current
from handlers.templates import Wording
from locales import dates, languages, policy
from locales.policy import Kind, State

#: Check-ins and reminders belong here; Meta withholds marketing.
CATEGORY = "UTILITY"
#: Shown to those who approve, in the place of a day or a moment.
SAMPLE_DAY, SAMPLE_TIME = dt.date(2026, 3, 5), dt.time(14, 30)
#: Stands for what people typed, such as the kind of an appointment.
SAMPLE_WHAT = "OCMW/CPAS"
_PLACE = re.compile(r"\{\{\d+\}\}")
#: What may stand before or after a value and shows nothing.
_UNSEEN = " \u2066\u2067\u2068\u2069"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One template in one language, and what keeps it from being used."""

    key: str
    language: str
    #: approved, or Twilio's word, or "missing": nobody made it; "no_text": there are no words
    state: str
    #: why it is not used, as a sentence for the operator; empty when it is
    why: str


def exported(house: House, plan: Current, language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name of a file, its content) for every template that can be submitted in a language."""
    for wording in templates.wordings(house, plan, language):
        faults = list(problems(wording))
        if policy.decide(Kind.TEMPLATE, wording.state) not in policy.SENT:
            continue
        name = whatsapp_templates.name(wording.key, language)
        yield name, _described(house, wording) | ({"problems": faults} if faults else {})


def problems(wording: Wording) -> Iterator[str]:
    """Why Meta would refuse a template before anybody reads it."""
    body, count = wording.body.strip(_UNSEEN), len(wording.names)
    if _PLACE.match(body) or re.search(r"\{\{\d+\}\}$", body):
        yield "it begins or ends with a variable"
    if re.search(rf"\}}\}}[{_UNSEEN}]*\{{\{{", body):
        yield "two variables stand side by side"
    words = len(_PLACE.sub("", body).split())
    if words < 2 * count + 1:
        yield f"{words} words are too few beside {count} variable(s)"
    most = LIMITS.text_with_buttons
    if most is not None and len(body) > most:
        yield f"{len(body)} characters, at most {most}"
    if any(not 0 < len(one) <= LIMITS.button_label for one in wording.buttons):
        yield f"a button has more than {LIMITS.button_label} characters"
    if len(set(wording.buttons)) != len(wording.buttons) or len(wording.buttons) > LIMITS.buttons:
        yield "two buttons are the same, or there are too many"


def standings(house: House, plan: Current, known: Sequence[Known]) -> list[Standing]:
    """Every template in every language that people choose, in the order of the table."""
    there = {(one.key, one.language): one for one in known}
    found = []
    for language in languages.CHOOSABLE:
        said = {one.key: one for one in templates.wordings(house, plan, language)}
        for key in templates.keys(house, plan, language):
            state, why = _standing(said.get(key), there.get((key, language)))
            found.append(Standing(key=key, language=language, state=state, why=why))
    return found


def unused(
    house: House, plan: Current, language: str, approvals: Mapping[str, str | None]
) -> tuple[int, list[tuple[str, str]]]:
    """How many templates there are in a language, and (key, state) of each that is not used.

    `approvals`: what was learnt last, by content hash.
    """
    said = {one.key for one in templates.wordings(house, plan, language)}
    keys, found = templates.keys(house, plan, language), []
    for key in keys:
        state = approvals.get(whatsapp_content.template_hash(key)) or "missing"
        state = state if key in said else "no_text"
        if state != "approved":
            found.append((key, state))
    return len(keys), found


def _standing(wording: Wording | None, known: Known | None) -> tuple[str, str]:
    if wording is None or wording.state in (State.FUZZY, State.MISSING):
        return "no_text", "it is not translated: whoever reads only this language waits"
    faults = "; ".join(problems(wording))
    if known is None:
        return "missing", faults or "nobody has made it at Twilio: see `templates export`"
    if known.state == "approved":
        if (known.body, known.buttons) != (wording.body, wording.buttons):
            return "approved", "Twilio has another text than the catalogue: submit it anew"
        return "approved", ""
    if known.state == "unsubmitted":
        return known.state, "it is made and was not submitted for approval"
    return known.state, known.reason or faults or _WAITS.get(known.state, "")


_WAITS = {
    "received": "Meta has not decided yet",
    "pending": "Meta has not decided yet",
    "rejected": "Meta gave no reason",
    "paused": "people reported it too often; Meta lets it go on by itself",
    "disabled": "people reported it too often",
}


def _described(house: House, wording: Wording) -> dict[str, Any]:
    name = whatsapp_templates.name(wording.key, wording.language)
    code = whatsapp_templates.code(wording.language)
    samples = {
        str(place): sample(house, one, wording.language)
        for place, one in enumerate(wording.names, 1)
    }
    return {
        "name": name,
        "language": code,
        "category": CATEGORY,
        "state": str(wording.state),
        "body": wording.body,
        "samples": samples,
        "buttons": list(wording.buttons),
        "content": _content(name, code, wording, samples),
        "approval": {"name": name.lower(), "category": CATEGORY},
    }


def _content(name: str, code: str, wording: Wording, samples: Mapping[str, str]) -> dict[str, Any]:
    """The body of POST https://content.twilio.com/v1/Content."""
    types: dict[str, Any] = {"twilio/text": {"body": wording.body}}
    if wording.buttons:
        actions = [
            {"title": label, "id": f"{whatsapp_content.PLACE}{place}"}
            for place, label in enumerate(wording.buttons, 1)
        ]
        types = {"twilio/quick-reply": {"body": wording.body, "actions": actions}}
    return {"friendly_name": name, "language": code, "variables": dict(samples), "types": types}


def sample(house: House, name: str, language: str) -> str:
    """What stands in the place of a value for those who approve."""
    moment = dt.datetime.combine(SAMPLE_DAY, SAMPLE_TIME, tzinfo=house.policy.zone)
    found = {
        "organisation": house.policy.organisation,
        "day": dates.written_day(SAMPLE_DAY, language),
        "when": dates.moment(moment, house.policy.zone, language),
        "what": SAMPLE_WHAT,
    }
    return found.get(name, "…")

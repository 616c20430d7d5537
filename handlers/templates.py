"""Every text that may open a conversation on WhatsApp, which must approve it first.

A sender takes its template from here, so that none is sent that nobody submits:
`python -m bot templates export` writes them all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.content import Template
from faq.year import ANSWERS_CONTEXT, Answer, Side, Step, StepKind
from handlers.house import House
from locales import direction, languages, policy, text
from locales.policy import State
from locales.text import Text
from locales.texts import calls, checkins, escalation, general, opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text of the bot that is submitted."""

    said: Text
    #: labels of its buttons, in the order of their places
    buttons: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One template in one language."""

    key: str
    language: str
    #: with {{1}} for the first value
    body: str
    #: names of the values, by the order of their numbers
    names: tuple[str, ...]
    buttons: tuple[str, ...]
    #: how far the words can be trusted
    state: State


class UnknownTemplate(LookupError):
    """A text of this key is never submitted: add it to handlers/templates.py first."""


_CHECKIN = (checkins.FINE, checkins.NEED_HELP, checkins.CALL_ME)
_CALL = (calls.CHANGE, calls.CANCEL)
#: The bot's own texts by key.
TABLE: Mapping[str, Row] = {
    "answer-waits": Row(said=escalation.ANSWER_WAITS),
    **{f"checkin-{key}": Row(said=said, buttons=_CHECKIN) for key, said in checkins.STEPS.items()},
    "call-reminder": Row(said=calls.REMINDER, buttons=_CALL),
    "call-missed": Row(said=calls.MISSED, buttons=(calls.CHOOSE_TIME, calls.NO_THANKS)),
    "call-moved": Row(said=calls.MOVED, buttons=_CALL),
    "appointment-new": Row(said=opening.APPOINTMENT_NEW),
    "appointment-reminder": Row(said=opening.APPOINTMENT_REMINDER),
    "appointment-moved": Row(said=opening.APPOINTMENT_MOVED),
    "appointment-changed": Row(said=opening.APPOINTMENT_CHANGED),
    "appointment-off": Row(said=opening.APPOINTMENT_OFF),
    "appointment-series-off": Row(said=opening.SERIES_OFF),
    "appointment-declined": Row(said=opening.APPOINTMENT_DECLINED),
    "gathering-invite": Row(said=opening.GATHERING_INVITE),
    "gathering-remind": Row(said=opening.GATHERING_REMIND),
    "gathering-moved": Row(said=opening.GATHERING_MOVED),
    "gathering-cancelled": Row(said=opening.GATHERING_CANCELLED),
    "gathering-offer": Row(said=opening.GATHERING_OFFER),
}
#: The buttons of the consent question.
_CONSENT = (checkins.CONSENT_YES, checkins.CONSENT_NO, general.TALK_TO_PERSON)


def of(key: str, **values: str) -> Template:
    """The template of a key with its values. Raises UnknownTemplate, and KeyError for a value."""
    if key not in TABLE:
        raise UnknownTemplate(f"{key}: {UnknownTemplate.__doc__}")
    names = places(TABLE[key].said.english)
    return Template(key=key, variables=tuple(values[name] for name in names))


def of_step(step: Step, side: Side, **values: str) -> Template:
    """The template of a step of the plan. Raises KeyError for a value that is missing."""
    names = places(_english(step, side))
    return Template(key=step_key(step, side), variables=tuple(values[name] for name in names))


def step_key(step: Step, side: Side) -> str:
    """The key of what one side is told by a step."""
    return f"plan-{step.key}-{side}"


def places(said: str) -> tuple[str, ...]:
    """The names of the values of a text, in their order in the English."""
    return tuple(dict.fromkeys(text.PLACEHOLDER.findall(said)))


def keys(house: House) -> tuple[str, ...]:
    """The key of every template that may be sent."""
    return (*TABLE, *(step_key(step, side) for step, side in _sides(house)))


def wordings(house: House, language: str) -> Iterator[Wording]:
    """Every template that may be sent in one language; what has no words in it is left out."""
    for key, row in TABLE.items():
        found = _own(house, key, row, language)
        if found is not None:
            yield found
    for step, side in _sides(house):
        found = _of_step(house, step, side, language)
        if found is not None:
            yield found


def _sides(house: House) -> Iterator[tuple[Step, Side]]:
    for step in house.plan.steps.values():
        sides = [Side.FAMILY] if step.kind == StepKind.CONSENT else list(step.text)
        yield from ((step, side) for side in sides)


def _own(house: House, key: str, row: Row, language: str) -> Wording | None:
    words, every = house.words, (row.said, *row.buttons)
    if not all(words.has(one, language) for one in every):
        return None
    names = places(row.said.english)
    numbered = {name: f"{{{{{place}}}}}" for place, name in enumerate(names, 1)}
    return Wording(
        key=key,
        language=language,
        body=words.say(row.said, language, **numbered),
        names=names,
        buttons=tuple(words.say(one, language) for one in row.buttons),
        state=policy.weakest(words.state(one, language) for one in every),
    )


def _of_step(house: House, step: Step, side: Side, language: str) -> Wording | None:
    key = step_key(step, side)
    if step.kind == StepKind.CONSENT:
        return _own(house, key, Row(said=checkins.CONSENT, buttons=_CONSENT), language)
    answers = [house.plan.answers[one] for one in step.answers]
    body = _said(house, step.context, side, step.text[side], language)
    buttons = [_label(house, one, language) for one in answers]
    if body is None or not all(buttons):
        return None
    names = places(step.text[side])
    parts = [(step.context, str(side)), *((ANSWERS_CONTEXT, one.key) for one in answers)]
    return Wording(
        key=key,
        language=language,
        body=_numbered(body, names, language),
        names=names,
        buttons=tuple(one for one in buttons if one),
        state=_state(house, parts, language),
    )


def _english(step: Step, side: Side) -> str:
    return checkins.CONSENT.english if step.kind == StepKind.CONSENT else step.text[side]


def _label(house: House, answer: Answer, language: str) -> str | None:
    return _said(house, ANSWERS_CONTEXT, answer.key, answer.label, language)


def _said(house: House, context: str, part: str, english: str, language: str) -> str | None:
    return english if language == languages.ENGLISH else house.words.faq(context, part, language)


def _state(house: House, parts: Sequence[tuple[str, str]], language: str) -> State:
    if language == languages.ENGLISH:
        return State.CONFIRMED
    return policy.weakest(house.words.state_faq(*one, language) for one in parts)


def _numbered(body: str, names: Sequence[str], language: str) -> str:
    """With numbers for names, set apart as a value is when it is said."""
    into = languages.direction(language)
    numbers = {name: f"{{{{{place}}}}}" for place, name in enumerate(names, 1)}
    apart = {name: direction.isolate(value, into) for name, value in numbers.items()}
    return text.PLACEHOLDER.sub(lambda place: apart[place[1]], body)

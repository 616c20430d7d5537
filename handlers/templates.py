"""Every text that may open a conversation on WhatsApp, which must approve it first.

A sender takes its template from here, so that none is sent that nobody submits:
`python -m bot templates export` writes them all.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.content import Template
from faq.year import ANSWERS_CONTEXT, Answer, Side, Step, StepKind
from handlers.house import House
from handlers.plans import Current
from handlers.step_words import Spoken
from locales import direction, languages, policy, text
from locales.policy import State
from locales.text import Text
from locales.texts import appointments, calls, checkins, escalation, gatherings, general
from locales.texts import templates as texts


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a step says in one language, with the names of its values still in it."""

    language: str
    text: str
    #: on its buttons, in their order
    labels: tuple[str, ...]


class UnknownTemplate(LookupError):
    """A text of this key is never submitted: add it to handlers/templates.py first."""


#: So many signs tell staff's words apart.
FINGERPRINT = 8
_CALL = (calls.CHANGE, calls.CANCEL)
_COME = (gatherings.COME, gatherings.CANNOT, general.TALK_TO_PERSON)
_GO = (appointments.I_COME, appointments.I_CANNOT, appointments.I_NEED_HELP)
#: The bot's own texts by key.
TABLE: Mapping[str, Row] = {
    "answer-waits": Row(said=escalation.ANSWER_WAITS),
    "call-reminder": Row(said=calls.REMINDER, buttons=_CALL),
    "call-missed": Row(said=calls.MISSED, buttons=(calls.CHOOSE_TIME, calls.NO_THANKS)),
    "call-moved": Row(said=calls.MOVED, buttons=_CALL),
    "gathering-invite": Row(said=texts.GATHERING_INVITE, buttons=_COME),
    "gathering-remind": Row(said=texts.GATHERING_REMIND, buttons=_COME[1:]),
    "gathering-moved": Row(said=texts.GATHERING_MOVED, buttons=_COME),
    "gathering-offer": Row(said=texts.GATHERING_OFFER, buttons=_COME),
    "gathering-cancelled": Row(said=texts.GATHERING_CANCELLED),
    "appointment-new": Row(said=texts.APPOINTMENT_NEW, buttons=_GO),
    "appointment-reminder": Row(said=texts.APPOINTMENT_REMINDER, buttons=_GO),
    "appointment-moved": Row(said=texts.APPOINTMENT_MOVED, buttons=_GO),
    "appointment-changed": Row(said=texts.APPOINTMENT_CHANGED, buttons=_GO),
    "appointment-alone": Row(said=texts.APPOINTMENT_ALONE, buttons=_GO),
    "appointment-off": Row(said=texts.APPOINTMENT_OFF),
    "appointment-series-off": Row(said=texts.APPOINTMENT_SERIES_OFF),
    "appointment-declined": Row(
        said=texts.APPOINTMENT_DECLINED, buttons=(appointments.MOVE, appointments.CANCEL)
    ),
}
#: The buttons of the consent question.
_CONSENT = (checkins.CONSENT_YES, checkins.CONSENT_NO, general.TALK_TO_PERSON)


def of(key: str, **values: str) -> Template:
    """The template of a key with its values. Raises UnknownTemplate, and KeyError for a value."""
    if key not in TABLE:
        raise UnknownTemplate(f"{key}: {UnknownTemplate.__doc__}")
    names = places(TABLE[key].said.english)
    return Template(key=key, variables=tuple(values[name] for name in names))


def of_step(house: House, step: Step, side: Side, said: Spoken, **values: str) -> Template:
    """The template of a step as it is said. Raises KeyError for a value that is missing."""
    words = Words(language=said.language, text=said.text, labels=tuple(said.labels.values()))
    names = _names(house, step, side, words)
    return Template(
        key=step_key(house, step, side, words), variables=tuple(values[name] for name in names)
    )


def step_key(house: House, step: Step, side: Side, words: Words) -> str:
    """The key of what one side is told by a step.

    The words that ship have a plain one; staff's words carry their fingerprint: other words are
    another template, and moving a day or going back to earlier words asks for no approval.
    """
    plain = plain_key(step, side)
    if not _is_staffs(house, step, side, words):
        return plain
    said = repr((words.text, words.labels)).encode()
    return f"{plain}-{hashlib.sha256(said).hexdigest()[:FINGERPRINT]}"


def plain_key(step: Step, side: Side) -> str:
    """The key of the words that ship."""
    return f"plan-{step.key}-{side}"


def own_keys(house: House, plan: Current, step: Step) -> dict[tuple[Side, str], str]:
    """By side and language: the key of words that are staff's and need an approval of their own."""
    found = {}
    for side in step.text:
        for language in languages.CHOOSABLE:
            words = words_of(plan, step, side, language)
            if words is not None and _is_staffs(house, step, side, words):
                found[side, language] = step_key(house, step, side, words)
    return found


def words_of(plan: Current, step: Step, side: Side, language: str) -> Words | None:
    """What one side is told in a language, raw; None where a word of it is not there."""
    text, labels = plan.text(step, side, language), [plan.label(k, language) for k in step.answers]
    if not text or not all(labels):
        return None
    return Words(language=language, text=text, labels=tuple(one for one in labels if one))


def places(said: str) -> tuple[str, ...]:
    """The names of the values of a text, in their order in the English."""
    return tuple(dict.fromkeys(text.PLACEHOLDER.findall(said)))


def keys(house: House, plan: Current, language: str) -> tuple[str, ...]:
    """The key of every template that may be sent in one language."""
    return (*TABLE, *(_key(house, plan, *one, language) for one in _sides(plan)))


def wordings(house: House, plan: Current, language: str) -> Iterator[Wording]:
    """Every template that may be sent in one language; what has no words in it is left out."""
    for key, row in TABLE.items():
        found = _own(house, key, row, language)
        if found is not None:
            yield found
    for step, side in _sides(plan):
        found = _of_step(house, plan, step, side, language)
        if found is not None:
            yield found


def _sides(plan: Current) -> Iterator[tuple[Step, Side]]:
    for step in plan.steps.values():
        sides = [Side.FAMILY] if step.kind == StepKind.CONSENT else list(step.text)
        yield from ((step, side) for side in sides)


def _key(house: House, plan: Current, step: Step, side: Side, language: str) -> str:
    words = None if step.kind == StepKind.CONSENT else words_of(plan, step, side, language)
    return step_key(house, step, side, words) if words else plain_key(step, side)


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


def _of_step(house: House, plan: Current, step: Step, side: Side, language: str) -> Wording | None:
    if step.kind == StepKind.CONSENT:
        key = plain_key(step, side)
        return _own(house, key, Row(said=checkins.CONSENT, buttons=_CONSENT), language)
    words = words_of(plan, step, side, language)
    if words is None:
        return None
    names = _names(house, step, side, words)
    return Wording(
        key=step_key(house, step, side, words),
        language=language,
        body=_numbered(words.text, names, language),
        names=names,
        buttons=words.labels,
        state=_state(house, plan, step, side, language),
    )


def _names(house: House, step: Step, side: Side, words: Words) -> tuple[str, ...]:
    """Of the English where it ships; staff's words may name other values than theirs."""
    if step.kind == StepKind.CONSENT:
        return places(checkins.CONSENT.english)
    return places(words.text if _is_staffs(house, step, side, words) else step.text[side])


def _is_staffs(house: House, step: Step, side: Side, words: Words) -> bool:
    """Whether words or buttons differ from those that ship."""
    if step.kind == StepKind.CONSENT:
        return False
    first = house.plan.steps.get(step.key)
    if first is None or side not in first.text:
        return True
    if first.text[side] != step.text.get(side):
        return True
    shipped = _said(house, first.context, side, first.text[side], words.language)
    labels = tuple(_label(house, house.plan.answers[k], words.language) for k in first.answers)
    return (shipped, labels) != (words.text, words.labels)


def _label(house: House, answer: Answer, language: str) -> str | None:
    return _said(house, ANSWERS_CONTEXT, answer.key, answer.label, language)


def _said(house: House, context: str, part: str, english: str, language: str) -> str | None:
    return english if language == languages.ENGLISH else house.words.faq(context, part, language)


def _state(house: House, plan: Current, step: Step, side: Side, language: str) -> State:
    """What staff wrote, a person wrote."""
    if language == languages.ENGLISH:
        return State.CONFIRMED
    parts = [(ANSWERS_CONTEXT, key) for key in step.answers]
    if not plan.is_own(step, side, language):
        parts.append((step.context, str(side)))
    found = [house.words.state_faq(*one, language) for one in parts]
    return policy.weakest(found) if found else State.CONFIRMED


def _numbered(body: str, names: Sequence[str], language: str) -> str:
    """With numbers for names, set apart as a value is when it is said."""
    into = languages.direction(language)
    numbers = {name: f"{{{{{place}}}}}" for place, name in enumerate(names, 1)}
    apart = {name: direction.isolate(value, into) for name, value in numbers.items()}
    return text.PLACEHOLDER.sub(lambda place: apart[place[1]], body)

"""The words of a step for one reader: question, buttons and replies in one language, or nothing.

Where the steps of the plan and their words come from is known by `handlers.plans`.
"""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from faq.year import ANSWERS_CONTEXT, Answer, Side, Step, StepKind
from handlers import plans
from handlers.house import House
from handlers.plans import Current
from locales import catalogue, dates, direction, languages, policy, text
from locales.policy import Kind, State, Verdict
from locales.text import Text
from locales.texts import checkins as texts
from locales.texts import general

#: The part of the catalogue that holds what is said after an answer.
REPLY = ".reply"
#: The buttons of the consent question, by the end of their payloads.
CONSENT_ANSWERS: Mapping[str, Text] = {
    "yes": texts.CONSENT_YES,
    "no": texts.CONSENT_NO,
    "person": general.TALK_TO_PERSON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A step in one language, whole."""

    language: str
    #: what is said; {organisation} and {day} are still to be filled in
    text: str
    #: the answers under it, with what stands on their buttons
    labels: Mapping[str, str]
    #: what the table says of these words
    verdict: Verdict

    @property
    def confirmed(self) -> bool:
        """They may go out without a colleague who asks in person."""
        return self.verdict in policy.SENT


class StepWords:
    """The steps of the plan as they are now, and their words."""

    def __init__(self, house: House, plan: Current) -> None:
        self.house = house
        self.steps = plan.steps
        self._plan = plan
        self._there = house.words.languages(catalogue.FAQ)
        self._found: dict[tuple[str, Side, str], Spoken | None] = {}

    def say(self, step: Step, side: Side, readable: Sequence[str]) -> Spoken | None:
        """In the first of these languages that has the question, its buttons and all replies.

        One in which they may go out comes before one in which nobody has confirmed them.
        """
        unconfirmed = None
        for code in self._codes(readable):
            known = (step.key, side, code)
            if known not in self._found:
                asks = step.kind == StepKind.CONSENT
                self._found[known] = self._consent(code) if asks else self._in(step, side, code)
            found = self._found[known]
            if found is not None and found.confirmed:
                return found
            unconfirmed = unconfirmed or found
        return unconfirmed

    def title(self, key: str, side: str, language: str) -> str:
        """How staff know a step: its words in the language of the desk, else in English."""
        step = self.steps.get(key)
        if step is None:
            return key
        if step.kind == StepKind.CONSENT:
            return self.house.words.say(texts.CONSENT, language)
        # a task is about what is said to somebody else
        at = Side(side) if side in step.text else next(iter(step.text), None)
        own = at and (self._text(step, at, language) or step.text[at])
        return fill(self.house, own or key, language)

    def reply(self, key: str, readable: Sequence[str]) -> tuple[str, str]:
        """(language, words) after an answer; English where none of these languages has it."""
        answer = self.house.plan.answers[key]
        for code in (*self._codes(readable), languages.ENGLISH):
            found = self._answer(answer, code, REPLY)
            if found:
                return code, found
        raise LookupError(key)

    def _codes(self, readable: Sequence[str]) -> list[str]:
        """The languages that may have it, the dearest first."""
        every = dict.fromkeys(code for one in readable for code in languages.chain(one))
        return [code for code in every if code in self._there]

    def _in(self, step: Step, side: Side, code: str) -> Spoken | None:
        answers = [self.house.plan.answers[key] for key in step.answers]
        labels = {one.key: self._answer(one, code) for one in answers}
        replies = [self._answer(one, code, REPLY) for one in answers]
        words = self._text(step, side, code)
        if not words or not all(labels.values()) or not all(replies):
            return None
        return Spoken(
            language=code,
            text=words,
            labels={key: label for key, label in labels.items() if label},
            verdict=self._decide(step, side, code),
        )

    def _consent(self, code: str) -> Spoken | None:
        """The consent question, whose words are the bot's own."""
        words = self.house.words
        if not all(words.has(said, code) for said in (texts.CONSENT, *CONSENT_ANSWERS.values())):
            return None
        return Spoken(
            language=code,
            text=words.say(texts.CONSENT, code),
            labels={key: words.say(said, code) for key, said in CONSENT_ANSWERS.items()},
            verdict=policy.decide(
                Kind.CONSENT,
                words.state(texts.CONSENT, code),
                drafted_counts=self.house.policy.drafted_counts,
            ),
        )

    def _text(self, step: Step, side: Side, code: str) -> str | None:
        return self._plan.text(step, side, code)

    def _answer(self, answer: Answer, code: str, part: str = "") -> str | None:
        if code == languages.ENGLISH:
            return answer.reply if part else answer.label
        return self.house.words.faq(ANSWERS_CONTEXT, answer.key + part, code)

    def _decide(self, step: Step, side: Side, code: str) -> Verdict:
        return policy.decide(
            Kind.LEGAL if step.legal else Kind.STEP,
            self._state(step, side, code),
            drafted_counts=self.house.policy.drafted_counts,
        )

    def _state(self, step: Step, side: Side, code: str) -> State:
        """No lawyer read the English that ships; what staff wrote or reviewed, a person did."""
        if code == languages.ENGLISH:
            return State.DRAFTED if step.legal and not step.version else State.CONFIRMED
        if self._plan.is_own(step, side, code):
            return State.CONFIRMED
        return self.house.words.state_faq(step.context, side, code)


async def load(session: AsyncSession, house: House) -> StepWords:
    """The steps as they are now."""
    return StepWords(house, await plans.current(session, house))


def fill(house: House, words: str, language: str, day: dt.date | None = None) -> str:
    """The words with the organisation's name and the day in their places."""
    values = {"organisation": house.policy.organisation}
    if day is not None:
        values["day"] = written(day, language)
    into = languages.direction(language)
    apart = {name: direction.isolate(value, into) for name, value in values.items()}
    return text.PLACEHOLDER.sub(lambda place: apart.get(place[1], place[0]), words)


@functools.lru_cache(maxsize=256)
def written(day: dt.date, language: str) -> str:
    """Many are told the same day."""
    return dates.written_day(day, language)

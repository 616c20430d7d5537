"""What a step of the plan says: its words with their places filled, its buttons, its template."""

from collections.abc import Iterator

from db.content import Button, Content
from db.models import Occurrence
from faq.year import Side, Step, StepKind
from handlers import consent, step_words, templates, wording
from handlers.house import House
from handlers.step_words import Spoken
from locales.texts import year as texts

#: How the subject of a question of the plan begins, and the payloads of its answers.
SUBJECT = "checkin:"
#: How the payload of "read more" begins.
MORE = "more:"


def content(
    house: House, step: Step, said: Spoken, row: Occurrence, *, own_text: str | None = None
) -> Content:
    """What is said: words with their places filled, answers as buttons, and the template."""
    side, day = Side(row.side), row.local_date
    filled = step_words.fill(house, own_text or said.text, said.language, day)
    return Content(
        text=wording.marked(house, filled, said.language, said.verdict),
        buttons=tuple(_buttons(said, step, row.id, house)),
        template=templates.of_step(
            house,
            step,
            side,
            said,
            organisation=house.policy.organisation,
            day=step_words.written(day, said.language),
        ),
    )


def _buttons(said: Spoken, step: Step, number: int, house: House) -> Iterator[Button]:
    prefix = consent.PRESS if step.kind == StepKind.CONSENT else f"{SUBJECT}{number}:"
    for key, label in said.labels.items():
        yield Button(label=label, payload=f"{prefix}{key}")
    if step.faq in house.knowledge.entries and house.words.has(texts.READ_MORE, said.language):
        label = house.words.say(texts.READ_MORE, said.language)
        yield Button(label=label, payload=f"{MORE}{step.faq}")

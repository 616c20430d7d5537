"""The words of the plan, as if every step had been translated into every language."""

from collections.abc import Sequence
from dataclasses import replace

from faq.year import Side, Step
from handlers.step_words import Spoken, StepWords
from locales import languages


class EveryLanguage(StepWords):
    """Whoever reads a language finds every step in it; legal words are as confirmed as English."""

    def say(self, step: Step, side: Side, readable: Sequence[str]) -> Spoken | None:
        found = super().say(step, side, (languages.ENGLISH,))
        return replace(found, language=readable[0]) if found and readable else found

"""One thing wrong, or doubtful, with one translation."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What becomes of a finding."""

    #: it must be mended: `make lint` fails
    FAULT = "fault"
    #: a person should look at it
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One finding."""

    #: The language and domain of the catalogue.
    language: str
    domain: str
    #: The start of the message, or its context.
    message: str
    #: What is wrong.
    what: str
    #: What becomes of it.
    weight: Weight = Weight.FAULT

    def __str__(self) -> str:
        return f"{self.language}/{self.domain}.po  {self.message}: {self.what}"

"""School holidays of the three communities: data with its range of years, and what is not sure."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "school_holidays.yaml"


class Community(StrEnum):
    """Whose schools they are."""

    #: Dutch-speaking schools, in Flanders and in Brussels
    FLANDERS = "flanders"
    #: French-speaking schools, in Wallonia and in Brussels
    FRENCH = "french"
    #: German-speaking schools, in East Belgium
    GERMAN = "german"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """Days without school, both included."""

    #: autumn, christmas, carnival, easter or summer
    name: str
    first_on: dt.date
    last_on: dt.date
    #: a source names these very days
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolHolidays:
    """All that is known."""

    #: outside of these days nothing is known
    first_on: dt.date
    last_on: dt.date
    by_community: Mapping[Community, tuple[Holiday, ...]]

    def on(self, community: Community, day: dt.date) -> Holiday | None:
        """The holiday that a day lies in."""
        found = self.by_community[community]
        return next((one for one in found if one.first_on <= day <= one.last_on), None)

    def knows(self, first: dt.date, last: dt.date) -> bool:
        """Both days lie in the years that are known."""
        return self.first_on <= first and last <= self.last_on


@functools.cache
def load(path: Path = FILE) -> SchoolHolidays:
    """Read the file; a holiday that ends before it begins is a fault of ours."""
    found = yaml.safe_load(path.read_text("utf-8"))
    return SchoolHolidays(
        first_on=found["years"]["from"],
        last_on=found["years"]["until"],
        by_community={
            Community(name): tuple(
                Holiday(name=one["name"], first_on=one["from"], last_on=one["until"], sure=sure)
                for part, sure in (("sure", True), ("to_be_verified", False))
                for one in known.get(part, ())
            )
            for name, known in found["communities"].items()
        },
    )

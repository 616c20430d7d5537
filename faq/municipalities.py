"""The municipality of a Belgian postal code, in Dutch and in French."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

PATH = Path(__file__).parent / "municipalities.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """What a municipality is called."""

    dutch: str
    french: str


def find(postal_code: str | None) -> Municipality | None:
    """The municipality of a postal code; None for one that is not known."""
    return _all().get(postal_code or "")


def every() -> Collection[Municipality]:
    """All of them, one for each postal code."""
    return _all().values()


@cache
def _all() -> Mapping[str, Municipality]:
    with PATH.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(line for line in file if not line.startswith("#"))
        return MappingProxyType({code: Municipality(dutch=nl, french=fr) for code, nl, fr in rows})

"""Which region of Belgium a question names, by lists of words. It says nothing of its writer."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from faq import reading
from faq.entry import Region
from faq.fold import fold

PATH = Path(__file__).parent / "places.yaml"
#: what Arabic and Tigrinya write before a name without a space: "in", "and", "to"
_BEFORE = "(?:[وفبلك]|ብ|ን)?"


def named(text: str) -> Region | None:
    """The one region that a text names; None when it names none, or several."""
    names, pattern = _all()
    found = {names[_which(match)] for match in pattern.finditer(fold(text))}
    return found.pop() if len(found) == 1 else None


def _which(match: re.Match[str]) -> int:
    """Which name of the list was found."""
    assert match.lastindex is not None  # every name is a group
    return match.lastindex


@cache
def _all() -> tuple[Mapping[int, Region], re.Pattern[str]]:
    """The regions by the number of their group, and a pattern with a group for each name."""
    raw = reading.parse(PATH)
    names = {fold(name): region for region in Region for line in raw[region] for name in line}
    longest = sorted(names, key=len, reverse=True)
    groups = "|".join(f"({_written(name)})" for name in longest)
    pattern = re.compile(rf"(?<!\w){_BEFORE}(?:{groups})(?!\w)")
    return MappingProxyType({n: names[name] for n, name in enumerate(longest, 1)}), pattern


def _written(name: str) -> str:
    return rf"{re.escape(name[:-1])}\w*" if name.endswith("*") else re.escape(name)

"""The group's checklists: phases of a sponsorship, and what to think of in each; read once.

Who does what is in the database; which phase fits a day is decided in `handlers.checklists`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from faq import reading

#: the lists that ship
PATH = Path(__file__).parent / "checklists.yaml"
#: under this name the texts stand in the catalogue of the FAQ: "checklist.first_week/bank"
CONTEXT = "checklist."
#: characters of an item: a choice in a list shows 64, with a sign before and a name behind
LONGEST = 50
#: items of a phase
FEWEST, MOST = 6, 10

_KEY = re.compile(r"[a-z][a-z_]{2,18}")


class ChecklistError(ValueError):
    """The checklists have faults."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The checklists have faults:\n" + "\n".join(f"- {one}" for one in faults))
        #: every fault found, one sentence each
        self.faults = faults


class Phase(StrEnum):
    """A stretch of the sponsorship, in the order in which they come."""

    #: from the match to the day of arrival
    BEFORE_ARRIVAL = "before_arrival"
    #: seven days from the arrival
    FIRST_WEEK = "first_week"
    #: after that, and until the end comes near
    FIRST_TWO_MONTHS = "first_two_months"
    #: the last two months of the support
    BEFORE_END = "before_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to think of."""

    #: its name within the phase, for ever
    key: str
    #: in English
    text: str
    #: the entry of the FAQ that it is taken from
    entry_id: str


#: The items of each phase by their keys, in order.
Checklists = Mapping[Phase, Mapping[str, Item]]


def load(path: Path = PATH) -> Checklists:
    """Read the lists that ship. Raises ChecklistError with every fault."""
    raw = reading.parse(path)
    if not isinstance(raw, dict) or set(raw) != {"phases"}:
        raise ChecklistError(["the file holds phases"])
    faults: list[str] = []
    found: dict[Phase, Mapping[str, Item]] = {}
    for given in raw["phases"]:
        key = given.get("key")
        if key not in set(Phase) or key in found:
            faults.append(f"{key}: an unknown phase, or one that is there twice")
            continue
        found[Phase(key)] = MappingProxyType(_items(key, given.get("items") or [], faults))
    faults += [f"{phase}: the phase is missing" for phase in Phase if phase not in found]
    if faults:
        raise ChecklistError(faults)
    return MappingProxyType({phase: found[phase] for phase in Phase})


def _items(phase: str, given: list[dict[str, Any]], faults: list[str]) -> dict[str, Item]:
    if not FEWEST <= len(given) <= MOST:
        faults.append(f"{phase}: {len(given)} items; a phase has {FEWEST} to {MOST}")
    items: dict[str, Item] = {}
    for raw in given:
        name = f"{phase}/{raw.get('key')}"
        wrong = reading.key_faults(raw, {"key", "text", "faq"}, set())
        faults += [f"{name}: {fault}" for fault in wrong]
        if wrong:
            continue
        if not _KEY.fullmatch(raw["key"]) or raw["key"] in items:
            faults.append(f"{name}: a key is a word in small letters, used once in its phase")
        if len(raw["text"]) > LONGEST:
            faults.append(f"{name}: {len(raw['text'])} characters, at most {LONGEST} fit")
        items[raw["key"]] = Item(key=raw["key"], text=raw["text"], entry_id=raw["faq"])
    return items

"""Measures an engine on questions whose answers are known. Reads no file and no clock itself."""

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from faq.decision import Decision
from faq.understanding import Understanding

Row = Mapping[str, Any]
Report = dict[str, Any]

KINDS = ("faq", "oos", "sensitive", "lookalike", "everyday")


class RowError(ValueError):
    """A line of the evaluation file is not as it must be."""


class Understands(Protocol):
    """What is measured."""

    def understand(self, text: str, *, language: str | None = None) -> Understanding:
        """See engine.Engine."""


@dataclass
class _Tally:
    """Counts of one language, or of all."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    types: dict[str, dict[str, int]] = field(default_factory=dict)
    ms: list[float] = field(default_factory=list)

    def add(self, kind: str, **counts: bool) -> None:
        into = self.counts.setdefault(kind, {})
        for name, value in {"n": True, **counts}.items():
            into[name] = into.get(name, 0) + int(value)

    def report(self) -> Report:
        of = {kind: dict.fromkeys(("n", *names), 0) for kind, names in _COUNTS.items()}
        report: Report = {kind: of[kind] | self.counts.get(kind, {}) for kind in KINDS}
        report["oos"]["types"] = {name: self.types[name] for name in sorted(self.types)}
        report["ms"] = {"median": round(statistics.median(self.ms), 1) if self.ms else 0.0}
        report["ms"]["p95"] = round(_p95(self.ms), 1)
        return report


_COUNTS = {
    "faq": ("hit1", "hit3", "answered", "answered_right", "answered_wrong", "caught", "doubted"),
    "oos": ("answered", "caught", "doubted"),
    "sensitive": ("caught", "doubted", "right_intent"),
    "lookalike": ("caught", "doubted"),
    "everyday": ("answered", "caught", "doubted"),
}


def check(row: Row) -> None:
    """Raises RowError saying what is wrong with one parsed line."""
    if not isinstance(row.get("text"), str):
        raise RowError("text is missing")
    if row.get("kind") not in KINDS:
        raise RowError(f"kind must be one of {', '.join(KINDS)}")
    if row["kind"] == "faq" and not isinstance(row.get("expect"), list):
        raise RowError("a faq question needs expect, a list of entry ids")


def evaluate(
    rows: Iterable[Row],
    engine: Understands,
    clock: Callable[[], float],
    *,
    given_language: bool = False,
) -> tuple[Report, list[dict[str, Any]]]:
    """The report, and a row of details for each question.

    `clock` gives seconds and rises. The `lang` of a row is shown to the engine only with
    `given_language`. Raises RowError.
    """
    everything, languages = _Tally(), dict[str, _Tally]()
    details = []
    for row in rows:
        check(row)
        usual = row.get("lang") if given_language else None
        before = clock()
        found = engine.understand(row["text"], language=usual)
        ms = (clock() - before) * 1000
        code = str(row.get("lang") or "?")
        for tally in (everything, languages.setdefault(code, _Tally())):
            _count(tally, row, found, ms)
        details.append(_detail(row, found))
    report = {
        "all": everything.report(),
        "languages": {code: languages[code].report() for code in sorted(languages)},
    }
    return report, details


def _count(tally: _Tally, row: Row, found: Understanding, ms: float) -> None:
    tally.ms.append(ms)
    answered = found.decision is Decision.ANSWER
    caught = found.decision is Decision.SENSITIVE
    # answered as ever, with a person and the emergency number beside: not caught
    alarm = {"caught": caught, "doubted": found.doubt is not None}
    ids = [candidate.entry_id for candidate in found.ranked]
    if row["kind"] == "faq":
        right = bool(ids) and ids[0] in row["expect"]
        tally.add(
            "faq",
            hit1=right,
            hit3=bool(set(ids[:3]) & set(row["expect"])),
            answered=answered,
            answered_right=answered and right,
            answered_wrong=answered and not right,
            **alarm,
        )
    elif row["kind"] == "oos":
        tally.add("oos", answered=answered, **alarm)
        of_type = tally.types.setdefault(str(row.get("type") or "?"), {"n": 0, "answered": 0})
        of_type["n"] += 1
        of_type["answered"] += int(answered)
    elif row["kind"] == "sensitive":
        right = caught and found.intent == row.get("intent")
        tally.add("sensitive", right_intent=right, **alarm)
    elif row["kind"] == "lookalike":
        tally.add("lookalike", **alarm)
    else:
        tally.add("everyday", answered=answered, **alarm)


def _detail(row: Row, found: Understanding) -> dict[str, Any]:
    return {
        **row,
        "decision": found.decision.value,
        "ids": [candidate.entry_id for candidate in found.ranked],
        "confidence": found.confidence,
        "language": found.language,
        "found_intent": found.intent,
        "doubt": found.doubt,
    }


def _p95(values: list[float]) -> float:
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]

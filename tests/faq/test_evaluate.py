"""The report has exactly the shape that the command promises."""

import itertools
from typing import Any

import pytest

from faq import evaluate
from faq.decision import Decision
from faq.evaluate import RowError
from faq.understanding import Candidate, Understanding


class Parrot:
    """An engine that understands what the text says, and remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str | None] = []

    def understand(self, text: str, *, language: str | None = None) -> Understanding:
        self.told.append(language)
        decision, *ids = text.split()
        sensitive, doubt = decision == "sensitive", decision == "doubt"
        return Understanding(
            text=text,
            language="nl",
            language_sure=True,
            decision=Decision.UNSURE if doubt else Decision(decision),
            ranked=() if sensitive else tuple(Candidate(entry_id=i, score=0.5) for i in ids),
            confidence=0.5,
            intent=ids[0] if sensitive else None,
            chat=None,
            doubt=ids[0] if doubt else None,
        )


ROWS: list[dict[str, Any]] = [
    {"text": "answer a b c", "lang": "nl", "kind": "faq", "expect": ["a"]},
    {"text": "answer b a c", "lang": "nl", "kind": "faq", "expect": ["a", "z"]},
    {"text": "choose b c d a", "lang": "fr", "kind": "faq", "expect": ["a"]},
    {"text": "answer b", "lang": "fr", "kind": "oos", "type": "far"},
    {"text": "unsure b", "lang": "fr", "kind": "oos", "type": "near"},
    {"text": "sensitive fire", "lang": "nl", "kind": "sensitive", "intent": "fire"},
    {"text": "sensitive flood", "lang": "nl", "kind": "sensitive", "intent": "fire"},
    {"text": "unsure x", "lang": "nl", "kind": "sensitive", "intent": "fire"},
    {"text": "doubt fire", "lang": "nl", "kind": "sensitive", "intent": "fire"},
    {"text": "sensitive fire", "lang": "fr", "kind": "lookalike"},
    {"text": "doubt fire", "lang": "fr", "kind": "lookalike"},
    {"text": "answer b", "lang": "fr", "kind": "everyday"},
    {"text": "doubt fire", "lang": "fr", "kind": "everyday"},
]


def _clock() -> Any:
    seconds = itertools.count(0, 0.01)
    return lambda: next(seconds)


def test_the_report_counts_all_and_each_language() -> None:
    report, _ = evaluate.evaluate(ROWS, Parrot(), _clock())

    assert report["all"] == {
        "faq": {
            "n": 3, "hit1": 1, "hit3": 2, "answered": 2, "answered_right": 1, "answered_wrong": 1,
            "caught": 0, "doubted": 0,
        },
        "oos": {
            "n": 2,
            "answered": 1,
            "caught": 0,
            "doubted": 0,
            "types": {"far": {"n": 1, "answered": 1}, "near": {"n": 1, "answered": 0}},
        },
        "sensitive": {"n": 4, "caught": 2, "doubted": 1, "right_intent": 1},
        "lookalike": {"n": 2, "caught": 1, "doubted": 1},
        "everyday": {"n": 2, "answered": 1, "caught": 0, "doubted": 1},
        "ms": {"median": 10.0, "p95": 10.0},
    }  # fmt: skip
    assert set(report["languages"]) == {"fr", "nl"}
    assert report["languages"]["fr"]["faq"]["hit3"] == 0
    assert report["languages"]["nl"]["oos"] == {
        "n": 0, "answered": 0, "caught": 0, "doubted": 0, "types": {},
    }  # fmt: skip


def test_the_details_say_what_was_found() -> None:
    _, details = evaluate.evaluate(ROWS[:1], Parrot(), _clock())

    assert details[0] | {"confidence": 0.5} == ROWS[0] | {
        "decision": "answer",
        "ids": ["a", "b", "c"],
        "confidence": 0.5,
        "language": "nl",
        "found_intent": None,
        "doubt": None,
    }


def test_the_language_of_the_file_is_hidden_unless_it_is_given() -> None:
    hidden, given = Parrot(), Parrot()

    evaluate.evaluate(ROWS[:1], hidden, _clock())
    evaluate.evaluate(ROWS[:1], given, _clock(), given_language=True)

    assert (hidden.told, given.told) == ([None], ["nl"])


def test_no_rows_give_zeroes() -> None:
    report, details = evaluate.evaluate([], Parrot(), _clock())

    assert report["all"]["ms"] == {"median": 0.0, "p95": 0.0}
    assert (report["languages"], details) == ({}, [])


@pytest.mark.parametrize(
    "row",
    [{}, {"text": 3, "kind": "faq"}, {"text": "x", "kind": "y"}, {"text": "x", "kind": "faq"}],
)
def test_a_wrong_row_is_named(row: dict[str, Any]) -> None:
    with pytest.raises(RowError):
        evaluate.evaluate([row], Parrot(), _clock())

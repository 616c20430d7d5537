"""Looking entries over: what is wrong is a fault, what somebody should see is a warning."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from faq import audit
from faq.audit import Finding, Severity, Texts
from faq.entry import Entry
from tests.handlers import scene

TODAY = dt.date(2026, 2, 4)
#: Enough examples, all of them different.
MANY = {"en": tuple(f"question number {n}?" for n in range(audit.ENOUGH))}


def entry(entry_id: str = "bus", **values: Any) -> Entry:
    given = {"details": "More.", "examples": MANY if entry_id == "bus" else {"en": ()}, **values}
    return scene.entry(entry_id, **given)


def texts(**changes: Any) -> Texts:
    return replace(
        Texts(
            is_whole=lambda *_of: True,
            part=lambda *_of: "short",
            longest=lambda *_of: "short",
        ),
        **changes,
    )


def check(*entries: Entry, read: Texts | None = None, **more: Any) -> tuple[Finding, ...]:
    known: Mapping[str, Entry] = {one.id: one for one in entries}
    return audit.check(known, read or texts(), TODAY, **more)


def of(severity: Severity, found: tuple[Finding, ...]) -> list[str]:
    return [one.what for one in found if one.severity == severity]


def test_of_a_good_entry_nothing_is_said() -> None:
    assert check(entry()) == ()


@pytest.mark.parametrize("part", ["question", "short", "official_body"])
def test_a_missing_part_is_a_fault(part: str) -> None:
    assert of(Severity.FAULT, check(entry(**{part: ""}))) == [f"{part} is missing"]


def test_without_details_an_entry_is_only_thin() -> None:
    assert of(Severity.WARNING, check(entry(details=""))) == ["details is missing"]


def test_a_language_that_is_not_whole_is_a_fault() -> None:
    read = texts(is_whole=lambda _entry, code: code != "de")
    assert of(Severity.FAULT, check(entry(), read=read)) == ["is not whole in de"]


def test_a_short_answer_fits_under_buttons_and_a_whole_one_into_a_message() -> None:
    read = texts(
        part=lambda _entry, part, code: "x" * (1025 if (part, code) == ("short", "fr") else 1024),
        longest=lambda _entry, code: "x" * (1601 if code == "nl" else 1600),
    )
    found = check(entry(), read=read)
    assert of(Severity.FAULT, found) == ["short in fr has 1025 characters, at most 1024"]
    assert of(Severity.WARNING, found) == ["has 1601 characters in nl: goes as two messages"]


@pytest.mark.parametrize("text", ["It costs 50 euro.", "Within thirty days.", "About 5% less."])
def test_an_amount_or_a_period_is_a_fault(text: str) -> None:
    [what] = of(Severity.FAULT, check(entry(details=text)))
    assert what.startswith("details names an amount or a period")


@pytest.mark.parametrize("text", ["It lasts about one year.", "Call 112.", "Ask two people."])
def test_a_number_that_no_law_says_is_none(text: str) -> None:
    assert check(entry(details=text)) == ()


def test_an_overdue_review_is_a_warning() -> None:
    found = check(entry(review_by=dt.date(2026, 2, 3)))
    assert of(Severity.WARNING, found) == ["was to be reviewed by 2026-02-03"]
    assert check(entry(review_by=TODAY)) == ()


def test_few_examples_are_a_warning() -> None:
    found = check(entry(examples={"en": MANY["en"][1:]}))
    assert of(Severity.WARNING, found) == ["has 35 examples, fewer than 36"]


def test_an_example_of_two_entries_is_a_fault_of_both() -> None:
    other = entry("tram", examples={"en": ("Question number 3?",)})
    faults = [(one.entry_id, one.what) for one in check(entry(), other) if one.severity == "fault"]
    assert faults == [
        ("bus", "shares an example with tram: question number 3?"),
        ("tram", "shares an example with bus: Question number 3?"),
    ]


def test_an_example_twice_in_one_entry_is_a_warning() -> None:
    found = check(entry(examples={"en": (*MANY["en"], "Question number 1?")}))
    assert of(Severity.FAULT, found) == []
    assert len(of(Severity.WARNING, found)) == 2


def test_a_related_entry_is_there_and_is_another() -> None:
    faults = of(Severity.FAULT, check(entry(related=("bus", "train"))))
    assert faults == ["is related to itself", "related entry train does not exist"]


def test_the_engine_is_asked_only_when_it_is_given() -> None:
    asked = []

    def meant(text: str, language: str) -> str | None:
        asked.append((text, language))
        return "tram" if text == MANY["en"][0] else "bus"

    found = check(entry(), meant=meant)
    assert of(Severity.WARNING, found) == [f"the engine gives an example to tram: {MANY['en'][0]}"]
    assert len(asked) == audit.ENOUGH

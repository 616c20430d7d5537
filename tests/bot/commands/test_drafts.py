"""Drafts at the command line: written by one, approved by another, seen by all."""

import json
from pathlib import Path

import pytest

from tests.bot.commands.conftest import ANA, BEN
from tests.bot.test_cli import Run, fine, refused

NEW = ("--new", "pets-and-vet", "--group", "daily-life")
QUESTION = "Waar laten we een kat inenten?"


@pytest.fixture
def text(tmp_path: Path) -> str:
    path = tmp_path / "answer.txt"
    path.write_text("Bij een dierenarts in je buurt.\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def drafted(staff: Run, text: str) -> Run:
    """Draft 1 of Ana's: a new entry in Dutch."""
    words = ("--text", text, "--language", "nl", "--question", QUESTION)
    assert fine(staff("faq", "draft", "--as", ANA, *NEW, *words)) == "draft 1\n"
    return staff


def listed(run: Run) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(fine(run("faq", "drafts", "--json")))
    return found


def test_a_draft_is_listed_and_shown_with_its_texts(drafted: Run) -> None:
    assert listed(drafted) == [
        {
            "draft": 1,
            "state": "draft",
            "entry": "pets-and-vet",
            "is_new": True,
            "parts": ["nl:question", "nl:short", "1 example"],
            "author": ANA,
            "approved_by": None,
            "conflicts": [],
        }
    ]
    line = fine(drafted("faq", "drafts"))
    assert "pets-and-vet" in line and "nl:short" in line and ANA in line
    shown = fine(drafted("faq", "show-draft", "1"))
    for words in ("new, in daily-life", QUESTION, "dierenarts", f"- nl: {QUESTION}", "nobody"):
        assert words in shown


def test_a_second_person_approves(drafted: Run) -> None:
    refused(drafted("faq", "approve", "1", "--as", ANA), "a second person approves")
    assert listed(drafted)[0]["state"] == "draft"
    assert "approved" in fine(drafted("faq", "approve", "1", "--as", BEN))
    [line] = listed(drafted)
    assert (line["state"], line["approved_by"]) == ("approved", BEN)
    assert f"{ANA} → {BEN}" in fine(drafted("faq", "drafts"))


def test_what_is_live_can_be_drafted_for(drafted: Run, text: str) -> None:
    more = ("--entry", "pets-and-vet", "--text", text, "--language", "nl", "--part", "details")
    refused(drafted("faq", "draft", "--as", BEN, *more), "no entry 'pets-and-vet'")
    fine(drafted("faq", "approve", "1", "--as", BEN))
    assert fine(drafted("faq", "draft", "--as", BEN, *more)) == "draft 2\n"


def test_a_part_is_written_anew_and_taken_out(drafted: Run) -> None:
    edit = ("faq", "edit-draft", "1", "--language", "en", "--part", "question", "--text")
    assert "question in en is written" in fine(drafted(*edit, "Where is a cat vaccinated?"))
    assert "Where is a cat vaccinated?" in fine(drafted("faq", "show-draft", "1"))
    assert "question in en is out" in fine(drafted(*edit, ""))
    assert "Where is a cat" not in fine(drafted("faq", "show-draft", "1"))
    fine(drafted(*edit, "Where?", "--as", BEN))
    refused(drafted("faq", "approve", "1", "--as", BEN), "a second person approves")


def test_a_draft_is_rejected(drafted: Run) -> None:
    fine(drafted("faq", "reject", "1", "--as", BEN))
    assert listed(drafted)[0]["state"] == "rejected"
    refused(drafted("faq", "approve", "1", "--as", BEN), "rejected")


def test_what_a_draft_replaces_is_shown_beside_it(staff: Run, text: str) -> None:
    words = ("--entry", "bank-account", "--text", text, "--language", "nl")
    fine(staff("faq", "draft", "--as", ANA, *words))
    assert "instead of:" in fine(staff("faq", "show-draft", "1"))
    hints = fine(staff("faq", "approve", "1", "--as", BEN))
    assert "short stays as it was in en, fr, de" in hints
    assert "instead of:" in fine(staff("faq", "show-draft", "1"))


def test_a_draft_whose_base_is_gone_is_shown_as_a_conflict(staff: Run, text: str) -> None:
    words = ("--entry", "bank-account", "--text", text, "--language", "nl")
    for _ in range(2):
        fine(staff("faq", "draft", "--as", ANA, *words))
    edit = ("faq", "edit-draft", "1", "--language", "nl", "--part", "short", "--text", "Anders.")
    fine(staff(*edit))
    fine(staff("faq", "approve", "1", "--as", BEN))
    refused(staff("faq", "approve", "2", "--as", BEN), "has changed", "show-draft")
    assert [line["conflicts"] for line in listed(staff)] == [[], ["nl:short"]]
    assert "conflict: nl:short" in fine(staff("faq", "drafts"))
    assert "conflict" in fine(staff("faq", "show-draft", "2"))


def test_an_amount_is_pointed_out(staff: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It costs 50 euro.", encoding="utf-8")
    words = ("--entry", "bank-account", "--text", "a.txt", "--language", "en")
    fine(staff("faq", "draft", "--as", ANA, *words))
    assert "50 euro" in fine(staff("faq", "show-draft", "1")).splitlines()[-1]


def test_it_is_said_what_was_stripped(staff: Run, text: str) -> None:
    words = ("--text", text, "--language", "nl", "--question", "Bel me op 0470 12 34 56: waar?")
    made = fine(staff("faq", "draft", "--as", ANA, "--entry", "bank-account", *words))
    assert made == "stripped: 1 × [phone]\ndraft 1\n"
    assert "0470" not in fine(staff("faq", "show-draft", "1"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--entry", "bank-account"], ["--gap", "--message", "--text"]),
        (["--entry", "bank-account", "--gap", "1", "--message", "1"], ["one of"]),
        (["--gap", "1"], ["--entry", "--new"]),
        (["--gap", "1", "--entry", "bank-account", *NEW], ["one of"]),
        (["--gap", "1", "--new", "pets"], ["--group"]),
        (["--gap", "1", "--entry", "bank-account", "--group", "daily-life"], ["go together"]),
        (["--gap", "99", "--entry", "bank-account"], ["no gap 99"]),
        (["--message", "99", "--entry", "bank-account"], ["message 99", "your own"]),
        (["--gap", "0", "--entry", "bank-account"], ["0"]),
        (["--text", "nowhere.txt", "--entry", "bank-account"], ["nowhere.txt"]),
        (["--gap", "1", "--entry", "no-such-entry"], ["no-such-entry", "faq list"]),
        (["--gap", "1", "--new", "pets", "--group", "zoo"], ["zoo", "daily-life"]),
    ],
)
def test_what_was_typed_wrong_is_said(staff: Run, arguments: list[str], words: list[str]) -> None:
    refused(staff("faq", "draft", "--as", ANA, *arguments), *words)
    assert listed(staff) == []


def test_somebody_unknown_does_nothing(drafted: Run) -> None:
    for command in (("approve", "1"), ("reject", "1")):
        refused(drafted("faq", *command, "--as", "nobody@x.invalid"), "nobody@x", "staff list")
    for command in ("show-draft", "approve", "reject"):
        who = () if command == "show-draft" else ("--as", BEN)
        refused(drafted("faq", command, "9", *who), "no draft 9")

"""What the FAQ lacks and how it is used, in the terminal; and the way back into the files."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from bot.commands import learning
from db.models import FaqGap
from faq import entry, fitting
from handlers.knowledge import Knowledge
from tests.bot.commands.conftest import ANA, BEN
from tests.bot.test_cli import Run, fine, refused
from tests.faq.fakes import DENTIST, WordEncoder, write_entry, write_knowledge
from tests.handlers import scene

NOW = dt.datetime(2026, 2, 4, 9, 0, tzinfo=dt.UTC)


def gap(number: int, text: str, *, days: int = 0) -> FaqGap:
    return FaqGap(
        id=number, conversation_id=7, text=text, language="en", at=NOW + dt.timedelta(days=days)
    )


def test_gaps_are_clustered_and_their_examples_stripped(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path)
    encoder = WordEncoder()
    fitting.train(root, encoder, WordEncoder("words-2"))
    found = learning.clustered(
        [
            gap(1, "Does Fatima get a vaccine for the cat?"),
            gap(2, "Which dentist takes patients on Sunday?"),
            gap(3, "Does Fatima get a vaccine for the old cat? 0470 12 34 56", days=2),
        ],
        {7: ["Fatima Haddad"]},
        encoder,
        root,
    )
    assert [(one["size"], one["gaps"]) for one in found] == [(2, [1, 3]), (1, [2])]
    assert found[0]["newest"] == "2026-02-06"
    assert (found[1]["nearest"], found[1]["theme"]) == ("dentist", "health")
    said = json.dumps(found)
    assert "Fatima" not in said and "0470" not in said
    assert found[0]["examples"][1]["text"] == "Does [name] get a vaccine for the old cat? [phone]"


def test_without_gaps_that_is_said_and_no_model_is_loaded(staff: Run) -> None:
    assert "no question is open" in fine(staff("faq", "gaps"))
    assert json.loads(fine(staff("faq", "gaps", "--json", "--language", "nl"))) == []
    refused(staff("faq", "gaps", "--language", "xx"), "xx")


def test_feedback_of_nothing_is_empty(staff: Run) -> None:
    assert json.loads(fine(staff("faq", "feedback", "--json"))) == []
    assert "not quite" in fine(staff("faq", "feedback"))


def test_an_export_names_its_files_and_marks_the_drafts(staff: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Vraag het aan de bank.", encoding="utf-8")
    words = ("--entry", "bank-account", "--text", "a.txt", "--language", "nl")
    fine(staff("faq", "draft", "--as", ANA, *words))
    fine(staff("faq", "approve", "1", "--as", BEN))
    output = fine(staff("faq", "export", "--into", "out"))
    assert "written locales/nl/LC_MESSAGES/faq.po" in output
    assert "drafts exported: 1" in output
    written = tmp_path / "out" / "locales" / "nl" / "LC_MESSAGES" / "faq.po"
    assert "Vraag het aan de bank." in written.read_text("utf-8")
    assert json.loads(fine(staff("faq", "drafts", "--json")))[0]["state"] == "exported"
    assert "drafts exported: 0" in fine(staff("faq", "export", "--into", "out"))


def test_an_export_into_a_place_that_is_no_folder_is_refused(staff: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused(staff("faq", "export", "--into", "file/below"), "cannot be written")
    refused(staff("faq", "export", "--into", "file"), "file")


def test_the_shipped_faq_has_no_fault(staff: Run) -> None:
    assert "faults: 0 " in fine(staff("faq", "check"))
    assert "faults" not in fine(staff("faq", "check", "--overdue"))


def thin(root: Path, **changes: Any) -> Knowledge:
    """A FAQ of one entry with two examples, in English only."""
    write_entry(root, DENTIST | {"id": "thin", "related": []} | changes)
    return Knowledge(
        entries=entry.load(root), intents={}, translate=lambda *_of: None, words=scene.words()
    )


def test_a_fault_begins_its_line_and_warnings_are_apart(tmp_path: Path) -> None:
    lines = list(learning.check_lines(thin(tmp_path), NOW.date()))
    assert "fault    thin: is not whole in nl" in lines
    assert "warning  thin: has 2 examples, fewer than 36" in lines
    assert lines[-1] == "faults: 3   warnings: 1   entries: 1"


def test_the_engine_is_asked_where_it_is_given(tmp_path: Path) -> None:
    lines = learning.check_lines(thin(tmp_path), NOW.date(), lambda _text, _language: None)
    assert sum("gives an example to none" in line for line in lines) == 2


def test_overdue_entries_are_listed_alone(tmp_path: Path) -> None:
    known = thin(tmp_path)
    assert list(learning.overdue_lines(known, dt.date(2027, 11, 30))) == []
    [line] = learning.overdue_lines(known, dt.date(2027, 12, 1))
    assert line.split() == ["thin", "health", "2027-11-30"]


def test_only_a_fault_ends_the_check_badly() -> None:
    summary, warning = "faults: 0   warnings: 1   entries: 1", "warning  thin: is thin"
    assert not learning.is_bad([warning, summary])
    assert learning.is_bad([warning, "fault    thin: is not whole in nl", summary])

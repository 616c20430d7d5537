"""Files that are written are the files that are read."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from faq import engine, entry, writing
from faq.entry import Evidence
from tests.handlers import scene

SHIPPED = sorted((engine.HERE / "entries").glob("*/*.yaml"))
RAW: dict[str, Any] = {"question": "Where?", "short": "Here.", "examples": {"en": ["where is it"]}}


def test_a_shipped_file_comes_out_as_it_went_in() -> None:
    assert SHIPPED
    for path in SHIPPED:
        text = path.read_text("utf-8")
        assert writing.dump(yaml.safe_load(text)) == text, path.name


def test_a_new_entry_is_one_that_loads(tmp_path: Path) -> None:
    new = scene.entry(
        "pets", group="daily-life", details="", evidence=Evidence.GENERAL_KNOWLEDGE,
        general_knowledge_part="written by staff, to be verified",
    )  # fmt: skip
    path = tmp_path / "daily-life" / "pets.yaml"
    path.parent.mkdir()
    path.write_text(writing.dump(writing.of_entry(new)), "utf-8")

    [found] = entry.load(tmp_path).values()

    assert (found.question, found.short, found.details) == (new.question, new.short, "")
    assert found.evidence == Evidence.GENERAL_KNOWLEDGE
    assert found.general_knowledge_part == "written by staff, to be verified"
    assert found.review_by == new.review_by
    assert found.examples == {"en": (new.question,)}


def test_a_new_entry_has_its_keys_in_the_order_of_the_others() -> None:
    others = {tuple(yaml.safe_load(path.read_text("utf-8"))) for path in SHIPPED}
    assert tuple(writing.of_entry(scene.entry())) in others


def test_parts_are_replaced_and_examples_added_once() -> None:
    asked = [("nl", "waar is het"), ("nl", "waar is het"), ("en", "where is it"), ("en", "Where?")]
    found = writing.revise(RAW, {"short": "There."}, asked)
    assert found == {
        "question": "Where?",
        "short": "There.",
        "examples": {"en": ["where is it"], "nl": ["waar is het"]},
    }
    assert RAW["short"] == "Here." and "nl" not in RAW["examples"]


@pytest.mark.parametrize("text", ["a: b", "- x", "#no", "two\n\nparagraphs", "'q'", "ك: ب", " "])
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    written = writing.dump(writing.revise(RAW, {"short": text}, []))
    assert yaml.safe_load(written)["short"] == text

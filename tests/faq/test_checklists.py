"""The lists that ship: each item stands on an entry, and every fault of a file is named."""

from pathlib import Path

import pytest

from faq import checklists
from faq.checklists import ChecklistError, Phase
from locales.catalogue import Catalogues

ENTRIES = Path(checklists.__file__).parent / "entries"


def test_every_item_that_ships_stands_on_an_entry_of_the_faq() -> None:
    known = {path.stem for path in ENTRIES.rglob("*.yaml")}
    found = checklists.load()
    assert list(found) == list(Phase)
    assert {item.entry_id for items in found.values() for item in items.values()} <= known


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_every_item_fits_a_line_in_the_languages_of_the_country(language: str) -> None:
    words = Catalogues.open()
    texts = {
        f"{phase}/{key}": words.faq(f"checklist.{phase}", key, language)
        for phase, items in checklists.load().items()
        for key in items
    }
    assert [key for key, text in texts.items() if not text or len(text) > 50] == []


def test_faults_are_named_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "lists.yaml"
    path.write_text(
        "phases:\n"
        "  - key: first_week\n"
        f"    items: [{{key: bank, text: {'x' * 51}, faq: bank-account}}, {{key: Bad!, text: a}}]\n"
        "  - key: someday\n"
    )
    with pytest.raises(ChecklistError) as caught:
        checklists.load(path)
    said = "\n".join(caught.value.faults)
    for part in ("2 items", "51 characters", "faq is missing", "someday", "before_end: the phase"):
        assert part in said

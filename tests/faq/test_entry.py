"""Entries are read whole, and every fault of every file is named at once."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from faq import entry
from faq.entry import EntryError, Region
from tests.faq.fakes import DENTIST, ENTRY, write_entry


def test_an_entry_is_read_with_its_types(tmp_path: Path) -> None:
    write_entry(tmp_path, ENTRY)

    found = entry.load(tmp_path)["child-benefit"]

    assert found.regions[Region.FLANDERS] == "Groeipakket."
    assert found.review_by == dt.date(2027, 11, 30)
    assert found.examples["nl"] == ("Waar vragen we kinderbijslag aan?",)
    assert found.sources[0].seen_on == dt.date(2027, 11, 30)


def test_the_parts_have_stable_names_in_reading_order(tmp_path: Path) -> None:
    write_entry(tmp_path, ENTRY)

    parts = entry.load(tmp_path)["child-benefit"].parts()

    assert list(parts) == [
        "question", "short", "details", "steps.1", "steps.2", "region.flanders", "region.brussels",
        "official_body",
    ]  # fmt: skip
    assert parts["steps.2"] == "Fill in the form"


def test_a_reader_is_shown_the_page_in_their_language_else_in_english_else_the_first(
    tmp_path: Path,
) -> None:
    seen = {"seen_on": "DAY", "page_age": "undated"}
    pages = [
        {"url": "https://example.org", **seen},
        {"url": "https://example.org/de", "language": "de", **seen},
    ]
    write_entry(tmp_path, ENTRY | {"sources": pages})
    found = entry.load(tmp_path)["child-benefit"]
    assert [page.url for page in map(found.page, ("de", "nl")) if page] == [
        "https://example.org/de",
        "https://example.org",
    ]
    english = {"url": "https://example.org/en", "language": "en", **seen}
    write_entry(tmp_path, ENTRY | {"sources": [*pages, english]})
    page = entry.load(tmp_path)["child-benefit"].page("ar")
    assert page is not None and page.url == "https://example.org/en"


def test_a_page_for_one_region_is_shown_to_nobody_elsewhere(tmp_path: Path) -> None:
    seen = {"seen_on": "DAY", "page_age": "undated"}
    coast = {"url": "https://coast.example", "regions": ["flanders"], **seen}
    capital = {"url": "https://capital.example", "language": "fr", "regions": ["brussels"], **seen}
    everybody = {"url": "https://everybody.example", "language": "fr", **seen}
    write_entry(tmp_path, ENTRY | {"sources": [coast, everybody, capital]})
    found = entry.load(tmp_path)["child-benefit"]
    shown = {
        (language, region): page.url
        for language in ("nl", "fr")
        for region in (None, Region.FLANDERS, Region.BRUSSELS)
        if (page := found.page(language, region))
    }
    assert shown == {
        ("nl", None): everybody["url"],
        ("nl", Region.FLANDERS): coast["url"],
        ("nl", Region.BRUSSELS): capital["url"],
        ("fr", None): everybody["url"],
        ("fr", Region.FLANDERS): everybody["url"],
        ("fr", Region.BRUSSELS): capital["url"],
    }
    write_entry(tmp_path, ENTRY | {"sources": [coast, capital]})
    found = entry.load(tmp_path)["child-benefit"]
    assert found.page("nl", Region.WALLONIA) is None
    assert found.page("nl") is None, "who may live anywhere is sent nowhere"
    assert found.page("fr") is None
    south = capital | {"regions": ["brussels", "wallonia"]}
    write_entry(tmp_path, ENTRY | {"sources": [coast, south]})
    page = entry.load(tmp_path)["child-benefit"].page("fr")
    assert page is not None and page.url == capital["url"], "their language says enough"


def test_a_page_that_was_only_read_is_not_shown(tmp_path: Path) -> None:
    seen = {"seen_on": "DAY", "page_age": "undated"}
    shop = {"url": "https://shop.example", "language": "nl", "shown": False, **seen}
    write_entry(tmp_path, ENTRY | {"sources": [shop]})
    found = entry.load(tmp_path)["child-benefit"]
    assert found.page("nl") is None
    assert found.sources


def test_an_entry_is_overdue_the_day_after_its_review(tmp_path: Path) -> None:
    write_entry(tmp_path, ENTRY)
    found = entry.load(tmp_path)["child-benefit"]

    assert not found.overdue(dt.date(2027, 11, 30))
    assert found.overdue(dt.date(2027, 12, 1))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"colour": "blue"}, "unknown key colour"),
        ({"short": ""}, "short must be a text"),
        ({"priority": 9}, "priority must be 1, 2 or 3"),
        ({"evidence": "hearsay"}, "evidence must be one of"),
        ({"time_sensitive": "yes"}, "time_sensitive must be true or false"),
        ({"review_by": "soon"}, "review_by must be a day"),
        ({"examples": {"en": ["x"], "xx": ["y"]}}, "unknown language xx"),
        ({"examples": {"nl": ["y"]}}, "English is missing"),
        ({"regions": {"holland": "x"}}, "unknown region holland"),
        ({"related": ["nothing"]}, "related entry nothing does not exist"),
        ({"related": "child-benefit"}, "related must be a list of texts"),
        ({"sources": [{"url": "x"}]}, "sources 1 must have"),
        (
            {"sources": [{"url": "x", "seen_on": "DAY", "page_age": "x", "language": "xx"}]},
            "sources 1: unknown language xx",
        ),
        (
            {"sources": [{"url": "x", "seen_on": "DAY", "page_age": "x", "regions": ["mars"]}]},
            "sources 1: unknown region mars",
        ),
        ({"phone_numbers": ["112"]}, "phone_numbers 1 must have"),
    ],
)
def test_a_fault_is_named_with_its_file(tmp_path: Path, change: dict[str, Any], fault: str) -> None:
    write_entry(tmp_path, ENTRY | change)

    with pytest.raises(EntryError) as error:
        entry.load(tmp_path)

    assert any(
        text.startswith("money/child-benefit.yaml") and fault in text for text in error.value.faults
    )


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    write_entry(tmp_path, {key: value for key, value in ENTRY.items() if key != "details"})

    with pytest.raises(EntryError, match="details is missing"):
        entry.load(tmp_path)


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    write_entry(tmp_path, ENTRY | {"priority": 7, "evidence": "x"})
    write_entry(tmp_path, DENTIST).write_text("- no\n- mapping\n", "utf-8")

    with pytest.raises(EntryError) as error:
        entry.load(tmp_path)

    assert len(error.value.faults) == 3


def test_an_id_is_used_once_and_is_the_file_name(tmp_path: Path) -> None:
    write_entry(tmp_path, ENTRY)
    write_entry(tmp_path, ENTRY | {"group": "other"})
    write_entry(tmp_path, DENTIST).rename(tmp_path / "health" / "tooth.yaml")

    with pytest.raises(EntryError) as error:
        entry.load(tmp_path)

    faults = "\n".join(error.value.faults)
    assert "the id child-benefit is already used by money/child-benefit.yaml" in faults
    assert "the id must be the file name, tooth" in faults


def test_a_file_that_is_not_yaml_is_a_fault_and_an_empty_folder_too(tmp_path: Path) -> None:
    with pytest.raises(EntryError, match="no entry was found"):
        entry.load(tmp_path)

    write_entry(tmp_path, ENTRY).write_text("a: [", "utf-8")
    with pytest.raises(EntryError, match="is not YAML"):
        entry.load(tmp_path)

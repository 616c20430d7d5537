"""The knowledge that ships: whole, and without a number that may be old."""

import itertools
import re

import pytest

from faq import audit, engine, entry
from faq.entry import Entry, Evidence, Region, Source

ENTRIES = entry.load(engine.HERE / "entries")
LANGUAGES = ("en", "nl", "fr", "de", "ar")


def test_all_entries_are_there() -> None:
    assert len(ENTRIES) == 93


@pytest.mark.parametrize("found", ENTRIES.values(), ids=list(ENTRIES))
def test_no_answer_states_an_amount_or_a_legal_term(found: Entry) -> None:
    for part, text in found.parts().items():
        assert audit.old_number(text) is None, part


@pytest.mark.parametrize("found", ENTRIES.values(), ids=list(ENTRIES))
def test_the_short_answer_stands_alone_and_is_not_repeated(found: Entry) -> None:
    assert 80 <= len(found.short) <= 420
    sentences = [s for s in re.split(r"(?<=[.?!])\s", found.details) if len(s) > 20]
    assert not [s for s in sentences if s in found.short]


@pytest.mark.parametrize("found", ENTRIES.values(), ids=list(ENTRIES))
def test_an_entry_is_asked_in_four_languages_and_names_its_sources(found: Entry) -> None:
    assert {"en", "nl", "fr", "ar"} <= set(found.examples)
    assert min(len(found.examples[code]) for code in ("en", "nl", "fr")) >= 3
    assert found.sources or found.evidence is Evidence.GENERAL_KNOWLEDGE
    assert found.related
    assert found.id not in found.related
    assert found.time_sensitive == (found.time_sensitive_what is not None)


#: Copies of pages, and pages of shops, banks, papers and single towns.
COPIES = r"docslib|doczz|docplayer|f2w|cloudfront|//dev\."
SHOPS = r"immovlan|belfius|//www\.ing\.|dehaan|brasschaat|nieuwsblad|vrt"


def is_for(page: Source, language: str, region: Region | None) -> bool:
    """An original, of nobody who sells, which this reader can read and use."""
    if re.search(f"{COPIES}|{SHOPS}", page.url):
        return False
    if "/de/" in page.url and language != "de":
        return False
    return not region or not page.regions or region in page.regions


def test_the_page_that_is_shown_is_no_copy_and_no_shops_and_for_the_readers_region() -> None:
    readers = itertools.product(ENTRIES.values(), LANGUAGES, [None, *Region])
    shown = [(one.id, to, at, one.page(to, at)) for one, to, at in readers]
    assert [one for one in shown if one[3] and not is_for(one[3], one[1], one[2])] == []


@pytest.mark.parametrize(
    ("entry_id", "region", "language", "host"),
    [
        ("rental-deposit", Region.BRUSSELS, "fr", "be.brussels"),
        ("rental-deposit", Region.FLANDERS, "nl", "agii.be"),
        ("childcare", Region.BRUSSELS, "fr", "my.one.be"),
        ("childcare", Region.BRUSSELS, "nl", "kindengezin.be"),
        ("childcare", Region.GERMAN_SPEAKING, "de", "zkb-ostbelgien.be"),
        ("childcare", None, "fr", "my.one.be"),
        ("emergency-numbers", Region.WALLONIA, "fr", "112.be"),
        ("emergency-numbers", None, "ar", "sos112.be"),
        ("suicidal-thoughts", None, "nl", "zelfmoord1813.be"),
        ("violence-at-home", None, "nl", "1712.be"),
    ],
)
def test_the_body_that_decides_or_helps_has_its_own_page_shown(
    entry_id: str, region: Region | None, language: str, host: str
) -> None:
    page = ENTRIES[entry_id].page(language, region)
    assert page is not None
    assert host in page.url

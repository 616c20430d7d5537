"""One word for one thing, also where many hands have translated."""

import re

import pytest

from locales import files
from locales.catalogue import FOLDER

#: In Flanders who is welcomed is "het gezin"; "familie" are relatives, whom an entry may tell of.
FAMILY = re.compile(r"\bfamilies?\b", re.IGNORECASE)
OF_THE_FAQ = re.compile(
    r"(?<!in )\b(de|deze|elke|welke|jullie) familie\b|\bfamilies\b", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("domain", "wrong"), [("messages", FAMILY), ("desk", FAMILY), ("faq", OF_THE_FAQ)]
)
def test_in_dutch_who_is_welcomed_is_het_gezin(domain: str, wrong: re.Pattern[str]) -> None:
    catalog = files.read(FOLDER / "nl" / "LC_MESSAGES" / f"{domain}.po")
    assert [
        said
        for message in catalog
        for _, said in (files.forms(message) if message.id else ())
        if wrong.search(said.replace("{family}", ""))
    ] == []

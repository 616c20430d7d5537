"""One word for one thing, also where many hands have translated."""

import re

import pytest

from locales import files
from locales.catalogue import FOLDER
from locales.texts import question

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


def test_dari_has_words_of_its_own_for_the_whole_plan_and_its_mark() -> None:
    english = files.read_template(FOLDER / "faq.pot")
    dari = files.read(FOLDER / "fa_AF" / "LC_MESSAGES" / "faq.po")
    plan = {one.context for one in english if str(one.context).startswith("plan.")}
    assert plan <= {one.context for one in dari if files.is_whole(one)}
    said = files.read(FOLDER / "fa_AF" / "LC_MESSAGES" / "messages.po")
    mark = said.get(question.MACHINE_TRANSLATED.english)
    assert mark is not None and files.is_whole(mark)

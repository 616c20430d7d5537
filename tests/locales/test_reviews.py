"""A review counts for the texts it was made of, and no others."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from locales import leaves, reviews
from locales.catalogue import Catalogues
from locales.policy import Kind, State
from locales.text import text, texts
from tests.locales.conftest import WriteCatalogue

HELLO = text("Hello.")
QUESTIONS = texts("{count} question", "{count} questions")
BODY = (
    '# machine-drafted\n#. general.HELLO\nmsgid "Hello."\nmsgstr "Dag."\n\n'
    '# machine-drafted\n#. checkins.CONSENT\nmsgid "{count} question"\n'
    'msgid_plural "{count} questions"\nmsgstr[0] "{count} vraag"\nmsgstr[1] "{count} vraagen"\n'
)
FAQ = (
    '# machine-drafted\nmsgctxt "sensitive/fire/says_first"\nmsgid "Out."\nmsgstr "Buiten."\n\n'
    '#, fuzzy\nmsgctxt "bank/short"\nmsgid "Ask."\nmsgstr "Vraag."\n'
)


@dataclass
class Review:
    key: str
    forms: list[str]
    english: tuple[str, ...]
    base: tuple[str, ...]
    domain: str = "messages"
    language: str = "nl"

    @property
    def english_hash(self) -> str:
        return reviews.fingerprint(self.english)

    @property
    def base_hash(self) -> str:
        return reviews.fingerprint(self.base)


@pytest.fixture
def root(tmp_path: Path, write_catalogue: WriteCatalogue) -> Path:
    write_catalogue("nl", "messages", BODY)
    write_catalogue("nl", "faq", FAQ)
    return tmp_path


def test_each_message_is_known_by_what_it_is_for_and_how_far_it_is(root: Path) -> None:
    found = {one.key: (one.kind, one.state) for one in leaves.read("nl", root).values()}
    assert found == {
        "Hello.": (Kind.ORDINARY, State.DRAFTED),
        "{count} question": (Kind.CONSENT, State.DRAFTED),
        "sensitive/fire/says_first": (Kind.EMERGENCY, State.DRAFTED),
        "bank/short": (Kind.ANSWER, State.FUZZY),
    }


def test_what_was_confirmed_and_corrected_is_said(root: Path) -> None:
    words = Catalogues.open(root)
    plural = ("{count} question", "{count} questions")
    said = reviews.settle(
        leaves.read("nl", root),
        [
            Review("Hello.", ["Dag."], ("Hello.",), ("Dag.",)),
            Review("Hello.", ["Hallo."], ("Hello.",), ("Dag.",)),
            Review(plural[0], ["{count} vraag", "{count} vragen"], plural,
                   ("{count} vraag", "{count} vraagen")),
            Review("bank/short", ["Vraag het."], ("Ask.",), ("Vraag.",), domain="faq"),
        ],
    )  # fmt: skip
    words.adopt(said)
    assert words.say(HELLO, "nl") == "Hallo."
    assert [words.say(QUESTIONS, "nl", count=n) for n in (1, 3)] == ["1 vraag", "3 vragen"]
    assert words.faq("bank", "short", "nl") == "Vraag het."
    assert words.state(HELLO, "nl") is State.CONFIRMED
    assert words.state_faq("bank", "short", "nl") is State.CONFIRMED
    assert words.state_faq("sensitive/fire", "says_first", "nl") is State.DRAFTED


@pytest.mark.parametrize(
    "review",
    [
        Review("Hello.", ["Hallo."], ("Hello there.",), ("Dag.",)),
        Review("Hello.", ["Hallo."], ("Hello.",), ("Goeiedag.",)),
        Review("Gone.", ["Weg."], ("Gone.",), ()),
    ],
    ids=["another English", "another translation", "no such text"],
)
def test_a_review_of_what_is_not_there_any_more_counts_for_nothing(
    root: Path, review: Review
) -> None:
    assert reviews.settle(leaves.read("nl", root), [review]) == {}


def test_once_the_files_say_it_the_review_is_needed_no_more(
    root: Path, write_catalogue: WriteCatalogue
) -> None:
    write_catalogue("nl", "messages", 'msgid "Hello."\nmsgstr "Hallo."\n')
    review = Review("Hello.", ["Hallo."], ("Hello.",), ("Dag.",))
    assert reviews.settle(leaves.read("nl", root), [review]) == {}

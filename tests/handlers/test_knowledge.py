"""Answers: whole in one language, the own region only, with source, date and honest warnings."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from faq.decision import Decision
from faq.entry import Entry, Region
from faq.understanding import Candidate, Understanding
from handlers.knowledge import Knowledge
from locales import dates
from locales.text import Text
from locales.texts import question as texts
from tests.handlers import scene

TODAY = dt.date(2026, 2, 4)
SEEN = dt.date(2026, 1, 20)
FULL: dict[str, Any] = {
    "details": "The details.",
    "steps": ("The first step.", "The second step."),
    "regions": {Region.FLANDERS: "In Flanders so.", Region.WALLONIA: "In Wallonia so."},
}


def answer(
    entry: Entry,
    language: str = "en",
    *,
    region: str | None = None,
    today: dt.date = TODAY,
    known: Knowledge | None = None,
) -> str:
    found = (known or scene.knowledge(entry)).answer(entry.id, language, region=region, today=today)
    return found.text


def said(text: Text, language: str = "en", **values: object) -> str:
    return scene.words().say(text, language, **values)


def translated(entry: Entry, language: str, *, without: str = "") -> Knowledge:
    """Knowledge with every part of an entry in a language, perhaps but one."""
    return scene.knowledge(
        entry,
        translations={
            (entry.id, part, language): f"{language}:{part}"
            for part in entry.parts()
            if part != without
        },
    )


def test_an_answer_stands_in_its_order() -> None:
    entry = scene.entry(**FULL, sources=(scene.source(SEEN),))
    blocks = answer(entry, region="flanders").split("\n\n")
    assert blocks == [
        "It is near the invented town hall.",
        "The details.",
        f"{said(texts.WHAT_TO_DO)}\n1. The first step.\n2. The second step.",
        f"{said(texts.IN_YOUR_REGION)} In Flanders so.",
        "\n".join(
            [
                said(texts.SOURCE, body="The Invented Office"),
                "https://office.example/bus",
                said(texts.CHECKED, day=dates.written_day(SEEN, "en")),
            ]
        ),
    ]


@pytest.mark.parametrize(
    ("region", "shown", "hidden"),
    [
        ("flanders", "In Flanders so.", "In Wallonia so."),
        ("wallonia", "In Wallonia so.", "In Flanders so."),
    ],
)
def test_only_the_rules_of_the_own_region_are_said(region: str, shown: str, hidden: str) -> None:
    text = answer(scene.entry(**FULL), region=region)
    assert shown in text
    assert hidden not in text


@pytest.mark.parametrize("region", [None, "brussels", "german_speaking"])
def test_a_region_without_rules_of_its_own_gets_none_of_anothers(region: str | None) -> None:
    text = answer(scene.entry(**FULL), region=region)
    assert "In Flanders so." not in text
    assert "In Wallonia so." not in text
    assert said(texts.IN_YOUR_REGION) not in text


def test_after_its_review_date_an_answer_begins_with_a_warning() -> None:
    entry = scene.entry(review_by=TODAY)
    assert said(texts.OVERDUE) not in answer(entry, today=TODAY)
    late = answer(entry, today=TODAY + dt.timedelta(days=1))
    assert late.startswith(said(texts.OVERDUE))


def test_the_newest_of_the_dates_is_said() -> None:
    older = scene.source(dt.date(2025, 3, 1), "https://office.example/old")
    entry = scene.entry(sources=(older, scene.source(SEEN)))
    assert said(texts.CHECKED, day=dates.written_day(SEEN, "en")) in answer(entry)


def test_the_page_is_one_that_the_reader_reads() -> None:
    pages = (scene.source(SEEN), scene.source(SEEN, "https://office.example/lijn", "nl"))
    entry = scene.entry(sources=pages)
    assert "https://office.example/bus" in answer(entry)
    known = translated(entry, "nl").answer(entry.id, "nl", region=None, today=TODAY).text
    assert "https://office.example/lijn" in known and "/bus" not in known


def test_without_a_page_no_date_is_claimed() -> None:
    text = answer(scene.entry())
    assert said(texts.SOURCE, body="The Invented Office") in text
    assert said(texts.CHECKED, day="").rstrip()[:12] not in text


@pytest.mark.parametrize(
    ("values", "warning"),
    [
        ({"general_knowledge_part": "the opening hours"}, texts.NOT_CHECKED),
        ({"time_sensitive": True}, texts.MAY_CHANGE),
    ],
)
def test_what_is_uncertain_is_said_to_be(values: dict[str, Any], warning: Text) -> None:
    assert said(warning) in answer(scene.entry(**values))
    assert said(warning) not in answer(scene.entry())


def test_a_whole_translation_is_given_whole() -> None:
    entry = scene.entry(**FULL)
    text = answer(entry, "nl", region="flanders", known=translated(entry, "nl"))
    for part in ("short", "details", "steps.1", "steps.2", "region.flanders"):
        assert f"nl:{part}" in text
    for english in ("town hall", "The details", "first step", "In Flanders so."):
        assert english not in text
    assert said(texts.WHAT_TO_DO, "nl") in text
    assert said(texts.WHAT_TO_DO, "en") not in text


@pytest.mark.parametrize("part", scene.entry(**FULL).parts())
def test_one_part_without_a_translation_makes_the_whole_answer_english(part: str) -> None:
    entry = scene.entry(**FULL)
    known = translated(entry, "nl", without=part)
    assert known.language_of(entry.id, "nl") == "en"
    found = known.answer(entry.id, "nl", region="flanders", today=TODAY)
    assert found.language == "en"
    assert "nl:" not in found.text
    assert said(texts.WHAT_TO_DO, "nl") not in found.text


def test_a_language_without_the_words_around_an_answer_gets_english() -> None:
    entry = scene.entry()
    known = translated(entry, "xx")
    assert not scene.words().has(texts.SOURCE, "xx")
    assert known.language_of(entry.id, "xx") == "en"


def test_a_title_is_the_question_in_the_language_or_in_english() -> None:
    entry = scene.entry()
    known = translated(entry, "nl")
    assert known.title(entry.id, "nl") == "nl:question"
    assert known.title(entry.id, "fr") == entry.question


def test_an_entry_may_ask_to_offer_a_person_always() -> None:
    for always in (True, False):
        entry = scene.entry(always_offer_person=always)
        found = scene.knowledge(entry).answer(entry.id, "en", region=None, today=TODAY)
        assert found.always_offer_person is always


def test_the_languages_of_an_entry_are_those_in_which_it_is_whole() -> None:
    entry = scene.entry(**FULL)
    parts = {(entry.id, part, code): "x" for part in entry.parts() for code in ("fr", "nl", "xx")}
    del parts[entry.id, "short", "fr"]
    known = scene.knowledge(entry, translations=parts)
    assert known.languages_of(entry.id) == ("en", "nl")


@pytest.mark.parametrize(
    ("region", "said_in_it"), [("flanders", "In Flanders so."), ("brussels", ""), (None, "")]
)
def test_the_part_of_a_region_stands_alone_or_not_at_all(
    region: str | None, said_in_it: str
) -> None:
    found = scene.knowledge(scene.entry(**FULL)).in_region("bus", "en", region)
    assert found == (f"{said(texts.IN_YOUR_REGION)} {said_in_it}" if said_in_it else "")


# --- what was understood before a colleague took an entry back


def understood(decision: Decision, *ids: str, second: str | None = None) -> Understanding:
    return Understanding(
        text="x",
        language="en",
        language_sure=True,
        decision=decision,
        ranked=tuple(Candidate(entry_id=one, score=0.5) for one in ids),
        confidence=0.9,
        intent=None,
        chat=None,
        second=Candidate(entry_id=second, score=0.5) if second else None,
    )


@pytest.mark.parametrize(
    ("before", "decision", "ids"),
    [
        (understood(Decision.ANSWER, "bus", "gone"), Decision.ANSWER, ["bus"]),
        (understood(Decision.ANSWER, "gone", "bus"), Decision.CHOOSE, ["bus"]),
        (understood(Decision.ANSWER, "gone"), Decision.UNSURE, []),
        (understood(Decision.CHOOSE, "gone", "bus"), Decision.CHOOSE, ["bus"]),
        (understood(Decision.UNSURE, "gone"), Decision.UNSURE, []),
    ],
)
def test_an_entry_that_was_taken_back_is_answered_no_more(
    before: Understanding, decision: Decision, ids: list[str]
) -> None:
    found = scene.knowledge(scene.entry()).still_known(before)
    assert (found.decision, [one.entry_id for one in found.ranked]) == (decision, ids)


def test_a_second_entry_that_was_taken_back_is_left_out() -> None:
    known = scene.knowledge(scene.entry())
    assert known.still_known(understood(Decision.ANSWER, "bus", second="gone")).second is None
    whole = understood(Decision.ANSWER, "bus", second="bus")
    assert known.still_known(whole) == whole


def test_whoever_looks_entries_over_reads_the_longest_answer() -> None:
    entry = scene.entry(**FULL | {"regions": {Region.FLANDERS: "x" * 500, Region.WALLONIA: "y"}})
    read = scene.knowledge(entry).as_read(TODAY)
    assert "x" * 500 in read.longest(entry.id, "en")
    assert (read.is_whole(entry.id, "en"), read.is_whole(entry.id, "nl")) == (True, False)
    assert read.part(entry.id, "short", "en") == entry.short


@pytest.mark.parametrize(
    ("region", "asked", "shown"),
    [
        ("brussels", None, False),
        ("flanders", None, True),
        ("brussels", Region.FLANDERS, True),
        (None, None, False),
    ],
)
def test_the_link_is_for_where_the_person_lives_or_asked_about(
    region: str | None, asked: Region | None, shown: bool
) -> None:
    page = dataclasses.replace(scene.source(SEEN), regions=frozenset({Region.FLANDERS}))
    entry = scene.entry(**FULL, sources=(page,))
    known = scene.knowledge(entry)
    found = known.answer(entry.id, "en", region=region, asked=asked, today=TODAY)
    assert (page.url in found.text) == shown

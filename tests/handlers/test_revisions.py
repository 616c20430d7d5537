"""What staff wrote over what ships: in order, in its own language, never over a changed text."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from db.drafts import Written
from db.models import DraftState, FaqDraft, FaqExample, FaqRevision
from handlers import revisions
from handlers.knowledge import Knowledge
from handlers.revisions import Overlay
from tests.handlers import scene

NOW = dt.datetime(2026, 2, 4, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
BUS = scene.entry()
OFFICE = "The Invented Organisation"
#: id, part, language, text, base text
Line = tuple[int, str, str, str, str]


def draft(
    *lines: Line,
    entry_id: str = "bus",
    asked: Sequence[tuple[str | None, str]] = (),
    retired: Sequence[int] = (),
    **values: Any,
) -> Written:
    row = FaqDraft(
        **{
            "id": 1,
            "entry_id": entry_id,
            "is_new": entry_id != "bus",
            "group": "transport",
            "state": DraftState.APPROVED,
            "author_id": 1,
            "created_at": NOW,
            "approved_at": NOW,
            **values,
        }
    )
    return Written(
        draft=row,
        revisions=tuple(
            FaqRevision(
                id=number,
                entry_id=entry_id,
                part=part,
                language=language,
                text=text,
                base_hash=revisions.fingerprint(base),
                retired_at=NOW if number in retired else None,
            )
            for number, part, language, text, base in lines
        ),
        examples=tuple(FaqExample(language=language, text=text) for language, text in asked),
    )


def adopted(*drafts: Written, known: Knowledge | None = None) -> Knowledge:
    known = known or scene.knowledge(BUS)
    known.adopt(revisions.build(known, drafts, organisation=OFFICE))
    return known


def overlay(*drafts: Written, known: Knowledge | None = None) -> Overlay:
    return adopted(*drafts, known=known).overlay


def answer(known: Knowledge, entry_id: str, language: str) -> tuple[str, str]:
    found = known.answer(entry_id, language, region=None, today=TODAY)
    return found.language, found.text


def test_without_drafts_everything_is_as_it_ships() -> None:
    found = overlay()
    assert found.entries == {"bus": BUS}
    assert (found.texts, found.examples, found.conflicts, found.retired) == ({}, {}, set(), set())


def test_a_revision_wins_while_the_text_it_replaced_ships() -> None:
    known = adopted(draft((1, "short", "en", "At the station.", BUS.short)))
    assert "At the station." in answer(known, "bus", "en")[1]
    assert BUS.short not in answer(known, "bus", "en")[1]
    assert known.shipped["bus"].short == BUS.short


def test_a_revision_of_another_text_is_a_conflict_and_the_shipped_text_stands() -> None:
    known = adopted(draft((7, "short", "en", "At the station.", "An older text.")))
    assert BUS.short in answer(known, "bus", "en")[1]
    assert known.overlay.conflicts == {7}


def test_a_revision_that_ships_is_retired() -> None:
    found = overlay(draft((7, "short", "en", BUS.short, "An older text.")))
    assert (found.texts, found.conflicts, found.retired) == ({}, set(), {7})


def test_revisions_of_one_text_apply_in_the_order_of_approval() -> None:
    first = draft((1, "short", "en", "One.", BUS.short))
    second = draft((2, "short", "en", "Two.", "One."), id=2)
    found = overlay(first, second)
    assert found.texts["bus", "short", "en"] == "Two."
    assert found.replaced["bus", "short", "en"] == (BUS.short, "One.")


def test_of_two_made_from_the_same_text_the_second_is_a_conflict() -> None:
    found = overlay(
        draft((1, "short", "en", "One.", BUS.short)),
        draft((2, "short", "en", "Two.", BUS.short), id=2),
    )
    assert found.texts["bus", "short", "en"] == "One."
    assert found.conflicts == {2}


def test_a_release_with_the_first_of_two_leaves_the_second_live() -> None:
    known = scene.knowledge(scene.entry(short="One."))
    found = overlay(
        draft((1, "short", "en", "One.", "The text before.")),
        draft((2, "short", "en", "Two.", "One."), id=2),
        known=known,
    )
    assert found.texts["bus", "short", "en"] == "Two."
    assert (found.retired, found.conflicts) == ({1}, set())


def test_a_release_with_the_last_of_two_retires_both() -> None:
    known = scene.knowledge(scene.entry(short="Two."))
    found = overlay(
        draft((1, "short", "en", "One.", "The text before.")),
        draft((2, "short", "en", "Two.", "One."), id=2),
        known=known,
    )
    assert (found.texts, found.retired, found.conflicts) == ({}, {1, 2}, set())


def test_a_retired_revision_is_of_no_account() -> None:
    found = overlay(draft((1, "short", "en", "One.", BUS.short), retired=[1]))
    assert (found.texts, found.retired, found.conflicts) == ({}, set(), set())


def test_each_language_has_a_text_of_its_own() -> None:
    translations = {("bus", part, "nl"): f"nl:{part}" for part in BUS.parts()}
    known = scene.knowledge(BUS, translations=translations)
    adopted(draft((1, "short", "nl", "Bij het station.", "nl:short")), known=known)
    assert "Bij het station." in answer(known, "bus", "nl")[1]
    assert BUS.short in answer(known, "bus", "en")[1]
    assert known.text("bus", "short", "nl") == "Bij het station."
    assert known.shipped_text("bus", "short", "nl") == "nl:short"


def test_a_revision_can_make_an_entry_whole_in_a_language() -> None:
    missing = {("bus", part, "nl"): f"nl:{part}" for part in BUS.parts() if part != "short"}
    known = scene.knowledge(BUS, translations=missing)
    assert known.language_of("bus", "nl") == "en"
    adopted(draft((1, "short", "nl", "Bij het station.", "")), known=known)
    assert answer(known, "bus", "nl")[0] == "nl"


# --- new entries


PETS = (
    (1, "question", "nl", "Waar laten we de kat inenten?", ""),
    (2, "short", "nl", "Bij een dierenarts.", ""),
)


def test_a_new_entry_is_answered_in_the_language_it_was_written_in() -> None:
    known = adopted(draft(*PETS, entry_id="pets"))
    language, text = answer(known, "pets", "nl")
    assert language == "nl"
    assert "Bij een dierenarts." in text
    assert OFFICE in text
    assert known.title("pets", "nl") == "Waar laten we de kat inenten?"


def test_where_english_is_missing_the_other_language_stands_for_it() -> None:
    known = adopted(draft(*PETS, entry_id="pets"))
    entry = known.entries["pets"]
    assert (entry.question, entry.short) == ("Waar laten we de kat inenten?", "Bij een dierenarts.")
    assert (entry.group, entry.general_knowledge_part) == ("transport", revisions.UNVERIFIED)
    assert not entry.overdue(TODAY) and entry.overdue(TODAY + dt.timedelta(days=365))
    for language in ("en", "fr"):
        assert known.language_of("pets", language) == "nl"
        assert answer(known, "pets", language) == answer(known, "pets", "nl")


def test_with_english_a_new_entry_is_like_the_others() -> None:
    english = (
        (3, "question", "en", "Where can the cat be vaccinated?", ""),
        (4, "short", "en", "At a vet.", ""),
    )
    later = draft(*english, entry_id="pets", is_new=False, id=2)
    known = adopted(draft(*PETS, entry_id="pets"), later)
    assert [answer(known, "pets", code)[0] for code in ("en", "nl", "fr")] == ["en", "nl", "en"]
    assert "At a vet." in answer(known, "pets", "fr")[1]
    assert known.overlay.written_in == {}


def test_a_language_with_less_than_the_entry_has_is_not_whole() -> None:
    english = (
        (3, "question", "en", "Where?", ""),
        (4, "short", "en", "At a vet.", ""),
        (5, "details", "en", "There are many.", ""),
    )
    known = adopted(draft(*PETS, *english, entry_id="pets"))
    assert known.language_of("pets", "nl") == "en"


def test_a_new_entry_without_a_whole_language_is_not_answered() -> None:
    found = overlay(draft(PETS[0], entry_id="pets", asked=[("nl", "en de kat?")]))
    assert set(found.entries) == {"bus"}
    assert found.examples == {}


def test_a_revision_of_an_entry_that_is_gone_is_a_conflict() -> None:
    found = overlay(draft((1, "short", "en", "x", ""), entry_id="gone", is_new=False))
    assert set(found.entries) == {"bus"}
    assert (found.conflicts, found.texts) == ({1}, {})


# --- examples


def test_examples_are_learnt_that_the_files_do_not_have() -> None:
    known = scene.knowledge(scene.entry(examples={"en": ("where is the bus",)}))
    asked = [("en", "where is the bus"), ("nl", "waar is de bus"), ("nl", "waar is de bus")]
    assert overlay(draft(asked=asked), known=known).examples == {"bus": (("nl", "waar is de bus"),)}


def test_the_titles_of_a_new_entry_are_examples_too() -> None:
    found = overlay(draft(*PETS, entry_id="pets", asked=[("ar", "أين؟")]))
    assert found.examples == {"pets": (("ar", "أين؟"), ("nl", "Waar laten we de kat inenten?"))}

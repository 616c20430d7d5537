"""What was approved goes back into the files, and a release that has it retires it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import exporting
from bot.exporting import Export
from db.drafts import Written
from faq import entry
from handlers import revisions
from handlers.knowledge import Knowledge
from locales import extract, files, update
from locales.catalogue import Catalogues
from tests.faq.fakes import DENTIST, ENTRY, FIRE, write_entry
from tests.handlers import scene
from tests.handlers.test_revisions import Line, draft

#: The Dutch that ships; the rest of the entry is not translated.
DUTCH = 'msgctxt "dentist/short"\nmsgid "{short}"\nmsgstr "Kies en vraag."\n'
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
)


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A checkout with two entries, and Dutch for a part of one."""
    root = tmp_path / "ours"
    for one in (ENTRY, DENTIST):
        write_entry(root / "faq" / "entries", one)
    (root / "faq" / "sensitive.yaml").write_text(yaml.safe_dump({"intents": [FIRE]}), "utf-8")
    path = root / "locales" / "nl" / "LC_MESSAGES" / "faq.po"
    path.parent.mkdir(parents=True)
    body = f"# machine-drafted\n{DUTCH.format(short=DENTIST['short'])}"
    path.write_text(HEADER + body, "utf-8")
    template = extract.faq_template(root / "faq")
    (root / "locales" / "faq.pot").write_text(files.render(template), "utf-8")
    path.write_text(files.render(update.merge(files.read(path), template)), "utf-8")
    return root


def opened(root: Path) -> Knowledge:
    """The FAQ as a release of this checkout has it."""
    return Knowledge(
        entries=entry.load(root / "faq" / "entries"),
        intents={},
        translate=Catalogues.open(root / "locales").faq,
        words=scene.words(),
    )


def of(*lines: Line, entry_id: str = "dentist", **values: Any) -> Written:
    return draft(*lines, entry_id=entry_id, **{"is_new": False, "group": None, **values})


def new(*lines: Line, **values: Any) -> Written:
    return of(*lines, entry_id="pets", is_new=True, group="health", **values)


def exported(ours: Path, into: Path, drafts: Sequence[Written]) -> tuple[Knowledge, Export]:
    known = opened(ours)
    known.adopt(revisions.build(known, drafts, organisation="The Organisation"))
    return known, exporting.export(known, ours, into)


def raw(root: Path, name: str) -> dict[str, Any]:
    found = yaml.safe_load((root / "faq" / "entries" / f"{name}.yaml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


DUTCH_PETS: tuple[Line, ...] = (
    (11, "question", "nl", "Waar laten we de kat inenten?", ""),
    (12, "short", "nl", "Bij een dierenarts.", ""),
)
PETS: tuple[Line, ...] = (
    *DUTCH_PETS,
    (13, "question", "en", "Where is the cat vaccinated?", ""),
    (14, "short", "en", "At a vet.", ""),
)
DRAFTS = (
    of(
        (1, "short", "en", "Ask the dentist.", str(DENTIST["short"])),
        (2, "short", "nl", "Vraag het de tandarts.", "Kies en vraag."),
        asked=[("en", "my tooth hurts"), ("nl", "ik heb tandpijn")],
    ),
    new(*PETS, asked=[("nl", "kat inenten")], id=2),
)


def test_english_and_examples_go_into_the_yaml(ours: Path) -> None:
    before = raw(ours, "health/dentist")
    _, done = exported(ours, ours, DRAFTS[:1])

    after = raw(ours, "health/dentist")
    assert after["short"] == "Ask the dentist."
    assert after["examples"]["en"] == [*before["examples"]["en"], "my tooth hurts"]
    assert after["examples"]["nl"] == ["ik heb tandpijn"]
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {"short", "examples"}
    assert "faq/entries/health/dentist.yaml" in done.written
    assert "faq/entries/money/child-benefit.yaml" not in done.written
    assert done.left_out == []


def test_other_languages_go_into_the_catalogue_as_confirmed(ours: Path) -> None:
    exported(ours, ours, DRAFTS[:1])
    catalog = files.read(ours / "locales" / "nl" / "LC_MESSAGES" / "faq.po")
    message = catalog.get("Ask the dentist.", "dentist/short")
    assert message is not None
    assert message.string == "Vraag het de tandarts."
    assert not message.fuzzy
    assert not files.is_drafted(message)


def test_a_translation_that_nobody_wrote_anew_waits_for_a_look(ours: Path) -> None:
    exported(ours, ours, [of((1, "short", "en", "Ask.", str(DENTIST["short"])))])
    catalog = files.read(ours / "locales" / "nl" / "LC_MESSAGES" / "faq.po")
    message = catalog.get("Ask.", "dentist/short")
    assert message is not None
    assert (message.string, message.fuzzy) == ("Kies en vraag.", True)


def test_a_new_entry_gets_a_file_that_says_who_is_to_verify_it(ours: Path) -> None:
    _, done = exported(ours, ours, DRAFTS)
    found = opened(ours).entries["pets"]
    assert (found.question, found.short) == ("Where is the cat vaccinated?", "At a vet.")
    assert found.general_knowledge_part == "written by staff, to be verified"
    assert found.evidence == entry.Evidence.GENERAL_KNOWLEDGE
    assert found.examples["nl"] == ("kat inenten", "Waar laten we de kat inenten?")
    assert "faq/entries/health/pets.yaml" in done.written
    assert opened(ours).language_of("pets", "nl") == "nl"


def test_a_release_with_the_export_retires_every_revision(ours: Path) -> None:
    exported(ours, ours, DRAFTS)
    released = opened(ours)
    found = revisions.build(released, DRAFTS, organisation="The Organisation")
    assert found.retired == {1, 2, 11, 12, 13, 14}
    assert (found.conflicts, found.texts, found.examples) == (set(), {}, {})


def test_exporting_again_changes_nothing(ours: Path) -> None:
    exported(ours, ours, DRAFTS)
    known = opened(ours)
    known.adopt(revisions.build(known, DRAFTS, organisation="The Organisation"))
    assert exporting.export(known, ours, ours) == Export()


def test_without_english_a_new_entry_waits(ours: Path) -> None:
    drafts = [new(*DUTCH_PETS), DRAFTS[0]]
    known, done = exported(ours, ours, drafts)
    assert done.left_out and all(why.startswith("pets: ") for why in done.left_out)
    assert "English is missing" in done.left_out[0]
    assert not (ours / "faq" / "entries" / "health" / "pets.yaml").exists()
    assert [exporting.is_in(known, one, done) for one in drafts] == [False, True]


def test_a_text_that_english_does_not_have_is_said(ours: Path) -> None:
    _, done = exported(ours, ours, [new(*PETS, (15, "details", "nl", "Er zijn er veel.", ""))])
    assert done.left_out == ["pets: details in nl has no English beside it"]


def test_a_conflict_is_not_exported(ours: Path) -> None:
    one = of((1, "short", "en", "Ask.", "An older text."))
    known, done = exported(ours, ours, [one])
    assert raw(ours, "health/dentist")["short"] == DENTIST["short"]
    assert not exporting.is_in(known, one, done)


def test_into_an_empty_folder_goes_the_whole_faq(ours: Path, tmp_path: Path) -> None:
    into = tmp_path / "out"
    before = {path: path.read_text("utf-8") for path in ours.rglob("*.*") if path.is_file()}
    exported(ours, into, DRAFTS)
    assert set(opened(into).entries) == {"child-benefit", "dentist", "pets"}
    assert opened(into).entries["dentist"].short == "Ask the dentist."
    after = {path: path.read_text("utf-8") for path in before}
    assert after == before


def test_a_text_that_another_checkout_has_changed_is_left_alone(ours: Path, tmp_path: Path) -> None:
    into = tmp_path / "out"
    exported(ours, into, [])
    path = write_entry(into / "faq" / "entries", DENTIST | {"short": "Changed there."})
    one = of((1, "short", "en", "Ask.", str(DENTIST["short"])), asked=[("nl", "tandpijn")])
    known, done = exported(ours, into, [one])
    assert done.left_out == ["dentist: short in en is another text in this folder"]
    found = yaml.safe_load(path.read_text("utf-8"))
    assert (found["short"], found["examples"]["nl"]) == ("Changed there.", ["tandpijn"])
    assert not exporting.is_in(known, one, done)


def test_what_was_exported_before_is_replaced_by_what_came_later(
    ours: Path, tmp_path: Path
) -> None:
    first = of((1, "short", "en", "One.", str(DENTIST["short"])))
    second = of((2, "short", "en", "Two.", "One."), id=2)
    into = tmp_path / "out"
    exported(ours, into, [first])
    _, done = exported(ours, into, [first, second])
    assert done.left_out == []
    assert raw(into, "health/dentist")["short"] == "Two."

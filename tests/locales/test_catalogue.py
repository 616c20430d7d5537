"""Saying texts: whole in one language, or whole in English, with values set apart."""

import gettext
import re
from pathlib import Path

import pytest
from babel import Locale

from locales import catalogue, files, languages, lists
from locales.catalogue import Catalogues
from locales.text import text, texts
from locales.texts import waiting
from tests.locales.conftest import WriteCatalogue

JOINED = text("{name} answers you.", note="")
HELLO = text("Hello.")
QUESTIONS = texts("{count} question", "{count} questions")


def test_a_text_is_said_in_the_language_with_its_values(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    write_catalogue(
        "nl", "messages", 'msgid "{name} answers you."\nmsgstr "{name} antwoordt je."\n'
    )
    said = Catalogues.open(tmp_path)
    assert said.say(JOINED, "nl", name="Ana") == "Ana antwoordt je."
    assert said.say(JOINED, "fr", name="Ana") == "Ana answers you."
    assert said.say(JOINED, "xx", name="Ana") == "Ana answers you."
    assert said.has(JOINED, "nl")
    assert said.has(JOINED, "en")
    assert not said.has(JOINED, "fr")
    assert not said.has(HELLO, "nl")


def test_values_are_set_apart_in_a_language_from_right_to_left(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    write_catalogue("ar", "messages", 'msgid "{name} answers you."\nmsgstr "{name} يجيبكم."\n')
    said = Catalogues.open(tmp_path)
    assert said.say(JOINED, "ar", name="Ana") == "\u2068Ana\u2069 يجيبكم."
    assert said.say(JOINED, "ps", name="Ana") == "Ana answers you.", "English needs no isolates"
    assert said.say(JOINED, "nl", name="سامي") == "\u2068سامي\u2069 answers you."


def test_a_value_is_never_read_as_a_placeholder() -> None:
    said = Catalogues({})
    assert said.say(JOINED, "en", name="{name} {0} %s") == "{name} {0} %s answers you."


@pytest.mark.parametrize(
    "body",
    [
        '#, fuzzy\nmsgid "{name} answers you."\nmsgstr "{name} antwoordt je."\n',
        'msgid "{name} answers you."\nmsgstr ""\n',
        'msgid "{name} answers you."\nmsgstr "{naam} antwoordt je."\n',
        '#~ msgid "{name} answers you."\n#~ msgstr "{name} antwoordt je."\n',
    ],
    ids=["fuzzy", "missing", "asking for an unknown value", "obsolete"],
)
def test_a_translation_that_may_not_be_said_gives_english_whole(
    body: str, tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    write_catalogue("nl", "messages", body)
    said = Catalogues.open(tmp_path)
    assert said.say(JOINED, "nl", name="Ana") == "Ana answers you."
    assert not said.has(JOINED, "nl")


def test_plurals_follow_the_rule_in_the_header_of_the_catalogue(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    start = 'msgid "{count} question"\nmsgid_plural "{count} questions"\n'
    arabic = "".join(f'msgstr[{index}] "{{count}} شكل{index}"\n' for index in range(6))
    write_catalogue("ar", "messages", start + arabic)
    ukrainian = "".join(f'msgstr[{index}] "{{count}} форма{index}"\n' for index in range(3))
    write_catalogue("uk", "messages", start + ukrainian)
    french = 'msgstr[0] "{count} question fr"\nmsgstr[1] "{count} questions fr"\n'
    write_catalogue("fr", "messages", start + french)
    said = Catalogues.open(tmp_path)
    assert [said.say(QUESTIONS, "ar", count=n)[-1] for n in (0, 1, 2, 5, 11, 100)] == list("012345")
    assert [said.say(QUESTIONS, "uk", count=n)[-1] for n in (1, 21, 3, 5, 11)] == list("00122")
    assert said.say(QUESTIONS, "fr", count=0) == "0 question fr"
    assert said.say(QUESTIONS, "nl", count=0) == "0 questions"
    assert said.say(QUESTIONS, "nl", count=1) == "1 question"


def test_a_plural_with_one_form_missing_is_said_in_english(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    body = 'msgid "{count} question"\nmsgid_plural "{count} questions"\nmsgstr[0] "{count} vraag"\n'
    write_catalogue("nl", "messages", f'{body}msgstr[1] ""\n')
    said = Catalogues.open(tmp_path)
    assert said.say(QUESTIONS, "nl", count=1) == "1 question"


@pytest.mark.parametrize(
    ("values", "named"),
    [({}, "name"), ({"name": "Ana", "nmae": "x"}, "nmae")],
    ids=["a value is missing", "a value has no place"],
)
def test_a_wrong_placeholder_is_named(values: dict[str, str], named: str) -> None:
    with pytest.raises(catalogue.PlaceholderError, match=rf"\{{{named}\}}"):
        Catalogues({}).say(JOINED, "en", **values)


def test_a_count_that_is_no_number_is_refused() -> None:
    with pytest.raises(catalogue.PlaceholderError, match="count"):
        Catalogues({}).say(QUESTIONS, "en", count="three")


def test_a_part_of_an_entry_is_found_without_its_english(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    part = 'msgctxt "open-bank-account/{}"\nmsgid "{}"\nmsgstr "{}"\n\n'
    body = part.format("short", "Short.", "Kort.") + part.format("details", "Long.", "")
    write_catalogue("nl", "faq", f"{body}#, fuzzy\n" + part.format("question", "What?", "Wat?"))
    said = Catalogues.open(tmp_path)
    assert said.faq("open-bank-account", "short", "nl") == "Kort."
    assert said.faq("open-bank-account", "details", "nl") is None
    assert said.faq("open-bank-account", "question", "nl") is None
    assert said.faq("open-bank-account", "short", "fr") is None
    assert said.faq("open-bank-account", "short", "en") is None


def test_a_speaker_of_dari_reads_farsi_until_there_is_dari(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    write_catalogue("fa", "messages", '# machine-drafted\nmsgid "Hello."\nmsgstr "سلام."\n')
    farsi = Catalogues.open(tmp_path)
    assert farsi.say(HELLO, "fa_AF") == "سلام."
    assert farsi.drafted(HELLO, "fa_AF")
    write_catalogue("fa_AF", "messages", 'msgid "Hello."\nmsgstr "سلام دری."\n')
    both = Catalogues.open(tmp_path)
    assert both.say(HELLO, "fa_AF") == "سلام دری."
    assert not both.drafted(HELLO, "fa_AF")


def test_what_no_person_has_reviewed_is_known(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    draft = "# machine-drafted\n"
    entry = 'msgctxt "sensitive/fire/says_first"\nmsgid "Out."\nmsgstr "Buiten."\n'
    write_catalogue("nl", "faq", draft + entry)
    write_catalogue("nl", "messages", 'msgid "Hello."\nmsgstr "Hallo."\n')
    said = Catalogues.open(tmp_path)
    assert said.drafted_faq("sensitive/fire", "says_first", "nl")
    assert not said.drafted_faq("sensitive/fire", "says_first", "fr")
    assert not said.drafted(HELLO, "nl")


def test_a_changed_catalogue_is_compiled_again(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    path = write_catalogue("nl", "messages", 'msgid "Hello."\nmsgstr "Hallo."\n')
    assert Catalogues.open(tmp_path).say(HELLO, "nl") == "Hallo."
    assert path.with_suffix(".mo").exists()
    write_catalogue("nl", "messages", 'msgid "Hello."\nmsgstr "Dag."\n')
    assert Catalogues.open(tmp_path).say(HELLO, "nl") == "Dag."


def test_a_fresh_compiled_catalogue_is_read_without_parsing_again(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    path = write_catalogue("nl", "messages", 'msgid "Hello."\nmsgstr "Hallo."\n').with_suffix(".mo")
    Catalogues.open(tmp_path)
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert Catalogues.open(tmp_path).say(HELLO, "nl") == "Hallo."
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


@pytest.mark.parametrize("content", [b"", b"not a catalogue", b"\xde\x12\x04\x95" + bytes(40)])
def test_a_broken_compiled_catalogue_is_made_again(
    content: bytes, tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    path = write_catalogue("nl", "messages", 'msgid "Hello."\nmsgstr "Hallo."\n')
    path.with_suffix(".mo").write_bytes(content)
    assert Catalogues.open(tmp_path).say(HELLO, "nl") == "Hallo."


def test_a_folder_that_cannot_be_written_is_no_hindrance(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    path = write_catalogue("nl", "messages", 'msgid "Hello."\nmsgstr "Hallo."\n')
    # A folder in the place of the file cannot be replaced, for root neither.
    path.with_suffix(".mo").mkdir()
    assert Catalogues.open(tmp_path).say(HELLO, "nl") == "Hallo."
    assert sorted(found.name for found in path.parent.iterdir()) == ["messages.mo", "messages.po"]


def test_a_broken_catalogue_is_named(tmp_path: Path, write_catalogue: WriteCatalogue) -> None:
    write_catalogue("nl", "messages", 'msgid "Hello."\nthis is no line of a catalogue\n')
    with pytest.raises(files.CatalogueError, match=r"messages\.po \(nl\)"):
        Catalogues.open(tmp_path)


def test_the_desk_has_its_own_texts_and_english_where_one_is_missing(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    body = 'msgid "Close"\nmsgstr "Sluiten"\n\nmsgctxt "button"\nmsgid "Take"\nmsgstr "Nemen"\n'
    write_catalogue("nl", "desk", body)
    said = Catalogues.open(tmp_path)
    assert said.desk("nl").gettext("Close") == "Sluiten"
    assert said.desk("nl").pgettext("button", "Take") == "Nemen"
    assert said.desk("nl").gettext("button") == "button"
    assert said.desk("nl").gettext("Open") == "Open"
    assert said.desk("fr").gettext("Close") == "Close"
    assert said.languages(catalogue.DESK) == {"en", "nl"}


def test_how_many_people_come_first_is_counted_as_each_language_counts() -> None:
    said = Catalogues.open()
    arabic = {
        1: "هناك شخص واحد قبلكم.",
        2: "هناك شخصان قبلكم.",
        5: "هناك {5} أشخاص قبلكم.",
        11: "هناك {11} شخصًا قبلكم.",
        100: "هناك {100} شخص قبلكم.",
    }
    for count, expected in arabic.items():
        shown = said.say(waiting.BEFORE, "ar", count=count)
        assert shown.replace("\u2068", "{").replace("\u2069", "}") == expected
    ukrainian = [said.say(waiting.BEFORE, "uk", count=count) for count in (1, 3, 5, 21)]
    assert [one.split()[-1] for one in ukrainian] == ["людина.", "людини.", "людей.", "людина."]


@pytest.mark.parametrize("language", [one for one in languages.INTERFACE if one != "en"])
def test_the_plural_rule_of_each_catalogue_counts_as_cldr_counts(language: str) -> None:
    """Numbers of one CLDR category have one form; Turkish and Persian need no second form."""
    rule = Locale.parse(language).plural_form
    for domain in ("messages", "faq"):
        path = catalogue.FOLDER / language / "LC_MESSAGES" / f"{domain}.po"
        catalog = files.read(path)
        assert catalog.num_plurals == {"ar": 6, "uk": 3, "tr": 1, "fa": 1}.get(language, 2)
        count = gettext.c2py(catalog.plural_expr)  # type: ignore[attr-defined]
        forms: dict[str, set[int]] = {}
        for number in range(1_000):
            forms.setdefault(rule(number), set()).add(count(number))
        assert all(len(found) == 1 for found in forms.values()), (domain, forms)
        assert catalog.num_plurals == 1 or len({*map(tuple, forms.values())}) == len(forms)


@pytest.mark.parametrize("language", [one for one in languages.INTERFACE if one != "en"])
def test_every_text_has_the_digits_of_belgian_letters(language: str) -> None:
    for path in catalogue.FOLDER.glob(f"{language}/LC_MESSAGES/*.po"):
        for message in files.read(path):
            for string in files.strings(message):
                assert not re.search("[٠-٩۰-۹፩-፼]", string), (path.name, message.id)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "English, Deutsch, and دری"),
        ("nl", "English, Deutsch en دری"),
        ("uk", "English, Deutsch і دری"),
        ("sw", "English, Deutsch na دری"),
        ("ar", "\u2067{English}، {Deutsch}، {دری}}"),
        ("ti", "English፣ Deutsch፣ دری"),
    ],
)
def test_names_are_listed_as_the_language_lists_them(language: str, expected: str) -> None:
    said = lists.listed(["English", "Deutsch", "دری"], language)
    shown = said.replace("\u2068", "{").replace("\u2069", "}")
    if language != "ar":
        shown = shown.replace("{", "").replace("}", "")
    assert shown == expected

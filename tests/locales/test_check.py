"""The check of the translations finds each kind of fault, and all of them at once."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from locales import check, extract, files
from locales.catalogue import FOLDER, Catalogues
from locales.checks import complete, form
from locales.checks.fault import Weight
from locales.languages import EMERGENCY, ENGLISH
from locales.text import Text
from locales.texts import emergency
from tests.locales.conftest import WriteCatalogue

CALL = "Call 0800 32 123 now."


@pytest.mark.parametrize(
    ("english", "string", "language", "fault"),
    [
        ("Hello {name}.", "Dag {name}.", "nl", None),
        ("Hello {name}.", "Dag.", "nl", "placeholders differ: {name}"),
        ("Hello {name}.", "Dag {naam} {name}.", "nl", "placeholders differ: {naam}"),
        ("%(name)s waits", "wacht", "nl", "placeholders differ: %(name)s"),
        ("Hello.", "Hello.", "nl", "left in English"),
        ("112 {name}", "112 {name}", "nl", None),
        ("Call 112.", "Bel 122.", "nl", "the numbers differ"),
        ("Call 112.", "اتصلوا بالرقم ١١٢.", "ar", "the numbers differ"),
        (CALL, "Bel nu 0800 32 123.", "nl", None),
        (CALL, "Bel nu 0800 32\u00a0123.", "nl", "a telephone number is written"),
        (CALL, "اتصلوا الآن 0800 32 123.", "ar", "needs U+2068"),
        (CALL, "اتصلوا الآن \u20680800 32 123\u2069.", "ar", None),
        ("Hello.", "\u2068Dag.", "nl", "an isolate is not closed"),
        ("Hello (you).", "Dag (jij.", "nl", "a bracket is not closed"),
        ("Write /human.", "Schrijf /mens.", "nl", "markup, commands or addresses differ: /human"),
        ("<b>Hello</b>", "<b>Dag</b>", "nl", None),
        ("Two days", "፪ መዓልቲ", "ti", "a number is written in other signs"),
    ],
)
def test_each_fault_of_a_translation_is_found(
    english: str, string: str, language: str, fault: str | None
) -> None:
    found = list(form.of_message(Message(english, string), language))
    if fault is None:
        assert found == []
    else:
        assert [fault in what for what in found] == [True]


def test_a_word_that_is_the_same_in_both_languages_is_allowed_when_marked() -> None:
    message = Message("Child Focus", "Child Focus", user_comments=[files.SAME])
    assert list(form.of_message(message, "nl")) == []


def test_a_button_longer_than_its_channel_shows_is_found() -> None:
    message = Message("Yes", "Ja, dat is goed voor mij")
    assert list(check.of_message(message, "nl", limit=20)) == [
        ("24 characters, at most 20 are shown", Weight.FAULT)
    ]


def test_a_plural_may_leave_out_the_count_but_nothing_else() -> None:
    english = ("{count} question of {name}", "{count} questions of {name}")
    good = Message(english, ("één vraag van {name}", "{count} vragen van {name}"))
    bad = Message(english, ("één vraag", "{count} vragen van {name}"))
    assert list(form.of_message(good, "nl")) == []
    assert list(form.of_message(bad, "nl")) == ["placeholders differ: {name}"]


def test_what_is_missing_or_half_is_listed_all_at_once(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    parts = "".join(
        f'#. numbers\nmsgctxt "{context}"\nmsgid "{context}"\nmsgstr ""\n\n'
        for context in ("bank/short", "bank/details", "school/short", "sensitive/fire/says_first")
    )
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (tmp_path / "faq.pot").write_text(header + parts)
    texts = (
        '#. emergency.ALERTED\nmsgid "Told."\nmsgstr ""\n\n#. general.HI\nmsgid "Hi."\nmsgstr ""\n'
    )
    (tmp_path / "messages.pot").write_text(header + texts)
    write_catalogue("nl", "faq", 'msgctxt "bank/short"\nmsgid "bank/short"\nmsgstr "kort"\n')
    write_catalogue("nl", "messages", '#, fuzzy\nmsgid "Told."\nmsgstr "Gezegd."\n')
    write_catalogue("nl", "desk", "broken")
    found = {
        str(fault) for fault in check.faults(tmp_path) if fault.language in {"nl", "ti", "fa_AF"}
    }
    assert {what for what in found if "desk" not in what} == {
        "nl/messages.po  'Told.': missing, or fuzzy",
        "nl/messages.po  'Hi.': missing, or fuzzy",
        "nl/faq.po  sensitive/fire/says_first: missing, or fuzzy",
        "nl/faq.po  bank: half translated: it is shown in English",
        "nl/faq.po  bank/details: missing, or fuzzy",
        "nl/faq.po  school/short: missing, or fuzzy",
        "ti/faq.po  bank/short: missing, or fuzzy",
        "ti/faq.po  bank/details: missing, or fuzzy",
        "ti/faq.po  school/short: missing, or fuzzy",
        "ti/messages.po  'Told.': missing, or fuzzy",
        "ti/messages.po  'Hi.': missing, or fuzzy",
        "ti/faq.po  sensitive/fire/says_first: missing, or fuzzy",
    }
    assert any(what.startswith("nl/desk.po") for what in found)
    assert check.main(["--root", str(tmp_path)]) == 1


@pytest.mark.parametrize("language", EMERGENCY)
def test_every_text_about_a_danger_is_there_in_every_language_of_emergencies(language: str) -> None:
    said = Catalogues.open(FOLDER)
    for value in vars(emergency).values():
        if isinstance(value, Text):
            assert said.has(value, language)
    intents = [
        str(message.context).rpartition("/")[0]
        for message in files.read_template(FOLDER / "faq.pot")
        if str(message.context).startswith(complete.SENSITIVE)
    ]
    assert len(intents) == 22
    if language != ENGLISH:
        assert all(said.faq(intent, "says_first", language) for intent in intents)


def test_no_translation_of_the_project_is_wrong() -> None:
    found = [fault for fault in check.faults(FOLDER) if "missing" not in fault.what]
    assert found == []


def test_every_constant_of_the_texts_is_in_the_template() -> None:
    template = files.read_template(FOLDER / "messages.pot")
    lacking = [name for name, said in extract.collect() if template.get(said.english) is None]
    assert lacking == []

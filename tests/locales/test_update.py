"""Merging: nothing translated is lost, nothing changed is said unseen."""

from pathlib import Path

from babel.messages.catalog import Catalog

from locales import files, update
from tests.locales.conftest import WriteCatalogue


def template(messages: dict[str | None, str]) -> Catalog:
    catalog = Catalog()
    for context, english in messages.items():
        catalog.add(english, context=context)
    return catalog


def test_a_changed_sentence_keeps_its_translation_as_fuzzy(write_catalogue: WriteCatalogue) -> None:
    body = '# machine-drafted\nmsgid "I pass this to a person."\nmsgstr "Ik geef dit door."\n'
    catalog = files.read(write_catalogue("nl", "messages", body))
    merged = update.merge(catalog, template({None: "I pass this on to a person."}))
    message = merged.get("I pass this on to a person.")
    assert message is not None
    assert message.string == "Ik geef dit door."
    assert message.fuzzy
    assert files.is_drafted(message)


def test_a_part_of_an_entry_is_followed_however_much_it_changed(
    write_catalogue: WriteCatalogue,
) -> None:
    body = '# seen by Ana\nmsgctxt "bank/short"\nmsgid "Ask."\nmsgstr "Vraag het."\n'
    catalog = files.read(write_catalogue("nl", "faq", body))
    merged = update.merge(catalog, template({"bank/short": "Every bank must offer one account."}))
    message = merged.get("Every bank must offer one account.", "bank/short")
    assert message is not None
    assert (message.string, message.fuzzy) == ("Vraag het.", True)
    assert message.previous_id == ["Ask."]
    assert message.user_comments == ["seen by Ana"]
    assert not merged.obsolete
    again = update.merge(merged, template({"bank/short": "Every bank must offer one account."}))
    assert files.render(again) == files.render(merged)
    assert '#| msgid "Ask."' in files.render(again)


def test_equal_words_of_another_entry_are_not_borrowed(write_catalogue: WriteCatalogue) -> None:
    body = 'msgctxt "bank/short"\nmsgid "Ask the town."\nmsgstr "Vraag het."\n'
    catalog = files.read(write_catalogue("nl", "faq", body))
    both = template({"bank/short": "Ask the town.", "school/short": "Ask the town!"})
    other = update.merge(catalog, both).get("Ask the town!", "school/short")
    assert other is not None
    assert not other.string


def test_a_sentence_that_is_gone_is_kept_at_the_end(write_catalogue: WriteCatalogue) -> None:
    path = write_catalogue("nl", "messages", 'msgid "Something else."\nmsgstr "Iets anders."\n')
    content = files.render(update.merge(files.read(path), template({None: "Hello."})))
    assert '#~ msgid "Something else."' in content


def test_a_sentence_that_comes_back_is_translated_at_once(tmp_path: Path) -> None:
    path = tmp_path / "nl" / "LC_MESSAGES" / "faq.po"
    path.parent.mkdir(parents=True)
    gone = '# machine-drafted\n#~ msgctxt "bank/short"\n#~ msgid "Ask."\n#~ msgstr "Vraag het."\n'
    path.write_text(gone)
    merged = update.merge(files.read(path), template({"bank/short": "Ask."}))
    message = merged.get("Ask.", "bank/short")
    assert message is not None
    assert message.string == "Vraag het."
    assert not merged.obsolete


def test_an_empty_file_starts_a_language_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "messages.pot").write_text(files.render(template({None: "Hello."})))
    path = tmp_path / "uk" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text("")
    assert update.main(["--root", str(tmp_path)]) == 0
    first = path.read_text()
    assert "Language: uk" in first
    assert "nplurals=3" in first
    assert 'msgid "Hello."\nmsgstr ""' in first
    update.main(["--root", str(tmp_path)])
    assert path.read_text() == first


def test_the_english_of_before_is_no_note_of_the_translator(tmp_path: Path) -> None:
    path = tmp_path / "nl" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        '# machine-drafted\n#| msgid "before, in many words"\n# words\n'
        'msgid "after"\nmsgstr "na"\n',
        "utf-8",
    )
    message = files.read(path).get("after")
    assert message is not None and message.user_comments == [files.DRAFTED]


def test_a_language_that_falls_back_holds_only_what_it_says_in_another_way(
    tmp_path: Path, write_catalogue: WriteCatalogue
) -> None:
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    texts = 'msgid "School."\nmsgstr ""\n\nmsgid "The old school."\nmsgstr ""\n'
    (tmp_path / "messages.pot").write_text(header + texts)
    dari = write_catalogue("fa_AF", "messages", 'msgid "School."\nmsgstr "مکتب."\n')
    persian = write_catalogue("fa", "messages", 'msgid "School."\nmsgstr "مدرسه."\n')
    update.main(["--root", str(tmp_path)])
    assert [one.id for one in files.read(dari) if one.id] == ["School."]
    assert len([one.id for one in files.read(persian) if one.id]) == 2

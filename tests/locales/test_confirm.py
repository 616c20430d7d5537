"""A text by a person takes the place of a draft, and is marked as such no more."""

import pytest

from locales import confirm, files
from tests.locales.conftest import WriteCatalogue

BODY = (
    '# machine-drafted\n# seen by nobody\n#, fuzzy\n#| msgid "Ask."\nmsgctxt "bank/short"\n'
    'msgid "Ask them."\nmsgstr "Vraag het."\n\nmsgctxt "bank/details"\nmsgid "More."\nmsgstr ""\n'
)


def test_it_is_neither_fuzzy_nor_drafted(write_catalogue: WriteCatalogue) -> None:
    path = write_catalogue("nl", "faq", BODY)
    catalog = files.read(path)
    confirm.put(catalog, "bank/short", "Ask them.", "Vraag het hun.")
    path.write_text(files.render(catalog), "utf-8")

    again = files.read(path)
    message = again.get("Ask them.", "bank/short")
    assert message is not None
    assert (message.string, message.fuzzy, files.is_drafted(message)) == (
        "Vraag het hun.",
        False,
        False,
    )
    assert not message.previous_id
    assert [one.context for one in again if one.id] == ["bank/short", "bank/details"]


def test_a_text_that_is_the_same_as_the_english_says_so(write_catalogue: WriteCatalogue) -> None:
    catalog = files.read(write_catalogue("nl", "faq", BODY))
    confirm.put(catalog, "bank/details", "More.", "More.")
    assert "# same as English\n" in files.render(catalog)


def test_a_message_that_is_not_there_is_named(write_catalogue: WriteCatalogue) -> None:
    catalog = files.read(write_catalogue("nl", "faq", BODY))
    with pytest.raises(confirm.NoSuchMessage, match="bank/question"):
        confirm.put(catalog, "bank/question", "Who?", "Wie?")

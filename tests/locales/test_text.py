"""Texts: what may be written, and what is refused before a translator sees it."""

import pytest

from locales import text


def test_a_text_names_its_placeholders() -> None:
    said = text.text("{name} answers {when}.", note="after hours")
    assert said.placeholders == {"name", "when"}
    assert said.plural is None


def test_a_plural_takes_a_count_even_where_the_singular_does_not_show_it() -> None:
    said = text.texts("One question from {name}.", "{count} questions from {name}.")
    assert said.placeholders == {"name", "count"}


def test_a_plural_without_a_count_is_refused() -> None:
    with pytest.raises(text.TextError, match="count"):
        text.texts("One question.", "Many questions.")


@pytest.mark.parametrize(
    "english", ["", " Hello", "Hello\n", "Hello {Name}", "{0} days", "{", "a } b"]
)
def test_a_text_that_cannot_be_filled_is_refused(english: str) -> None:
    with pytest.raises(text.TextError):
        text.text(english)

"""A word whose meaning is agreed is no danger, however near it lies to one; a cry for help is."""

import pytest

from handlers import safety


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("إيقاف", "ar"), ("أوقفوا الرسائل", "ar"), ("afmelden", "nl"), ("désabonner", "fr"),
        ("arrêter", "fr"), ("зупинити", "uk"), ("durdur", "tr"), ("بس کړئ", "ps"), ("ደው ኣብል", "ti"),
        ("beenden", "de"), ("Ja hoor!", "nl"), ("plus tard", "fr"), ("٢", "ar"), ("/stop", "so"),
        ("/help", "en"), ("leave the exchange", "en"),
    ],
)  # fmt: skip
def test_a_word_whose_meaning_is_agreed_is_no_danger(text: str, language: str) -> None:
    assert safety.is_known_word(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Help!", "en"), ("stop, he hits me", "en"), ("no, I do not want to live any more", "en"),
        ("il me frappe", "fr"), ("هو يضربني", "ar"), ("1 1 2", "nl"),
    ],
)  # fmt: skip
def test_a_cry_for_help_and_whatever_is_longer_are_looked_at(text: str, language: str) -> None:
    assert not safety.is_known_word(text, language)

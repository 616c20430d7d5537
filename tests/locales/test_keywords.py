"""Plain words for commands and answers count only as the whole message, in every script."""

import pytest

from locales import keywords, languages
from locales.keywords import Command, Reply


@pytest.mark.parametrize("command", Command)
def test_the_command_itself_works_in_any_letters(command: Command) -> None:
    for written in (f"/{command}", f"/{command}".upper(), f"  /{command}\n"):
        assert keywords.command(written) is command


@pytest.mark.parametrize("command", Command)
def test_every_word_means_one_command_however_it_is_dressed(command: Command) -> None:
    for word in keywords.WORDS[command]:
        assert keywords.fold(word) == word, "words are kept as `fold` leaves them"
        for written in (word, word.upper(), f" {word}! ", f"{word}.", f"{word}…"):
            assert keywords.command(written) is command, written


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("STOP", Command.STOP),
        ("Arrêt", Command.STOP),
        ("ARRÊTER", Command.STOP),
        ("Geen berichten meer", Command.STOP),
        ("توقف", Command.STOP),
        ("توقف؟", Command.STOP),
        ("إلغاء", Command.STOP),
        ("Aide !", Command.HELP),
        ("Hulp?", Command.HELP),
        ("مساعدة", Command.HELP),
        ("Quelqu'un", Command.HUMAN),
        ("Vie privée", Command.PRIVACY),
        ("ＳＴＯＰ", Command.STOP),
    ],
)
def test_a_word_is_known_as_people_write_it(text: str, command: Command) -> None:
    assert keywords.command(text) is command


@pytest.mark.parametrize(
    "text",
    [
        "the bus stop",
        "stop bus",
        "Where is the bus stop?",
        "Waar stopt de bus",
        "l'arrêt de bus",
        "help me with the school",
        "a person called me",
        "لغة المدرسة",
        "نقطة توقف الحافلة",
        "",
        " ",
        "...",
        "!!!",
    ],
)
def test_a_word_inside_a_sentence_commands_nothing(text: str) -> None:
    assert keywords.command(text) is None


def test_no_word_means_two_things() -> None:
    words = [word for found in keywords.WORDS.values() for word in found]
    words += [word for found in keywords.REPLIES.values() for word in found]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "stop"), ("nl", "stoppen"), ("fr", "arrêtez"), ("de", "aufhören"), ("ar", "توقف")],
)
def test_stop_is_a_word_of_every_interface_language(language: str, word: str) -> None:
    assert language in languages.INTERFACE
    assert keywords.command(word) is Command.STOP


def test_every_interface_language_is_in_the_stop_words() -> None:
    assert set(languages.INTERFACE) == {"en", "nl", "fr", "de", "ar"}, "add its STOP words above"


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Yes!", Reply.YES),
        ("JA", Reply.YES),
        ("oui", Reply.YES),
        ("نعم", Reply.YES),
        ("እወ", Reply.YES),
        ("так", Reply.YES),
        ("No.", Reply.NO),
        ("Nee", Reply.NO),
        ("لا", Reply.NO),
        ("ኣይፋል", Reply.NO),
        ("yes please tell me", None),
        ("I have no bed", None),
        ("", None),
    ],
)
def test_yes_and_no_are_whole_messages(text: str, reply: Reply | None) -> None:
    assert keywords.reply(text) is reply


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        (" 2 ", 2),
        ("3.", 3),
        ("3)", 3),
        ("12", 12),
        ("20", 20),
        ("١", 1),  # Arabic-Indic
        ("٣", 3),
        ("١٢", 12),
        ("۲", 2),  # Persian
        ("۱۰", 10),
        ("፩", 1),  # Ethiopic
        ("፫", 3),
        ("፲", 10),
        ("२", 2),  # Devanagari
        ("２", 2),  # full width
    ],
)
def test_a_number_is_read_in_any_digits(text: str, number: int) -> None:
    assert keywords.number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "0", "٠", "21", "100", "፻", "½", "1 2", "-1", "1a", "a", "1st", "..", ")"],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert keywords.number(text) is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Arrêt! ", "arret"),
        ("QUELQU'UN", "quelqu'un"),
        ("إيقاف", "إيقاف"),
        ("ﻗﻒ", "قف"),
        ("እወ።", "እወ።"),
    ],
)
def test_folding_keeps_what_tells_words_apart(text: str, folded: str) -> None:
    assert keywords.fold(text) == folded

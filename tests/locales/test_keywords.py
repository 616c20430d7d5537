"""Plain words for commands and answers count only as the whole message, in every script."""

import re
from pathlib import Path

import pytest

from faq import entry
from locales import catalogue, files, keywords, languages
from locales.keywords import Command, Reply

ENTRIES = entry.load(Path(entry.__file__).parent / "entries")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@pytest.mark.parametrize("command", Command)
def test_the_command_itself_works_in_any_letters(command: Command) -> None:
    for written in (f"/{command}", f"/{command}".upper(), f"  /{command}\n"):
        assert keywords.command(written) is command


@pytest.mark.parametrize("command", Command)
def test_every_word_means_one_command_however_it_is_dressed(command: Command) -> None:
    for language, word in keywords.written(command):
        for dressed in (word, word.upper(), f" {word}! ", f"{word}.", f"{word}…", f"“{word}”"):
            assert keywords.command(dressed) is command, (language, dressed)


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
        ("*STOP*", Command.STOP),
        ("quelqu’un", Command.HUMAN),  # as a telephone writes it
        ("الغاء", Command.STOP),  # without hamza
        ("مساعده", Command.HELP),  # with another end
        ("مُساعَدة", Command.HELP),  # with its vowels
        ("زبان‌ها", Command.LANGUAGE),
        ("Yardim", Command.HELP),  # without the letters of Turkish
        ("alikari", Command.HELP),  # and of Kurmanji
        ("ደው በል።", Command.STOP),
        ("አቋርጽ", Command.STOP),  # with the other first letter
        ("Зупиніть!", Command.STOP),
        ("musa3ada", Command.HELP),
        ("payam nafrestid", Command.STOP),
        ("dew bel", Command.STOP),
        ("🌐", Command.LANGUAGE),
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


def test_no_word_means_two_things_in_two_languages() -> None:
    meanings: dict[str, set[str]] = {}
    for meaning in (*Command, *Reply, keywords.OK):
        for kind in (meaning, meaning + keywords.HERE):
            for _, word in keywords.written(kind):
                meanings.setdefault(keywords.fold(word), set()).add(str(meaning))
    assert {word: found for word, found in meanings.items() if len(found) > 1} == {}


def test_no_word_that_stops_is_an_ordinary_word_of_another_language() -> None:
    """Measured on all we say and all that people were thought to ask; STOP itself is one sign."""
    words = {code: said_or_asked(code) for code in languages.LANGUAGES}
    own: dict[str, set[str]] = {code: set() for code in languages.LANGUAGES}
    for code, word in keywords.written(Command.STOP):
        own[code].add(keywords.fold(word))
    for code, stops in own.items():
        for other, ordinary in words.items():
            if other != code:
                assert stops & ordinary <= own[other] | {"stop"}, (code, other)


def said_or_asked(code: str) -> set[str]:
    texts = [text for one in ENTRIES.values() for text in one.examples.get(code, ())]
    if code == languages.ENGLISH:
        texts += [text for one in ENTRIES.values() for text in one.parts().values()]
    for path in catalogue.FOLDER.glob(f"{code}/LC_MESSAGES/*.po"):
        texts += [text for one in files.read(path) if one.id for text in files.strings(one)]
    return {keywords.fold(word) for text in texts for word in WORD.findall(text)}


@pytest.mark.parametrize("meaning", [*Command, *Reply])
def test_every_language_has_a_word_of_its_own_for_everything(meaning: str) -> None:
    spoken = {code for code, _ in keywords.written(meaning)}
    spoken |= {code for code, _ in keywords.written(meaning + keywords.HERE)}
    assert spoken >= set(languages.LANGUAGES) - {"en"}


def test_a_word_that_is_another_one_elsewhere_counts_for_its_readers_only() -> None:
    assert keywords.command("Dur!", "tr") is Command.STOP
    assert keywords.command("dur", "fr") is None
    assert keywords.command("dur") is None
    assert keywords.reply("na", "ku") is Reply.NO
    assert keywords.reply("na", "nl") is None
    assert keywords.reply("هو", "ps") is Reply.YES
    assert keywords.reply("هو", "ar") is None
    assert keywords.reply("na", "fa_AF") is Reply.NO, "what is Persian is known in Dari, too"


def test_a_word_tells_its_language_and_a_command_of_the_menu_none() -> None:
    assert keywords.languages_of("Bel mij") == ("nl",)
    for command in Command:
        assert keywords.languages_of(f"/{command}") == keywords.languages_of(command) == ()


def test_a_yes_that_may_only_mean_it_was_read_is_told_apart() -> None:
    for word in ("ok", "Tamam.", "d’accord", "እሺ", "sawa", "👍🏽"):
        assert keywords.is_acknowledged(word)
        assert keywords.reply(word) is Reply.YES
    assert not keywords.is_acknowledged("evet")


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
        ("፲፪", 12),
        ("٢.", 2),
        ("۳)", 3),
        ("፪።", 2),
        ("1️⃣", 1),
        ("‏٢", 2),  # as some keyboards mark the direction
        ("२", 2),  # Devanagari
        ("２", 2),  # full width
    ],
)
def test_a_number_is_read_in_any_digits(text: str, number: int) -> None:
    assert keywords.number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "፩፪",
        "፲፲",
        "0",
        "٠",
        "21",
        "100",
        "፻",
        "½",
        "1 2",
        "-1",
        "1a",
        "a",
        "1st",
        "..",
        ")",
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert keywords.number(text) is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Arrêt! ", "arret"),
        ("QUELQU'UN", "quelqu'un"),
        ("إيقاف", "ايقاف"),
        ("ﻗﻒ", "قف"),
        ("እወ።", "እወ"),
        ("appelez-moi", "appelez moi"),
        ("HAYIR hayır", "hayir hayir"),
        ("کمک", "كمك"),
    ],
)
def test_folding_takes_close_spellings_for_one(text: str, folded: str) -> None:
    assert keywords.fold(text) == folded

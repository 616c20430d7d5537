"""Words for appointments count only as the whole message, and /help names ones that work."""

import re

import pytest

from locales import appointment_words, keywords, languages, wish_words
from locales.keywords import Command
from locales.texts import general
from locales.wish_words import Wish
from tests.handlers import scene

WORDS = [keywords.fold(word) for word in appointment_words.WORDS.split("|")]
#: What stands between quotation marks of any language.
QUOTED = re.compile(r"[“„«]\s*([^“”„«»]+?)\s*[”“»]")


def test_no_word_means_two_things() -> None:
    assert len(WORDS) == len(set(WORDS))
    for word in WORDS:
        assert wish_words.wish(word) is None, word
        for code in (None, *languages.LANGUAGES):
            assert keywords.command(word, code) is None, (word, code)
            assert keywords.reply(word, code) is None, (word, code)


@pytest.mark.parametrize("language", languages.INTERFACE)
def test_the_help_of_families_names_commands_and_words_that_are_understood(language: str) -> None:
    said = scene.words().say(general.HELP_FAMILY, language)
    appointments, messages, call = said.splitlines()
    assert ["/appointment" in appointments, "/messages" in messages, "/call" in call] == [True] * 3
    [word] = QUOTED.findall(appointments)
    assert appointment_words.is_meant(word)
    [word] = QUOTED.findall(messages)
    assert wish_words.wish(word) is Wish.MENU
    [word] = QUOTED.findall(call)
    assert keywords.command(word, language) is Command.CALL

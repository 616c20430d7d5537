"""Machines that translate for colleagues: the port, and the table of those that there are."""

from collections.abc import Callable, Mapping
from typing import Protocol

from bot.choices import TranslatorName
from bot.settings import Settings
from bot.translators.deepl import Deepl
from bot.translators.error import TranslationError as TranslationError
from bot.translators.libretranslate import LibreTranslate


class Translator(Protocol):
    """One service that translates a text. It is sent the text and nothing else."""

    #: as it is kept beside what it translated
    name: str
    #: the texts leave this machine
    is_outside: bool

    async def translate(self, text: str, *, into: str, source: str | None = None) -> str:
        """The text in another of our languages; it finds out the source. TranslationError only."""
        ...


def _libretranslate(settings: Settings) -> Translator:
    key = settings.translator_key
    return LibreTranslate(settings.translator_url or "", key.get_secret_value() if key else None)


def _deepl(settings: Settings) -> Translator:
    key = settings.translator_key
    return Deepl(key.get_secret_value() if key else "", url=settings.translator_url)


#: A new translator is added here.
TRANSLATORS: Mapping[TranslatorName, Callable[[Settings], Translator]] = {
    TranslatorName.LIBRETRANSLATE: _libretranslate,
    TranslatorName.DEEPL: _deepl,
}


def chosen(settings: Settings) -> Translator | None:
    """The translator that the settings name; None: nothing is offered."""
    make = TRANSLATORS.get(settings.translator)
    return make(settings) if make else None

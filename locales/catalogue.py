"""Saying a text in a language: translated whole, or English whole, with its values set apart."""

import gettext
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from locales import compiled, direction, languages, text
from locales.policy import State
from locales.text import Text

#: The folder of the catalogues: <language>/LC_MESSAGES/<domain>.po.
FOLDER = Path(__file__).parent
#: What the bot says, what the FAQ says, and the pages of the web desk.
MESSAGES, FAQ, DESK = DOMAINS = ("messages", "faq", "desk")


#: Domain, language, and the message: its English, or its context in the FAQ.
Key = tuple[str, str, str]


class PlaceholderError(LookupError):
    """A text was said with a value missing, or with one it has no place for."""


class Catalogues:
    """All translations; read once, safe to share between threads.

    What staff confirmed or corrected lies over the files; `adopt` replaces it as a whole.
    """

    def __init__(self, found: Mapping[tuple[str, str], gettext.GNUTranslations]) -> None:
        self._found = found
        self._reviewed: Mapping[Key, tuple[str, ...]] = {}

    @classmethod
    def open(cls, root: Path = FOLDER) -> Self:
        """Read every catalogue under `root`. Raises CatalogueError for one that is broken."""
        found = {}
        for domain in DOMAINS:
            for path in sorted(root.glob(f"*/LC_MESSAGES/{domain}.po")):
                translations = compiled.load(path, by_context=domain == FAQ)
                if domain != DESK:
                    translations.add_fallback(compiled.Missing())
                found[domain, path.parent.parent.name] = translations
        return cls(found)

    def adopt(self, reviewed: Mapping[Key, tuple[str, ...]]) -> None:
        """Say these from now on, every form of them; a person stands for each."""
        self._reviewed = reviewed

    def languages(self, domain: str) -> frozenset[str]:
        """The languages that have a catalogue for a domain, English among them."""
        return frozenset(
            {languages.ENGLISH, *(code for name, code in self._found if name == domain)}
        )

    def say(self, said: Text, language: str, /, **values: object) -> str:
        """The text in a language, or whole in English; PlaceholderError names a wrong value."""
        _check(said, values)
        code, sentence = self._find(said, language, values.get(text.COUNT, 0))
        into = languages.direction(code)
        apart = {name: direction.isolate(str(value), into) for name, value in values.items()}
        return text.PLACEHOLDER.sub(lambda place: apart[place[1]], sentence)

    def has(self, said: Text, language: str) -> bool:
        """Whether a person of this language reads the text in it, and not in English."""
        return (
            language == languages.ENGLISH or self._find(said, language, 0)[0] != languages.ENGLISH
        )

    def faq(self, entry_id: str, part: str, language: str) -> str | None:
        """The translation of one part of an entry; None when there is none to be shown."""
        return self._find_faq(f"{entry_id}/{part}", language)[1]

    def drafted(self, said: Text, language: str) -> bool:
        """Whether what a person of this language reads was not reviewed by anybody yet."""
        return self.state(said, language) is State.DRAFTED

    def drafted_faq(self, entry_id: str, part: str, language: str) -> bool:
        """The same for one part of an entry of the FAQ."""
        return self.state_faq(entry_id, part, language) is State.DRAFTED

    def state(self, said: Text, language: str) -> State:
        """How far the translation of a text can be trusted."""
        code, _ = self._find(said, language, 0)
        return self._state(MESSAGES, said.english, language, code)

    def state_faq(self, entry_id: str, part: str, language: str) -> State:
        """The same for one part of an entry of the FAQ, or for what is said about a danger."""
        code, _ = self._find_faq(f"{entry_id}/{part}", language)
        return self._state(FAQ, f"{entry_id}/{part}", language, code)

    def desk(self, language: str) -> gettext.NullTranslations:
        """The translations of the web desk, for Jinja's i18n extension; English where missing."""
        for code in languages.chain(language):
            if (DESK, code) in self._found:
                return self._found[DESK, code]
        return gettext.NullTranslations()

    def _find(self, said: Text, language: str, count: object) -> tuple[str, str]:
        number = count if isinstance(count, int) else 0
        for code in languages.chain(language):
            translations = self._found.get((MESSAGES, code))
            if translations is None:
                continue
            if reviewed := self._reviewed.get((MESSAGES, code, said.english)):
                return code, reviewed[_form(translations, number, len(reviewed))]
            if said.plural is None:
                string = translations.gettext(said.english)
            else:
                string = translations.ngettext(said.english, said.plural, number)
            if string:
                return code, string
        english = said.english if said.plural is None or number == 1 else said.plural
        return languages.ENGLISH, english

    def _find_faq(self, key: str, language: str) -> tuple[str, str | None]:
        for code in languages.chain(language):
            if reviewed := self._reviewed.get((FAQ, code, key)):
                return code, reviewed[0]
            translations = self._found.get((FAQ, code))
            if translations and (string := translations.gettext(key)):
                return code, string
        return languages.ENGLISH, None

    def _state(self, domain: str, key: str, language: str, code: str) -> State:
        """Of a text that is read in `code` by whoever reads `language`."""
        if (domain, code, key) in self._reviewed:
            return State.CONFIRMED
        if code != languages.ENGLISH:
            return (
                State.DRAFTED
                if self._notes(domain, code, compiled.DRAFTED, key)
                else State.CONFIRMED
            )
        if language == languages.ENGLISH:
            return State.CONFIRMED
        is_fuzzy = any(
            self._notes(domain, one, compiled.FUZZY, key) for one in languages.chain(language)
        )
        return State.FUZZY if is_fuzzy else State.MISSING

    def _notes(self, domain: str, code: str, context: str, key: str) -> bool:
        translations = self._found.get((domain, code))
        return translations is not None and bool(translations.pgettext(context, key))


def _form(translations: gettext.GNUTranslations, number: int, forms: int) -> int:
    """Which of the forms of a text says a number."""
    plural: Callable[[int], int] = translations.plural  # type: ignore[attr-defined]
    return min(plural(number), forms - 1)


def _check(said: Text, values: Mapping[str, object]) -> None:
    if missing := said.placeholders - values.keys():
        raise PlaceholderError(f"no value for {_names(missing)} in {said.english!r}")
    if unknown := values.keys() - said.placeholders:
        raise PlaceholderError(f"no place for {_names(unknown)} in {said.english!r}")
    if said.plural is not None and not isinstance(values[text.COUNT], int):
        raise PlaceholderError(f"the value of {{{text.COUNT}}} is a whole number: {said.english!r}")


def _names(found: frozenset[str] | set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(found))

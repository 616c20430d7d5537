"""A sentence the bot says to a person: its English, which is its key, and a note for translators.

The sentences themselves live in locales/texts, one module per journey.
"""

import re
from dataclasses import dataclass

#: A named place in a sentence: {when}.
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
#: The value that chooses between the forms of a plural.
COUNT = "count"


class TextError(ValueError):
    """A text is written in a way that cannot be translated or filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence or one button, in English; say it with `Catalogues.say`."""

    #: The English sentence, whole, with named placeholders; the key of its translations.
    english: str
    #: When it is shown and what its placeholders hold, for translators.
    note: str = ""
    #: The English form for several, where `{count}` chooses; None for most texts.
    plural: str | None = None
    #: The most characters a channel shows of it (a WhatsApp button: 20); None for sentences.
    limit: int | None = None

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of the values this text takes."""
        names = placeholders(self.english)
        return names if self.plural is None else names | placeholders(self.plural) | {COUNT}


def text(english: str, *, note: str = "", limit: int | None = None) -> Text:
    """A text with one form. Raises TextError for one that is empty or not on one line's edges."""
    return Text(english=_checked(english), note=note, limit=limit)


def texts(english: str, plural: str, *, note: str = "") -> Text:
    """A text with plural forms, chosen by the value `count`."""
    if COUNT not in placeholders(plural):
        raise TextError(f"the plural form needs {{{COUNT}}}: {plural!r}")
    return Text(english=_checked(english), note=note, plural=_checked(plural))


def placeholders(sentence: str) -> frozenset[str]:
    """The names between braces in a sentence."""
    return frozenset(PLACEHOLDER.findall(sentence))


def _checked(sentence: str) -> str:
    if not sentence or sentence != sentence.strip():
        raise TextError(f"a text starts and ends with a character that shows: {sentence!r}")
    if set("{}") & set(PLACEHOLDER.sub("", sentence)):
        raise TextError(f"a placeholder is a name in small letters between braces: {sentence!r}")
    return sentence

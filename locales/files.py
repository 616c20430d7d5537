"""Catalogue files as files: read, judged message by message, written without dates that churn."""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

#: The comment in a .po on a translation that no person has reviewed yet.
DRAFTED = "machine-drafted"
#: The comment in a .po by which a translator says that a text is the same in both languages.
SAME = "same as English"
#: The comments that mean something to us.
MARKS = (DRAFTED, SAME)
#: The name in the header of every catalogue.
PROJECT, PROJECT_VERSION = "Onthaal", "1"
#: Characters in a line.
WIDTH = 100

#: Header lines that change with every run or name a person.
_CHURN = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To'
    r"|Generated-By): .*\n",
    re.MULTILINE,
)


class CatalogueError(Exception):
    """A .po or .pot file cannot be read."""


def language_of(path: Path) -> str:
    """The language of a .po file: <language>/LC_MESSAGES/<domain>.po."""
    return path.parent.parent.name


def read(path: Path) -> Catalog:
    """The .po file as it stands. Raises CatalogueError."""
    return _read(path, language_of(path))


def read_template(path: Path) -> Catalog:
    """The .pot file as it stands. Raises CatalogueError."""
    return _read(path, None)


def render(catalog: Catalog) -> str:
    """The text of a .po or .pot file: the same for the same messages, on every day."""
    catalog.project, catalog.version = PROJECT, PROJECT_VERSION
    language = f" in {catalog.locale_identifier}" if catalog.locale_identifier else ""
    catalog.header_comment = f"# {PROJECT}: sentences{language}. Merged by python -m locales.update"
    catalog.fuzzy = False
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=WIDTH, no_location=True, include_previous=True)
    return _CHURN.sub("", buffer.getvalue().decode())


def strings(message: Message) -> tuple[str, ...]:
    """Every form of the translation of a message, empty where it is missing."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))


def forms(message: Message) -> list[tuple[str, str]]:
    """Each form of the translation of a message, after the English it stands for."""
    if isinstance(message.id, str):
        return [(message.id, strings(message)[0])]
    one, several = message.id
    return [(several if index else one, form) for index, form in enumerate(strings(message))]


def is_whole(message: Message) -> bool:
    """Whether every form of a message is translated and none is fuzzy."""
    return bool(message.id) and not message.fuzzy and all(strings(message))


def is_drafted(message: Message) -> bool:
    """Whether a message is marked as not reviewed by a person."""
    return DRAFTED in message.user_comments


def _read(path: Path, language: str | None) -> Catalog:
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, UnicodeError, ValueError) as error:
        raise CatalogueError(f"{path.name} ({language or 'template'}): {error}") from error
    for message in catalog:
        message.user_comments = list(_own_comments(message.user_comments))
    return catalog


def _own_comments(comments: Iterable[str]) -> Iterator[str]:
    """What translators noted, without what Babel reads as a note: the English of before ("#|").

    Wrapped at writing, such a text goes on in lines that do not begin with its sign.
    """
    before = False
    for comment in comments:
        before = comment not in MARKS and (before or comment.startswith("|"))
        if not before:
            yield comment

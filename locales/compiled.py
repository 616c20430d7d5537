"""One .po file made ready: only what may be said, in a .mo beside it when the folder allows that.

Kept: whole translations that are not fuzzy and ask for no value their English does not have; and
which ones are fuzzy, so that nobody takes them for missing.
"""

import contextlib
import gettext
import hashlib
import io
import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

from locales import files, text

#: The context under which a .mo notes which translations no person has reviewed yet.
DRAFTED = "machine-drafted"
#: The context under which it notes what there is only for an English text of before.
FUZZY = "fuzzy"
#: The project named in our .mo files; its "version" says which .po a file was made from, and how.
PROJECT = "compiled-from"
#: The header that holds both.
PROJECT_HEADER = "project-id-version"
#: How a .mo that is missing, cut short or of another making shows itself.
UNREADABLE = (OSError, ValueError, IndexError, struct.error)
#: Raised when the content of our .mo files changes.
VERSION = "2"


class Missing(gettext.NullTranslations):
    """What a catalogue says of a message it does not have: nothing."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""

    def pgettext(self, context: str, message: str) -> str:
        return ""


def load(path: Path, *, by_context: bool = False) -> gettext.GNUTranslations:
    """The translations of a .po file, from its .mo when that is fresh. Raises CatalogueError.

    With `by_context` a message is found by its context alone: the FAQ is asked for by entry and
    part, since the English of a part may be a page long.
    """
    source = f"{PROJECT} {VERSION}-{hashlib.sha256(path.read_bytes()).hexdigest()}"
    compiled = path.with_suffix(".mo")
    with contextlib.suppress(*UNREADABLE):
        with compiled.open("rb") as file:
            kept = gettext.GNUTranslations(file)
        if kept.info().get(PROJECT_HEADER) == source:
            return kept
    content = _compile(files.read(path), source, by_context=by_context)
    _keep(content, compiled)
    return gettext.GNUTranslations(io.BytesIO(content))


def _compile(catalog: Catalog, source: str, *, by_context: bool) -> bytes:
    # Everything goes into a fresh catalogue: babel would fill gaps with English, half a sentence.
    ready = Catalog()
    ready.mime_headers = [*catalog.mime_headers, (PROJECT_HEADER, source)]
    for message in catalog:
        if message.id and message.fuzzy and any(files.strings(message)):
            ready.add(_key(message, by_context=by_context), "yes", context=FUZZY)
    for message in _sayable(catalog):
        first = _key(message, by_context=by_context)
        if by_context and message.context:
            ready.add(first, message.string)
        else:
            ready.add(message.id, message.string, context=message.context)
        if files.is_drafted(message):
            ready.add(first, "yes", context=DRAFTED)
    buffer = io.BytesIO()
    write_mo(buffer, ready)
    return buffer.getvalue()


def _key(message: Message, *, by_context: bool) -> str:
    if by_context and message.context:
        return str(message.context)
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _sayable(catalog: Catalog) -> Iterator[Message]:
    for message in catalog:
        if files.is_whole(message) and not _asks_for_more(message):
            yield message


def _asks_for_more(message: Message) -> bool:
    known: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    for english, string in files.forms(message):
        known |= text.placeholders(english)
        asked |= text.placeholders(string)
    return bool(asked - known)


def _keep(content: bytes, path: Path) -> None:
    # Written whole or not at all: several processes may start together, or the folder be read-only.
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)

"""Translations one by one, as a person looks them over: English, translation, state and kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Message

from locales import files, languages
from locales.catalogue import FAQ, FOLDER, MESSAGES, Key
from locales.policy import Kind, State

#: The catalogues of what people read; the desk's own pages are for staff.
DOMAINS = (MESSAGES, FAQ)
#: The start of the context of what is said first about a danger.
SENSITIVE = "sensitive/"
#: The name of a text, among what translators are told.
_NAME = re.compile(r"[a-z_]+\.[A-Z_]+|python-brace-format")
#: Kinds by the name of a text, as extraction notes it; the first that fits.
_KINDS = (
    (re.compile(r"emergency\."), Kind.EMERGENCY),
    (re.compile(r"checkins\.CONSENT(_YES|_NO)?$"), Kind.CONSENT),
    (re.compile(r"general\.PRIVACY"), Kind.LEGAL),
    (re.compile(r"checkins\.(HOW_ARE_YOU|FIRST_WEEK|AT_HOME|SOMEONE_TO_TALK_TO)$"), Kind.STEP),
)
#: Kinds in the FAQ by the start of the context: dangers, messages of the plan, and entries.
_OF_FAQ = ((SENSITIVE, Kind.EMERGENCY), ("plan.", Kind.STEP), ("", Kind.ANSWER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One message of one catalogue."""

    domain: str
    #: its English, or its context in the FAQ
    key: str
    language: str
    kind: Kind
    state: State
    #: the forms of the English, and of the translation; empty where there is none
    english: tuple[str, ...]
    strings: tuple[str, ...]
    #: what translators are told
    note: str

    @property
    def name(self) -> Key:
        return self.domain, self.language, self.key


def read(language: str, root: Path = FOLDER) -> Mapping[Key, Leaf]:
    """Every message of the catalogues of a language, in their order."""
    found: dict[Key, Leaf] = {}
    for domain in DOMAINS:
        path = root / language / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            found |= _read(path, domain, path.stat().st_mtime_ns)
    return found


def translated() -> tuple[str, ...]:
    """The languages that have texts of their own to be looked over."""
    return tuple(
        code
        for code in languages.CHOOSABLE
        if code != languages.ENGLISH
        and (code in languages.INTERFACE or (FOLDER / code / "LC_MESSAGES").is_dir())
    )


@lru_cache(maxsize=64)
def _read(path: Path, domain: str, changed: int) -> Mapping[Key, Leaf]:
    del changed  # a file that was written anew is read anew
    language = files.language_of(path)
    leaves = [_leaf(one, domain, language) for one in files.read(path) if one.id]
    return {one.name: one for one in leaves}


def _leaf(message: Message, domain: str, language: str) -> Leaf:
    english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    strings = files.strings(message)
    return Leaf(
        domain=domain,
        key=str(message.context) if domain == FAQ else english[0],
        language=language,
        kind=_kind(message, domain),
        state=_state(message),
        english=english,
        strings=strings if any(strings) else (),
        note="\n".join(one for one in message.auto_comments if not _NAME.fullmatch(one)),
    )


def _kind(message: Message, domain: str) -> Kind:
    if domain == FAQ:
        return next(kind for start, kind in _OF_FAQ if str(message.context).startswith(start))
    for pattern, kind in _KINDS:
        if any(pattern.match(comment) for comment in message.auto_comments):
            return kind
    return Kind.ORDINARY


def _state(message: Message) -> State:
    if not all(files.strings(message)):
        return State.MISSING
    if message.fuzzy:
        return State.FUZZY
    return State.DRAFTED if files.is_drafted(message) else State.CONFIRMED

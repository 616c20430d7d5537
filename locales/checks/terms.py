"""Belgian names stay in Latin letters: locales/glossary.yaml says which, and in which forms.

People recognise the sign on the door, the word on the letter, the name of the app.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

#: The file of the terms.
FILE = Path(__file__).parents[1] / "glossary.yaml"
_EDGE = r"(?<![\w/-]){}(?![\w/-])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One name that is kept."""

    #: as it stands in the English
    english: str
    #: one of these must stand in the translation
    kept: tuple[str, ...]
    #: languages in which it is translated by one of these instead
    native: Mapping[str, tuple[str, ...]]


def lost(english: str, string: str, language: str) -> Iterator[str]:
    """Names of the English that the translation does not show."""
    for term, pattern in terms():
        if not pattern.search(english):
            continue
        wanted = (*term.kept, *term.native.get(language, ()))
        if not any(one.casefold() in string.casefold() for one in wanted):
            yield f"{term.english} is not kept (one of: {', '.join(wanted)})"


@cache
def terms() -> tuple[tuple[Term, re.Pattern[str]], ...]:
    """Every term with what finds it in English."""
    found = yaml.safe_load(FILE.read_text("utf-8"))
    return tuple((term, _pattern(term)) for term in map(_term, found["terms"]))


def _term(given: dict[str, object]) -> Term:
    english = str(given["english"])
    kept, native = given.get("kept"), given.get("native")
    return Term(
        english=english,
        kept=tuple(map(str, kept)) if isinstance(kept, list) else (english,),
        native={code: tuple(words) for code, words in native.items()}
        if isinstance(native, dict)
        else {},
    )


def _pattern(term: Term) -> re.Pattern[str]:
    return re.compile(_EDGE.format(re.escape(term.english)))

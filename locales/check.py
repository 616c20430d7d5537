"""python -m locales.check: every fault of the translations, all at once.

Complete where completeness is promised, and everywhere equal placeholders and numbers, balanced
isolates, nothing left in English, no entry of the FAQ half translated.
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from locales import direction, extract, files, languages, text
from locales.catalogue import DESK, DOMAINS, FAQ, MESSAGES
from locales.languages import Direction

#: The module of the texts that every language of emergencies needs.
EMERGENCY_MODULE = "emergency."
#: The context of the answers under the steps of the sponsorship year.
ANSWERS = "plan.answers"
#: The start of the context of what is said first about a danger.
SENSITIVE = "sensitive/"
_DIGITS = re.compile(r"\d+")
#: A named place, in the bot's sentences or in the templates of the desk.
_PLACES = re.compile(r"\{[a-z][a-z0-9_]*\}|%\([a-z0-9_]+\)[sd]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with one translation."""

    #: The language and domain of the catalogue.
    language: str
    domain: str
    #: The start of the message, or its context.
    message: str
    #: What is wrong.
    what: str

    def __str__(self) -> str:
        return f"{self.language}/{self.domain}.po  {self.message}: {self.what}"


def main(arguments: list[str] | None = None) -> int:
    """Print every fault; 1 when there is one."""
    parser = argparse.ArgumentParser(prog="python -m locales.check", description=__doc__)
    parser.add_argument("--root", type=Path, default=extract.FOLDER, help="the catalogues' folder")
    found = faults(parser.parse_args(arguments).root)
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.stdout.write(f"{len(found)} fault(s) in the translations\n")
    return 1 if found else 0


def faults(root: Path) -> list[Fault]:
    """Every fault of the catalogues under a folder, measured against its templates."""
    found: list[Fault] = []
    for domain in DOMAINS:
        path = root / f"{domain}.pot"
        template = files.read_template(path) if path.exists() else Catalog()
        for language in languages.LANGUAGES:
            if language != languages.ENGLISH:
                found += _of_file(root, language, domain, template)
    return found


def of_message(message: Message, language: str, limit: int | None = None) -> Iterator[str]:
    """What is wrong with one translated message."""
    plural = not isinstance(message.id, str)
    every = {place for english, _ in files.forms(message) for place in _PLACES.findall(english)}
    for english, string in files.forms(message):
        if plural:
            places = every - {f"{{{text.COUNT}}}"} - set(_PLACES.findall(string))
            strange = set(_PLACES.findall(string)) - every
        else:
            places = every - set(_PLACES.findall(string))
            strange = set(_PLACES.findall(string)) - every
            yield from _wrong_numbers(english, string)
        if places or strange:
            yield f"placeholders differ: {', '.join(sorted(places | strange))}"
        if not direction.balanced(string):
            yield "an isolate is not closed, or closed without being opened"
        if _turns_round(string, language):
            yield "a number of several groups needs U+2068 before and U+2069 after it"
        if string == english and files.SAME not in message.user_comments and _has_words(english):
            yield f'left in English (if right, mark it "# {files.SAME}")'
        if limit is not None and len(string) > limit:
            yield f"{len(string)} characters, at most {limit} are shown"


def _of_file(root: Path, language: str, domain: str, template: Catalog) -> list[Fault]:
    def fault(message: str, what: str) -> Fault:
        return Fault(language=language, domain=domain, message=message, what=what)

    path = root / language / "LC_MESSAGES" / f"{domain}.po"
    try:
        catalog = files.read(path) if path.exists() else Catalog()
    except files.CatalogueError as error:
        return [fault("", str(error))]
    limits = {said.english: said.limit for _, said in extract.collect()}
    found = []
    for message in catalog:
        if message.id and any(files.strings(message)):
            limit = limits.get(_english(message)) if domain == MESSAGES else None
            found += [fault(_name(message), what) for what in of_message(message, language, limit)]
    missing = [message for message in template if message.id and not _is_there(message, catalog)]
    for message in missing:
        if _needed(message, language, domain, exists=path.exists()):
            found.append(fault(_name(message), "missing, or fuzzy"))
    if domain == FAQ:
        found += [
            fault(entry, "half translated: it is shown in English")
            for entry in _half(template, missing)
        ]
    return found


def _needed(message: Message, language: str, domain: str, *, exists: bool) -> bool:
    known = languages.LANGUAGES[language]
    if domain == FAQ:
        return known.emergency and str(message.context).startswith(SENSITIVE)
    if domain == DESK:
        return exists
    emergency = any(comment.startswith(EMERGENCY_MODULE) for comment in message.auto_comments)
    return known.interface or (known.emergency and emergency)


def _is_there(message: Message, catalog: Catalog) -> bool:
    translated = catalog.get(message.id, message.context)
    return translated is not None and files.is_whole(translated)


def _half(template: Catalog, missing: Iterable[Message]) -> list[str]:
    parts: dict[str, int] = defaultdict(int)
    for message in template:
        parts[_entry(message)] += 1
    lacking: dict[str, int] = defaultdict(int)
    for message in missing:
        lacking[_entry(message)] += 1
    return [entry for entry, count in lacking.items() if count < parts[entry]]


def _entry(message: Message) -> str:
    entry, _, part = str(message.context).rpartition("/")
    # each answer of the plan is shown by itself, with what is said after it
    return f"{entry}/{part.partition('.')[0]}" if entry == ANSWERS else entry


def _wrong_numbers(english: str, string: str) -> Iterator[str]:
    if sorted(_DIGITS.findall(english)) != sorted(_DIGITS.findall(string)):
        yield "the numbers differ from the English"
    elif any(number not in string for number in direction.GROUPS.findall(english)):
        yield "a telephone number is written in another way than in English"


def _turns_round(string: str, language: str) -> bool:
    if languages.direction(language) is Direction.LTR:
        return False
    apart = re.compile(f"{direction.START}[^{direction.END}]*{direction.END}")
    return bool(direction.GROUPS.search(apart.sub("", string)))


def _has_words(english: str) -> bool:
    return any(character.isalpha() for character in _PLACES.sub("", english))


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _name(message: Message) -> str:
    return message.context or repr(_english(message)[:60])


if __name__ == "__main__":
    sys.exit(main())

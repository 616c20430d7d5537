"""python -m locales.check: every fault of the translations, all at once, and then the doubts.

Runs the rules of locales/checks over every catalogue. A fault fails `make lint`; a doubt is for a
person to look at (--doubts lists them).
"""

import argparse
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from locales import extract, files, languages
from locales.catalogue import DOMAINS, FAQ, MESSAGES
from locales.checks import complete, form, lengths, plain, terms, tongue
from locales.checks.fault import Fault, Weight

#: The end of the context of the part of an entry that holds names of offices.
NAMES = "/official_body"


def main(arguments: list[str] | None = None) -> int:
    """Print every fault, and the doubts when asked; 1 when there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m locales.check", description=__doc__)
    parser.add_argument("--root", type=Path, default=extract.FOLDER, help="the catalogues' folder")
    parser.add_argument("--doubts", action="store_true", help="list what a person should look at")
    given = parser.parse_args(arguments)
    found = findings(given.root)
    faults_, doubts = _of(found, Weight.FAULT), _of(found, Weight.DOUBT)
    sys.stdout.writelines(f"{one}\n" for one in faults_)
    sys.stdout.writelines(f"? {one}\n" for one in doubts if given.doubts)
    hint = "" if given.doubts or not doubts else " (python -m locales.check --doubts lists them)"
    sys.stdout.write(f"{len(faults_)} fault(s) in the translations, {len(doubts)} doubt(s){hint}\n")
    return 1 if faults_ else 0


def faults(root: Path) -> list[Fault]:
    """What must be mended in the catalogues under a folder."""
    return _of(findings(root), Weight.FAULT)


def findings(root: Path, promised: Collection[str] = ()) -> list[Fault]:
    """Every finding in the catalogues under a folder, measured against its templates.

    `promised`: languages held to what is promised of those that people can choose.
    """
    found: list[Fault] = []
    limits = lengths.own_limits()
    for domain in DOMAINS:
        path = root / f"{domain}.pot"
        template = files.read_template(path) if path.exists() else Catalog()
        found += [
            Fault(language=languages.ENGLISH, domain=domain, message=name_of(one), what=what,
                  weight=Weight.DOUBT)
            for one in template if one.id
            for what in plain.of_message(one, languages.ENGLISH, domain)
        ]  # fmt: skip
        for language in languages.LANGUAGES:
            if language != languages.ENGLISH:
                found += _of_file(
                    root, language, domain, template, limits, as_promised=language in promised
                )
    return found


def of_message(
    message: Message, language: str, domain: str = MESSAGES, limit: int | None = None
) -> Iterator[tuple[str, Weight]]:
    """What is wrong or doubtful about one translated message."""
    bound = lengths.limit_of(domain, str(message.context or ""), limit)
    for what in form.of_message(message, language):
        yield what, Weight.FAULT
    for english, string in files.forms(message):
        for what in lengths.too_long(string, bound):
            yield what, Weight.FAULT
        if not str(message.context).endswith(NAMES):  # the office's own name stays
            for what in tongue.wrong(english, string, language):
                yield what, Weight.FAULT
        for what in terms.lost(english, string, language):
            yield what, Weight.FAULT
    for what in plain.of_message(message, language, domain):
        yield what, Weight.DOUBT


def name_of(message: Message) -> str:
    """How a message is known: its context, or its English."""
    return message.context or repr(english_of(message)[:60])


def english_of(message: Message) -> str:
    """The English of a message, of one for a plural."""
    return message.id if isinstance(message.id, str) else message.id[0]


def _of_file(
    root: Path,
    language: str,
    domain: str,
    template: Catalog,
    limits: dict[str, int | None],
    *,
    as_promised: bool = False,
) -> list[Fault]:
    def fault(message: str, what: str, weight: Weight = Weight.FAULT) -> Fault:
        return Fault(language=language, domain=domain, message=message, what=what, weight=weight)

    path = root / language / "LC_MESSAGES" / f"{domain}.po"
    try:
        catalog = files.read(path) if path.exists() else Catalog()
    except files.CatalogueError as error:
        return [fault("", str(error))]
    found = []
    for message in catalog:
        if message.id and any(files.strings(message)):
            limit = limits.get(english_of(message)) if domain == MESSAGES else None
            said = (*of_message(message, language, domain, limit),)
            found += [fault(name_of(message), what, weight) for what, weight in said]
            forms = form.wrong_forms(message, catalog.num_plurals)
            found += [fault(name_of(message), what) for what in forms]
    missing = [one for one in template if one.id and not complete.is_there(one, catalog)]
    for message in missing:
        weight = complete.weight(
            message, language, domain, exists=path.exists(), as_promised=as_promised
        )
        if weight is not None:
            found.append(fault(name_of(message), "missing, or fuzzy", weight))
    if domain == FAQ:
        found += [
            fault(entry, "half translated: it is shown in English")
            for entry in complete.half(template, missing)
        ]
    return found


def _of(found: list[Fault], weight: Weight) -> list[Fault]:
    return [one for one in found if one.weight is weight]


if __name__ == "__main__":
    sys.exit(main())

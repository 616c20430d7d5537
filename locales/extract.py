"""python -m locales.extract: the templates (.pot) from the texts, the FAQ and the web desk.

The FAQ and the desk are read as files; nothing of them is imported.
"""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

from locales import files, texts
from locales.text import Text

#: The folder of the templates and catalogues.
FOLDER = Path(__file__).parent
#: Where the FAQ and the desk stand in a checkout.
FAQ_FOLDER = FOLDER.parent / "faq"
DESK_FOLDER = FOLDER.parent / "bot" / "desk"
#: Parts of an entry with one text each, in the order in which they are read.
SINGLE_PARTS = ("question", "short", "details", "official_body")
#: How each kind of file of the desk is read.
EXTRACTORS = {".html": "jinja2.ext:babel_extract", ".py": "python"}
#: A template with a mistake is an error, not an empty page for translators.
JINJA_OPTIONS = {"silent": "false", "encoding": "utf-8"}


def main(arguments: list[str] | None = None) -> int:
    """Write the templates, or with --check only say which are stale (then 1)."""
    parser = argparse.ArgumentParser(prog="python -m locales.extract", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    parser.add_argument("--faq", type=Path, default=FAQ_FOLDER, help="the folder of the FAQ")
    parser.add_argument("--desk", type=Path, default=DESK_FOLDER, help="the folder of the desk")
    parser.add_argument("--into", type=Path, default=FOLDER, help="the folder of the templates")
    given = parser.parse_args(arguments)
    stale = 0
    for name, content in templates(given.faq, given.desk).items():
        path = given.into / name
        if path.exists() and path.read_text("utf-8") == content:
            continue
        stale += 1
        if given.check:
            sys.stdout.write(f"{name} is stale: run python -m locales.extract\n")
        else:
            path.write_text(content, "utf-8")
            sys.stdout.write(f"{name} written\n")
    return 1 if given.check and stale else 0


def templates(faq: Path, desk: Path) -> dict[str, str]:
    """The content of every template by file name."""
    found = {"messages": messages(), "faq": faq_template(faq), "desk": desk_template(desk)}
    return {f"{domain}.pot": files.render(catalog) for domain, catalog in found.items()}


def messages() -> Catalog:
    """The template of the bot's own sentences."""
    catalog = Catalog()
    for name, said in collect():
        comments = [name, *([said.note] if said.note else [])]
        if said.limit is not None:
            comments.append(f"at most {said.limit} characters")
        msgid = said.english if said.plural is None else (said.english, said.plural)
        catalog.add(msgid, auto_comments=comments)
    return catalog


def collect() -> Iterator[tuple[str, Text]]:
    """Every text with its name ("emergency.ALERTED"), in the order of the modules."""
    for module in sorted(pkgutil.iter_modules(texts.__path__), key=lambda found: found.name):
        content = vars(importlib.import_module(f"{texts.__name__}.{module.name}"))
        for name, value in content.items():
            for said in _texts_in(value):
                yield f"{module.name}.{name}", said


def faq_template(folder: Path) -> Catalog:
    """The template of the FAQ and of what is said first about dangers: context and English."""
    catalog = Catalog()
    for path in sorted(folder.glob("entries/**/*.yaml"), key=lambda path: path.stem):
        entry = yaml.safe_load(path.read_text("utf-8"))
        for part, english in entry_parts(entry):
            catalog.add(english.strip(), context=f"{entry['id']}/{part}")
    sensitive = folder / "sensitive.yaml"
    if sensitive.exists():
        for intent, english in _says_first(yaml.safe_load(sensitive.read_text("utf-8"))):
            context = f"sensitive/{intent}/says_first"
            catalog.add(english, context=context, auto_comments=["numbers stay as they are"])
    year = folder / "year.yaml"
    if year.exists():
        for context, english, note in _plan_parts(yaml.safe_load(year.read_text("utf-8"))):
            catalog.add(english.strip(), context=context, auto_comments=[note])
    return catalog


def entry_parts(entry: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The parts of one entry that are translated: name and English, empty ones left out."""
    for part in SINGLE_PARTS:
        if entry.get(part):
            yield part, str(entry[part])
    steps = entry.get("steps")
    for number, step in enumerate(steps if isinstance(steps, list) else [], start=1):
        yield f"steps.{number}", str(step)
    regions = entry.get("regions")
    for region, english in (regions if isinstance(regions, dict) else {}).items():
        if english:
            yield f"region.{region}", str(english)


def desk_template(folder: Path) -> Catalog:
    """The template of the pages of the web desk."""
    catalog = Catalog()
    for path in sorted(folder.rglob("*")):
        if path.suffix not in EXTRACTORS:
            continue
        found = extract_from_file(
            EXTRACTORS[path.suffix],
            path,
            keywords=DEFAULT_KEYWORDS,
            comment_tags=("translators:",),
            options=JINJA_OPTIONS if path.suffix == ".html" else {},
            strip_comment_tags=True,
        )
        for _, message, comments, context in found:
            catalog.add(message, auto_comments=comments, context=context)
    return catalog


def _texts_in(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        yield from _texts_in(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts_in(item)


def _plan_parts(plan: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Context, English and a note of each text of the sponsorship year."""
    for key, answer in plan["answers"].items():
        yield f"plan.answers/{key}", answer["label"], "a button: at most 20 characters"
        yield f"plan.answers/{key}.reply", answer["reply"], f"after the button {answer['label']}"
    for step in plan["steps"]:
        for side, english in (step.get("text") or {}).items():
            note = (
                f"{step['kind']} for the {side}, {step['offset_days']} days from {step['anchor']}"
            )
            yield f"plan.{step['key']}/{side}", english, note


def _says_first(content: dict[str, list[dict[str, str]]]) -> Iterator[tuple[str, str]]:
    for intent in content["intents"]:
        yield intent["id"], " ".join(intent["says_first"].split())


if __name__ == "__main__":
    sys.exit(main())

"""python -m locales.update: merges the templates into every .po file that is there.

A changed sentence keeps its old translation, marked fuzzy, which is not said until a person looks
at it. A new domain starts as an empty <language>/LC_MESSAGES/<domain>.po. A language that falls
back to another one holds only what it says in another way: the rest is not added.
"""

import argparse
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from locales import files, languages
from locales.extract import FOLDER


def main(arguments: list[str] | None = None) -> int:
    """Merge all catalogues and name the files that changed."""
    parser = argparse.ArgumentParser(prog="python -m locales.update", description=__doc__)
    parser.add_argument("--root", type=Path, default=FOLDER, help="the folder of the catalogues")
    root = parser.parse_args(arguments).root
    for template in sorted(root.glob("*.pot")):
        for path in sorted(root.glob(f"*/LC_MESSAGES/{template.stem}.po")):
            only_own = len(languages.chain(files.language_of(path))) > 1
            merged = merge(files.read(path), files.read_template(template), only_own=only_own)
            content = files.render(merged)
            if content != path.read_text("utf-8"):
                path.write_text(content, "utf-8")
                sys.stdout.write(f"{path.relative_to(root)} updated\n")
    return 0


def merge(catalog: Catalog, template: Catalog, *, only_own: bool = False) -> Catalog:
    """The catalogue with the messages of the template: translations, marks and comments kept.

    With `only_own` nothing is added that the catalogue does not have.
    """
    _revive(catalog, template)
    _follow_contexts(catalog, template)
    before = {_key(message): message.previous_id for message in catalog if message.fuzzy}
    named = only_own or any(message.context for message in template)
    catalog.update(template, no_fuzzy_matching=named, update_creation_date=False)
    for message in catalog:
        if message.fuzzy and not message.previous_id:
            message.previous_id = before.get(_key(message), [])
    if only_own:
        _leave_to_the_other(catalog)
    return catalog


def _leave_to_the_other(catalog: Catalog) -> None:
    for message in list(catalog):
        if message.id and not any(files.strings(message)):
            catalog.delete(message.id, message.context)


def _revive(catalog: Catalog, template: Catalog) -> None:
    """A message that was gone and is back is translated again."""
    for key, old in list(catalog.obsolete.items()):
        if template.get(old.id, old.context) is not None:
            del catalog.obsolete[key]
            catalog[old.id] = old


def _follow_contexts(catalog: Catalog, template: Catalog) -> None:
    """A part of an entry is the same part after its English changed, however much."""
    known = {message.context: message for message in catalog if message.context}
    for message in template:
        old = known.get(message.context or "")
        if old is None or old.id == message.id:
            continue
        catalog.delete(old.id, old.context)
        if any(files.strings(old)):
            catalog.add(
                message.id,
                old.string,
                flags={*old.flags, "fuzzy"},
                user_comments=old.user_comments,
                previous_id=old.previous_id or old.id,
                context=message.context,
            )


def _key(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


if __name__ == "__main__":
    sys.exit(main())

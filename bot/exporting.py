"""Writing approved drafts into the files: English and examples as YAML, translations as PO.

A text that the files do not have as this program knows it is left alone, and said.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog

from db.drafts import Written
from faq import entry, writing
from handlers.knowledge import Knowledge
from handlers.revisions import PARTS, Key
from locales import confirm, extract, files, update
from locales.languages import ENGLISH

#: What is exported into a folder that has no FAQ yet begins with a copy of ours.
COPIED = ("faq/entries", "faq/sensitive.yaml", "locales/faq.pot", "locales/*/LC_MESSAGES/faq.po")


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What an export did."""

    #: files that were written, as paths within the folder
    written: list[str] = field(default_factory=list)
    #: sentences on what was left out, and why
    left_out: list[str] = field(default_factory=list)
    #: entries of which something was left out
    incomplete: set[str] = field(default_factory=set)

    def leave_out(self, entry_id: str, why: str) -> None:
        self.left_out.append(f"{entry_id}: {why}")
        self.incomplete.add(entry_id)


def export(knowledge: Knowledge, ours: Path, into: Path) -> Export:
    """Write everything that is different from the files. `ours`: the checkout this runs from."""
    if not (into / "faq" / "entries").exists():
        _copy(ours, into)
    done = Export()
    overlay = knowledge.overlay
    for entry_id in sorted({key[0] for key in overlay.texts} | set(overlay.examples)):
        _write_entry(knowledge, entry_id, into, done)
    root = into / "locales"
    _save(root / "faq.pot", files.render(extract.faq_template(into / "faq")), into, done)
    for path in sorted(root.glob("*/LC_MESSAGES/faq.po")):
        _save(path, files.render(_translated(knowledge, path, root / "faq.pot", done)), into, done)
    return done


def is_in(knowledge: Knowledge, draft: Written, done: Export) -> bool:
    """Whether the files hold all of a draft now."""
    if draft.draft.entry_id in done.incomplete:
        return False
    return not any(one.id in knowledge.overlay.conflicts for one in draft.revisions)


def _copy(ours: Path, into: Path) -> None:
    for pattern in COPIED:
        for path in sorted(ours.glob(pattern)):
            target = into / path.relative_to(ours)
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                shutil.copytree(path, target)
            else:
                shutil.copyfile(path, target)


def _place(knowledge: Knowledge, entry_id: str) -> str:
    return f"faq/entries/{knowledge.entries[entry_id].group}/{entry_id}.yaml"


def _write_entry(knowledge: Knowledge, entry_id: str, into: Path, done: Export) -> None:
    """One entry's English and examples."""
    overlay = knowledge.overlay
    path = into / _place(knowledge, entry_id)
    if path.exists():
        raw = yaml.safe_load(path.read_text("utf-8"))
    elif entry_id in knowledge.shipped:
        done.leave_out(entry_id, f"{_place(knowledge, entry_id)} is not there")
        return
    elif entry_id in overlay.written_in:
        done.leave_out(entry_id, "its English is missing: draft it with --entry and --language en")
        return
    else:
        raw = writing.of_entry(knowledge.entries[entry_id])
    parts = {
        part: text
        for (of, part, language), text in overlay.texts.items()
        if (of, language) == (entry_id, ENGLISH) and part in PARTS
        if _may_replace(knowledge, (of, part, language), str(raw.get(part) or ""), done)
    }
    asked = [
        (language, text)
        for language, text in overlay.examples.get(entry_id, ())
        if language in entry.LANGUAGES
    ]
    _save(path, writing.dump(writing.revise(raw, parts, asked)), into, done)


def _translated(knowledge: Knowledge, path: Path, template: Path, done: Export) -> Catalog:
    """A catalogue with the new English merged in, and with the texts of staff in its language."""
    catalog, language = files.read(path), files.language_of(path)
    there = {one.context: files.strings(one)[0] for one in catalog if files.is_whole(one)}
    catalog = update.merge(catalog, files.read_template(template))
    english = {one.context: str(one.id) for one in catalog if one.context}
    for key, text in sorted(knowledge.overlay.texts.items()):
        context = f"{key[0]}/{key[1]}"
        if key[2] != language or key[0] in done.incomplete:
            continue
        if context not in english:
            done.leave_out(key[0], f"{key[1]} in {language} has no English beside it")
        elif _may_replace(knowledge, key, there.get(context, ""), done):
            confirm.put(catalog, context, english[context], text)
    return catalog


def _may_replace(knowledge: Knowledge, key: Key, there: str, done: Export) -> bool:
    """Whether the folder has what the text came in place of, or has it already."""
    overlay = knowledge.overlay
    if there.strip() in ("", overlay.texts[key], *overlay.replaced.get(key, ())):
        return True
    done.leave_out(key[0], f"{key[1]} in {key[2]} is another text in this folder")
    return False


def _save(path: Path, content: str, into: Path, done: Export) -> None:
    if path.exists() and path.read_text("utf-8") == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    done.written.append(path.relative_to(into).as_posix())

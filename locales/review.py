"""python -m locales.review: writes REVIEW.md, what a person has confirmed in each language.

Counted from the catalogues: nobody keeps it by hand.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from locales import languages, leaves
from locales.catalogue import FOLDER
from locales.leaves import Leaf
from locales.policy import Kind, State

#: The file, in the folder of the catalogues.
NAME = "REVIEW.md"
#: The columns, in the order in which a confirmation matters.
COLUMNS = {
    Kind.EMERGENCY: "Danger",
    Kind.CONSENT: "Consent",
    Kind.LEGAL: "Privacy",
    Kind.STEP: "Check-ins",
    Kind.ORDINARY: "What the bot says",
    Kind.ANSWER: "FAQ answers",
}
INTRODUCTION = """\
# What a person has confirmed

Texts that a person who speaks the language has confirmed, of all that there are. What is not
confirmed was drafted by a machine, and is marked so in its catalogue (`machine-drafted`). So many
*fuzzy* ones belong to an English text that has changed since, and are not said. English is the
source.

Staff confirm and correct texts at the desk, under *FAQ*, *Translations*. After that
`python -m bot locales export` writes them into the catalogues, and this page. What may be sent in
which state stands in `locales/policy.py`.
"""


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or with --check only say that it is stale (then 1)."""
    parser = argparse.ArgumentParser(prog="python -m locales.review", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    parser.add_argument("--root", type=Path, default=FOLDER, help="the folder of the catalogues")
    given = parser.parse_args(arguments)
    path, content = given.root / NAME, page(given.root)
    if path.exists() and path.read_text("utf-8") == content:
        return 0
    if given.check:
        sys.stdout.write(f"{NAME} is stale: run python -m locales.review\n")
        return 1
    path.write_text(content, "utf-8")
    sys.stdout.write(f"{NAME} written\n")
    return 0


def page(root: Path) -> str:
    """The content of the file."""
    lines = [
        f"| Language | {' | '.join(COLUMNS.values())} |",
        f"|---{'|---:' * len(COLUMNS)}|",
    ]
    for code in leaves.translated():
        found = leaves.read(code, root).values()
        cells = [_cell(one for one in found if one.kind is kind) for kind in COLUMNS]
        lines.append(f"| {languages.own_name(code)} ({code}) | {' | '.join(cells)} |")
    return INTRODUCTION + "\n" + "\n".join(lines) + "\n"


def _cell(found: Iterable[Leaf]) -> str:
    counts = Counter(one.state for one in found)
    fuzzy = f" ({counts[State.FUZZY]} fuzzy)" if counts[State.FUZZY] else ""
    return f"{counts[State.CONFIRMED]} of {counts.total()}{fuzzy}"


if __name__ == "__main__":
    sys.exit(main())

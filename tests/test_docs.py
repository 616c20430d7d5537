"""The documents name every command of the command line."""

import re
from pathlib import Path

import pytest

from tests.bot.test_cli import ALL

ROOT = Path(__file__).parents[1]
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_is_named_in_the_documents(path: tuple[str, ...]) -> None:
    text = "\n".join(one.read_text("utf-8") for one in DOCUMENTS if one.exists())
    # in a table or after `python -m bot`, as code; the start of a longer line of code counts
    named = re.compile(rf"`(?:python -m bot )?{re.escape(' '.join(path))}(?=[ `])")
    assert named.search(text), f"README.md or docs/ must name `{' '.join(path)}`"

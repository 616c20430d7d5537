"""A new language appears everywhere after one command, and is offered after a second one."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from locales import add

ROOT = Path(add.__file__).parents[1]
#: What a running program knows of Amharic, as JSON.
ASKED = """
import json
from bot import templates
from bot.desk import wanted
from faq import entry
from handlers import plans, templates as table
from locales import catalogue, check, keywords, languages, leaves, review
from locales.texts import general
from tests.handlers import scene

words, house = catalogue.Catalogues.open(), scene.house()
told = templates.standings(house, plans.shipped(house), ())
print(json.dumps({
    "menu": [languages.own_name(code) for code in languages.CHOOSABLE],
    "tag": languages.negotiate(["amh"], languages.LANGUAGES),
    "help": keywords.command("help"),
    "filter": "am" in wanted.CHOICES["language"],
    "examples": "am" in entry.LANGUAGES,
    "templates": sorted({one.state for one in told if one.language == "am"}),
    "review": "(am)" in review.page(catalogue.FOLDER) and "am" in leaves.translated(),
    "said": words.say(general.GREETING, "am"),
    "gaps": sum(one.language == "am" for one in check.faults(catalogue.FOLDER)),
}))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose languages can be changed."""
    for name in ("bot", "handlers", "db", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "locales", tmp_path / "locales", ignore=shutil.ignore_patterns("*.mo"))
    (tmp_path / "faq").mkdir()
    for path in (ROOT / "faq").iterdir():
        if path.suffix == ".py":
            shutil.copy(path, tmp_path / "faq" / path.name)
        elif path.name != "__pycache__":
            (tmp_path / "faq" / path.name).symlink_to(path)
    return tmp_path


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


def test_a_new_language_appears_everywhere(checkout: Path) -> None:
    added = run(checkout, "-m", "bot", "locales", "add", "am", "--tags", "amh")
    assert added.returncode == 0, added.stderr
    catalogue = (checkout / "locales/am/LC_MESSAGES/messages.po").read_text("utf-8")
    assert "Hello! What is your question?" in catalogue and "Plural-Forms" in catalogue
    refused = run(checkout, "-m", "bot", "locales", "offer", "am")
    assert refused.returncode == 1 and "fault(s) or gaps" in refused.stderr
    assert run(checkout, "-m", "bot", "locales", "offer", "am", "--anyway").returncode == 0

    asked = run(checkout, "-c", ASKED)
    assert asked.returncode == 0, asked.stderr
    found = json.loads(asked.stdout)
    assert found["menu"][-1] == "አማርኛ" and found["tag"] == "am"
    assert found["help"] == "help", "the words of English serve until it has its own"
    assert found["filter"] and found["examples"] and found["review"]
    assert found["templates"] == ["no_text"], "each is listed, with the reason"
    assert found["said"] == "Hello! What is your question?", "whole in English until then"
    assert found["gaps"] > 1000, "all that is promised is asked for"
    twice = run(checkout, "-m", "bot", "locales", "add", "am")
    assert twice.returncode == 1 and "there already" in twice.stderr


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (add.Wish(code="zz"), "no code of a language"),
        (add.Wish(code="nl"), "there already"),
        (add.Wish(code="am", falls_back_to="xx"), "no language of ours"),
    ],
)
def test_what_cannot_be_added_is_refused(tmp_path: Path, wish: add.Wish, why: str) -> None:
    with pytest.raises(add.NotAdded, match=why):
        add.begin(tmp_path, wish)
    assert not list(tmp_path.iterdir())

"""The bot in a terminal: the same intake, dispatch and outbox, line by line."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import cli
from locales.text import Text
from locales.texts import general
from locales.texts import question as texts
from tests.handlers import scene


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "onthaal.db")
    return tmp_path


def chat(*lines: str, arguments: tuple[str, ...] = ()) -> str:
    found = CliRunner().invoke(
        cli.main, ["chat", *arguments], input="\n".join(lines), env={"DEMO": "1"}
    )
    assert found.exit_code == 0, found.output
    return found.output


def said(text: Text, language: str = "en") -> str:
    values = {"organisation": "Caritas International"}
    return scene.words().say(text, language, **{k: values[k] for k in text.placeholders})


@pytest.mark.model
def test_a_question_is_answered_and_a_number_presses_the_button(folder: Path) -> None:
    output = chat("How do we register at the municipality?", "", "1")
    assert said(general.WELCOME) in output
    assert "1. This helped" in output
    assert said(texts.GLAD) in output


@pytest.mark.model
def test_it_speaks_the_language_that_was_named(folder: Path) -> None:
    assert said(general.WELCOME, "nl") in chat("/help", arguments=("--language", "nl"))

"""Running commands, and two colleagues who sign in."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import cli
from tests.bot.test_cli import Run, fine
from tests.bot.test_cli import run as run

ANA, BEN = "ana@x.invalid", "ben@x.invalid"


@pytest.fixture(scope="session")
def with_staff(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A data folder with two colleagues, to copy."""
    folder = tmp_path_factory.mktemp("staff")
    shutil.copy(sqlite_template, folder / "onthaal.db")
    for login in (ANA, BEN):
        name = login.split("@")[0].title()
        env = {"DEMO": "1", "DATA_DIR": str(folder)}
        fine(CliRunner().invoke(cli.main, ["staff", "add", name, "--login", login], env=env))
    return folder


@pytest.fixture
def staff(run: Run, with_staff: Path, tmp_path: Path) -> Run:
    """Commands in a house where Ana and Ben work."""
    shutil.copytree(with_staff, tmp_path / "data", dirs_exist_ok=True)
    return run

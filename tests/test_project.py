"""Promises about the repository itself: documented settings, no addresses, small modules."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot import config
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
#: Most lines of a module.
LINES = 300
#: Modules that may be longer: lists, and the one adapter of decision 5.
LONG = ("tests/", "db/migrations/", "bot/channels/telegram.py")
#: Folders that are nobody's source, where git cannot say so.
FOREIGN = {".git", ".venv", "data", "node_modules", "__pycache__", ".test-output"}
#: Defaults that follow DATA_DIR.
DERIVED = {
    "media_dir": "`DATA_DIR`/media",
    "database_url": "sqlite+aiosqlite:///`DATA_DIR`/onthaal.db",
}
#: Names of package registries, and options that name one.
REGISTRY = re.compile(
    r"pypi\.org|pythonhoste[d]|registry\.npmjs|(?<![\w-])--(?:(?:extra-)?index-url|find-links)\b"
)
#: An absolute path that exists on one machine only.
MACHINE = re.compile(r"(?<![\w.~$}-])/(?:work|tmp|root|home|opt)/\w")
ROW = re.compile(r"\| `[A-Z_]+` \|")
PIN = re.compile(r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==\S+")
TARGET = re.compile(r"^([a-z][a-z-]*):(?![=])(?! export)(.*)$", re.MULTILINE)


def test_the_settings_page_says_what_the_code_does() -> None:
    """To renew the table, copy what this test expects."""
    written = [line for line in _read("docs/settings.md").splitlines() if ROW.match(line)]
    assert written == list(_rows()), "\n".join(_rows())


def test_the_example_file_holds_every_setting_with_its_default() -> None:
    written = dotenv_values(ROOT / ".env.example", interpolate=False)
    expected = {name.upper(): "" if name in DERIVED else _default(name) for name in _names()}
    assert written == expected


def test_the_example_file_explains_every_setting() -> None:
    text = _read(".env.example")
    unexplained = [name for name in _names() if _plain(_description(name)) not in _unwrap(text)]
    assert unexplained == []


def test_the_example_file_starts_the_demo() -> None:
    settings = config.load({"DEMO": "1"}, ROOT / ".env.example")
    assert settings == Settings(demo=True)


def test_no_file_names_a_package_registry() -> None:
    assert _lines_with(REGISTRY) == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert _lines_with(MACHINE) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, "index = https://pypi{dot}org/simple"),
        (REGISTRY, "pip install {dash}index-url=https://example.org/simple"),
        (REGISTRY, "pip install {dash}extra-index-url https://example.org"),
        (REGISTRY, '"resolved": "https://registry{dot}npmjs.org/x"'),
        (MACHINE, 'open("{slash}tmp/x")'),
        (MACHINE, "file://{slash}work/here"),
        (MACHINE, "cd {slash}home/ana"),
    ],
)
def test_an_address_or_a_folder_would_be_found(pattern: re.Pattern[str], line: str) -> None:
    """Written with gaps, so that this file holds none of them itself."""
    assert pattern.search(line.format(dot=".", dash="--", slash="/"))


@pytest.mark.parametrize(
    "line",
    ["uv pip compile --no-emit-index-url", "https://example.be/home/page", "GET /desk/home/1"],
)
def test_what_only_looks_alike_is_not_found(line: str) -> None:
    assert not REGISTRY.search(line)
    assert not MACHINE.search(line)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    entries = [
        entry
        for entry in re.split(r"\n(?=\S)", _read(name))
        if entry.strip() and not entry.lstrip().startswith("#")
    ]
    assert len(entries) > 20
    assert [
        entry for entry in entries if not PIN.match(entry) or "--hash=sha256:" not in entry
    ] == []


def test_what_tests_install_agrees_with_what_runs() -> None:
    """The two sets are installed into one environment, in any order."""
    runtime, both = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert {name: pin for name, pin in runtime.items() if both.get(name) != pin} == {}


def test_what_is_compiled_or_private_is_not_kept() -> None:
    kept = [
        path for path in _files() if path.suffix in {".mo", ".pyc", ".db"} or path.name == ".env"
    ]
    assert kept == []


def test_modules_stay_small() -> None:
    long = {
        name: count
        for path in _files(".py")
        if not (name := path.relative_to(ROOT).as_posix()).startswith(LONG)
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert long == {}


def test_only_the_configuration_reads_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in _files(".py")
        if not path.is_relative_to(ROOT / "tests")
        and re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["bot/config.py"]


def test_every_target_of_the_makefile_has_help() -> None:
    makefile = _read("Makefile")
    phony = re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
    assert phony is not None
    helped = [name for name, rest in TARGET.findall(makefile) if "## " in rest]
    assert helped == phony[1].split()
    assert len(helped) == len(set(helped))


def test_every_target_with_help_is_listed() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    helped = [name for name, rest in TARGET.findall(_read("Makefile")) if "## " in rest]
    assert [line.split()[1] for line in listed.splitlines()] == helped


def _names() -> list[str]:
    return list(Settings.model_fields)


def _rows() -> Iterator[str]:
    for name in _names():
        default = _default(name)
        shown = f"`{default}`" if default and "`" not in default else default
        yield f"| `{name.upper()}` | {shown} | {_description(name)} |"


def _default(name: str) -> str:
    if name in DERIVED:
        return DERIVED[name]
    default = Settings.model_fields[name].default
    if isinstance(default, bool):
        return str(int(default))
    return "" if default is None else str(default)


def _description(name: str) -> str:
    text = Settings.model_fields[name].description
    assert text, f"{name} has no description"
    return text


def _plain(text: str) -> str:
    return text.replace("`", "")


def _unwrap(text: str) -> str:
    return re.sub(r"\n# ", " ", text)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", _read(name), re.MULTILINE))


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in _files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line[:100]}")
    return found


def _files(suffix: str = "") -> list[Path]:
    """What is kept in git or could be added; without git, all that is nobody else's."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not FOREIGN & set(path.parts)]
    return sorted(path for path in paths if path.is_file() and path.name.endswith(suffix))

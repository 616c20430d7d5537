"""What all tests share: the clock, the keys, a migrated and empty database, and the browser."""

import logging
import os
import pathlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest
import structlog

from bot import config, logs
from db.engine import Database
from db.keyring import Keyring
from tests import databases
from tests.fakes.clock import FixedClock

#: The databases that the suite runs on.
BACKENDS = ("sqlite", "postgresql")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = (
    "NO CHROMIUM WAS FOUND: the tests in a browser did not run. Install it, or set BROWSER."
)

config.calm_threads()

_folder_key = pytest.StashKey[pathlib.Path]()


def pytest_configure(config: pytest.Config) -> None:
    """The run makes one folder for its PostgreSQL; its workers are told where it is."""
    given = getattr(config, "workerinput", {}).get("postgresql_folder")
    folder = given or tempfile.mkdtemp(prefix="onthaal-postgresql-")
    config.stash[_folder_key] = pathlib.Path(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    node.workerinput["postgresql_folder"] = str(node.config.stash[_folder_key])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.stop_postgresql(config.stash[_folder_key])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A missing browser is said aloud, and is a failure in CI."""
    if item.get_closest_marker("browser") is None or find_chromium() is not None:
        return
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(NO_BROWSER, pytrace=False)
    pytest.skip(NO_BROWSER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_BROWSER in str(report.longrepr) for report in skipped):
        terminalreporter.section(NO_BROWSER, sep="!", red=True, bold=True)


def find_chromium() -> str | None:
    """The path of Chromium: what BROWSER names, or the first one installed."""
    for name in (os.environ.get("BROWSER", ""), *BROWSERS):
        if name and (path := shutil.which(name)):
            return path
    return None


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, for tests marked `browser`."""
    path = find_chromium()
    if path is None:
        pytest.fail("mark this test with @pytest.mark.browser", pytrace=False)
    return path


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Logging belongs to the whole process; a command under test sets it up: put it back."""
    loggers = [logging.getLogger(), *map(logging.getLogger, (*logs.QUIET, *logs.UVICORN))]
    before = [(each, each.level, each.handlers, each.propagate) for each in loggers]
    yield
    for logger, level, handlers, propagate in before:
        logger.setLevel(level)
        logger.handlers, logger.propagate = handlers, propagate
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def now(clock: FixedClock) -> datetime:
    """The clock's first instant."""
    return clock.now()


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return databases.keyring()


@pytest.fixture(scope="session")
def postgresql_server(request: pytest.FixtureRequest) -> str:
    """The address of this run's PostgreSQL server; an error, never a skip, when it fails."""
    return databases.start_postgresql(request.config.stash[_folder_key])


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: str, worker_id: str) -> str:
    """A migrated PostgreSQL database of this worker; `database_url` empties it for each test."""
    return databases.make_postgresql(postgresql_server, f"onthaal_{worker_id}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A migrated SQLite file to copy."""
    return databases.make_sqlite(tmp_path_factory.mktemp("sqlite") / "template.db")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database; `database` also empties it."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    template: pathlib.Path = request.getfixturevalue("sqlite_template")
    path = template.with_name("onthaal.db")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def engines() -> dict[str, Database]:
    """Databases by address: one engine for all tests of a worker knows every statement already."""
    return {}


@pytest.fixture
async def database(
    database_url: str, keyring: Keyring, engines: dict[str, Database]
) -> AsyncIterator[Database]:
    """A migrated, empty database of each kind."""
    if database_url not in engines:
        engines[database_url] = Database(database_url, keyring, pool_size=databases.POOL_SIZE)
    database = engines[database_url]
    try:
        if not database.is_sqlite:
            await databases.empty(database)
        yield database
    finally:
        await database.close()

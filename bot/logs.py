"""The log: a constant event and fields, set up once by the command line. No personal data: every
line, a library's too, passes bot/redact.py, where it is decided what may be written."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from typing import TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from bot import redact
from bot.choices import LogFormat, LogLevel

#: Libraries that tell only what went wrong: their chatter holds addresses, tokens and texts.
QUIET = (
    "aiohttp", "aiosqlite", "alembic", "apscheduler", "asyncio", "httpcore", "httpx", "multipart",
    "python_multipart", "sqlalchemy", "telegram", "twilio", "urllib3",
)  # fmt: skip
#: uvicorn's logger of requests; its lines become fields.
ACCESS = "uvicorn.access"
#: The scheduler's logger of its jobs.
JOBS = "apscheduler.executors.default"
UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.asgi", ACCESS)


class Lines(logging.StreamHandler[TextIO]):
    """Writes lines; one that cannot be formed is named, never shown."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's name)
        self.stream.write(f"log line lost: {record.name}:{record.lineno}\n")


def configure(
    level: LogLevel = LogLevel.INFO,
    form: LogFormat = LogFormat.TEXT,
    *,
    secrets: Sequence[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every line to `stream` (standard error). `secrets` never appear, wherever they are.

    Start uvicorn with log_config=None, so that it keeps what is set up here.
    """
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
    ]
    lines = Lines(stream or sys.stderr)
    lines.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*first, _access_fields],
            pass_foreign_args=True,
            processors=[
                ProcessorFormatter.remove_processors_meta,
                redact.Redactor(secrets),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _renderer(form, colours=lines.stream.isatty()),
            ],
        )
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *first,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    _point(lines, level)


def _point(lines: logging.Handler, level: LogLevel) -> None:
    """One handler for all; libraries only from warnings on."""
    root = logging.getLogger()
    root.handlers = [lines]
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in UVICORN:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    logging.getLogger(JOBS).addFilter(_is_no_stop)


def _is_no_stop(record: logging.LogRecord) -> bool:
    """False for a job that was called off: a normal stop does that, and the next start goes on."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def _access_fields(_logger: object, _method: str, fields: EventDict) -> EventDict:
    """A request without who made it and what was asked after the path."""
    given = fields.pop("positional_args", ())
    if fields.get("logger") == ACCESS and len(given) == 5:
        _client, method, path, _http, status = given
        fields.update(event="request", method=method, path=path, status=status)
    return fields


def _renderer(form: LogFormat, *, colours: bool) -> Processor:
    if form is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=colours)

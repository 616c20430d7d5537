"""What every command needs first: settings without faults, logs, and an open runtime."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click
from sqlalchemy.exc import DBAPIError

from bot import config, keys, logs, serving, wiring
from bot.runtime import Runtime
from bot.settings import Settings
from db import address
from db.keyring import KeyFault, WrongKey
from handlers import plans
from handlers.plans import Current

Result = TypeVar("Result")


def settings_for(command: str, *, needs_keys: bool = True) -> Settings:
    """The settings, or an end that lists every fault and what to do about each."""
    try:
        settings = config.load(needs_keys=needs_keys)
    except config.ConfigFault as fault:
        raise _stop(fault.faults) from None
    faults = settings.faults_for(command)
    if faults:
        raise _stop(faults)
    return settings


def start_logs(settings: Settings) -> None:
    """Logs on standard error, with every secret hidden."""
    secret = keys.webhook_secret(settings) or ""
    logs.configure(settings.log_level, settings.log_format, secrets=(*settings.secrets(), secret))


def with_runtime(work: Callable[[Runtime], Awaitable[Result]], *, command: str = "") -> Result:
    """Run one piece of work on a migrated database, and close everything after it."""
    settings = settings_for(command)

    async def whole() -> Result:
        async with opened(settings) as runtime:
            await serving.prepare(runtime)
            return await work(runtime)

    try:
        return asyncio.run(whole())
    except WrongKey as fault:
        raise click.ClickException(str(fault) or WrongKey.__doc__ or "") from None


def with_reading(work: Callable[[Runtime], Awaitable[Result]]) -> Result:
    """Run one piece of work that only looks: nothing is migrated, and no row is written."""
    settings = settings_for("")

    async def whole() -> Result:
        async with opened(settings) as runtime:
            return await work(runtime)

    return asyncio.run(whole())


async def current_plan(runtime: Runtime) -> tuple[Current, bool]:
    """The plan as it holds now, and whether a database said so; else the one that ships."""
    if not _is_there(runtime.settings):  # looking would make it
        return plans.shipped(runtime.house), False
    try:
        async with runtime.database.reading() as session:
            return await plans.current(session, runtime.house), True
    except (DBAPIError, OSError):
        return plans.shipped(runtime.house), False


def _is_there(settings: Settings) -> bool:
    """Whether there may be a database; a server is asked, a file is looked for."""
    file = address.read(settings.database_url.get_secret_value()).database
    return not settings.is_sqlite or Path(file or "").is_file()


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Runtime]:
    """A runtime that is closed at the end."""
    try:
        runtime = wiring.open_runtime(settings)
    except (KeyFault, keys.KeysUnreadable) as fault:
        raise click.ClickException(str(fault) or KeyFault.__doc__ or "") from None
    try:
        yield runtime
    finally:
        await runtime.database.close()


def _stop(faults: tuple[str, ...]) -> click.ClickException:
    lines = "\n".join(f"  - {fault}" for fault in faults)
    return click.ClickException(f"the settings are not usable:\n{lines}")

"""Asking the providers and the database whether this configuration works."""

from collections.abc import Sequence

from bot import keys, wiring
from bot.channel import SendError
from bot.settings import Settings
from db import migrate
from db.keyring import KeyFault, WrongKey


async def faults(settings: Settings) -> Sequence[str]:
    """Everything that would keep the program from working, as sentences for the operator."""
    try:
        runtime = wiring.open_runtime(settings)
    except (KeyFault, keys.KeysUnreadable) as fault:
        return [str(fault) or str(KeyFault.__doc__)]
    found: list[str] = []
    try:
        if not await runtime.database.is_alive():
            found.append("DATABASE_URL: the database does not answer.")
        elif await migrate.is_current(runtime.database):  # a new one has no keys yet
            await runtime.database.check_keys()
    except WrongKey:
        found.append(f"SECRET_KEY or LOOKUP_KEY: {WrongKey.__doc__}")
    except Exception as error:  # whatever the driver says, the operator must hear of it
        found.append(f"DATABASE_URL: the database cannot be used ({type(error).__name__}).")
    for channel in runtime.channels.values():
        try:
            if channel.name != "telegram":  # its start sets or removes the webhook of a running bot
                await channel.start(settings.public_url)
            found += await channel.check()
        except SendError as error:
            found.append(f"{channel.name}: the provider refused ({error.code}).")
        finally:
            await channel.close()
    await runtime.database.close()
    return found

"""Asking the providers and the database whether this configuration works."""

import asyncio
from collections.abc import Sequence

from bot import keys, mail, wiring
from bot.channel import SendError
from bot.settings import Settings
from db import migrate
from db.keyring import KeyFault, WrongKey
from handlers import presence
from handlers.presence import Gap

#: What each gap in the staff means, and what to do about it.
GAPS = {
    Gap.NOBODY_ON_DUTY: "Nobody is on duty when the office closes next: urgent cases only reach "
    "coordinators and the group. See `staff duty add`.",
    Gap.NOBODY_FOR_COMPLAINTS: "Nobody is responsible for complaints: they only reach "
    "administrators. See `staff add --complaints`.",
    Gap.NOBODY_COORDINATES: "Nobody coordinates: what nobody takes reaches nobody else. "
    "See `staff add --role coordinator`.",
}


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
    except WrongKey as fault:
        found.append(str(fault))
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
    return found + await _mail_faults(settings)


async def warnings(settings: Settings) -> Sequence[str]:
    """What keeps nothing from working, but leaves people alone; nothing where no database is."""
    try:
        runtime = wiring.open_runtime(settings)
    except (KeyFault, keys.KeysUnreadable):
        return []
    try:
        if not await runtime.database.is_alive():
            return []
        if not await migrate.is_current(runtime.database):
            return []
        async with runtime.database.reading() as session:
            gaps = await presence.gaps(session, runtime.house.policy, now=runtime.clock())
    except Exception:  # what is wrong with the database stands among the faults
        return []
    finally:
        await runtime.database.close()
    return [GAPS[gap] for gap in gaps]


async def _mail_faults(settings: Settings) -> list[str]:
    if settings.smtp_url is None:
        return []
    server = mail.server(settings.smtp_url.get_secret_value())
    try:
        await asyncio.to_thread(mail.check, server)
    except mail.MailError as error:
        return [f"SMTP_URL: the mail server refused ({error.code})."]
    return []

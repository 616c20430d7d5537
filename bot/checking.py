"""Asking the providers and the database whether this configuration works."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot import keys, mail, wiring
from bot.channel import SendError
from bot.runtime import Runtime
from bot.settings import Settings
from db import migrate, staff
from db.keyring import KeyFault, WrongKey
from handlers import presence
from handlers.presence import Gap

#: What was never set up, and how to do it.
NO_CHANNEL = (
    "No channel is set, so nobody can write to the helpdesk: set TELEGRAM_TOKEN for Telegram, or "
    "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM for WhatsApp."
)
NO_DATABASE = (
    "There is no database of this version yet: run `python -m bot migrate`. It makes a new one, "
    "and brings an older one up to date."
)
NO_ACCOUNT = (
    "There is no staff account, so nobody can answer people: run `python -m bot staff add "
    '"Your Name" --login you@example.org --role admin` and open the link that it prints.'
)
NO_SIGN_IN = (
    "No staff account can sign in: none has a password, and every link was used or is too old. "
    "Run `python -m bot staff link LOGIN` and open the link that it prints."
)
#: What is left out, by setting.
LEFT_OUT = {
    "smtp_url": "SMTP_URL is not set: alerts reach nobody by e-mail.",
    "public_url": "PUBLIC_URL is not set: sign-in links only work on this machine, and WhatsApp "
    "does not work at all.",
    "privacy_contact": "PRIVACY_CONTACT is not set: who asks about their data is told to "
    "ask a colleague here.",
}

#: What each gap in the staff means, and what to do about it.
GAPS = {
    Gap.NOBODY_ON_DUTY: "Nobody is on duty when the office closes next: urgent cases only reach "
    "coordinators and the group. See `staff duty add`.",
    Gap.NOBODY_FOR_COMPLAINTS: "Nobody is responsible for complaints: they only reach "
    "administrators. See `staff add --complaints`.",
    Gap.NOBODY_ADMINISTERS: "No account is an administrator: nobody can add or end accounts at the "
    "desk. See `staff role LOGIN admin`.",
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


async def missing(settings: Settings) -> Sequence[str]:
    """What was never set up, so that nobody would be helped; the demo sets itself up."""
    if settings.demo:
        return []
    found = [] if settings.telegram_token or settings.twilio_account_sid else [NO_CHANNEL]
    async with _looking(settings) as looking:
        if looking is None:
            return found
        runtime, session = looking
        if not await migrate.is_current(runtime.database):
            return [*found, NO_DATABASE, NO_ACCOUNT]
        if not await staff.working(session):
            return [*found, NO_ACCOUNT]
        if not await staff.can_anybody_sign_in(session, now=runtime.clock()):
            return [*found, NO_SIGN_IN]
    return found


async def warnings(settings: Settings) -> Sequence[str]:
    """What keeps nothing from working, but leaves people alone."""
    left_out = [text for name, text in LEFT_OUT.items() if not getattr(settings, name)]
    found = [] if settings.demo else left_out
    async with _looking(settings) as looking:
        if looking is None:
            return found
        runtime, session = looking
        if not await migrate.is_current(runtime.database):
            return found
        gaps = await presence.gaps(session, runtime.house.policy, now=runtime.clock())
    return found + [GAPS[gap] for gap in gaps]


@contextlib.asynccontextmanager
async def _looking(settings: Settings) -> AsyncIterator[tuple[Runtime, AsyncSession] | None]:
    """A look into the database; None where its fault stands among the faults already."""
    try:
        runtime = wiring.open_runtime(settings)
    except (KeyFault, keys.KeysUnreadable):
        yield None
        return
    try:
        async with runtime.database.reading() as session:
            yield (runtime, session) if await _is_usable(runtime) else None
    finally:
        await runtime.database.close()


async def _is_usable(runtime: Runtime) -> bool:
    try:
        if not await runtime.database.is_alive():
            return False
        if await migrate.is_current(runtime.database):
            await runtime.database.check_keys()
    except Exception:  # what is wrong with the database stands among the faults
        return False
    return True


async def _mail_faults(settings: Settings) -> list[str]:
    if settings.smtp_url is None:
        return []
    server = mail.server(settings.smtp_url.get_secret_value())
    try:
        await asyncio.to_thread(mail.check, server)
    except mail.MailError as error:
        return [f"SMTP_URL: the mail server refused ({error.code})."]
    return []

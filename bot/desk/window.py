"""How long a channel takes free text, and whether the notice that stands in for it can be sent."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import whatsapp_content
from bot.runtime import Runtime
from db import contents, windows
from db.desk import Line
from db.models import Address
from locales import languages

#: Where a channel's adapter is not in this process: how long free text may follow a message.
WINDOWS = {"whatsapp": dt.timedelta(hours=24)}
#: The notice that an answer waits.
NOTICE = "answer-waits"
#: The word for a template that Twilio may use.
APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How long free text can still be sent."""

    #: when it closes; None when it is closed
    until: dt.datetime | None
    #: staff were warned that it closes, and nobody has answered since
    is_closing: bool
    #: the template in whose place the text is held
    template: str
    #: Twilio's own word for its state; "unknown" when it knows none of this name
    approval: str

    @property
    def is_usable(self) -> bool:
        return self.approval == APPROVED


async def of_line(session: AsyncSession, runtime: Runtime, line: Line) -> Window | None:
    """None where the channel has no such window."""
    address = line.address
    if lasting(runtime, address) is None:
        return None
    second = line.contact.second_language if line.contact else None
    wanted = [line.language, *([second] if second else [])]
    language = languages.negotiate(wanted, languages.INTERFACE)
    key = whatsapp_content.template_hash(NOTICE)
    known = await contents.find(session, address.account, key, language)
    warned = await windows.warned(session, [line.conversation.id])
    until = closes_at(runtime, address)
    return Window(
        until=until,
        is_closing=until is not None and bool(warned),
        template=f"onthaal_{NOTICE.replace('-', '_')}_{language}",
        approval=(known and known.approval) or "unknown",
    )


def closes_at(runtime: Runtime, address: Address) -> dt.datetime | None:
    """None where it is closed, or there is none."""
    length, last = lasting(runtime, address), address.last_inbound_at
    until = last + length if length and last else None
    return until if until and until > runtime.clock() else None


def lasting(runtime: Runtime, address: Address) -> dt.timedelta | None:
    """How long the channel of an address takes free text after a message."""
    channel = runtime.channels.get((address.channel, address.account))
    return channel.limits.window if channel else WINDOWS.get(address.channel)

"""Tying a staff member's Telegram account to their staff account, by a one-time code."""

from db import reaches, staff
from handlers import saying
from handlers.context import Turn
from handlers.events import Said
from locales.texts import topics as texts

#: What staff write to the bot in private, before their code.
COMMAND = "/link"


async def bring_link(turn: Turn, event: Said) -> bool:
    """/link CODE in a private Telegram chat; the code works once."""
    word, _, code = event.text.strip().partition(" ")
    if word.casefold() != COMMAND or event.sender.channel != "telegram":
        return False
    member = await staff.use_link(turn.session, code.strip(), purpose="telegram", now=turn.now)
    if member is None:
        await saying.say(turn, texts.WRONG_LINK)
        return True
    user = event.sender.external_id
    member.telegram_user_hash = staff.fingerprint(turn.session, "telegram", user)
    reach = await reaches.of(turn.session, member.id)
    reach.telegram_address_id = turn.address.id  # a private chat: alerts may go there
    await staff.audit(turn.session, member.id, "link_telegram", "staff", member.id, now=turn.now)
    await saying.say(turn, texts.LINKED)
    return True

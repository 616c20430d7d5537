"""What we keep about a person, told in their words."""

from handlers import exchange, saying
from handlers.context import Turn
from locales.texts import exchange as exchange_texts
from locales.texts import general


async def explain(turn: Turn) -> bool:
    """/privacy: what is kept, and whom to ask."""
    contact = turn.house.policy.privacy_contact or saying.words(turn, general.PRIVACY_PERSON)
    await saying.say(turn, general.PRIVACY, contact=contact)
    if await exchange.member(turn) is not None:
        await saying.say(turn, exchange_texts.PRIVACY)
    return True

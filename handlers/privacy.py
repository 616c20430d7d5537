"""What we keep about a person, told in their words."""

from handlers import saying
from handlers.context import Turn
from locales.texts import general


async def explain(turn: Turn) -> bool:
    """/privacy: what is kept, and whom to ask."""
    contact = turn.house.policy.privacy_contact or saying.words(turn, general.PRIVACY_PERSON)
    await saying.say(turn, general.PRIVACY, contact=contact)
    return True

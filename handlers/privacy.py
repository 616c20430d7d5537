"""What we keep about a person, told in their words."""

from dataclasses import replace

from db.models import Reason
from handlers import escalation, exchange, saying, wording
from handlers.context import Turn
from locales.policy import Kind
from locales.texts import exchange as exchange_texts
from locales.texts import general


async def explain(turn: Turn) -> bool:
    """/privacy: what is kept, and whom to ask; a colleague explains what nobody has confirmed."""
    chosen = wording.choose(turn, Kind.LEGAL, general.PRIVACY, general.PRIVACY_PERSON)
    if chosen.language is None:
        return await escalation.ask_for_person(turn, Reason.CONSENT)
    spoken = replace(turn, language=chosen.language)
    contact = turn.house.policy.privacy_contact or saying.words(spoken, general.PRIVACY_PERSON)
    await saying.say(spoken, general.PRIVACY, contact=contact)
    if await exchange.member(turn) is not None:
        await saying.say(turn, exchange_texts.PRIVACY)
    return True

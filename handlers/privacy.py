"""What we keep about a person and for how long, told in their words, with the days of retention."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from db.content import Content
from db.models import Reason
from handlers import calling, escalation, exchange, saying, wording
from handlers.context import Turn
from locales.policy import Kind
from locales.text import Text
from locales.texts import exchange as exchange_texts
from locales.texts import general

#: What is told, in its order, as one message in one language.
TOLD = (
    general.PRIVACY,
    general.PRIVACY_ERASED,
    general.PRIVACY_CALL,
    general.PRIVACY_STAYS,
)


async def explain(turn: Turn) -> bool:
    """/privacy: what is kept, and whom to ask; a colleague explains what nobody has confirmed."""
    chosen = wording.choose(turn, Kind.LEGAL, *TOLD, general.PRIVACY_PERSON)
    if chosen.language is None:
        return await escalation.ask_for_person(turn, Reason.CONSENT)
    spoken = replace(turn, language=chosen.language)
    await saying.tell(spoken, Content(text="\n\n".join(_said(spoken))))
    if await exchange.member(turn) is not None:
        await saying.say(turn, exchange_texts.PRIVACY)
    return True


def _said(turn: Turn) -> Iterator[str]:
    policy = turn.house.policy
    contact = policy.privacy_contact or saying.words(turn, general.PRIVACY_PERSON)
    values: Mapping[Text, Mapping[str, object]] = {
        general.PRIVACY: {"contact": contact},
        general.PRIVACY_ERASED: {"count": policy.retention.days},
        general.PRIVACY_CALL: {"count": calling.NUMBER_KEPT.days},
    }
    for said in TOLD:
        yield saying.words(turn, said, turn.language, **values.get(said, {}))

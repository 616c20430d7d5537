"""The exchange between groups in the chat: what others see, taking part, and leaving at once."""

from collections.abc import Sequence

from db import awaiting, consents, deliveries, exchange, exchange_members
from db.models import ConsentState, Contact, ContactKind, Delivery, Purpose
from faq import municipalities
from handlers import regions, saying
from handlers.context import Turn
from handlers.events import Said
from locales import circle_words, keywords
from locales.texts import checkins as checkin_texts
from locales.texts import exchange as texts
from locales.texts import general

#: The first word of every payload.
VERB = "exchange"
#: The subject under which the question whether one takes part waits for yes or no.
CONSENT = f"{VERB}:consent"
#: The version of what is explained before the yes; it is kept with the proof.
WORDING = "exchange-2026-11"


def place(postal_code: str | None, language: str) -> str | None:
    """The municipality's name: in the reader's language, or as people call it there."""
    found = municipalities.find(postal_code)
    if found is None or postal_code is None:
        return None
    if language in ("nl", "fr"):
        return found.dutch if language == "nl" else found.french
    region = regions.of_postal_code(postal_code)
    if region == "brussels" and found.dutch != found.french:
        return f"{found.french} / {found.dutch}"
    return found.french if region == "wallonia" else found.dutch


def volunteer(turn: Turn) -> Contact | None:
    """A volunteer of a group, who has not left."""
    person = turn.contact
    is_one = person is not None and person.kind == ContactKind.VOLUNTEER
    return person if is_one and person and person.welcome_group_id is not None else None


async def member(turn: Turn) -> Contact | None:
    """The volunteer of this turn if they take part now: asked anew at every step."""
    person = volunteer(turn)
    if person is None or not await exchange_members.is_member(turn.session, person.id):
        return None
    return person


async def hear_word(turn: Turn, event: Said) -> bool:
    """ "Exchange" or "leave the exchange" as the whole message."""
    folded = keywords.fold(event.text)
    if folded in circle_words.LEAVE_EXCHANGE:
        return await _hear_leave(turn, slash=folded.startswith("/"))
    if folded not in circle_words.EXCHANGE:
        return False
    if volunteer(turn) is None:
        if folded.startswith("/"):
            await saying.say(turn, texts.ONLY_FOR_VOLUNTEERS)
        return folded.startswith("/")
    return await show(turn)


async def show(turn: Turn) -> bool:
    """What others see, and the question whether one takes part; or what one can do."""
    where = place(turn.group.postal_code if turn.group else None, turn.language)
    if where is None:
        person = (general.TALK_TO_PERSON, "human:")
        await saying.say(turn, texts.NO_PLACE, buttons=(person,))
    elif await member(turn) is not None:
        buttons = ((texts.ASK, f"{VERB}:ask"), (texts.LEAVE, f"{VERB}:leave"))
        await saying.say(turn, texts.MENU, place=where, buttons=buttons)
    else:
        buttons = ((texts.JOIN, f"{VERB}:join"), (texts.NOT_NOW, f"{VERB}:no"))
        await saying.say(turn, texts.EXPLAIN, place=where, buttons=buttons, subject=CONSENT)
    return True


async def press_join(turn: Turn, argument: str) -> bool:
    """An explicit yes, with its proof."""
    del argument
    where = place(turn.group.postal_code if turn.group else None, turn.language)
    if volunteer(turn) is None or where is None:
        return False
    await _record(turn, ConsentState.GIVEN, how="button")
    await awaiting.close(turn.session, turn.conversation.id, CONSENT, now=turn.now)
    await saying.say(turn, texts.JOINED, place=where)
    word = await consents.newest(turn.session, Purpose.CHECKINS, contact_id=turn.speaker_id)
    if word is not None and word.state == ConsentState.WITHDRAWN:
        again = (checkin_texts.START_AGAIN, "consent:yes")
        await saying.say(turn, texts.STOPPED_BEFORE, buttons=(again,))
    return True


async def press_no(turn: Turn, argument: str) -> bool:
    """No is an answer, and is kept as one."""
    del argument
    if volunteer(turn) is None:
        return False
    await end(turn, how="button")
    await saying.say(turn, texts.NOT_JOINED)
    return True


async def press_leave(turn: Turn, argument: str) -> bool:
    del argument
    return await _hear_leave(turn, slash=True)


async def end(turn: Turn, *, how: str) -> None:
    """Leave: proof of it, and everything pending to and from this volunteer stops now."""
    person = volunteer(turn)
    if person is None:
        return
    await _record(turn, ConsentState.WITHDRAWN, how=how)
    await awaiting.close_all(turn.session, turn.conversation.id, f"{VERB}:", now=turn.now)
    await stop_all(turn, person.id)


async def stop_all(turn: Turn, contact_id: int) -> None:
    """Questions of and to a volunteer are closed, and what is on its way is withdrawn."""
    sent = await exchange.close_for(turn.session, contact_id)
    await cancel(turn, sent)


async def cancel(turn: Turn, message_ids: Sequence[int]) -> None:
    """Withdraw what has not been sent of these messages."""
    waiting = Delivery.message_id.in_(message_ids)
    await deliveries.cancel(turn.session, waiting, now=turn.now, reason="left_exchange")


async def _hear_leave(turn: Turn, *, slash: bool) -> bool:
    if await member(turn) is None:
        if slash:
            await saying.say(turn, texts.NOT_IN)
        return slash
    await end(turn, how="leave")
    await saying.say(turn, texts.LEFT)
    return True


async def _record(turn: Turn, state: ConsentState, *, how: str) -> None:
    await consents.record(
        turn.session,
        turn.address,
        purpose=Purpose.EXCHANGE,
        state=state,
        wording_version=WORDING,
        language=turn.language,
        how=f"{turn.address.channel}:{how}",
        now=turn.now,
    )

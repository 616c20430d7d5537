"""On which number somebody is called: known from the channel, or written and looked at here."""

from db import awaiting, calls
from db.models import CallState, Control, PhoneCall
from faq.decision import Decision
from handlers import call_booking, saying, telephone
from handlers.call_booking import SUBJECT
from handlers.context import Turn
from handlers.events import Said
from locales import keywords
from locales.texts import calls as texts

#: The questions to which a number is an answer, by the second word of their subject.
TAKEN_AT = ("number", "confirm", "booked", "moved", "reminder")
#: Whatever somebody asks while a number is awaited is answered by who answers it.
ASKS = (Decision.ANSWER, Decision.CHOOSE, Decision.CHAT, Decision.SENSITIVE)


async def settle_or_ask(turn: Turn, call: PhoneCall) -> None:
    """The time is kept: the call is agreed where a number is known, else it is asked for."""
    known = call.number or await _given_before(turn)
    if call.state == CallState.BOOKED:
        await call_booking.say_booked(turn, call)
    elif known is not None:
        await _finish(turn, call, known)
    elif _own_number(turn):
        buttons = [
            saying.button(turn, texts.YES_THIS_NUMBER, f"call:yes:{call.id}"),
            saying.button(turn, texts.OTHER_NUMBER, f"call:other:{call.id}"),
        ]
        text = saying.words(turn, texts.THIS_NUMBER)
        await call_booking.ask(turn, text, buttons, f"confirm:{call.id}")
    else:
        await _ask(turn, call)


async def press_yes(turn: Turn, rest: str) -> bool:
    """On the number from which the person writes."""
    number = _own_number(turn)
    return number is not None and await _take(turn, rest, number)


async def press_other(turn: Turn, rest: str) -> bool:
    """On another number than the one from which the person writes."""
    call = await call_booking.own(turn, rest)
    if call is None or call.state != CallState.HELD:
        return False
    await _ask(turn, call)
    return True


async def answer(turn: Turn, event: Said, call_id: str) -> bool:
    """Words or a shared card where a number can be given; False when they are about another thing.

    A wrong number gets a sentence only where a number was asked for.
    """
    card = event.card or ""
    number = telephone.read(event.text or card.rpartition(",")[2])
    if number is not None:
        return await _take(turn, call_id, number)
    waiting = await awaiting.open_question(
        turn.session, turn.conversation.id, now=turn.now, prefix=f"{SUBJECT}number:"
    )
    call = await call_booking.own(turn, call_id)
    if waiting is None or call is None or not (card or _meant(turn, event)):
        return False
    text = saying.words(turn, texts.BAD_NUMBER, example=telephone.EXAMPLE)
    button = saying.button(turn, texts.CANCEL, f"call:cancel:{call.id}")
    await call_booking.ask(turn, text, [button], f"number:{call.id}")
    return True


def _meant(turn: Turn, event: Said) -> bool:
    """Whether these words were to be a number; a question, a command or a file was not."""
    if telephone.is_meant(event.text):
        return True
    understood = turn.understanding
    is_question = understood is not None and understood.decision in ASKS
    is_other = (
        keywords.command(event.text, turn.reads) or keywords.number(event.text) or is_question
    )
    in_charge = turn.conversation.control == Control.HUMAN
    return bool(event.text.strip()) and not is_other and not in_charge and not event.media


async def _take(turn: Turn, call_id: str, number: str) -> bool:
    """The call is agreed, or on another number than before."""
    call = await call_booking.own(turn, call_id)
    if call is None:
        return False
    if call.state == CallState.BOOKED:
        call.number = number
        await call_booking.say_booked(turn, call)
    elif call.state == CallState.HELD and call.starts_at > turn.now:
        await _finish(turn, call, number)
    else:
        await saying.say(turn, texts.TAKEN, buttons=((texts.CHOOSE_TIME, "call:again:"),))
    return True


async def _finish(turn: Turn, call: PhoneCall, number: str) -> None:
    await call_booking.book(turn, call, number)
    await call_booking.say_booked(turn, call)


async def _ask(turn: Turn, call: PhoneCall) -> None:
    text = saying.words(turn, texts.ASK_NUMBER, example=telephone.EXAMPLE)
    button = saying.button(turn, texts.CANCEL, f"call:cancel:{call.id}")
    await call_booking.ask(turn, text, [button], f"number:{call.id}")


async def _given_before(turn: Turn) -> str | None:
    """For the call that is moved now, or for the last one, which nobody answered."""
    last = await calls.of_conversation(
        turn.session, turn.conversation.id, CallState.BOOKED, CallState.NO_ANSWER, limit=1
    )
    return last[0].number if last else None


def _own_number(turn: Turn) -> str | None:
    """The number from which the person writes, where a channel's addresses are numbers."""
    return telephone.read(turn.address.external_id) if turn.address.channel == "whatsapp" else None

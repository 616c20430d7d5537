"""Did it help? Asked with three faces when a case is closed, answered by a button or a face."""

from db import awaiting, ratings
from db.models import Case, Face, Reason
from handlers import charge, saying
from handlers.context import Turn
from handlers.events import Said
from locales.texts import casework as texts
from locales.texts import general

#: How the subject of the question begins; a case number follows.
SUBJECT = "rate:"
#: After these ends of a case there was some help to speak of.
HELPED = ("answered", "passed_on")
#: The faces in the order of their buttons, with the sign somebody may send instead.
FACES = {
    Face.GOOD: (texts.GOOD, "😊"),
    Face.FAIR: (texts.FAIR, "😐"),
    Face.BAD: (texts.BAD, "🙁"),
}


def may_ask(turn: Turn, case: Case) -> bool:
    """Never after danger, violence or a complaint, nor where others may read the phone."""
    sensitive = case.reason == Reason.SENSITIVE or case.intent is not None or case.independent
    return not sensitive and turn.address.unsafe_at is None and case.outcome in HELPED


async def ask(turn: Turn, case: Case, name: str) -> None:
    """Say that the case is closed, and ask, in one message."""
    await ratings.ask(turn.session, case.id, now=turn.now)
    await saying.say(
        turn,
        texts.CLOSED_AND_ASKED,
        buttons=[(label, f"rate:{case.id}:{face}") for face, (label, _) in FACES.items()],
        subject=f"{SUBJECT}{case.id}",
        expires_at=turn.now + charge.NEWS_FOR,
        name=name,
    )


async def press_rate(turn: Turn, argument: str) -> bool:
    """A face: kept, and thanked for once; who changes their mind only changes it."""
    number, _, face = argument.partition(":")
    if face not in FACES or not (number.isascii() and number.isdigit() and len(number) < 12):
        return False
    row = await ratings.asked(turn.session, int(number), turn.conversation.id)
    if row is None:
        return False
    first = row.face is None
    row.face, row.answered_at = face, turn.now
    await awaiting.close(turn.session, turn.conversation.id, f"{SUBJECT}{number}", now=turn.now)
    if first and face == Face.BAD:
        button = (general.TALK_TO_PERSON, "human:")
        await saying.say(turn, texts.SORRY, buttons=(button,))
    elif first:
        await saying.say(turn, texts.THANKS)
    return True


async def answer_with_face(turn: Turn, event: Said) -> bool:
    """A face alone, while the question is the newest that is open."""
    sent = event.text.strip().removesuffix("\ufe0f")
    face = next((face for face, (_, sign) in FACES.items() if sign == sent), None)
    if face is None:
        return False
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if waiting is None or not waiting.subject.startswith(SUBJECT):
        return False
    if await charge.speaks_last(turn, waiting):
        return False
    return await press_rate(turn, f"{waiting.subject.removeprefix(SUBJECT)}:{face}")

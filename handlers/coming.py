"""Whether they come, in own words: to an appointment or to a gathering that we asked about.

Read before the meaning of a message: "we cannot come" lies near many things, but was asked for.
"""

from dataclasses import replace

from db import awaiting
from db.models import Awaiting, Priority, Reason
from faq import replying
from faq.decision import Decision
from faq.replying import Heard, Mood
from handlers import (
    appointment_answers,
    appointment_reminders,
    charge,
    escalation,
    gathering_answers,
    question,
    safety,
    saying,
)
from handlers.context import Turn
from handlers.events import Said
from locales.texts import checkins as texts

APPOINTMENT, GATHERING = appointment_reminders.SUBJECT, gathering_answers.SUBJECT
#: What an answer to an appointment does, where the first question was another: "do you need help?"
HELP, FINE = "help", "fine"
#: Nobody is asked any more under these: only "we cannot come" and "we come" are about them.
TOLD = ("told", "done")


async def answer_shortly(turn: Turn, event: Said) -> bool:
    """Words that say whether they come; what stands beside them goes to a person."""
    waiting = await _asked(turn, event)
    if waiting is None or safety.is_plain(turn, event.text):
        return False
    heard = _hear(turn, event)
    meant = _meant(waiting, heard)
    if meant is None or not await _press(turn, waiting, meant):
        return False
    if heard.whole:
        return True
    if heard.asks and _is_question(turn):
        return await question.answer(turn, event)
    await _pass_on(turn)
    return True


async def answer_in_words(turn: Turn, event: Said) -> bool:
    """Whatever else is said while that is asked is an answer, too: a person reads it."""
    waiting = await _asked(turn, event)
    if waiting is None or waiting.subject.removeprefix(GATHERING).startswith(TOLD):
        return False
    understood, heard = turn.understanding, _hear(turn, event)
    decision = understood.decision if understood else Decision.UNSURE
    if decision == Decision.ANSWER or (decision == Decision.CHOOSE and heard.asks):
        return False
    if heard.whole and not heard.moods:
        return False  # only polite
    if decision == Decision.CHAT and not heard.moods:
        return False
    await _pass_on(turn)
    if decision == Decision.CHOOSE:
        return False  # it may be a question after all
    await saying.say(turn, texts.THANKS_WORDS)
    return True


async def _asked(turn: Turn, event: Said) -> Awaiting | None:
    """The newest open question, if it is whether they come, and words may answer it."""
    if event.media or not event.text.strip():
        return None
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if waiting is None or await charge.speaks_last(turn, waiting):
        return None
    is_appointment = waiting.subject.removeprefix(APPOINTMENT).isdecimal() and turn.is_family
    return waiting if is_appointment or waiting.subject.startswith(GATHERING) else None


def _hear(turn: Turn, event: Said) -> Heard:
    return replying.hear_clauses(event.text, turn.house.reply_words, turn.house.reasons)


def _meant(waiting: Awaiting, heard: Heard) -> str | None:
    """The answer, by the verb of its button; None where that is open to doubt."""
    step = waiting.subject.removeprefix(GATHERING).partition(":")[0]
    if waiting.subject.startswith(APPOINTMENT):
        asks_help = any(one.startswith(f"{APPOINTMENT}{FINE}:") for one in waiting.options)
        return _whether_help(heard) if asks_help else _whether(heard, "yes", helps=True)
    if step == "ask":
        return _whether(heard, "come")
    return _only_come(heard, step)


def _whether(heard: Heard, come: str, *, helps: bool = False) -> str | None:
    """Come or not; `helps`: asking for help is an answer, too."""
    moods = heard.moods
    if Mood.HELP in moods:
        return HELP if helps else None
    comes = {Mood.COME} & moods or {Mood.CANNOT} & moods
    if comes:
        clash = {Mood.CANNOT, Mood.NO} if Mood.COME in comes else {Mood.COME}
        return None if clash & moods else come if Mood.COME in comes else "no"
    yes = {Mood.YES, Mood.GOOD} & moods if heard.whole else {Mood.YES} & moods
    if Mood.SO_SO in moods or bool(yes) == (Mood.NO in moods):
        return None
    return come if yes else "no"


def _whether_help(heard: Heard) -> str | None:
    """After "we cannot come": do they need help?"""
    yes, no = {Mood.HELP, Mood.YES} & heard.moods, {Mood.NO, Mood.GOOD} & heard.moods
    if bool(yes) == bool(no) or Mood.SO_SO in heard.moods:
        return None
    return HELP if yes else FINE


def _only_come(heard: Heard, step: str) -> str | None:
    """Later questions of a gathering: a no to it as a whole, or a yes after a no."""
    if Mood.CANNOT in heard.moods:
        return None if Mood.COME in heard.moods else "no"
    return "come" if step in TOLD and heard.whole and Mood.COME in heard.moods else None


async def _press(turn: Turn, waiting: Awaiting, verb: str) -> bool:
    number = waiting.subject.rpartition(":")[2]
    if waiting.subject.startswith(APPOINTMENT):
        return await appointment_answers.press(turn, verb, number)
    return await gathering_answers.press(turn, f"{verb}:{number}")


async def _pass_on(turn: Turn) -> None:
    """A person reads the words the same day; where they lie near a danger, help is named."""
    hidden = turn.is_family
    await escalation.open_case(turn, Reason.CHECKIN, priority=Priority.TODAY, confidential=hidden)
    understood = turn.understanding
    if understood is not None and understood.intent not in (None, safety.WANTS_A_HUMAN):
        near = replace(understood, doubt=understood.intent)
        await safety.offer_a_person(replace(turn, understanding=near))


def _is_question(turn: Turn) -> bool:
    understood = turn.understanding
    return understood is not None and understood.decision in (Decision.ANSWER, Decision.CHOOSE)

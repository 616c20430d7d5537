"""Answers to the steps of the plan: by button, number, or in words; what each does.

Only the side that was asked can answer, and neither side ever sees the other's answer.
"""

from collections.abc import Sequence

from db import awaiting, deliveries, replies
from db.content import Content
from db.models import Awaiting, Control, Delivery, Occurrence, Priority, Reason, Sponsorship
from db.occurrences import OccurrenceState
from db.replies import WORDS
from faq import replying
from faq.decision import Decision
from faq.replying import Heard, Mood
from faq.year import Effect, Side, Step
from handlers import answering, consent, escalation, safety, saying, step_words
from handlers.context import Turn
from handlers.events import Said
from handlers.step_content import SUBJECT
from handlers.step_words import StepWords
from locales.text import Text
from locales.texts import calls as call_texts
from locales.texts import checkins as texts
from locales.texts import year as year_texts

#: Answers as the buttons of earlier versions named them.
EARLIER = {"fine": "good", "help": "need_help"}
#: Which answers a few words mean, the first that the step has.
MEANT: dict[Mood, tuple[str, ...]] = {
    Mood.HELP: ("need_help", "blocked", "talk", "call"),
    Mood.SO_SO: ("so_so", "not_always"),
    Mood.GOOD: ("good", "i_have", "done"),
    Mood.NO: ("not_yet", "nobody", "not_always"),
    Mood.YES: ("done", "i_have", "keep", "good", "talk"),
}
#: Why a copy that was to come does not come.
ANSWERED = "answered"
#: So much of an answer in words is kept.
KEPT_CHARACTERS = 4000


async def press_answer(turn: Turn, argument: str) -> bool:
    """A button under a step, or its number."""
    number, _, said = argument.partition(":")
    key = EARLIER.get(said, said)
    occurrence = await _own(turn, number)
    if occurrence is None or key not in turn.house.plan.answers:
        return False
    words = await step_words.load(turn.session, turn.house)
    step = words.steps.get(occurrence.step_key)
    if step is not None and key not in step.answers:
        return False
    await _take(turn, occurrence, step, key, words)
    return True


async def press_more(turn: Turn, argument: str) -> bool:
    """ "Read more": the entry behind a hint; the question under it stays open."""
    if argument not in turn.house.knowledge.entries:
        return False
    if turn.conversation.control != Control.HUMAN:
        await answering.give(turn, [argument])
    return True


async def answer_shortly(turn: Turn, event: Said) -> bool:
    """A few words that are an answer and nothing else: "yes, all good, thank you".

    Agreed words, so they are read before their meaning; a danger in so many words is not.
    """
    asked = await _asked(turn)
    if asked is None or event.media or safety.is_plain(turn, event.text):
        return False
    heard = replying.hear(event.text, turn.house.reply_words)
    if not heard.whole:
        return False
    words = await step_words.load(turn.session, turn.house)
    step = words.steps.get(asked.step_key)
    key = _meant(step, heard)
    if key is None:
        return False
    await _take(turn, asked, step, key, words, text=event.text)
    return True


async def answer_in_words(turn: Turn, event: Said) -> bool:
    """Own words while a step is open are its answer.

    A question in them is left to the question handler, and what stands beside it is kept.
    """
    asked = await _asked(turn)
    if asked is None or not event.text.strip():
        return False
    if event.media:  # somebody looks at the file, and reads the words with it
        await _keep(turn, asked, WORDS, event.text)
        return False
    heard = replying.hear(event.text, turn.house.reply_words)
    understood = turn.understanding.decision if turn.understanding else Decision.UNSURE
    words = await step_words.load(turn.session, turn.house)
    step = words.steps.get(asked.step_key)
    key = _meant(step, heard)
    if understood in (Decision.ANSWER, Decision.CHOOSE):
        if key is not None:
            await _take(turn, asked, step, key, words, text=event.text)
        return False
    if understood == Decision.CHAT and not heard.moods:
        return False
    await _keep(turn, asked, WORDS, event.text)
    await escalation.open_case(turn, Reason.CHECKIN, confidential=_is_hidden(turn, step))
    await saying.say(turn, year_texts.QUESTION_TOO if heard.asks else texts.THANKS_WORDS)
    return True


async def hides(turn: Turn, payload: str | None = None) -> bool:
    """Whether what was said now answers a private step: no copy of it goes to a staff topic.

    `payload`: of the button that was pressed; None: words, which answer the newest question.
    """
    if turn.conversation.control == Control.HUMAN:
        return False
    if payload is None:
        occurrence = await _asked(turn)
    elif payload.startswith(SUBJECT):
        occurrence = await _own(turn, payload.removeprefix(SUBJECT).partition(":")[0])
    else:
        return False
    if occurrence is None:
        return False
    words = await step_words.load(turn.session, turn.house)
    step = words.steps.get(occurrence.step_key)
    return step is not None and step.private


async def _take(
    turn: Turn,
    occurrence: Occurrence,
    step: Step | None,
    key: str,
    words: StepWords,
    *,
    text: str | None = None,
) -> None:
    """Keep an answer, do what it does, and say what is said after it."""
    answer = turn.house.plan.answers[key]
    fresh = await _keep(turn, occurrence, key, text) != key
    buttons: tuple[tuple[Text, str], ...] = ()
    if answer.effect in (Effect.CASE, Effect.CALL) and fresh:
        hidden = _is_hidden(turn, step)
        await escalation.open_case(
            turn, Reason.CHECKIN, priority=Priority.TODAY, confidential=hidden
        )
    if answer.effect == Effect.CALL:
        buttons = ((call_texts.CHOOSE_TIME, "call:"),)
    elif answer.effect == Effect.STOP:
        buttons = await consent.end(turn)
    elif answer.effect == Effect.KEEP:
        await consent.keep(turn)
    language, reply = words.reply(key, turn.readable)
    await saying.tell(
        turn,
        Content(
            text=step_words.fill(turn.house, reply, language),
            buttons=tuple(
                saying.button(turn, label, load, language)
                for label, load in buttons
                if turn.house.words.has(label, language)
            ),
        ),
        language=language,
        private=step is not None and step.private,
    )


async def _keep(turn: Turn, occurrence: Occurrence, answer: str, text: str | None) -> str | None:
    """Write the answer down and close its question; what was answered here before.

    It does not come to this phone again; others of the household keep theirs.
    """
    before = await replies.record(
        turn.session,
        occurrence.id,
        turn.address.id,
        answer=answer,
        text=text[:KEPT_CHARACTERS] if text else None,
        contact_id=turn.speaker_id,
        now=turn.now,
    )
    subject = f"{SUBJECT}{occurrence.id}"
    await awaiting.close(turn.session, turn.conversation.id, subject, now=turn.now)
    await deliveries.cancel(
        turn.session,
        Delivery.occurrence_id == occurrence.id,
        Delivery.address_id == turn.address.id,
        now=turn.now,
        reason=ANSWERED,
    )
    return before


def _is_hidden(turn: Turn, step: Step | None) -> bool:
    """A family's answers, and those that only staff may read, stay out of the staff's group."""
    return turn.is_family or (step is not None and step.private)


def _meant(step: Step | None, heard: Heard) -> str | None:
    """The answer that a few words mean; None where that is open to doubt."""
    if step is None:
        return None
    moods: Sequence[Mood] = [one for one in Mood if one in heard.moods]
    if "done" in step.answers or "keep" in step.answers:
        moods = sorted(moods, key=lambda one: one == Mood.GOOD)  # "not yet, but all is well"
    if not moods:
        return None
    meant = [key for key in MEANT.get(moods[0], ()) if key in step.answers]
    if moods[0] == Mood.YES and {"good", "talk"} <= set(meant):
        return None  # "Is it clear?" and "Shall we talk?" in one: a person reads it
    return meant[0] if meant else None


async def _asked(turn: Turn) -> Occurrence | None:
    """The occurrence whose question is the newest that is open here, unless staff have the word."""
    if turn.conversation.control == Control.HUMAN:
        return None
    waiting: Awaiting | None = await awaiting.open_question(
        turn.session, turn.conversation.id, now=turn.now
    )
    if waiting is None or not waiting.subject.startswith(SUBJECT):
        return None
    return await _own(turn, waiting.subject.removeprefix(SUBJECT))


async def _own(turn: Turn, number: str) -> Occurrence | None:
    """The occurrence of this number, only if it was for the side that the person belongs to."""
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    found = await turn.session.get(Occurrence, int(number))
    if found is None or found.state != OccurrenceState.SENT:
        return None
    if found.side == Side.FAMILY:
        theirs = turn.household is not None and turn.household.id == found.household_id
        return found if theirs else None
    if found.side != Side.GROUP or found.sponsorship_id is None or turn.contact is None:
        return None
    link = await turn.session.get_one(Sponsorship, found.sponsorship_id)
    return found if turn.contact.welcome_group_id == link.welcome_group_id else None

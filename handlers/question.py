"""A question: answered from the FAQ, asked back, or honestly not known; and what came of it."""

from db import feedback
from db.content import Button, Content
from db.models import Control, DeliveryKind, Reason
from faq import places
from faq.chat import Chat
from faq.decision import Decision
from faq.understanding import Understanding
from handlers import answering, escalation, language, safety, saying, suggesting
from handlers.context import Turn
from handlers.events import Said
from locales import languages
from locales.text import Text
from locales.texts import escalation as escalation_texts
from locales.texts import general
from locales.texts import question as texts

#: After so many answers in a row that were unsure or did not help, a person is asked.
UNSURE_LIMIT = 2
#: How many topics are offered at once.
CHOICES = 3
#: An entry is offered although nothing is sure where it is at least so likely, and so many times
#: likelier than the first that is not offered.
LEAST, AHEAD = 0.01, 5
#: Something is asked only in a word of so many letters, without the signs around it.
WORD, MARKS = 3, ".,;:!?؟،؛()\"«»“”'¿"
#: What a polite person says to small talk.
SMALL_TALK: dict[Chat, Text] = {
    Chat.GREETING: general.GREETING,
    Chat.THANKS: general.THANKS,
    Chat.GOODBYE: general.GOODBYE,
    Chat.ROBOT: general.ROBOT,
    Chat.FINE: general.FINE,
}
#: How the payload of a button begins that chooses an entry; the question's language ends it.
CHOOSE = "choose:"


async def answer(turn: Turn, event: Said) -> bool:
    """Say what the understanding calls for; another language is offered where nothing is asked."""
    understood = turn.understanding
    if understood is None or not understood.text:
        return False
    await language.ask_persian(turn)
    asked = await _react(turn, understood)
    await safety.offer_a_person(turn)
    if not asked:
        await language.offer_switch(turn)
    return True


async def _react(turn: Turn, understood: Understanding) -> bool:
    """The answer, or what stands for it; True when a question was asked back."""
    if understood.decision == Decision.ANSWER:
        meant = [understood.ranked[0], *([understood.second] if understood.second else [])]
        entry_ids = [one.entry_id for one in meant]
        return await answering.give(turn, entry_ids, places.named(understood.text))
    if understood.decision == Decision.CHOOSE:
        await offer(turn, [one.entry_id for one in understood.ranked[:CHOICES]])
        return True
    if understood.decision == Decision.CHAT:
        chat = understood.chat
        said = SMALL_TALK.get(chat, general.PLEASE_WORDS) if chat else general.PLEASE_WORDS
        await saying.say(turn, said)
    else:
        await admit(turn, understood.text, nearest(understood))
    return False


def nearest(understood: Understanding) -> list[str]:
    """Topics to offer where nothing is sure; none where no few stand out, or nothing is asked."""
    scores = [one.score for one in understood.ranked] or [0.0]
    stands_out = scores[0] >= LEAST and scores[0] >= AHEAD * scores[min(CHOICES, len(scores) - 1)]
    words = [one.strip(MARKS) for one in understood.text.split()]
    asks = any(len(one) >= WORD and one.replace("'", "").isalpha() for one in words)
    return [one.entry_id for one in understood.ranked[:CHOICES]] if stands_out and asks else []


async def offer(turn: Turn, entry_ids: list[str], *, ways: bool = False) -> None:
    """Ask which of several topics is meant: the question and all its buttons in one language.

    `ways`: a person is offered beside them, since perhaps none of them is.

    The buttons keep the language of the question, in which the answer to a press is given.
    """
    spoken, there = one_language(turn, entry_ids)
    understood = turn.understanding
    asked_in = turn.reads if understood and understood.language_sure else ""
    buttons = [
        Button(label=turn.house.knowledge.title(one, spoken), payload=f"{CHOOSE}{one}:{asked_in}")
        for one in there
    ]
    buttons.append(saying.button(turn, texts.NONE_OF_THESE, f"none:{asked_in}", spoken))
    if ways:
        buttons.append(saying.button(turn, *answering.PERSON, spoken))
    await saying.tell(
        turn,
        Content(text=saying.words(turn, texts.WHICH_ONE, spoken), buttons=tuple(buttons)),
        kind=DeliveryKind.ANSWER,
        language=spoken,
    )


def one_language(turn: Turn, entry_ids: list[str]) -> tuple[str, list[str]]:
    """The language of a whole choice, and what can be chosen in it; never two languages at once.

    The first of these that has every topic: the person's own, the second one, English, another
    of ours. Where none has them all, the first that has most: what it does not have is left out.
    """
    knowledge = turn.house.knowledge
    wanted = [turn.language, *turn.readable, languages.ENGLISH]
    ours = dict.fromkeys([*wanted, *languages.INTERFACE])
    order = [code for code in ours if code in languages.CHOOSABLE]
    there = {
        code: [one for one in entry_ids if knowledge.language_of(one, code) == code]
        for code in order
    }
    spoken = max(order, key=lambda code: len(there[code]))  # of equals the first
    return spoken, there[spoken]


async def admit(turn: Turn, text: str, near: list[str]) -> None:
    """Say that nothing is sure, remember the gap, and ask a person after two in a row.

    What is `near` is offered the first time, beside a person, and never as an answer.
    """
    await feedback.add_gap(turn.session, turn.conversation.id, text, turn.reads, now=turn.now)
    if near and turn.conversation.unsure_streak == 0:
        turn.conversation.unsure_streak = 1
        await offer(turn, near, ways=True)
    else:
        await stumble(turn, texts.NOT_KNOWN)


async def stumble(turn: Turn, said: Text) -> None:
    """Count an answer that did not help; the second in a row opens a case by itself."""
    turn.conversation.unsure_streak += 1
    already_queued = turn.conversation.control != Control.BOT
    if turn.conversation.unsure_streak < UNSURE_LIMIT or already_queued:
        await saying.say(turn, said, buttons=answering.ways_to_a_person(turn))
        return
    await saying.say(turn, escalation_texts.UNSURE_TWICE)
    perhaps_danger = turn.understanding is not None and turn.understanding.doubt is not None
    await escalation.open_case(turn, Reason.UNSURE, confidential=perhaps_danger)
    await escalation.say_when(
        turn, escalation_texts.PASSED_ON_OPEN, escalation_texts.PASSED_ON_LATER
    )


async def press_helped(turn: Turn, argument: str) -> bool:
    """ "This helped" under an answer."""
    judged = await _judge(turn, argument, helped=True)
    if judged is None:
        return False
    if judged:
        turn.conversation.unsure_streak = 0
        await saying.say(turn, texts.GLAD)
    return True


async def press_not_helped(turn: Turn, argument: str) -> bool:
    """ "Not quite" under an answer; pressed again it counts no more."""
    judged = await _judge(turn, argument, helped=False)
    if judged is None:
        return False
    if judged:
        await stumble(turn, texts.TRY_AGAIN)
    return True


async def press_choose(turn: Turn, argument: str) -> bool:
    """One of several offered topics."""
    entry_id, _, asked_in = argument.partition(":")
    if entry_id not in turn.house.knowledge.entries:
        return False
    if turn.conversation.control == Control.HUMAN:
        return True
    turn = _as_asked(turn, asked_in)
    await feedback.record_choice(
        turn.session, turn.conversation.id, entry_id, choose=CHOOSE, now=turn.now
    )
    region = await suggesting.region_asked(turn, entry_id)
    if not await answering.give(turn, [entry_id], region):
        await language.offer_switch(turn)
    return True


async def press_none(turn: Turn, argument: str) -> bool:
    """None of the offered topics fits."""
    turn = _as_asked(turn, argument)
    await stumble(turn, texts.NOT_KNOWN)
    await language.offer_switch(turn)
    return True


def _as_asked(turn: Turn, code: str) -> Turn:
    """The turn in the language of the question that led to a choice, where that was sure."""
    return language.reading(turn, code) if code in languages.LANGUAGES else turn


async def _judge(turn: Turn, argument: str, *, helped: bool) -> bool | None:
    """True when the verdict is new or another one; None when there is no such answer."""
    message = await saying.find(turn, argument)
    entry_id = message.content.get("entry_id") if message else None
    if message is None or entry_id is None:
        return None
    return await feedback.record(turn.session, message.id, entry_id, helped=helped, now=turn.now)

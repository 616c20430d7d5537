"""A question: answered from the FAQ, asked back, or honestly not known."""

from db import feedback, messages
from db.content import Button, Content
from db.models import Control, DeliveryKind, Reason
from faq.chat import Chat
from faq.engine import Decision
from handlers import escalation, saying
from handlers.context import Turn
from handlers.events import Said
from locales.text import Text
from locales.texts import escalation as escalation_texts
from locales.texts import general
from locales.texts import question as texts

#: After so many answers in a row that were unsure or did not help, a person is asked.
UNSURE_LIMIT = 2
#: So far back the answer before a new one is looked for, in messages.
RECENT = 20
#: How many topics are offered at once.
CHOICES = 3
#: What a polite person says to small talk.
SMALL_TALK: dict[Chat, Text] = {
    Chat.GREETING: general.GREETING,
    Chat.THANKS: general.THANKS,
    Chat.GOODBYE: general.GOODBYE,
    Chat.ROBOT: general.ROBOT,
}
PERSON = (general.TALK_TO_PERSON, "human:")
#: How the payload of a button begins that chooses an entry.
CHOOSE = "choose:"


async def answer(turn: Turn, event: Said) -> bool:
    """Say what the understanding calls for."""
    understood = turn.understanding
    if understood is None or not understood.text:
        return False
    if understood.decision == Decision.ANSWER:
        await give(turn, understood.ranked[0].entry_id)
    elif understood.decision == Decision.CHOOSE:
        await offer(turn, [one.entry_id for one in understood.ranked[:CHOICES]])
    elif understood.decision == Decision.CHAT:
        chat = understood.chat
        said = SMALL_TALK.get(chat, general.PLEASE_WORDS) if chat else general.PLEASE_WORDS
        await saying.say(turn, said)
    else:
        await admit(turn, understood.text)
    return True


async def give(turn: Turn, entry_id: str) -> None:
    """Send one entry, whole in one language, with its three buttons."""
    knowledge = turn.house.knowledge
    if not await _last_one_failed(turn):
        turn.conversation.unsure_streak = 0
    found = knowledge.answer(entry_id, turn.language, region=turn.region, today=turn.today)
    if found.language != turn.language:
        await saying.say(turn, texts.ONLY_ENGLISH, buttons=(PERSON,))
    buttons = (
        (texts.HELPED, f"helped:{saying.THIS}"),
        (texts.NOT_QUITE, f"nothelped:{saying.THIS}"),
        PERSON,
    )
    row = tuple(saying.button(turn, label, load, found.language) for label, load in buttons)
    await saying.tell(
        turn,
        Content(text=found.text, buttons=row, entry_id=entry_id),
        kind=DeliveryKind.ANSWER,
        language=found.language,
    )


async def offer(turn: Turn, entry_ids: list[str]) -> None:
    """Ask which of several topics is meant; a title in another language would mix languages."""
    knowledge = turn.house.knowledge
    whole = all(knowledge.language_of(one, turn.language) == turn.language for one in entry_ids)
    language = turn.language if whole else "en"
    spoken = [one for one in entry_ids if knowledge.language_of(one, language) == language]
    entry_ids = spoken or entry_ids  # what a colleague wrote may not be there in English yet
    buttons = [
        Button(label=knowledge.title(one, language), payload=f"{CHOOSE}{one}") for one in entry_ids
    ]
    buttons.append(saying.button(turn, texts.NONE_OF_THESE, "none:", language))
    await saying.tell(
        turn,
        Content(text=saying.words(turn, texts.WHICH_ONE, language), buttons=tuple(buttons)),
        kind=DeliveryKind.ANSWER,
        language=language,
    )


async def admit(turn: Turn, text: str) -> None:
    """Say that nothing is known, remember the gap, and ask a person after two in a row."""
    await feedback.add_gap(turn.session, turn.conversation.id, text, turn.reads, now=turn.now)
    await stumble(turn, texts.NOT_KNOWN)


async def stumble(turn: Turn, said: Text) -> None:
    """Count an answer that did not help; the second in a row opens a case by itself."""
    turn.conversation.unsure_streak += 1
    already_queued = turn.conversation.control != Control.BOT
    if turn.conversation.unsure_streak < UNSURE_LIMIT or already_queued:
        await saying.say(turn, said, buttons=(PERSON,))
        return
    await saying.say(turn, escalation_texts.UNSURE_TWICE)
    await escalation.open_case(turn, Reason.UNSURE)
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
    if argument not in turn.house.knowledge.entries:
        return False
    if turn.conversation.control == Control.HUMAN:
        return True
    await feedback.record_choice(
        turn.session, turn.conversation.id, argument, choose=CHOOSE, now=turn.now
    )
    await give(turn, argument)
    return True


async def press_none(turn: Turn, argument: str) -> bool:
    """None of the offered topics fits."""
    del argument
    await stumble(turn, texts.NOT_KNOWN)
    return True


async def _last_one_failed(turn: Turn) -> bool:
    """The answer before this one was judged "not quite": another such is the second in a row."""
    recent = await messages.latest(turn.session, turn.conversation.id, limit=RECENT)
    answers = [one.id for one in recent if one.content.get("entry_id")]
    return bool(answers) and await feedback.of_message(turn.session, answers[-1]) is False


async def _judge(turn: Turn, argument: str, *, helped: bool) -> bool | None:
    """True when the verdict is new or another one; None when there is no such answer."""
    message = await messages.of_conversation(
        turn.session,
        turn.conversation.id,
        int(argument) if argument.isascii() and argument.isdigit() and len(argument) < 12 else 0,
    )
    entry_id = message.content.get("entry_id") if message else None
    if message is None or entry_id is None:
        return None
    return await feedback.record(turn.session, message.id, entry_id, helped=helped, now=turn.now)

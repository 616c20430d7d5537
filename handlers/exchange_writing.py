"""What volunteers write for other groups: asked for, looked over, kept whole or not at all."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from db import awaiting, exchange, exchange_members
from db.content import Content
from db.models import (
    Contact,
    Control,
    CopyState,
    ExchangeCopy,
    ExchangeQuestion,
    ExchangeReply,
    QuestionState,
    Reason,
    ReplyState,
)
from handlers import escalation, exchange_details, exchange_staff, saying
from handlers import exchange as circle
from handlers.context import Turn
from handlers.events import Said
from handlers.exchange import VERB
from handlers.exchange_details import Kind
from locales.text import Text
from locales.texts import exchange as texts

#: Subjects under which words are waited for; a number follows an answer's.
ASKING = f"{VERB}:write"
ANSWERING = f"{VERB}:answer:"
#: So long after the button the next words are meant for others.
WAITS = dt.timedelta(hours=1)
#: Characters of a question or an answer.
LONGEST = 800
#: Messages to and fro about one question between two volunteers.
THREAD = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question and one volunteer who got it, as one of the two sees it."""

    copy: ExchangeCopy
    question: ExchangeQuestion
    #: the one who looks is the one who asked
    by_asker: bool

    @property
    def is_open(self) -> bool:
        return self.copy.state == CopyState.SENT and self.question.state == QuestionState.APPROVED


async def press(turn: Turn, argument: str) -> bool:
    """A button of the exchange."""
    deed, _, rest = argument.partition(":")
    return deed in DEEDS and await DEEDS[deed](turn, rest)


async def answer_in_words(turn: Turn, event: Said) -> bool:
    """The words that were asked for: a question, or an answer to one."""
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    text = event.text.strip()
    if waiting is None or not text or turn.now - waiting.asked_at > WAITS:
        return False
    subject = waiting.subject
    person = await circle.member(turn) if subject.startswith((ASKING, ANSWERING)) else None
    if person is None or turn.conversation.control == Control.HUMAN:
        return False
    await awaiting.close(turn.session, turn.conversation.id, subject, now=turn.now)
    if not await _may_go_on(turn, text, subject):
        return True
    if subject == ASKING:
        return await _keep_question(turn, person, text)
    return await _keep_reply(turn, text, subject.removeprefix(ANSWERING))


async def _may_go_on(turn: Turn, text: str, subject: str) -> bool:
    """Nothing by which somebody is known; otherwise say what kind, and ask for it again."""
    if len(text) > LONGEST:
        await _ask_again(turn, saying.words(turn, texts.TOO_LONG, most=LONGEST), subject)
        return False
    names = await exchange_members.everybodys_names(turn.session)
    kinds = exchange_details.find(text, names)
    if kinds:
        await _ask_again(turn, refusal(turn, kinds), subject)
    return not kinds


def refusal(turn: Turn, kinds: Sequence[Kind]) -> str:
    """What was found, kind by kind, and what to do."""
    found = (f"– {saying.words(turn, texts.KINDS[kind])}" for kind in kinds)
    first, last = (saying.words(turn, one) for one in (texts.NOT_PASSED_ON, texts.WRITE_WITHOUT))
    return "\n".join([first, *found, last])


async def _ask_again(turn: Turn, text: str, subject: str) -> None:
    cancel = saying.button(turn, texts.CANCEL, f"{VERB}:cancel")
    await saying.tell(turn, Content(text=text, buttons=(cancel,)), subject=subject)


async def _keep_question(turn: Turn, person: Contact, text: str) -> bool:
    group = turn.group
    if group is None or group.postal_code is None:
        return False
    question = ExchangeQuestion(
        contact_id=person.id,
        welcome_group_id=group.id,
        conversation_id=turn.conversation.id,
        postal_code=group.postal_code,
        text=text,
        language=turn.reads,
        state=QuestionState.WAITING,
        created_at=turn.now,
    )
    turn.session.add(question)
    await turn.session.flush()
    buttons = ((texts.TAKE_BACK, f"{VERB}:back:{question.id}"),)
    await saying.say(turn, texts.ASKED, buttons=buttons)
    return True


async def _keep_reply(turn: Turn, text: str, number: str) -> bool:
    thread = await _thread(turn, number)
    if thread is None or not await _still_open(turn, thread):
        return thread is not None
    risks = exchange_details.risks(text)
    turn.session.add(
        ExchangeReply(
            copy_id=thread.copy.id,
            by_asker=thread.by_asker,
            text=text,
            language=turn.reads,
            state=ReplyState.WAITING if risks else ReplyState.READY,
            risks=[str(risk) for risk in risks],
            created_at=turn.now,
        )
    )
    await saying.say(turn, texts.ANSWER_READ_FIRST if risks else texts.ANSWER_SENT)
    return True


async def _press_menu(turn: Turn, rest: str) -> bool:
    del rest
    return circle.volunteer(turn) is not None and await circle.show(turn)


async def _press_ask(turn: Turn, rest: str) -> bool:
    del rest
    person = await circle.member(turn)
    if person is None:
        return False
    known = await exchange.pending_of(turn.session, person.id)
    if known is not None:
        back = ((texts.TAKE_BACK, f"{VERB}:back:{known.id}"),)
        await saying.say(turn, texts.WAITS_ALREADY, buttons=back)
        return True
    return await _write(turn, texts.WRITE_QUESTION, ASKING)


async def _press_answer(turn: Turn, rest: str) -> bool:
    thread = await _thread(turn, rest)
    if thread is None or not await _still_open(turn, thread):
        return thread is not None
    return await _write(turn, texts.WRITE_ANSWER, f"{ANSWERING}{rest}")


async def _write(turn: Turn, said: Text, subject: str) -> bool:
    """Ask for words; while a colleague is in charge they would be the colleague's."""
    if turn.conversation.control == Control.HUMAN:
        await saying.say(turn, texts.PERSON_WRITES)
        return True
    await saying.say(turn, said, buttons=((texts.CANCEL, f"{VERB}:cancel"),), subject=subject)
    return True


async def _press_cancel(turn: Turn, rest: str) -> bool:
    del rest
    for subject in (ASKING, ANSWERING):
        await awaiting.close_all(turn.session, turn.conversation.id, subject, now=turn.now)
    await saying.say(turn, texts.CANCELLED)
    return True


async def _press_back(turn: Turn, rest: str) -> bool:
    """The author takes a question back that has not gone on."""
    question = await _own_question(turn, rest)
    seen = (QuestionState.WAITING, QuestionState.PROPOSED)
    if question is None or not await exchange.decide(
        turn.session, question.id, QuestionState.WITHDRAWN, seen=seen
    ):
        return False
    await saying.say(turn, texts.TAKEN_BACK)
    return True


async def _press_agree(turn: Turn, rest: str) -> bool:
    """The author agrees with staff's wording: it goes on as it was shown."""
    question = await _own_question(turn, rest)
    if question is None or question.state != QuestionState.PROPOSED:
        return False
    question.agreed_at = turn.now
    await turn.session.flush()
    return await exchange_staff.send_on(turn, question)


async def _press_decline(turn: Turn, rest: str) -> bool:
    question = await _own_question(turn, rest)
    seen = (QuestionState.PROPOSED,)
    if question is None or not await exchange.decide(
        turn.session, question.id, QuestionState.WAITING, seen=seen, declined_at=turn.now
    ):
        return False
    await saying.say(turn, texts.DECLINED)
    return True


async def _press_report(turn: Turn, rest: str) -> bool:
    """Something is wrong: the thread is closed at once, and staff look."""
    thread = await _thread(turn, rest)
    if thread is None:
        return False
    await exchange.move_copy(
        turn.session,
        thread.copy.id,
        CopyState.STOPPED,
        seen=tuple(CopyState),
        reported_by=turn.speaker_id,
        reported_at=turn.now,
    )
    await exchange.stop_replies(turn.session, [thread.copy.id])
    await escalation.open_case(turn, Reason.EXCHANGE, confidential=True)
    await saying.say(turn, texts.REPORTED)
    return True


async def _thread(turn: Turn, number: str) -> Thread | None:
    """The thread of this number, if this person takes part and is one of its two."""
    person = await circle.member(turn)
    found = await exchange.find_copy(turn.session, _number(number)) if person else None
    if person is None or found is None:
        return None
    copy, question = found
    if person.id not in (copy.contact_id, question.contact_id):
        return None
    return Thread(copy=copy, question=question, by_asker=person.id == question.contact_id)


async def _still_open(turn: Turn, thread: Thread) -> bool:
    """Whether more can be written there; otherwise it is said why not."""
    if not thread.is_open:
        await saying.say(turn, texts.CLOSED)
        return False
    if await exchange.count_replies(turn.session, thread.copy.id) >= THREAD:
        await saying.say(turn, texts.FULL, most=THREAD)
        return False
    return True


async def _own_question(turn: Turn, number: str) -> ExchangeQuestion | None:
    person = await circle.member(turn)
    found = await turn.session.get(ExchangeQuestion, _number(number)) if person else None
    return found if found and person and found.contact_id == person.id else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


#: What a button does, by the second word of its payload.
DEEDS: Mapping[str, Callable[[Turn, str], Awaitable[bool]]] = {
    "menu": _press_menu,
    "join": circle.press_join,
    "no": circle.press_no,
    "leave": circle.press_leave,
    "ask": _press_ask,
    "answer": _press_answer,
    "cancel": _press_cancel,
    "back": _press_back,
    "agree": _press_agree,
    "decline": _press_decline,
    "report": _press_report,
}

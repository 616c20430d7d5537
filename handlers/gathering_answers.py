"""Whether they come: one question per message, and every answer can be changed later."""

import re
import unicodedata
from collections.abc import Awaitable, Callable

from db import awaiting, gatherings
from db.content import Button, Content
from db.models import Gathering, GatheringState, Invitation, InvitationState
from faq.decision import Decision
from handlers import charge, gathering_calendar, gathering_words, routing, saying, seats
from handlers.context import Turn
from handlers.events import Said
from locales import languages
from locales.texts import gatherings as texts
from locales.texts import general

#: How the subject of every question about a gathering begins.
SUBJECT = "gather:"
#: The questions that yes, the first button, and no answer.
YES_OR_NO = tuple(f"{SUBJECT}{one}:" for one in ("ask", "interpreter", "childcare"))
#: The questions about one invitation; each is put under its own subject.
QUESTIONS = ("ask", "told", "persons", "interpreter", "childcare", "done")
#: Numbers of people under the question; more are written.
BUTTONS = 3
#: More people than this come with nobody.
MOST = 30
#: Words longer than this are no number.
SHORT = 40
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")

Pair = tuple[Gathering, Invitation]


async def press(turn: Turn, argument: str) -> bool:
    """A button of an invitation: what was chosen, for which one, and how many."""
    verb, _, rest = argument.partition(":")
    number, _, chosen = rest.partition(":")
    act = STEPS.get(verb)
    found = await _own(turn, number) if act else None
    if act is None or found is None:
        return False
    turn = gathering_words.own_words(turn)
    gathering, invitation = found
    is_open = gathering.state == GatheringState.PLANNED and gathering.starts_at > turn.now
    if not is_open or invitation.state == InvitationState.WITHDRAWN:
        await saying.say(turn, texts.OVER)
        return True
    await _close(turn, invitation)
    return await act(turn, found, chosen)


async def answer(turn: Turn, event: Said) -> bool:
    """A number of people in words, while that is the newest open question."""
    waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
    if waiting is None or not waiting.subject.startswith(f"{SUBJECT}persons:"):
        return False
    if await charge.speaks_last(turn, waiting) or _is_question(turn):
        return False
    number, found = waiting.subject.rpartition(":")[2], numbers(event.text)
    if len(found) == 1 and 1 <= found[0] <= MOST:
        return await press(turn, f"persons:{number}:{found[0]}")
    return bool(found) and await press(turn, f"again:{number}")


def numbers(text: str) -> list[int]:
    """The numbers that a short text holds, in any digits: "we are 5", "٥"."""
    plain = "".join(
        str(unicodedata.decimal(sign)) if unicodedata.decimal(sign, None) is not None else sign
        for sign in text
    )
    return [int(one) for one in _NUMBER.findall(plain)] if len(plain) <= SHORT else []


async def _come(turn: Turn, found: Pair, _chosen: str) -> bool:
    """They come: a place is theirs at once, or they wait; then how many they are."""
    gathering, invitation = found
    if await seats.come(turn.session, gathering, invitation, now=turn.now):
        await _ask_persons(turn, found)
        return True
    await _ask_persons(turn, found, opening=saying.words(turn, texts.YOU_WAIT))
    return True


async def _again(turn: Turn, found: Pair, _chosen: str) -> bool:
    """Two numbers in one answer, or a strange one: ask for one number."""
    await _ask_persons(turn, found)
    return True


async def _persons(turn: Turn, found: Pair, chosen: str) -> bool:
    """So many come: noted where they have room, else asked again with how many may."""
    gathering, invitation = found
    persons = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 3 else 0
    if not 1 <= persons <= MOST:
        return False
    if invitation.state in (InvitationState.NO, InvitationState.LAPSED, InvitationState.INVITED):
        await seats.come(turn.session, gathering, invitation, now=turn.now)
    most = await seats.resize(turn.session, gathering, invitation, persons, now=turn.now)
    if most is not None:
        await _ask_persons(turn, found, most=most)
    elif invitation.state == InvitationState.WAITING:
        await saying.say(
            turn, texts.YOU_WAIT, buttons=((texts.CANNOT, f"gather:no:{invitation.id}"),)
        )
    elif await _is_spoken(turn, gathering):
        await _interpreter(turn, found, "no")
    else:
        await _ask_yes_or_no(turn, found, "interpreter")
    return True


async def _interpreter(turn: Turn, found: Pair, chosen: str) -> bool:
    invitation = found[1]
    invitation.needs_interpreter = chosen == "yes"
    invitation.interpreter_language = turn.reads if chosen == "yes" else None
    await _ask_yes_or_no(turn, found, "childcare")
    return True


async def _childcare(turn: Turn, found: Pair, chosen: str) -> bool:
    found[1].needs_childcare = chosen == "yes"
    await _say_noted(turn, found)
    return True


async def _no(turn: Turn, found: Pair, _chosen: str) -> bool:
    """They cannot come: their places go to whoever waits."""
    gathering, invitation = found
    invitation.answered_at = turn.now
    await seats.leave(turn.session, gathering, invitation, now=turn.now)
    button = saying.button(turn, texts.COME, f"gather:come:{invitation.id}")
    await _ask(turn, invitation, "done", saying.words(turn, texts.NOT_COMING), [button])
    return True


#: What follows a button, by the second word of its payload.
STEPS: dict[str, Callable[[Turn, Pair, str], Awaitable[bool]]] = {
    "come": _come,
    "again": _again,
    "persons": _persons,
    "interpreter": _interpreter,
    "childcare": _childcare,
    "no": _no,
}


async def _ask_persons(
    turn: Turn, found: Pair, *, most: int | None = None, opening: str = ""
) -> None:
    """How many come; `most`: there are not more places for them."""
    invitation = found[1]
    text = saying.words(turn, texts.HOW_MANY)
    if most is not None:
        text = saying.words(turn, texts.FEWER, count=most)
    buttons = [
        Button(label=str(one), payload=f"gather:persons:{invitation.id}:{one}")
        for one in range(1, min(most or BUTTONS, BUTTONS) + 1)
    ]
    await _ask(turn, invitation, "persons", f"{opening}\n\n{text}".strip(), buttons)


async def _ask_yes_or_no(turn: Turn, found: Pair, question: str) -> None:
    invitation = found[1]
    if question == "interpreter":
        text = saying.words(turn, texts.INTERPRETER, spoken=languages.own_name(turn.reads))
    else:
        text = saying.words(turn, texts.CHILDCARE)
    buttons = [
        saying.button(turn, label, f"gather:{question}:{invitation.id}:{word}")
        for label, word in ((general.YES, "yes"), (general.NO, "no"))
    ]
    await _ask(turn, invitation, question, text, buttons)


async def _say_noted(turn: Turn, found: Pair) -> None:
    """All that was said, with the calendar file, and how it is changed."""
    gathering, invitation = found
    lines = [saying.words(turn, texts.YOU_COME, count=invitation.persons or 1)]
    if invitation.needs_interpreter and invitation.interpreter_language:
        spoken = languages.own_name(invitation.interpreter_language)
        lines.append(saying.words(turn, texts.WITH_INTERPRETER, spoken=spoken))
    if invitation.needs_childcare:
        lines.append(saying.words(turn, texts.WITH_CHILDCARE))
    if await seats.remind(turn.session, gathering, invitation, now=turn.now):
        lines.append(saying.words(turn, texts.WE_REMIND))
    text = "\n".join(lines) + "\n\n" + gathering_words.facts(turn, gathering)
    buttons = [
        saying.button(turn, texts.CHANGE, f"gather:come:{invitation.id}"),
        saying.button(turn, texts.CANNOT, f"gather:no:{invitation.id}"),
    ]
    content = Content(text=text, buttons=tuple(buttons))
    subject = f"{SUBJECT}done:{invitation.id}"
    files = [gathering_calendar.of_turn(turn, gathering)]
    await saying.tell(turn, content, subject=subject, files=files)


async def _is_spoken(turn: Turn, gathering: Gathering) -> bool:
    """What the person reads is spoken there anyway: an interpreter for it would be nonsense."""
    host = await gatherings.host_languages(turn.session, gathering)
    return routing.speaks((gathering.language, *host), turn.reads)


async def _ask(
    turn: Turn, invitation: Invitation, question: str, text: str, buttons: list[Button]
) -> None:
    content = Content(text=text, buttons=tuple(buttons))
    await saying.tell(turn, content, subject=f"{SUBJECT}{question}:{invitation.id}")


async def _close(turn: Turn, invitation: Invitation) -> None:
    """Whatever was asked about this invitation is answered now, or asked again."""
    for one in QUESTIONS:
        subject = f"{SUBJECT}{one}:{invitation.id}"
        await awaiting.close(turn.session, turn.conversation.id, subject, now=turn.now)


async def _own(turn: Turn, number: str) -> Pair | None:
    """The gathering, locked, and the invitation of this number, if it is this person's."""
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    invitation = await gatherings.invitation(turn.session, int(number))
    if invitation is not None and not _is_theirs(turn, invitation):
        mine = turn.contact.id if turn.contact else 0
        invitation = await gatherings.after_merge(turn.session, invitation, mine)
    if invitation is None:
        return None
    gathering = await gatherings.locked(turn.session, invitation.gathering_id)
    invitation = await gatherings.invitation(turn.session, invitation.id)
    return (gathering, invitation) if gathering and invitation else None


def _is_theirs(turn: Turn, invitation: Invitation) -> bool:
    if invitation.household_id is not None:
        return turn.household is not None and turn.household.id == invitation.household_id
    return turn.contact is not None and turn.contact.id == invitation.contact_id


def _is_question(turn: Turn) -> bool:
    understood = turn.understanding
    return understood is not None and understood.decision in (Decision.ANSWER, Decision.CHOOSE)

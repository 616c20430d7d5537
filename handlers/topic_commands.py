"""What staff can ask for in a topic by commands and buttons; the deeds are the desk's own."""

from collections.abc import Awaitable, Callable

from db import cases
from db.models import Case, StaffMember
from handlers import charge, escalation, mirror, snoozing, topic_card, topic_faq
from handlers import staff as desk
from handlers.context import Turn
from locales.text import Text
from locales.texts import topic_work as work
from locales.texts import topics as posts

#: A line that starts with this is a note, whoever is in charge.
NOTE_MARK = "//"
NOTE = "note"

#: What does something for a colleague, with the words behind a command or on a button.
Deed = Callable[[Turn, StaffMember, str], Awaitable[None]]


def read(text: str) -> tuple[str, str] | None:
    """The command that a message is, and what stands behind it; None for other words."""
    text = text.strip()
    if text.startswith(NOTE_MARK):
        return NOTE, text[len(NOTE_MARK) :].strip()
    word, *rest = text.split(maxsplit=1)[:2] or [""]
    name = word.partition("@")[0].removeprefix("/").casefold()
    if not word.startswith("/") or not name.replace("_", "").isalnum():
        return None
    return name, rest[0].strip() if rest else ""


async def obey(turn: Turn, member: StaffMember, name: str, rest: str) -> None:
    """Do what a command says; an unknown one is answered by the list."""
    deed = COMMANDS.get(name)
    if deed is None:
        await mirror.post(turn, work.UNKNOWN_COMMAND, command=f"/{name[:32]}")
        await _help(turn, member, rest)
        return
    await guarded(turn, deed(turn, member, rest))


async def press(turn: Turn, member: StaffMember, verb: str, argument: str) -> None:
    """Do what a button says."""
    deed = PRESSES.get(verb)
    if deed is not None:
        await guarded(turn, deed(turn, member, argument))


async def guarded(turn: Turn, deed: Awaitable[object]) -> None:
    """Do it, or say in the topic why it could not be done."""
    try:
        await deed
    except desk.TakenBy as taken:
        await mirror.post(turn, posts.ALREADY_TAKEN, name=taken.name)
    except tuple(REFUSED) as refused:
        await mirror.post(turn, REFUSED[type(refused)])


async def _claim(turn: Turn, member: StaffMember, rest: str) -> None:
    del rest
    await desk.claim(turn, member)


async def _note(turn: Turn, member: StaffMember, rest: str) -> None:
    await desk.note(turn, member, rest, from_topic=True)


async def _release(turn: Turn, member: StaffMember, rest: str) -> None:
    del rest
    await desk.release(turn, member)


async def _ask_outcome(turn: Turn, member: StaffMember, rest: str) -> None:
    """How did it end? One button for each outcome."""
    del rest
    case = await _open_case(turn, member)
    buttons = [(label, f"close:{case.id}:{end}") for end, label in work.OUTCOMES.items()]
    await mirror.post(turn, work.HOW_IT_ENDED, buttons=buttons)


async def _close(turn: Turn, member: StaffMember, argument: str) -> None:
    outcome = await _chosen(turn, member, argument)
    if outcome in desk.OUTCOMES:
        await desk.close(turn, member, outcome)


async def _ask_moment(turn: Turn, member: StaffMember, rest: str) -> None:
    """Until when? One button for each of the usual moments that is still to come."""
    del rest
    case = await _open_case(turn, member)
    moments = snoozing.choices(turn.house, now=turn.now)
    buttons = [(work.MOMENTS[name], f"snooze:{case.id}:{name}") for name in moments]
    await mirror.post(turn, work.UNTIL_WHEN, buttons=buttons)


async def _snooze(turn: Turn, member: StaffMember, argument: str) -> None:
    name = await _chosen(turn, member, argument)
    until = snoozing.choices(turn.house, now=turn.now).get(name)
    if until is None:
        raise snoozing.PastTime(snoozing.PastTime.__doc__)
    await snoozing.snooze(turn, member, until)


async def _who(turn: Turn, member: StaffMember, rest: str) -> None:
    del rest
    await topic_card.show(turn, member)


async def _find(turn: Turn, member: StaffMember, rest: str) -> None:
    if await _may_show(turn):
        await topic_faq.find(turn, member, rest)


async def _look(turn: Turn, member: StaffMember, entry_id: str) -> None:
    if await _may_show(turn):
        await topic_faq.look(turn, member, entry_id)


async def _answer(turn: Turn, member: StaffMember, entry_id: str) -> None:
    if await _may_show(turn):
        await topic_faq.answer(turn, member, entry_id)


async def _help(turn: Turn, member: StaffMember, rest: str) -> None:
    del member, rest
    await mirror.post(turn, work.COMMANDS)


async def _may_show(turn: Turn) -> bool:
    """What answers a confidential case would tell what it is about: that is done at the desk."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if not await mirror.is_confidential(turn, case):
        return True
    await mirror.post(turn, posts.CONFIDENTIAL_HERE, link=escalation.desk_link(turn))
    return False


async def _open_case(turn: Turn, member: StaffMember) -> Case:
    """The case that a question is about. NothingOpen, TakenBy."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is None:
        raise snoozing.NothingOpen(snoozing.NothingOpen.__doc__)
    if turn.conversation.assignee_id is not None:
        await charge.check(turn, member)
    return case


async def _chosen(turn: Turn, member: StaffMember, argument: str) -> str:
    """What a button chooses for the open case; Earlier when it was put for another."""
    number, _, choice = argument.partition(":")
    case = await _open_case(turn, member)
    if number != str(case.id):
        raise Earlier(Earlier.__doc__)
    return choice


class Earlier(ValueError):
    """This button was put for a request that is closed."""


#: What a command does, by its name.
COMMANDS: dict[str, Deed] = {
    "claim": _claim,
    NOTE: _note,
    "release": _release,
    "close": _ask_outcome,
    "snooze": _ask_moment,
    "who": _who,
    "faq": _find,
    "help": _help,
}
#: What a button does, by the first word of its payload.
PRESSES: dict[str, Deed] = {
    "claim": _claim,
    "close": _close,
    "snooze": _snooze,
    topic_faq.LOOK: _look,
    topic_faq.SEND: _answer,
}
#: What is said when it could not be done.
REFUSED: dict[type[Exception], Text] = {
    desk.NotInCharge: posts.NOT_YOURS,
    desk.NothingToSay: work.COMMANDS,
    snoozing.NothingOpen: work.NOTHING_OPEN,
    snoozing.PastTime: work.MOMENT_PAST,
    snoozing.UrgentAndFree: work.TAKE_URGENT_FIRST,
    Earlier: work.EARLIER_REQUEST,
}

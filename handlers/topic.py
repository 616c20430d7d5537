"""What staff write and press in their Telegram group, and who may."""

import datetime as dt
from collections.abc import Awaitable

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, cases, messages, staff, topics
from db.content import Content
from db.models import Author, Control, Direction, Message, StaffMember
from handlers import context, escalation, media, mirror
from handlers import staff as desk
from handlers.context import Turn
from handlers.events import StaffPressed, StaffSaid
from handlers.house import House
from locales.texts import topics as posts

#: A line that starts with this is a note, whoever is in charge.
NOTE_MARK = "//"
#: What staff can ask for in a topic.
COMMANDS = frozenset({"/claim", "/note", "/release", "/close", "/help"})


async def say(session: AsyncSession, house: House, event: StaffSaid, *, now: dt.datetime) -> None:
    """A message in the staff group: a command, a note, or words for the person."""
    turn = await _turn(session, house, event, now=now)
    if turn is None:
        return
    member = await staff.by_telegram(session, event.user.external_id)
    if member is None:
        await mirror.post(turn, posts.NOT_LINKED)
        return
    case = await cases.unclosed(session, turn.conversation.id)
    word, _, rest = event.text.strip().partition(" ")
    command = word.partition("@")[0].casefold()
    if command in COMMANDS:
        await _obey(turn, member, command, rest)
    elif event.text.strip().startswith(NOTE_MARK):
        await desk.note(turn, member, event.text.strip()[len(NOTE_MARK) :], from_topic=True)
    elif await mirror.is_confidential(turn, case):
        link = escalation.desk_link(turn)
        await mirror.post(turn, posts.CONFIDENTIAL_HERE, link=link)
    elif turn.conversation.control != Control.HUMAN:
        await _ask_what_to_do(turn, member, event)
    else:
        await _reply(turn, member, event)


async def press(
    session: AsyncSession, house: House, event: StaffPressed, *, now: dt.datetime
) -> None:
    """A button in the staff group: what to do with a first message, or claim."""
    turn = await _turn(session, house, event, now=now)
    if turn is None:
        return
    member = await staff.by_telegram(session, event.user.external_id)
    if member is None:
        await mirror.post(turn, posts.NOT_LINKED)
        return
    verb, _, argument = event.payload.partition(":")
    if verb == "claim":
        await _obey(turn, member, "/claim", "")
        return
    draft = await _draft(turn, argument)
    if draft is None or verb not in ("send", "note"):
        return
    draft.staff_id = None
    if verb == "note":
        text = Content.from_json(draft.content).text
        await _guarded(turn, desk.note(turn, member, text, from_topic=True))
    else:
        await _guarded(turn, _send_draft(turn, member, draft))


async def _send_draft(turn: Turn, member: StaffMember, draft: Message) -> None:
    """The draft becomes a reply, with its files."""
    has_files = bool(await messages.attachments(turn.session, [draft.id]))
    text = Content.from_json(draft.content).text
    message = await desk.reply(turn, member, text, from_topic=True, with_files=has_files)
    await messages.move_files(turn.session, draft, message)


async def _obey(turn: Turn, member: StaffMember, command: str, rest: str) -> None:
    if command == "/claim":
        await _guarded(turn, desk.claim(turn, member))
    elif command == "/note":
        await _guarded(turn, desk.note(turn, member, rest, from_topic=True))
    elif command == "/release":
        await _guarded(turn, desk.release(turn, member))
    elif command == "/close":
        await _guarded(turn, desk.close(turn, member, "answered"))
    else:
        await mirror.post(turn, posts.HELP)


async def _guarded(turn: Turn, action: Awaitable[object]) -> None:
    """Do it, or say in the topic why it could not be done."""
    try:
        await action
    except desk.TakenBy as taken:
        await mirror.post(turn, posts.ALREADY_TAKEN, name=taken.name)
    except desk.NotInCharge:
        await mirror.post(turn, posts.NOT_YOURS)
    except desk.NothingToSay:
        await mirror.post(turn, posts.HELP)


async def _ask_what_to_do(turn: Turn, member: StaffMember, event: StaffSaid) -> None:
    """Nobody is in charge yet: the words could be for the person or for colleagues."""
    draft = await messages.write(
        turn.session,
        turn.conversation,
        Content(text=event.text),
        direction=Direction.STAFF,
        author=Author.STAFF,
        now=turn.now,
        staff_id=member.id,
        provider_message_id=event.message_id,
    )
    await media.attach_all(turn, draft, event.group, event.media)
    await mirror.post(
        turn,
        posts.SEND_OR_NOTE,
        buttons=((posts.SEND, f"send:{draft.id}"), (posts.NOTE, f"note:{draft.id}")),
    )


async def _reply(turn: Turn, member: StaffMember, event: StaffSaid) -> None:
    quoted = await _quoted(turn, event)
    try:
        message = await desk.reply(
            turn,
            member,
            event.text,
            from_topic=True,
            provider_message_id=event.message_id,
            reply_to=quoted,
            with_files=bool(event.media),
        )
    except desk.TakenBy as taken:
        await mirror.post(turn, posts.ALREADY_TAKEN, name=taken.name)
        return
    await media.attach_all(turn, message, event.group, event.media)


async def _quoted(turn: Turn, event: StaffSaid) -> Message | None:
    """The message of the topic that this one answers."""
    topic = await topics.of_conversation(turn.session, turn.conversation.id)
    if event.reply_to is None or topic is None:
        return None
    return await messages.by_provider_id(
        turn.session, turn.conversation, event.reply_to, topic.address_id
    )


async def _draft(turn: Turn, argument: str) -> Message | None:
    """A message that waits for "send" or "note"; each is used once."""
    if not (argument.isascii() and argument.isdigit() and len(argument) < 12):
        return None
    found = await messages.of_conversation(turn.session, turn.conversation.id, int(argument))
    waits = found and found.direction == Direction.STAFF and found.staff_id is not None
    return found if waits else None


async def _turn(
    session: AsyncSession,
    house: House,
    event: StaffSaid | StaffPressed,
    *,
    now: dt.datetime,
) -> Turn | None:
    """The conversation that this topic mirrors; None in the general topic or a foreign one."""
    if event.thread_id is None:
        return None
    sender = event.group
    office = await addresses.meet(
        session, sender.channel, sender.account, sender.external_id, now=now
    )
    topic = await topics.by_thread(session, office, event.thread_id)
    if topic is None:
        return None
    return await context.reopen(session, house, topic.conversation_id, now=now)

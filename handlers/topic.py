"""What staff write and press in their Telegram group, and who may."""

import datetime as dt
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, cases, messages, staff, topics
from db.content import Content
from db.desk import handles_complaints
from db.models import Address, Author, Control, Direction, Message, StaffMember
from handlers import context, escalation, media, mirror, topic_commands
from handlers import staff as desk
from handlers.context import Turn
from handlers.events import StaffEdited, StaffPressed, StaffSaid
from handlers.house import House
from locales.texts import topic_work as work
from locales.texts import topics as posts


async def say(session: AsyncSession, house: House, event: StaffSaid, *, now: dt.datetime) -> None:
    """A message in the staff group: a command, a note, or words for the person."""
    turn = await _turn(session, house, event, now=now)
    if turn is None:
        await _say_unknown(session, house, event, now=now)
        return
    member = await _speaker(turn, event)
    if member is None:
        return
    asked = topic_commands.read(event.text)
    if asked is not None:
        await topic_commands.obey(turn, member, *asked)
        if event.media:
            await mirror.post(turn, work.FILE_NOT_KEPT)
    elif event.unreadable:
        await mirror.post(turn, work.NOT_PASSED_ON)
    elif await mirror.is_confidential(turn, await cases.unclosed(session, turn.conversation.id)):
        link = escalation.desk_link(turn)
        await mirror.post(turn, posts.CONFIDENTIAL_HERE, link=link)
    elif turn.conversation.control != Control.HUMAN:
        await _ask_what_to_do(turn, member, event)
    else:
        await topic_commands.guarded(turn, _reply(turn, member, event))


async def edit(
    session: AsyncSession, house: House, event: StaffEdited, *, now: dt.datetime
) -> None:
    """Words that wait for "send" or "note" are changed; of a reply that went it is said so."""
    turn = await _turn(session, house, event, now=now)
    member = await _speaker(turn, event) if turn else None
    written = member and turn and await _written(turn, event.message_id)
    if turn is None or not written:
        return
    content = Content.from_json(written.content)
    if written.direction == Direction.OUT:
        await mirror.post(turn, work.TOO_LATE_TO_CHANGE, reply_to=written)
    elif written.staff_id is not None:
        written.content = replace(content, text=event.text).to_json()


async def press(
    session: AsyncSession, house: House, event: StaffPressed, *, now: dt.datetime
) -> None:
    """A button in the staff group: what to do with a first message, or what a command asked."""
    turn = await _turn(session, house, event, now=now)
    member = await _speaker(turn, event) if turn else None
    if turn is None or member is None:
        return
    verb, _, argument = event.payload.partition(":")
    if verb not in ("send", "note"):
        await topic_commands.press(turn, member, verb, argument)
        return
    draft = await _draft(turn, argument)
    if draft is None:
        return
    draft.staff_id = None
    if verb == "note":
        await topic_commands.guarded(turn, _keep_draft(turn, member, draft))
    else:
        await topic_commands.guarded(turn, _send_draft(turn, member, draft))


async def _speaker(turn: Turn, event: StaffSaid | StaffEdited | StaffPressed) -> StaffMember | None:
    """Whose account this is; others are told once a day in each topic, and are not heard.

    About a complaint everybody reads the same, which tells nothing; only who handles complaints is
    heard.
    """
    member = await staff.by_telegram(turn.session, event.user.external_id)
    if member is None:
        user = staff.fingerprint(turn.session, "telegram", event.user.external_id)
        once = f"unlinked:{turn.conversation.id}:{turn.today}:{user[:32]}"
        await mirror.post(turn, posts.NOT_LINKED, once=once)
        return None
    if not await mirror.is_kept(turn):
        return member
    await mirror.post(turn, posts.CONFIDENTIAL_HERE, neutral=True, link=escalation.desk_link(turn))
    return member if handles_complaints(member) else None


async def _say_unknown(
    session: AsyncSession, house: House, event: StaffSaid, *, now: dt.datetime
) -> None:
    """A colleague's words reach nobody from here: said once a day in each thread."""
    if await staff.by_telegram(session, event.user.external_id) is None:
        return
    office = await _office(session, event, now=now)
    day = now.astimezone(house.policy.zone).date()
    await mirror.post_outside(
        session,
        house,
        office,
        posts.UNKNOWN_TOPIC,
        thread_id=event.thread_id,
        once=f"unknown:{office.id}:{event.thread_id or 0}:{day}",
        now=now,
    )


async def _send_draft(turn: Turn, member: StaffMember, draft: Message) -> None:
    """The draft becomes a reply, with its files."""
    if await mirror.is_confidential(
        turn, await cases.unclosed(turn.session, draft.conversation_id)
    ):
        await mirror.post(turn, posts.CONFIDENTIAL_HERE, link=escalation.desk_link(turn))
        return
    has_files = bool(await messages.attachments(turn.session, [draft.id]))
    message = await desk.reply(
        turn,
        member,
        Content.from_json(draft.content).text,
        from_topic=True,
        provider_message_id=draft.provider_message_id,
        reply_to=await _answered(turn, draft),
        with_files=has_files,
    )
    await messages.move_files(turn.session, draft, message)


async def _keep_draft(turn: Turn, member: StaffMember, draft: Message) -> None:
    """The words of the draft become a note; its files stay nowhere, which is said."""
    if await messages.attachments(turn.session, [draft.id]):
        await mirror.post(turn, work.FILE_NOT_KEPT)
    text = Content.from_json(draft.content).text
    if text.strip():
        await desk.note(turn, member, text, from_topic=True)


async def _answered(turn: Turn, draft: Message) -> Message | None:
    number = draft.reply_to_id
    found = number and await messages.of_conversation(turn.session, turn.conversation.id, number)
    return found or None


async def _ask_what_to_do(turn: Turn, member: StaffMember, event: StaffSaid) -> None:
    """Nobody is in charge yet: the words could be for the person or for colleagues."""
    quoted = await _quoted(turn, event)
    draft = await messages.write(
        turn.session,
        turn.conversation,
        Content(text=event.text),
        direction=Direction.STAFF,
        author=Author.STAFF,
        now=turn.now,
        staff_id=member.id,
        provider_message_id=event.message_id,
        reply_to_id=quoted.id if quoted else None,
    )
    await media.attach_all(turn, draft, event.group, event.media)
    await mirror.post(
        turn,
        posts.SEND_OR_NOTE,
        buttons=((posts.SEND, f"send:{draft.id}"), (posts.NOTE, f"note:{draft.id}")),
        reply_to=draft,
    )


async def _reply(turn: Turn, member: StaffMember, event: StaffSaid) -> None:
    message = await desk.reply(
        turn,
        member,
        event.text,
        from_topic=True,
        provider_message_id=event.message_id,
        reply_to=await _quoted(turn, event),
        with_files=bool(event.media),
    )
    await media.attach_all(turn, message, event.group, event.media)


async def _written(turn: Turn, message_id: str) -> Message | None:
    """What a colleague wrote in the topic under this number; the reply that it became."""
    office = await mirror.group(turn)
    found = office and await messages.in_post(
        turn.session, turn.conversation, message_id, office.id
    )
    return next((one for one in reversed(found or ()) if one.author == Author.STAFF), None)


async def _quoted(turn: Turn, event: StaffSaid) -> Message | None:
    """The message of the topic that this one answers: of several in one post, the quoted one."""
    topic = await topics.of_conversation(turn.session, turn.conversation.id)
    if event.reply_to is None or topic is None:
        return None
    found = await messages.in_post(
        turn.session, turn.conversation, event.reply_to, topic.address_id
    )
    shown = [one for one in found if one.direction != Direction.STAFF]
    quoted = [one for one in shown if event.quote and _holds(one, event.quote)]
    theirs = [one for one in shown if one.direction == Direction.IN]
    return next(reversed(quoted or theirs or shown), None)


def _holds(message: Message, quote: str) -> bool:
    text = Content.from_json(message.content).text
    return bool(text) and (quote.strip() in text or text in quote)


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
    event: StaffSaid | StaffEdited | StaffPressed,
    *,
    now: dt.datetime,
) -> Turn | None:
    """The conversation that this topic mirrors; None in the general topic or a foreign one."""
    if event.thread_id is None:
        return None
    office = await _office(session, event, now=now)
    topic = await topics.by_thread(session, office, event.thread_id)
    if topic is None:
        return None
    return await context.reopen(session, house, topic.conversation_id, now=now)


async def _office(
    session: AsyncSession, event: StaffSaid | StaffEdited | StaffPressed, *, now: dt.datetime
) -> Address:
    group = event.group
    return await addresses.meet(session, group.channel, group.account, group.external_id, now=now)

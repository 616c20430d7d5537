"""The staff topic of a conversation: a mirror in the staff's group, never the place of record."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import addresses, cases, conversations, deliveries, keepsakes, messages, topic_posts, topics
from db.content import Button, Content
from db.models import (
    Address,
    Author,
    Case,
    Control,
    DeliveryKind,
    Direction,
    Message,
    Priority,
    StaffTopic,
)
from handlers.context import Turn
from handlers.house import House
from locales.text import Text
from locales.texts import topics as posts

#: The parts of an album arrive within this time and are relayed together.
ALBUM_TIME = dt.timedelta(seconds=1)
#: The keepsake that names a staff group's present id, by account.
STAFF_GROUP = "staff_group"
#: How the keys of deliveries begin that show again what a lost topic showed.
REPLAY = "replay:"
#: Stands before what is shown again.
REPLAY_MARK = "↩"


async def group(turn: Turn) -> Address | None:
    """The address of the staff's group, when there is one; a group can have got a new id."""
    sender = turn.house.policy.staff_group
    if sender is None:
        return None
    moved = await keepsakes.find(turn.session, f"{STAFF_GROUP}:{sender.account}")
    return await addresses.meet(
        turn.session, sender.channel, sender.account, moved or sender.external_id, now=turn.now
    )


async def is_confidential(turn: Turn, case: Case | None) -> bool:
    """No text of this conversation may stand in the staff group."""
    if hides_family(turn) or (case is not None and case.confidential):
        return True
    return await is_kept(turn)


async def is_kept(turn: Turn) -> bool:
    """There is or was a complaint here: the staff group is not who may know of it."""
    return await cases.was_independent(turn.session, turn.conversation.id)


def hides_family(turn: Turn) -> bool:
    """It is a family's conversation, and the organisation keeps those out of the group."""
    return turn.is_family and not turn.house.policy.topics_for_all


async def is_quiet(turn: Turn) -> bool:
    """Nothing about the person may stand in the staff group, also after the case was closed."""
    known = await cases.of_conversation(turn.session, turn.conversation.id)
    return await is_confidential(turn, known[0] if known else None)


async def withdraw(turn: Turn) -> None:
    """The case became confidential: copies that have not gone yet do not go any more."""
    topic = await topics.of_conversation(turn.session, turn.conversation.id)
    if topic is not None:
        await topic_posts.cancel_copies(turn.session, topic.id, now=turn.now, reason="confidential")


async def has_topic(turn: Turn) -> bool:
    """Staff have a topic about this conversation."""
    return await topics.of_conversation(turn.session, turn.conversation.id) is not None


async def copy(turn: Turn, message: Message, *, from_topic: bool = False) -> None:
    """Queue the topic's copy of a message while a case is open and may be shown there."""
    topic = await topics.of_conversation(turn.session, turn.conversation.id)
    if topic is None or from_topic:
        return
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if case is None or await is_confidential(turn, case):
        return
    await _queue(turn, message, topic)


async def copy_again(turn: Turn, message: Message) -> None:
    """Show staff the new text of an edited message, as an answer to the old one."""
    content = Content.from_json(message.content)
    await remark(turn, message, posts.EDITED, text=content.text)


async def remark(turn: Turn, message: Message, said: Text, **values: Any) -> None:
    """Post under a message what happened to it, where staff may see it."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    shown = case is not None and not await is_confidential(turn, case)
    if shown and await has_topic(turn):
        await post(turn, said, reply_to=message, **values)


async def post(
    turn: Turn,
    said: Text,
    *,
    buttons: Sequence[tuple[Text, str]] = (),
    reply_to: Message | None = None,
    once: str | None = None,
    neutral: bool = False,
    **values: Any,
) -> Message | None:
    """Post something for staff only; None when they have no group, or it is kept from them.

    `once`: never twice under this key; `neutral`: it tells nothing, not even that there is a case.
    """
    say, language = turn.house.words.say, turn.house.policy.staff_language
    row = [Button(label=say(label, language), payload=load) for label, load in buttons]
    text = say(said, language, **values)
    content = Content(text=text, buttons=tuple(row))
    return await put_up(turn, content, reply_to=reply_to, once=once, neutral=neutral)


async def put_up(
    turn: Turn,
    content: Content,
    *,
    reply_to: Message | None = None,
    once: str | None = None,
    neutral: bool = False,
) -> Message | None:
    """The same for words that are written already."""
    if not neutral and await is_kept(turn):
        return None
    office = await group(turn)
    if office is None or (once and await deliveries.has_key(turn.session, once)):
        return None
    topic = await topics.ensure(turn.session, turn.conversation.id, office, now=turn.now)
    message = await messages.write(
        turn.session,
        turn.conversation,
        content,
        direction=Direction.STAFF,
        author=Author.BOT,
        now=turn.now,
        language=turn.house.policy.staff_language,
        reply_to_id=reply_to.id if reply_to else None,
    )
    await _queue(turn, message, topic, key=once, urgent=await _is_urgent(turn))
    return message


async def post_outside(
    session: AsyncSession,
    house: House,
    office: Address,
    said: Text,
    *,
    thread_id: int | None,
    once: str,
    now: dt.datetime,
) -> None:
    """Post in a thread of the staff's group that mirrors nothing; None is its general topic.

    It stands in a conversation of the group's own, which is marked as one, so that the desk lists
    it nowhere.
    """
    conversation = await conversations.of_address(session, office, now=now)
    if await deliveries.has_key(session, once):
        return
    await topics.ensure(session, conversation.id, office, now=now)
    language = house.policy.staff_language
    message = await messages.write(
        session,
        conversation,
        Content(text=house.words.say(said, language)),
        direction=Direction.STAFF,
        author=Author.BOT,
        now=now,
        language=language,
    )
    kind = DeliveryKind.STAFF
    await deliveries.queue(
        session, message, office, kind=kind, now=now, dedupe_key=once, thread_id=thread_id
    )


async def _is_urgent(turn: Turn) -> bool:
    """Somebody may be in danger, and nobody has taken it yet: no other post may delay this one."""
    case = await cases.unclosed(turn.session, turn.conversation.id)
    free = turn.conversation.control != Control.HUMAN
    return case is not None and case.priority == Priority.URGENT and free


async def _queue(
    turn: Turn,
    message: Message,
    topic: StaffTopic,
    *,
    key: str | None = None,
    urgent: bool = False,
) -> None:
    office = await turn.session.get_one(Address, topic.address_id)
    waits = ALBUM_TIME if message.album_key else dt.timedelta(0)
    await deliveries.queue(
        turn.session,
        message,
        office,
        kind=DeliveryKind.STAFF,
        now=turn.now,
        dedupe_key=key or f"topic:{message.id}",
        topic_id=topic.id,
        not_before=turn.now + waits,
        urgent=urgent,
    )

"""The staff topic of a conversation: a mirror in the staff's group, never the place of record."""

import datetime as dt
from typing import Any

from db import addresses, cases, deliveries, keepsakes, messages, topics
from db.content import Button, Content
from db.models import (
    Address,
    Author,
    Case,
    DeliveryKind,
    Direction,
    Message,
    StaffTopic,
)
from handlers.context import Turn
from locales.text import Text
from locales.texts import topics as posts

#: The parts of an album arrive within this time and are relayed together.
ALBUM_TIME = dt.timedelta(seconds=1)
#: The keepsake that names a staff group's present id, by account.
STAFF_GROUP = "staff_group"


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
    if case is not None and case.confidential:
        return True
    return hides_family(turn)


def hides_family(turn: Turn) -> bool:
    """It is a family's conversation, and the organisation keeps those out of the group."""
    return turn.is_family and not turn.house.policy.topics_for_all


async def withdraw(turn: Turn) -> None:
    """The case became confidential: copies that have not gone yet do not go any more."""
    topic = await topics.of_conversation(turn.session, turn.conversation.id)
    if topic is not None:
        await deliveries.cancel_copies(turn.session, topic.id, now=turn.now, reason="confidential")


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
    """Show staff the new text of an edited message, where they saw the old one."""
    content = Content.from_json(message.content)
    topic = await topics.of_conversation(turn.session, turn.conversation.id)
    case = await cases.unclosed(turn.session, turn.conversation.id)
    if topic is None or case is None or await is_confidential(turn, case):
        return
    await post(turn, posts.EDITED, text=content.text)


async def post(
    turn: Turn, said: Text, *, buttons: tuple[tuple[Text, str], ...] = (), **values: Any
) -> Message | None:
    """Post something for staff only; None when they have no group."""
    office = await group(turn)
    if office is None:
        return None
    language = turn.house.policy.staff_language
    say = turn.house.words.say
    row = tuple(Button(label=say(label, language), payload=load) for label, load in buttons)
    topic = await topics.ensure(turn.session, turn.conversation.id, office, now=turn.now)
    message = await messages.write(
        turn.session,
        turn.conversation,
        Content(text=say(said, language, **values), buttons=row),
        direction=Direction.STAFF,
        author=Author.BOT,
        now=turn.now,
        language=language,
    )
    await _queue(turn, message, topic)
    return message


async def _queue(turn: Turn, message: Message, topic: StaffTopic) -> None:
    office = await turn.session.get_one(Address, topic.address_id)
    waits = ALBUM_TIME if message.album_key else dt.timedelta(0)
    await deliveries.queue(
        turn.session,
        message,
        office,
        kind=DeliveryKind.STAFF,
        now=turn.now,
        dedupe_key=f"topic:{message.id}",
        topic_id=topic.id,
        not_before=turn.now + waits,
    )

"""One event applied: recorded, shown to staff, and given to whoever the tables name."""

import datetime as dt
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from db import messages
from db.content import Content, Form
from db.models import Author, Direction
from faq.understanding import Understanding
from handlers import (
    arrival,
    context,
    dispatch,
    kindness,
    language,
    mirror,
    outcome,
    reacting,
    replies,
    safety,
    saying,
    snoozing,
    suggesting,
    topic,
    wishing,
)
from handlers.events import (
    Edited,
    Event,
    GroupMoved,
    Pressed,
    Reached,
    Reacted,
    ReceiptReported,
    Said,
    StaffEdited,
    StaffPressed,
    StaffSaid,
)
from handlers.house import House
from locales import wish_words
from locales.texts import general


async def apply(
    session: AsyncSession,
    house: House,
    event: Event,
    understanding: Understanding | None,
    *,
    now: dt.datetime,
) -> None:
    """Apply one event in the caller's transaction."""
    if isinstance(event, Said | Edited | StaffSaid | StaffEdited):
        event = replace(event, text=arrival.readable(event.text))
    if understanding is not None:
        understanding = house.knowledge.still_known(understanding)
    match event:
        case Said():
            await _said(session, house, event, understanding, now=now)
        case Pressed():
            await _pressed(session, house, event, now=now)
        case Edited():
            await _edited(session, house, event, understanding, now=now)
        case Reacted():
            await reacting.react(session, house, event, now=now)
        case Reached():
            await outcome.note_reach(session, house, event, now=now)
        case StaffSaid():
            await topic.say(session, house, event, now=now)
        case StaffEdited():
            await topic.edit(session, house, event, now=now)
        case StaffPressed():
            await topic.press(session, house, event, now=now)
        case ReceiptReported():
            await outcome.note_receipt(session, house, event, now=now)
        case GroupMoved():
            await outcome.note_move(session, event)
        case _:
            return


async def _said(
    session: AsyncSession,
    house: House,
    event: Said,
    understanding: Understanding | None,
    *,
    now: dt.datetime,
) -> None:
    turn = await context.meet(session, house, event.sender, now=now)
    turn = language.of_message(replace(turn, understanding=understanding), event)
    message, is_new = await arrival.record(turn, event)
    turn = replace(turn, message=message)
    await arrival.open_window(turn)
    await snoozing.person_wrote(turn)
    await suggesting.remember(turn, event)
    if is_new and not await replies.hides(turn):
        await mirror.copy(turn, message)
    if wish_words.wish(event.text) is None:
        await kindness.person_wrote(turn)
    for handler in dispatch.INBOUND:
        if await handler(turn, event):
            return


async def _pressed(
    session: AsyncSession, house: House, event: Pressed, *, now: dt.datetime
) -> None:
    turn = await context.meet(session, house, event.sender, now=now)
    await arrival.open_window(turn)
    await snoozing.person_wrote(turn)
    payload, label = await arrival.pressed_button(turn, event)
    if label:
        message = await messages.write(
            session,
            turn.conversation,
            Content(form=Form.PRESS, text=label),
            direction=Direction.IN,
            author=Author.PERSON,
            now=now,
            speaker_id=turn.speaker_id,
        )
        if not await replies.hides(turn, payload or ""):
            await mirror.copy(turn, message)
    if not wishing.is_pressed(payload):
        await kindness.person_wrote(turn)
    if not await dispatch.press(turn, payload or ""):
        await saying.say(turn, general.OLD_BUTTON)


async def _edited(
    session: AsyncSession,
    house: House,
    event: Edited,
    understanding: Understanding | None,
    *,
    now: dt.datetime,
) -> None:
    """Keep both texts; staff see the edit, no answer comes twice, and danger is still heard."""
    turn = await context.meet(session, house, event.sender, now=now)
    message = await messages.by_provider_id(
        session, turn.conversation, event.message_id, turn.address.id
    )
    if message is None or message.direction != Direction.IN:
        return
    old = Content.from_json(message.content)
    message.content = replace(old, text=event.text, earlier=(*old.earlier, old.text)).to_json()
    message.edited_at = now
    await mirror.copy_again(turn, message)
    if understanding is not None and understanding.intent:
        said = Said(sender=event.sender, message_id=event.message_id, text=event.text)
        turn = language.of_message(replace(turn, understanding=understanding), said)
        await snoozing.person_wrote(turn)
        await safety.check(turn, said)

"""Saying something to a person, or posting it for staff: one message, and its deliveries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from db import awaiting, deliveries, feedback, messages
from db.content import Button, Content
from db.models import Author, DeliveryKind, Direction, Message
from handlers import enclosing, mirror, wording
from handlers.context import Turn
from handlers.enclosing import Enclosed
from locales import languages
from locales.policy import Kind
from locales.text import Text

#: Stands for the id of the message itself in the payload of its buttons.
THIS = "{this}"


def words(turn: Turn, said: Text, language: str | None = None, **values: Any) -> str:
    """A text in the turn's language, or whole in the next one that the person reads.

    The organisation's name is filled in by itself.
    """
    if "organisation" in said.placeholders:
        values.setdefault("organisation", turn.house.policy.organisation)
    if language is None:
        language = wording.choose(turn, Kind.ORDINARY, said).language or languages.ENGLISH
    return turn.house.words.say(said, language, **values)


def button(turn: Turn, label: Text, payload: str, language: str | None = None) -> Button:
    return Button(label=words(turn, label, language), payload=payload)


def in_own_language(turn: Turn, every: Sequence[Text]) -> Turn:
    """The turn in the language that the person reads, if all these texts are there in it."""
    has = turn.house.words.has
    return (
        replace(turn, language=turn.reads) if all(has(one, turn.reads) for one in every) else turn
    )


async def say(
    turn: Turn,
    said: Text,
    *,
    buttons: Sequence[tuple[Text, str]] = (),
    subject: str | None = None,
    kind: DeliveryKind = DeliveryKind.NOTICE,
    expires_at: dt.datetime | None = None,
    announced: bool = False,
    **values: Any,
) -> Message:
    """Say one text with its buttons, (label, payload), all in the first language that has them.

    `announced`: where a window is closed, the person hears that it waits.
    """
    labels = [label for label, _ in buttons]
    spoken = wording.choose(turn, Kind.ORDINARY, said, *labels).language or languages.ENGLISH
    row = tuple(button(turn, label, payload, spoken) for label, payload in buttons)
    text = words(turn, said, spoken, **values)
    content = Content(text=text, buttons=row, announced=announced)
    return await tell(
        turn, content, kind=kind, language=spoken, subject=subject, expires_at=expires_at
    )


async def tell(
    turn: Turn,
    content: Content,
    *,
    kind: DeliveryKind = DeliveryKind.NOTICE,
    language: str | None = None,
    subject: str | None = None,
    author: Author = Author.BOT,
    staff_id: int | None = None,
    expires_at: dt.datetime | None = None,
    dedupe_key: str | None = None,
    occurrence_id: int | None = None,
    files: Sequence[Enclosed] = (),
    private: bool = False,
    asks: bool = True,
    **more: Any,
) -> Message:
    """Write one message to the person and queue its deliveries: theirs, and the topic's copy.

    `subject` opens a question that the buttons, their numbers, or words answer; without `asks`
    the buttons can be pressed, and a number still answers what was asked before. `private`:
    staff's topic gets no copy.
    """
    message = await messages.write(
        turn.session,
        turn.conversation,
        content,
        direction=Direction.OUT,
        author=author,
        now=turn.now,
        language=language or turn.language,
        staff_id=staff_id,
        **more,
    )
    for file in files:
        await enclosing.enclose(turn.session, message, turn.address, file)
    if content.buttons:
        content = _with_own_id(content, message.id)
        message.content = content.to_json()
    if content.buttons and asks:
        await awaiting.ask(
            turn.session,
            turn.conversation.id,
            message_id=message.id,
            subject=subject or f"message:{message.id}",
            options=[one.payload for one in content.buttons],
            now=turn.now,
            valid=turn.house.policy.question_valid,
        )
    if content.entry_id:
        await feedback.record_answer(
            turn.session, message.id, content.entry_id, message.language or "", now=turn.now
        )
    await deliveries.queue(
        turn.session,
        message,
        turn.address,
        kind=kind,
        now=turn.now,
        dedupe_key=dedupe_key or f"message:{message.id}",
        epoch=turn.conversation.epoch if kind == DeliveryKind.ANSWER else None,
        expires_at=expires_at,
        occurrence_id=occurrence_id,
    )
    if not private:
        await mirror.copy(turn, message)
    return message


async def find(turn: Turn, number: str) -> Message | None:
    """The message of this conversation that a button's payload names."""
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    return await messages.of_conversation(turn.session, turn.conversation.id, int(number))


def _with_own_id(content: Content, message_id: int) -> Content:
    return replace(
        content,
        buttons=tuple(
            replace(one, payload=one.payload.replace(THIS, str(message_id)))
            for one in content.buttons
        ),
    )

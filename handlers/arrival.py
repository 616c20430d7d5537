"""What comes in is written down before anything else, and opens what waited for it."""

from db import awaiting, deliveries, messages
from db.content import Content, Form
from db.models import Author, Direction, Message
from handlers import media
from handlers.context import Turn
from handlers.events import Pressed, Said
from locales import keywords

#: Held for these reasons, a delivery is looked at again as soon as the person writes.
RELEASED_BY_WRITING = ("window", "unreachable", "not_safe")
#: What a payload starts with that is only the place of a button.
PLACE = "#"


def readable(text: str) -> str:
    """Without NUL and halves of signs, which no provider and no page can show."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")


async def record(turn: Turn, event: Said) -> tuple[Message, bool]:
    """Write down what came, before anything else; parts of one album make one message."""
    if event.album_key:
        album = await messages.by_album(turn.session, turn.conversation, event.album_key)
        if album is not None:
            await media.attach_all(turn, album, event.sender, event.media)
            return album, False
    quoted = event.reply_to and await messages.by_provider_id(
        turn.session, turn.conversation, event.reply_to, turn.address.id
    )
    message = await messages.write(
        turn.session,
        turn.conversation,
        _content(event),
        direction=Direction.IN,
        author=Author.PERSON,
        now=turn.now,
        speaker_id=turn.speaker_id,
        provider_message_id=event.message_id,
        reply_to_id=quoted.id if quoted else None,
        album_key=event.album_key,
        language=_written_in(turn),
    )
    await media.attach_all(turn, message, event.sender, event.media)
    return message, True


def _written_in(turn: Turn) -> str | None:
    """The language a message was written in, where that is sure."""
    understood = turn.understanding
    return understood.language if understood and understood.language_sure else None


async def open_window(turn: Turn) -> None:
    """The person wrote: the window is open, and what waited for that goes now."""
    turn.address.last_inbound_at = turn.now
    turn.address.reachable, turn.address.unreachable_reason = True, None
    await deliveries.release(
        turn.session, turn.address.id, now=turn.now, reasons=RELEASED_BY_WRITING
    )


async def pressed_button(turn: Turn, event: Pressed) -> tuple[str | None, str | None]:
    """(payload, label) of the pressed button, found in the message it hangs on.

    A channel that cannot carry payloads says only its place: "#2" is the second button.
    """
    known = event.message_id and await messages.by_provider_id(
        turn.session, turn.conversation, event.message_id, turn.address.id
    )
    buttons = Content.from_json(known.content).buttons if known else ()
    place = keywords.number(event.payload.removeprefix(PLACE))
    if event.payload.startswith(PLACE) and place is not None:
        if not buttons:
            waiting = await awaiting.open_question(turn.session, turn.conversation.id, now=turn.now)
            options = waiting.options if waiting else []
            return (options[place - 1] if place <= len(options) else None), None
        chosen = buttons[place - 1] if place <= len(buttons) else None
        return (chosen.payload, chosen.label) if chosen else (None, None)
    label = next((one.label for one in buttons if one.payload == event.payload), None)
    return event.payload, label


def _content(event: Said) -> Content:
    if event.location:
        latitude, longitude = event.location
        return Content(form=Form.LOCATION, text=event.text, latitude=latitude, longitude=longitude)
    if event.card:
        return Content(form=Form.CARD, text=event.text, what=event.card)
    if event.unreadable:
        return Content(form=Form.UNREADABLE, text=event.text, what=event.unreadable)
    return Content(text=event.text)

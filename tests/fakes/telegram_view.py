"""What a person sees of the bot's messages: the form in which tests inspect them."""

from dataclasses import dataclass

from tests.fakes import telegram_media
from tests.fakes.telegram_world import Json, Sent, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One inline button."""

    #: What is written on it.
    text: str
    #: Callback data, if pressing it tells the bot.
    data: str | None
    #: Address, if pressing it opens one.
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The file of a message."""

    #: Field of the message: photo, document, voice, audio, video, …
    kind: str
    #: Id on Telegram's servers.
    file_id: str
    #: File name, where it has one.
    name: str
    #: MIME type.
    mime: str
    #: The bytes.
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message of the bot as it looks now, after edits."""

    #: Chat it is in.
    chat_id: int
    #: Topic it is in.
    thread_id: int | None
    #: Its id, unique in a group and among all private chats together.
    message_id: int
    #: Method that sent it.
    method: str
    #: Text or caption as people read it: tags parsed and gone.
    text: str
    #: Text or caption as the bot gave it.
    raw_text: str
    #: Parse mode as the bot gave it.
    parse_mode: str | None
    #: Entities of the text.
    entities: tuple[Json, ...]
    #: Inline buttons, in rows.
    rows: tuple[tuple[Button, ...], ...]
    #: Its file.
    media: Media | None
    #: Latitude and longitude.
    location: tuple[float, float] | None
    #: Id of the message it replies to.
    reply_to: int | None
    #: Album it is part of.
    album: str | None
    #: Whether the bot changed it.
    edited: bool
    #: Whether the bot took it back.
    deleted: bool

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Inline buttons, row after row."""
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """What is written on the buttons."""
        return tuple(button.text for button in self.buttons)


def show(world: World, key: tuple[int, int]) -> SentMessage:
    """The message of the bot with this chat and id."""
    message, sent = world.messages[key], world.sent.get(key, Sent(method="service"))
    place, reply = message.get("location"), message.get("reply_to_message")
    markup = message.get("reply_markup", {}).get("inline_keyboard", [])
    return SentMessage(
        chat_id=key[0],
        thread_id=message.get("message_thread_id"),
        message_id=key[1],
        method=sent.method,
        text=message.get("text") or message.get("caption") or "",
        raw_text=sent.raw_text,
        parse_mode=sent.parse_mode,
        entities=tuple(message.get("entities") or message.get("caption_entities") or ()),
        rows=tuple(tuple(_button(button) for button in row) for row in markup),
        media=_media(world, message),
        location=(place["latitude"], place["longitude"]) if place else None,
        reply_to=reply["message_id"] if reply else None,
        album=message.get("media_group_id"),
        edited=key in world.edited,
        deleted=key in world.deleted,
    )


def _button(button: Json) -> Button:
    return Button(text=button["text"], data=button.get("callback_data"), url=button.get("url"))


def _media(world: World, message: Json) -> Media | None:
    found = telegram_media.find_file(world, message)
    if found is None:
        return None
    kind, file = found
    return Media(kind=kind, file_id=file.id, name=file.name, mime=file.mime, content=file.content)

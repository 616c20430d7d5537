"""What the fake Bot API remembers: people, groups, topics, messages and files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: The largest file a bot may download (Bot API, getFile).
DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024

#: Parts of a message that make up its content, and so are copied.
CONTENT = (
    *("text", "entities", "caption", "caption_entities", "photo", "document", "voice", "audio"),
    *("video", "video_note", "sticker", "animation", "location", "contact", "poll"),
)

Json = dict[str, Any]


class ApiError(Exception):
    """An answer of the Bot API with `ok: false`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(description: str) -> ApiError:
    """Error 400 in the Bot API's own words."""
    return ApiError(400, f"Bad Request: {description}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with Telegram on their phone."""

    #: Telegram's id; in a private chat also the id of the chat.
    id: int
    #: The name they show.
    first_name: str
    #: The language of their app: a hint only, and not everybody's app sends it.
    language_code: str | None = None
    #: Their public name, without the @.
    username: str | None = None

    def user(self) -> Json:
        """The User object of the Bot API."""
        optional = {"language_code": self.language_code, "username": self.username}
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            **{name: value for name, value in optional.items() if value is not None},
        }


@dataclass(slots=True, kw_only=True)
class Topic:
    """A forum topic; `message_id` of its opening message is its thread id."""

    #: Thread id.
    id: int
    #: Its title, 1 to 128 characters.
    name: str
    #: Whether it is closed.
    closed: bool = False
    #: Whether it was deleted; the fake remembers it for inspection.
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Group:
    """A supergroup."""

    #: Chat id, below zero.
    id: int
    #: Its name.
    title: str
    #: Whether it has topics.
    forum: bool
    #: Whether the bot is in it.
    has_bot: bool = True
    #: Whether the bot is an administrator who may manage topics.
    bot_is_admin: bool = True
    #: Status of each person who was ever in it, by id.
    members: dict[int, str] = field(default_factory=dict)
    #: Topics by thread id.
    topics: dict[int, Topic] = field(default_factory=dict)
    #: The id it has moved to.
    migrated_to: int | None = None

    def chat(self) -> Json:
        """The Chat object of the Bot API."""
        chat: Json = {"id": self.id, "type": "supergroup", "title": self.title}
        return {**chat, "is_forum": True} if self.forum else chat


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file on Telegram's servers."""

    #: Id for sending and fetching.
    id: str
    #: Id that stays the same for the same file.
    unique_id: str
    #: Path under /file/bot<token>/.
    path: str
    #: The bytes.
    content: bytes
    #: Size that Telegram reports; tests may claim more than the content has.
    size: int
    #: Its name, where it has one.
    name: str
    #: Its MIME type.
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How the bot sent a message: what the message itself no longer shows."""

    #: Method that made it, e.g. "sendMessage".
    method: str
    #: Parse mode as given.
    parse_mode: str | None = None
    #: Text or caption as given, before parsing.
    raw_text: str = ""


@dataclass(slots=True)
class World:
    """The state; all ids are counted from fixed starts, so that a test sees the same ones again."""

    clock: Callable[[], datetime]
    bot: Json
    people: dict[int, Person] = field(default_factory=dict)
    started: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    groups: dict[int, Group] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    #: Messages by chat and message id; a deleted one stays, marked in `deleted`.
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    deleted: set[tuple[int, int]] = field(default_factory=set)
    sent: dict[tuple[int, int], Sent] = field(default_factory=dict)
    edited: set[tuple[int, int]] = field(default_factory=set)
    #: Callback queries by id: None until answered, then the parameters of the answer.
    queries: dict[str, Json | None] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    actions: list[Json] = field(default_factory=list)
    reactions: dict[tuple[int, int], list[Json]] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def count(self, name: str, start: int = 1) -> int:
        """The next number of a series."""
        self.counters[name] = self.counters.get(name, start - 1) + 1
        return self.counters[name]

    def timestamp(self) -> int:
        """Now, as the Bot API writes dates."""
        return int(self.clock().timestamp())

    def chat(self, chat_id: int) -> Json:
        """The Chat object of a private chat or a group."""
        if chat_id in self.groups:
            return self.groups[chat_id].chat()
        person = self.people[chat_id]
        return {"id": person.id, "type": "private", "first_name": person.first_name}

    def writable(self, chat_id: object) -> int:
        """`chat_id` as a number if the bot may write there; else the error of the Bot API."""
        number = _number(chat_id)
        if number in self.groups:
            group = self.groups[number]
            if group.migrated_to is not None:
                raise ApiError(
                    400,
                    "Bad Request: group chat was upgraded to a supergroup chat",
                    migrate_to_chat_id=group.migrated_to,
                )
            if not group.has_bot:
                raise ApiError(403, "Forbidden: bot is not a member of the supergroup chat")
            return number
        if number not in self.people:
            raise bad_request("chat not found")
        if number in self.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if number not in self.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return number

    def thread(self, chat_id: int, thread_id: int | None) -> int | None:
        """`thread_id` if it can be written to. Thread 1, "General", takes no thread id."""
        if thread_id is None:
            return None
        group = self.groups.get(chat_id)
        topic = group.topics.get(thread_id) if group else None
        if topic is None or topic.deleted:
            raise bad_request("message thread not found")
        return thread_id

    def find(self, chat_id: int, message_id: int, missing: str) -> Json:
        """A message that exists and was not deleted; `missing` is the error's description."""
        key = (chat_id, message_id)
        if key not in self.messages or key in self.deleted:
            raise bad_request(missing)
        return self.messages[key]

    def add_message(self, chat_id: int, sender: Json, thread_id: int | None, **parts: Any) -> Json:
        """Store a message. Ids count through all private chats, but anew in each group."""
        series = f"messages of {chat_id}" if chat_id in self.groups else "private messages"
        message: Json = {
            "message_id": self.count(series, 1 if chat_id in self.groups else 100),
            "date": self.timestamp(),
            "chat": self.chat(chat_id),
            "from": sender,
        }
        if thread_id is not None:
            message |= {"message_thread_id": thread_id, "is_topic_message": True}
        message |= {name: value for name, value in parts.items() if value is not None}
        self.messages[chat_id, message["message_id"]] = message
        return message

    def add_file(
        self, kind: str, content: bytes, *, name: str = "", mime: str = "", size: int | None = None
    ) -> StoredFile:
        """Store a file under a new id."""
        number = self.count("files")
        ending = name.rsplit(".", 1)[-1] if "." in name else _ENDINGS.get(kind, "bin")
        file = StoredFile(
            id=f"FILE-{kind}-{number}",
            unique_id=f"UNIQUE-{number}",
            path=f"{kind}s/file_{number}.{ending}",
            content=content,
            size=len(content) if size is None else size,
            name=name,
            mime=mime,
        )
        self.files[file.id] = file
        return file


_ENDINGS = {"photo": "jpg", "voice": "oga", "video": "mp4", "video_note": "mp4", "sticker": "webp"}


def _number(chat_id: object) -> int:
    try:
        return int(str(chat_id))
    except ValueError:
        raise bad_request("chat not found") from None

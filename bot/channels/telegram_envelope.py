"""What must be known of an update before it is stored: that it is one, its number, its lane."""

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TypeGuard

from bot.channel import Envelope, Malformed, Payload
from bot.channels import telegram_content

#: The kinds of update that are read, and that Telegram is asked for; the others are ignored.
KINDS = (
    *("message", "edited_message", "channel_post", "callback_query", "my_chat_member"),
    "message_reaction",
)

#: Bytes of a webhook call.
LARGEST_UPDATE = 1_000_000

#: How long the parts of an album are collected.
ALBUM_WAIT = dt.timedelta(seconds=1)

#: The thread id of a group's general topic, which takes no thread id.
GENERAL_THREAD = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Who and where we are."""

    #: our account
    account: str
    #: the bot's own user id
    bot_id: int
    #: the staff group's chat id
    staff_chat_id: str | None


def read(body: bytes) -> Payload:
    """An update as a webhook call brings it. Raises Malformed."""
    if len(body) > LARGEST_UPDATE:
        raise Malformed("too_big")
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not_json") from error
    if not is_update(payload):
        raise Malformed("update_id")
    return payload


def is_update(found: object) -> TypeGuard[Payload]:
    """It has a number; without one an update can neither be stored nor confirmed."""
    return isinstance(found, dict) and telegram_content.is_integer(found.get("update_id"))


def envelope(payload: Payload, here: Here) -> Envelope:
    """Key and lane of an update. Raises Malformed when it has no number."""
    if not is_update(payload):
        raise Malformed("update_id")
    message = _message_in(payload)
    wait = ALBUM_WAIT if message.get("media_group_id") else dt.timedelta(0)
    return Envelope(
        provider_key=str(payload["update_id"]),
        lane=_lane(message, here),
        payload=payload,
        wait=wait,
    )


def kind(payload: Payload) -> str:
    """The name of what it carries, safe to log."""
    names = [name for name in payload if name != "update_id"]
    known = [name for name in names if name in KINDS]
    name = (known or names or ["empty"])[0]
    return name if re.fullmatch(r"[a-z_]{1,40}", name) else "unknown"


def _message_in(payload: Payload) -> Payload:
    """Whatever carries the chat, or nothing; an update that cannot be read has a lane too."""
    name = kind(payload)
    found = payload.get(name) if name in KINDS else None
    if name == "callback_query" and isinstance(found, dict):
        found = found.get("message")
    return found if isinstance(found, dict) else {}


def _lane(message: Payload, here: Here) -> tuple[str, ...]:
    chat = message.get("chat")
    number = chat.get("id") if isinstance(chat, dict) else None
    if not telegram_content.is_integer(number):
        return ("other",)
    if str(number) != here.staff_chat_id:
        return (str(number),)
    return (str(number), str(thread(message) or "general"))


def thread(message: Payload) -> int | None:
    """Outside a topic a reply carries a thread id all the same, so that alone says nothing."""
    number = message.get("message_thread_id")
    if not message.get("is_topic_message") or not telegram_content.is_integer(number):
        return None
    return None if number == GENERAL_THREAD else number

"""What a raw update of the Bot API means: tolerant of new fields, strict on those it needs."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.channel import Payload
from bot.channels import telegram_content, telegram_envelope
from bot.channels.telegram_envelope import Here
from handlers.events import (
    AddedToGroup,
    Edited,
    Event,
    GroupMoved,
    Ignored,
    Pressed,
    Reached,
    Reacted,
    Said,
    Sender,
    StaffEdited,
    StaffPressed,
    StaffSaid,
    StaffUser,
)

CHANNEL = "telegram"

#: States in which the bot is a member of a group or a channel.
INSIDE = frozenset({"member", "administrator", "creator", "restricted"})

Found = dict[str, Any]


def parse(payload: Payload, here: Here) -> tuple[Event, ...]:
    """What happened. Raises Malformed on missing fields."""
    kind = telegram_envelope.kind(payload)
    reader = READERS.get(kind)
    if reader is None:
        return (Ignored(what=kind),)
    return (reader(telegram_content.need(payload, kind, dict), here),)


def _message(found: Found, here: Here) -> Event:
    chat = telegram_content.need(found, "chat", dict)
    telegram_content.need(found, "message_id", int)
    chat_id = str(telegram_content.need(chat, "id", int))
    if chat_id == here.staff_chat_id:
        return _in_staff_group(found, here)
    if telegram_content.need(chat, "type", str) != "private":
        return _elsewhere(found, chat_id, here)
    if not _is_person(found, here):
        return Ignored(what="no_sender")
    return _said(found, _sender(chat_id, found, here))


def _said(found: Found, sender: Sender) -> Event:
    kind = telegram_content.kind(found)
    if kind is None:
        return Ignored(what="service")
    return Said(
        sender=sender,
        message_id=_message_id(found),
        text=telegram_content.text(found),
        media=telegram_content.media(found, kind),
        reply_to=_reply_to(found),
        album_key=telegram_content.optional(found, "media_group_id", str),
        location=telegram_content.location(found, kind),
        card=telegram_content.card(found, kind),
        unreadable=telegram_content.unreadable(kind),
        forwarded="forward_origin" in found or "forward_date" in found,
    )


def _in_staff_group(found: Found, here: Here) -> Event:
    group = _sender(str(found["chat"]["id"]), {}, here)
    if telegram_content.is_integer(found.get("migrate_to_chat_id")):
        return GroupMoved(group=group, new_external_id=str(found["migrate_to_chat_id"]))
    if found.get("is_automatic_forward") or not _is_person(found, here, anonymous=True):
        return Ignored(what="no_sender")
    kind = telegram_content.kind(found)
    if kind is None:
        return Ignored(what="staff_service")
    words, files = telegram_content.text(found), telegram_content.media(found, kind)
    quote = found.get("quote")
    return StaffSaid(
        group=group,
        user=StaffUser(external_id=str(found["from"]["id"])),
        message_id=_message_id(found),
        thread_id=telegram_envelope.thread(found),
        text=words,
        media=files,
        reply_to=_reply_to(found),
        quote=telegram_content.optional(quote, "text", str) if isinstance(quote, dict) else None,
        unreadable=None if words or files else kind,
    )


def _elsewhere(found: Found, chat_id: str, here: Here) -> Event:
    """A group or channel that is not ours, or the staff group under its new id."""
    old = found.get("migrate_from_chat_id")
    if here.staff_chat_id and str(old) == here.staff_chat_id:
        group = _sender(here.staff_chat_id, {}, here)
        return GroupMoved(group=group, new_external_id=chat_id)
    left = found.get("left_chat_member")
    if isinstance(left, dict) and left.get("id") == here.bot_id:
        return Ignored(what="left_group")
    return AddedToGroup(group=_sender(chat_id, {}, here))


def _edited(found: Found, here: Here) -> Event:
    chat = telegram_content.need(found, "chat", dict)
    telegram_content.need(found, "message_id", int)
    chat_id = str(telegram_content.need(chat, "id", int))
    words = telegram_content.text(found)
    if chat_id == here.staff_chat_id:
        return _edited_by_staff(found, words, here)
    if chat.get("type") != "private":
        return Ignored(what="edited_in_group")
    if not words or not _is_person(found, here):
        return Ignored(what="edited_message")
    sender = _sender(chat_id, found, here)
    return Edited(sender=sender, message_id=_message_id(found), text=words)


def _edited_by_staff(found: Found, words: str, here: Here) -> Event:
    if not words or not _is_person(found, here, anonymous=True):
        return Ignored(what="edited_message")
    return StaffEdited(
        group=_sender(str(found["chat"]["id"]), {}, here),
        user=StaffUser(external_id=str(found["from"]["id"])),
        message_id=_message_id(found),
        thread_id=telegram_envelope.thread(found),
        text=words,
    )


def _reacted(found: Found, here: Here) -> Event:
    """What staff put under posts in their group is theirs."""
    chat = telegram_content.need(found, "chat", dict)
    chat_id = str(telegram_content.need(chat, "id", int))
    if chat.get("type") != "private" or not isinstance(found.get("user"), dict):
        return Ignored(what="reaction_elsewhere")
    signs = telegram_content.need(found, "new_reaction", list)
    return Reacted(
        sender=_sender(chat_id, {"from": found["user"]}, here),
        message_id=_message_id(found),
        signs=tuple(map(telegram_content.sign, signs)),
    )


def _pressed(found: Found, here: Here) -> Event:
    token = telegram_content.need(found, "id", str)
    user = telegram_content.need(found, "from", dict)
    user_id = str(telegram_content.need(user, "id", int))
    message, payload = found.get("message"), found.get("data")
    if not isinstance(message, dict) or not isinstance(payload, str):
        return Ignored(what="callback_query")
    chat = telegram_content.need(message, "chat", dict)
    chat_id = str(telegram_content.need(chat, "id", int))
    if chat_id == here.staff_chat_id:
        return StaffPressed(
            group=_sender(chat_id, {}, here),
            user=StaffUser(external_id=user_id),
            thread_id=telegram_envelope.thread(message),
            payload=payload,
            message_id=_message_id(message),
            acknowledge=token,
        )
    if chat.get("type") != "private":
        return Ignored(what="pressed_in_group")
    sender = _sender(chat_id, found, here)
    return Pressed(
        sender=sender, payload=payload, message_id=_message_id(message), acknowledge=token
    )


def _membership(found: Found, here: Here) -> Event:
    chat = telegram_content.need(found, "chat", dict)
    chat_id = str(telegram_content.need(chat, "id", int))
    now = telegram_content.need(found, "new_chat_member", dict)
    state = telegram_content.need(now, "status", str)
    if chat_id == here.staff_chat_id:
        return Ignored(what="staff_membership")
    if telegram_content.need(chat, "type", str) != "private":
        if state not in INSIDE or now.get("is_member") is False:
            return Ignored(what="left_group")
        return AddedToGroup(group=_sender(chat_id, {}, here))
    sender = _sender(chat_id, found, here)
    if state == "kicked":
        return Reached(sender=sender, reachable=False, reason="blocked")
    if state == "member":
        return Reached(sender=sender, reachable=True)
    return Ignored(what="membership")


#: What each kind of update is read by.
READERS: Mapping[str, Callable[[Found, Here], Event]] = {
    "message": _message,
    "edited_message": _edited,
    "channel_post": _message,
    "callback_query": _pressed,
    "message_reaction": _reacted,
    "my_chat_member": _membership,
}


def _reply_to(found: Found) -> str | None:
    """In a topic whatever answers nothing answers the message that opened the topic."""
    replied = found.get("reply_to_message")
    if not isinstance(replied, dict) or "forum_topic_created" in replied:
        return None
    number = replied.get("message_id")
    if not telegram_content.is_integer(number) or number == telegram_envelope.thread(found):
        return None
    return str(number)


def _is_person(found: Found, here: Here, *, anonymous: bool = False) -> bool:
    """Somebody wrote this, not a bot; `anonymous` counts those who write as their group too."""
    user = found.get("from")
    if not isinstance(user, dict):
        return False
    if telegram_content.need(user, "id", int) == here.bot_id:
        return False
    return not user.get("is_bot") or (anonymous and "sender_chat" in found)


def _sender(chat_id: str, found: Found, here: Here) -> Sender:
    user = found.get("from")
    hint = user.get("language_code") if isinstance(user, dict) else None
    return Sender(
        channel=CHANNEL,
        account=here.account,
        external_id=chat_id,
        language_hint=hint if isinstance(hint, str) and hint else None,
    )


def _message_id(found: Found) -> str:
    return str(telegram_content.need(found, "message_id", int))

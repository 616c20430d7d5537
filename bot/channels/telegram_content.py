"""What a raw message of the Bot API holds: its text, files, place or card, in our words."""

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

from bot.channel import Malformed
from handlers.events import Media, MediaKind

#: Files the bot can take, with the type assumed where Telegram names none.
FILES: Mapping[str, tuple[MediaKind, str]] = {
    "photo": (MediaKind.PHOTO, "image/jpeg"),
    "voice": (MediaKind.VOICE, "audio/ogg"),
    "audio": (MediaKind.AUDIO, "audio/mpeg"),
    "video": (MediaKind.VIDEO, "video/mp4"),
    "video_note": (MediaKind.VIDEO, "video/mp4"),
    "document": (MediaKind.DOCUMENT, "application/octet-stream"),
}
PLACES = ("location", "venue")

#: What the bot cannot read. An animation also has a document, so these are looked at first.
UNREADABLE = (
    "animation", "sticker", "poll", "dice", "story", "game", "invoice", "paid_media", "checklist",
    "giveaway", "giveaway_winners", "gift", "unique_gift", "rich_message",
)  # fmt: skip

#: Fields that tell about a message or a chat and are nobody's words. A field that is in none of
#: these tables is new: its message is kept as unreadable, so that it does not vanish.
ABOUT = frozenset(
    (
        *("message_id", "date", "chat", "from", "sender_chat", "sender_boost_count", "sender_tag"),
        *("sender_business_bot", "business_connection_id", "message_thread_id", "via_bot"),
        *("direct_messages_topic", "is_topic_message", "is_automatic_forward", "edit_date"),
        *("forward_origin", "forward_date", "forward_from", "forward_from_chat"),
        *("forward_from_message_id", "forward_sender_name", "forward_signature"),
        *("reply_to_message", "external_reply", "quote", "reply_to_story", "reply_markup"),
        *("reply_to_checklist_task_id", "reply_to_poll_option_id", "guest_query_id"),
        *("guest_bot_caller_user", "guest_bot_caller_chat", "has_protected_content"),
        *("is_from_offline", "is_paid_post", "media_group_id", "author_signature"),
        *("paid_star_count", "entities", "link_preview_options", "suggested_post_info"),
        *("effect_id", "caption_entities", "show_caption_above_media", "has_media_spoiler"),
        *("receiver_user", "ephemeral_message_id"),
    )
)
SERVICE = frozenset(
    (
        *("new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed"),
        *("new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created"),
        *("supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id"),
        *("message_auto_delete_timer_changed", "migrate_from_chat_id", "pinned_message"),
        *("successful_payment", "refunded_payment", "users_shared", "user_shared", "chat_shared"),
        *("gift_upgrade_sent", "connected_website", "write_access_allowed", "passport_data"),
        *("proximity_alert_triggered", "boost_added", "chat_background_set", "web_app_data"),
        *("checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed"),
        *("forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden"),
        *("giveaway_created", "giveaway_completed", "managed_bot_created"),
        *("paid_message_price_changed", "poll_option_added", "poll_option_deleted"),
        *("suggested_post_approved", "suggested_post_approval_failed", "suggested_post_paid"),
        *("suggested_post_declined", "suggested_post_refunded", "video_chat_scheduled"),
        *("video_chat_started", "video_chat_ended", "video_chat_participants_invited"),
        *("community_chat_added", "community_chat_removed", "community_chat_joined"),
    )
)

_KINDS = (*UNREADABLE, *FILES, *PLACES, "contact", "text", "caption")
_MIME = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}")


def kind(found: Mapping[str, Any]) -> str | None:
    """What was sent: the name of its field, "unknown" for something new, None for nothing."""
    for name in _KINDS:
        if name in found:
            return name
    if not SERVICE.isdisjoint(found):
        return None
    return "unknown" if set(found) - ABOUT else None


def unreadable(kind: str) -> str | None:
    """What it is, when the bot cannot read it."""
    return kind if kind in UNREADABLE or kind == "unknown" else None


def text(found: Mapping[str, Any]) -> str:
    """The words, also those under a file."""
    return optional(found, "text", str) or optional(found, "caption", str) or ""


def media(found: Mapping[str, Any], kind: str | None) -> tuple[Media, ...]:
    """The file, of a photo in its original size."""
    if kind is None or kind not in FILES:
        return ()
    ours, usual = FILES[kind]
    file = _original(found[kind]) if kind == "photo" else need(found, kind, dict)
    mime = str(file.get("mime_type", "")).split(";")[0].strip().lower()
    return (
        Media(
            kind=ours,
            mime=mime if _MIME.fullmatch(mime) else usual,
            reference=need(file, "file_id", str),
            name=optional(file, "file_name", str),
            size=optional(file, "file_size", int),
        ),
    )


def location(found: Mapping[str, Any], kind: str) -> tuple[float, float] | None:
    """Degrees, of a place or of a venue."""
    if kind not in PLACES:
        return None
    place = found[kind] if kind == "location" else need(found, kind, dict).get("location")
    try:
        latitude, longitude = float(place["latitude"]), float(place["longitude"])
    except (TypeError, KeyError, ValueError) as error:
        raise Malformed("location") from error
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise Malformed("location")
    return latitude, longitude


def card(found: Mapping[str, Any], kind: str) -> str | None:
    """Name and number of a shared contact: without the number the card is of no use."""
    if kind != "contact":
        return None
    contact = need(found, "contact", dict)
    names = (optional(contact, part, str) for part in ("first_name", "last_name"))
    name = " ".join(filter(None, names))
    number = optional(contact, "phone_number", str)
    return ", ".join(filter(None, (name, number))) or "?"


def sign(found: object) -> str:
    """A reaction as an emoji; one of somebody's own drawing has none that we could show."""
    emoji = found.get("emoji") if isinstance(found, dict) else None
    return emoji if isinstance(emoji, str) and emoji else "⭐"


def is_integer(value: object) -> TypeGuard[int]:
    """JSON's true and false are no numbers."""
    return isinstance(value, int) and not isinstance(value, bool)


def need(found: Mapping[str, Any], field: str, wanted: type) -> Any:
    """A field that must be there. Raises Malformed."""
    value = found.get(field)
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise Malformed(field)
    return value


def optional(found: Mapping[str, Any], field: str, wanted: type) -> Any:
    """A field that may be missing, but not of another type. Raises Malformed."""
    return None if found.get(field) is None else need(found, field, wanted)


def _original(sizes: object) -> dict[str, Any]:
    """The largest of a photo's sizes: a letter must stay readable."""
    known = [size for size in sizes if isinstance(size, dict)] if isinstance(sizes, list) else []
    if not known:
        raise Malformed("photo")
    return max(reversed(known), key=_area)


def _area(size: Mapping[str, Any]) -> tuple[int, int]:
    width, height, weight = (
        value if isinstance(value := size.get(name), int) else 0
        for name in ("width", "height", "file_size")
    )
    return width * height, weight

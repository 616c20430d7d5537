"""Raw updates of the Bot API become events; what is not needed may be anything."""

import datetime as dt
from typing import Any

import pytest

from bot.channel import Malformed
from bot.channels import telegram_envelope, telegram_parse
from bot.channels.telegram_envelope import Here
from handlers.events import (
    AddedToGroup,
    Edited,
    Event,
    GroupMoved,
    Ignored,
    Media,
    MediaKind,
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

Json = dict[str, Any]

BOT, STAFF = 700, -100500
HERE = Here(account="700", bot_id=BOT, staff_chat_id=str(STAFF))
ANA = {"id": 5, "is_bot": False, "first_name": "Ana", "language_code": "nl"}
PRIVATE = {"id": 5, "type": "private", "first_name": "Ana"}
GROUP = {"id": STAFF, "type": "supergroup", "title": "Staff", "is_forum": True}
OTHER = {"id": -9, "type": "group", "title": "Other"}
ME = {"id": BOT, "is_bot": True, "first_name": "Bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
WHO = Sender(channel="telegram", account="700", external_id="5", language_hint="nl")
STAFF_GROUP = Sender(channel="telegram", account="700", external_id=str(STAFF))
OTHER_GROUP = Sender(channel="telegram", account="700", external_id="-9")
SPEAKER = StaffUser(external_id="5")
IN_TOPIC = {"message_thread_id": 40, "is_topic_message": True}
OPENED = {"message_id": 40, "chat": GROUP, "forum_topic_created": {"name": "x"}}


def private(**parts: Any) -> Json:
    message = {"message_id": 11, "date": 1, "chat": PRIVATE, "from": ANA, **parts}
    return {"update_id": 1, "message": message}


def staff(**parts: Any) -> Json:
    message = {"message_id": 12, "date": 1, "chat": GROUP, "from": ANA, **parts}
    return {"update_id": 1, "message": message}


def elsewhere(**parts: Any) -> Json:
    return {"update_id": 1, "message": {"message_id": 3, "chat": OTHER, "from": ANA, **parts}}


def pressed(chat: Json, **parts: Any) -> Json:
    message = {"message_id": 20, "chat": chat, "date": 1, **parts}
    query = {"id": "Q", "from": ANA, "message": message, "data": "ok:1"}
    return {"update_id": 1, "callback_query": query}


def reaction(chat: Json, *signs: Json) -> Json:
    found = {"chat": chat, "message_id": 10, "user": ANA, "date": 1, "old_reaction": []}
    return {"update_id": 1, "message_reaction": found | {"new_reaction": list(signs)}}


def membership(chat: Json, status: str) -> Json:
    member = {"user": ME, "status": status}
    return {
        "update_id": 1,
        "my_chat_member": {"chat": chat, "from": ANA, "new_chat_member": member},
    }


def said(**parts: Any) -> Said:
    return Said(sender=WHO, message_id="11", **parts)


def staff_said(thread_id: int | None = None, **parts: Any) -> StaffSaid:
    return StaffSaid(group=STAFF_GROUP, user=SPEAKER, message_id="12", thread_id=thread_id, **parts)


def file(kind: MediaKind, mime: str, **more: Any) -> tuple[Media, ...]:
    return (Media(kind=kind, mime=mime, reference="F", **more),)


SIZES = [
    {"file_id": "small", "width": 90, "height": 90, "file_size": 900},
    {"file_id": "F", "width": 1280, "height": 960, "file_size": 300_000},
    {"file_id": "middle", "width": 320, "height": 240, "file_size": 9_000},
]
PLACE = {"latitude": 51.03, "longitude": 4.48}
PDF = {"file_id": "F", "file_name": "letter.pdf", "mime_type": "application/pdf", "file_size": 8}

EVENTS: list[tuple[str, Json, Event]] = [
    ("a text", private(text="Hello"), said(text="Hello")),
    ("a lone surrogate and NUL", private(text="a\ud83d\x00"), said(text="a\ud83d\x00")),
    ("a field of tomorrow", private(text="Hello", novelty={"a": 1}), said(text="Hello")),
    (
        "a reply",
        private(text="Yes", reply_to_message={"message_id": 9, "chat": PRIVATE}),
        said(text="Yes", reply_to="9"),
    ),
    ("a forward", private(text="x", forward_origin={}), said(text="x", forwarded=True)),
    (
        "a photo, in its original size",
        private(photo=SIZES, caption="What is this?"),
        said(text="What is this?", media=file(MediaKind.PHOTO, "image/jpeg", size=300_000)),
    ),
    (
        "a part of an album",
        private(photo=SIZES, media_group_id="A"),
        said(media=file(MediaKind.PHOTO, "image/jpeg", size=300_000), album_key="A"),
    ),
    (
        "a voice note",
        private(voice={"file_id": "F", "duration": 3, "mime_type": "audio/ogg"}),
        said(media=file(MediaKind.VOICE, "audio/ogg")),
    ),
    (
        "a sound file",
        private(audio={"file_id": "F", "mime_type": "Audio/MP4; x=1"}),
        said(media=file(MediaKind.AUDIO, "audio/mp4")),
    ),
    ("a film", private(video={"file_id": "F"}), said(media=file(MediaKind.VIDEO, "video/mp4"))),
    (
        "a round film",
        private(video_note={"file_id": "F"}),
        said(media=file(MediaKind.VIDEO, "video/mp4")),
    ),
    (
        "a document",
        private(document=PDF),
        said(media=file(MediaKind.DOCUMENT, "application/pdf", name="letter.pdf", size=8)),
    ),
    (
        "a document whose type is nonsense",
        private(document={"file_id": "F", "mime_type": "x\r\nSet-Cookie: y"}),
        said(media=file(MediaKind.DOCUMENT, "application/octet-stream")),
    ),
    ("a place", private(location=PLACE), said(location=(51.03, 4.48))),
    (
        "a venue",
        private(venue={"location": PLACE, "title": "Town hall"}, location=PLACE),
        said(location=(51.03, 4.48)),
    ),
    (
        "a card",
        private(contact={"phone_number": "+32 1", "first_name": "Dr", "last_name": "Who"}),
        said(card="Dr Who, +32 1"),
    ),
    ("a sticker", private(sticker={"file_id": "F"}), said(unreadable="sticker")),
    ("a poll", private(poll={"id": "1"}), said(unreadable="poll")),
    ("a dice", private(dice={"value": 3}), said(unreadable="dice")),
    ("a story", private(story={"id": 3}), said(unreadable="story")),
    (
        "an animation, which has a document too",
        private(animation={"file_id": "F"}, document=PDF, caption="haha"),
        said(text="haha", unreadable="animation"),
    ),
    ("content of tomorrow", private(hologram={"id": 3}), said(unreadable="unknown")),
    ("a service message", private(pinned_message={"message_id": 3}), Ignored(what="service")),
    (
        "a message without a sender",
        {"update_id": 1, "message": {"message_id": 1, "chat": PRIVATE, "text": "x"}},
        Ignored(what="no_sender"),
    ),
    (
        "an edit",
        {"update_id": 1, "edited_message": private(text="Hello!")["message"]},
        Edited(sender=WHO, message_id="11", text="Hello!"),
    ),
    (
        "an edited caption",
        {"update_id": 1, "edited_message": private(photo=SIZES, caption="b")["message"]},
        Edited(sender=WHO, message_id="11", text="b"),
    ),
    (
        "a live place that moves",
        {"update_id": 1, "edited_message": private(location=PLACE)["message"]},
        Ignored(what="edited_message"),
    ),
    (
        "a pressed button",
        pressed(PRIVATE),
        Pressed(sender=WHO, payload="ok:1", message_id="20", acknowledge="Q"),
    ),
    (
        "a button under a message too old to be shown",
        {
            "update_id": 1,
            "callback_query": {
                "id": "Q",
                "from": ANA,
                "message": {"message_id": 20, "chat": PRIVATE, "date": 0},
                "data": "ok:1",
            },
        },
        Pressed(sender=WHO, payload="ok:1", message_id="20", acknowledge="Q"),
    ),
    (
        "a button of a game",
        {"update_id": 1, "callback_query": {"id": "Q", "from": ANA, "game_short_name": "x"}},
        Ignored(what="callback_query"),
    ),
    (
        "a block",
        membership(PRIVATE, "kicked"),
        Reached(sender=WHO, reachable=False, reason="blocked"),
    ),
    ("an unblock", membership(PRIVATE, "member"), Reached(sender=WHO, reachable=True)),
    ("staff in a topic", staff(text="Hi", **IN_TOPIC), staff_said(40, text="Hi")),
    (
        "staff in a topic, which seems to answer its opening",
        staff(text="Hi", reply_to_message=OPENED, **IN_TOPIC),
        staff_said(40, text="Hi"),
    ),
    (
        "staff answering a post in a topic",
        staff(text="Hi", reply_to_message={"message_id": 41, "chat": GROUP}, **IN_TOPIC),
        staff_said(40, text="Hi", reply_to="41"),
    ),
    ("staff in the general topic", staff(text="Hi"), staff_said(None, text="Hi")),
    (
        "a reply in the general topic, which carries a thread id all the same",
        staff(text="Hi", message_thread_id=30, reply_to_message={"message_id": 30}),
        staff_said(None, text="Hi", reply_to="30"),
    ),
    (
        "staff in thread 1, which is the general topic",
        staff(text="Hi", message_thread_id=1, is_topic_message=True),
        staff_said(None, text="Hi"),
    ),
    (
        "a file from staff",
        staff(document=PDF, caption="Look", **IN_TOPIC),
        staff_said(
            40,
            text="Look",
            media=file(MediaKind.DOCUMENT, "application/pdf", name="letter.pdf", size=8),
        ),
    ),
    (
        "an anonymous administrator, who is nobody's account",
        staff(text="Hi", **IN_TOPIC, **{"from": ANONYMOUS, "sender_chat": GROUP}),
        StaffSaid(
            group=STAFF_GROUP,
            user=StaffUser(external_id="1087968824"),
            message_id="12",
            thread_id=40,
            text="Hi",
        ),
    ),
    ("our own post", staff(text="Hi", **{"from": ME}), Ignored(what="no_sender")),
    (
        "another bot",
        staff(text="Hi", **{"from": {"id": 8, "is_bot": True}}),
        Ignored(what="no_sender"),
    ),
    (
        "a topic that was opened",
        staff(forum_topic_created={"name": "x"}, **IN_TOPIC),
        Ignored(what="staff_service"),
    ),
    (
        "a sticker of staff, which can be passed on to nobody",
        staff(sticker={"file_id": "F"}, **IN_TOPIC),
        staff_said(40, unreadable="sticker"),
    ),
    (
        "staff quoting a part of a post",
        staff(
            text="Yes",
            reply_to_message={"message_id": 41, "chat": GROUP},
            quote={"text": "at nine", "position": 3},
            **IN_TOPIC,
        ),
        staff_said(40, text="Yes", reply_to="41", quote="at nine"),
    ),
    (
        "signs under a message",
        reaction(PRIVATE, {"type": "emoji", "emoji": "👍"}, {"type": "custom_emoji"}),
        Reacted(sender=WHO, message_id="10", signs=("👍", "⭐")),
    ),
    (
        "signs taken back",
        reaction(PRIVATE),
        Reacted(sender=WHO, message_id="10"),
    ),
    ("signs in the staff group", reaction(GROUP), Ignored(what="reaction_elsewhere")),
    (
        "an edit of staff",
        {"update_id": 1, "edited_message": staff(text="x", **IN_TOPIC)["message"]},
        StaffEdited(group=STAFF_GROUP, user=SPEAKER, message_id="12", thread_id=40, text="x"),
    ),
    (
        "a button in a topic",
        pressed(GROUP, **IN_TOPIC),
        StaffPressed(
            group=STAFF_GROUP,
            user=SPEAKER,
            thread_id=40,
            payload="ok:1",
            message_id="20",
            acknowledge="Q",
        ),
    ),
    (
        "the staff group becomes a supergroup",
        staff(migrate_to_chat_id=-100600),
        GroupMoved(group=STAFF_GROUP, new_external_id="-100600"),
    ),
    (
        "the staff group under its new id",
        elsewhere(migrate_from_chat_id=STAFF),
        GroupMoved(group=STAFF_GROUP, new_external_id="-9"),
    ),
    ("us in the staff group", membership(GROUP, "member"), Ignored(what="staff_membership")),
    ("added to a group", membership(OTHER, "member"), AddedToGroup(group=OTHER_GROUP)),
    ("out of a group", membership(OTHER, "left"), Ignored(what="left_group")),
    ("thrown out of a group", membership(OTHER, "kicked"), Ignored(what="left_group")),
    ("words in a group", elsewhere(text="Hi"), AddedToGroup(group=OTHER_GROUP)),
    ("we are gone", elsewhere(left_chat_member=ME), Ignored(what="left_group")),
    (
        "words in a channel",
        {
            "update_id": 1,
            "channel_post": {"message_id": 3, "chat": {"id": -9, "type": "channel"}, "text": "x"},
        },
        AddedToGroup(group=OTHER_GROUP),
    ),
    ("a button in a group", pressed(OTHER), Ignored(what="pressed_in_group")),
    ("another kind", {"update_id": 1, "chat_boost": {}}, Ignored(what="chat_boost")),
    ("a kind with a name", {"update_id": 1, "Ana\ud83d": {}}, Ignored(what="unknown")),
    ("nothing", {"update_id": 1}, Ignored(what="empty")),
]


@pytest.mark.parametrize(
    ("payload", "expected"), [row[1:] for row in EVENTS], ids=[row[0] for row in EVENTS]
)
def test_an_update_becomes_an_event(payload: Json, expected: Event) -> None:
    assert telegram_parse.parse(payload, HERE) == (expected,)


MALFORMED = [
    ("no object", {"update_id": 1, "message": [1]}),
    ("no chat", {"update_id": 1, "message": {"message_id": 1, "text": "x"}}),
    ("a chat without id", private(text="x", chat={"type": "private"})),
    ("a chat whose id is true", private(text="x", chat={"id": True, "type": "private"})),
    ("a chat without type", private(text="x", chat={"id": 5})),
    ("no message id", private(text="x", message_id=None)),
    ("a text that is none", private(text={"a": 1})),
    ("a photo without sizes", private(photo=[])),
    ("a file without id", private(document={"file_name": "x"})),
    ("a place that is none", private(location={"latitude": "x", "longitude": 4})),
    ("a place off the earth", private(location={"latitude": 91.0, "longitude": 4.0})),
    ("a sender without id", private(text="x", **{"from": {"first_name": "x"}})),
    ("a button without id", {"update_id": 1, "callback_query": {"from": ANA}}),
    ("a membership without state", {"update_id": 1, "my_chat_member": {"chat": PRIVATE}}),
]


@pytest.mark.parametrize(
    "payload", [row[1] for row in MALFORMED], ids=[row[0] for row in MALFORMED]
)
def test_a_missing_or_wrong_field_is_malformed_but_the_update_can_be_stored(payload: Json) -> None:
    with pytest.raises(Malformed):
        telegram_parse.parse(payload, HERE)
    assert telegram_envelope.envelope(payload, HERE).provider_key == "1"


LANES = [
    ("a person", private(text="x"), ("5",)),
    ("a button", pressed(PRIVATE), ("5",)),
    ("a block", membership(PRIVATE, "kicked"), ("5",)),
    ("an edit", {"update_id": 1, "edited_message": private(text="x")["message"]}, ("5",)),
    ("a topic", staff(text="x", **IN_TOPIC), (str(STAFF), "40")),
    ("a button in a topic", pressed(GROUP, **IN_TOPIC), (str(STAFF), "40")),
    ("the general topic", staff(text="x"), (str(STAFF), "general")),
    ("another group", elsewhere(text="x"), ("-9",)),
    ("another kind", {"update_id": 1, "chat_boost": {"chat": {"id": 5}}}, ("other",)),
    ("no chat", {"update_id": 1, "message": {}}, ("other",)),
]


@pytest.mark.parametrize(
    ("payload", "lane"), [row[1:] for row in LANES], ids=[row[0] for row in LANES]
)
def test_what_belongs_together_shares_a_lane(payload: Json, lane: tuple[str, ...]) -> None:
    assert telegram_envelope.envelope(payload, HERE).lane == lane


def test_the_parts_of_an_album_are_collected_and_nothing_else_waits() -> None:
    album = telegram_envelope.envelope(private(photo=SIZES, media_group_id="A"), HERE)
    alone = telegram_envelope.envelope(private(photo=SIZES), HERE)
    assert (album.wait, alone.wait) == (dt.timedelta(seconds=1), dt.timedelta(0))


def test_every_kind_that_is_asked_for_is_read() -> None:
    assert set(telegram_parse.READERS) == set(telegram_envelope.KINDS)


@pytest.mark.parametrize("number", [None, "1", True, 1.5])
def test_an_update_without_a_number_has_no_envelope(number: object) -> None:
    with pytest.raises(Malformed):
        telegram_envelope.envelope({"update_id": number, "message": {}}, HERE)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'"x"', b"\xff\xfe", b'{"message": {}}', b"[" * 100_000, b" " * 1_000_001],
)
def test_a_webhook_body_that_is_no_update_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        telegram_envelope.read(body)

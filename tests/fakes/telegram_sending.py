"""Methods of the Bot API that put messages into chats."""

import itertools
from typing import Any

from tests.fakes import telegram_media, telegram_text
from tests.fakes.telegram_requests import Call
from tests.fakes.telegram_text import CAPTION_LIMIT, TEXT_LIMIT
from tests.fakes.telegram_world import CONTENT, Json, Sent, World, bad_request

#: Bytes of callback data (Bot API, InlineKeyboardButton).
CALLBACK_DATA_LIMIT_BYTES = 64

#: Messages in one album, or in one call of copyMessages.
ALBUM_LIMIT = 10
COPY_LIMIT = 100

_MEDIA_METHODS = {
    "sendPhoto": "photo",
    "sendDocument": "document",
    "sendVoice": "voice",
    "sendAudio": "audio",
    "sendVideo": "video",
}


def send_message(world: World, call: Call) -> Json:
    """sendMessage."""
    content = text_content(call.params)
    return _deliver(world, call, content, call.params["text"])


def send_media(world: World, call: Call) -> Json:
    """sendPhoto, sendDocument, sendVoice, sendAudio and sendVideo."""
    world.writable(call.params["chat_id"])
    kind = _MEDIA_METHODS[call.method]
    content = caption_content(call.params)
    content[kind] = telegram_media.accept(world, kind, call.params.get(kind), call.uploads)
    return _deliver(world, call, content, call.params.get("caption", ""))


def send_location(world: World, call: Call) -> Json:
    """sendLocation."""
    place = {name: float(call.params[name]) for name in ("latitude", "longitude")}
    return _deliver(world, call, {"location": place}, "")


def send_media_group(world: World, call: Call) -> list[Json]:
    """sendMediaGroup."""
    world.writable(call.params["chat_id"])
    items = call.params["media"]
    if not 2 <= len(items) <= ALBUM_LIMIT:
        raise bad_request("wrong number of items in media group: expected 2-10")
    album = f"ALBUM-{world.count('albums')}"
    contents = []
    for item in items:
        kind, content = item["type"], caption_content(item)
        content[kind] = telegram_media.accept(world, kind, item["media"], call.uploads)
        contents.append((content | {"media_group_id": album}, item.get("caption", "")))
    return [_deliver(world, call, content, raw) for content, raw in contents]


def copy_message(world: World, call: Call) -> Json:
    """copyMessage."""
    source = world.find(
        int(call.params["from_chat_id"]), call.params["message_id"], "message to copy not found"
    )
    content = _copied(source)
    if "caption" in call.params:
        content |= caption_content(call.params)
    message = _deliver(world, call, content, call.params.get("caption", ""))
    return {"message_id": message["message_id"]}


def copy_messages(world: World, call: Call) -> list[Json]:
    """copyMessages: messages that are gone are left out, albums stay together."""
    ids, origin = call.params["message_ids"], int(call.params["from_chat_id"])
    if not 1 <= len(ids) <= COPY_LIMIT:
        raise bad_request("wrong number of messages to copy")
    if any(later <= earlier for earlier, later in itertools.pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    keys = [(origin, number) for number in ids]
    found = [key for key in keys if key in world.messages and key not in world.deleted]
    if not found:
        raise bad_request("there are no messages to copy")
    albums: dict[str, str] = {}
    copies = []
    for key in found:
        content = _copied(world.messages[key])
        if album := world.messages[key].get("media_group_id"):
            if album not in albums:
                albums[album] = f"ALBUM-{world.count('albums')}"
            content["media_group_id"] = albums[album]
        copies.append({"message_id": _deliver(world, call, content, "")["message_id"]})
    return copies


def forward_message(world: World, call: Call) -> Json:
    """forwardMessage."""
    source = world.find(
        int(call.params["from_chat_id"]), call.params["message_id"], "message to forward not found"
    )
    origin = {"type": "user", "date": source["date"], "sender_user": source["from"]}
    return _deliver(world, call, _copied(source) | {"forward_origin": origin}, "")


def text_content(params: Json) -> Json:
    """Text and entities as the message will show them."""
    text, entities = _read(params, "text", "entities", TEXT_LIMIT)
    if not text:
        raise bad_request("message text is empty")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_content(params: Json) -> Json:
    """Caption and entities as the message will show them."""
    if not params.get("caption"):
        return {}
    text, entities = _read(params, "caption", "caption_entities", CAPTION_LIMIT)
    return {"caption": text} | ({"caption_entities": entities} if entities else {})


def check_keyboard(markup: Json | None) -> None:
    """The limits that Telegram sets to inline buttons."""
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if not button["text"].strip():
                raise bad_request("Text buttons are unallowed in the inline keyboard")
            if set(button) == {"text"}:
                raise bad_request("Text buttons are unallowed in the inline keyboard")
            size = len(button.get("callback_data", "x").encode())
            if not 1 <= size <= CALLBACK_DATA_LIMIT_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
            if not button.get("url", "https://").startswith(("https://", "http://", "tg://")):
                raise bad_request("inline keyboard button URL is invalid: Unsupported URL protocol")


def _deliver(world: World, call: Call, content: Json, raw_text: str) -> Json:
    chat_id = world.writable(call.params["chat_id"])
    thread_id = world.thread(chat_id, call.params.get("message_thread_id"))
    markup = call.params.get("reply_markup")
    check_keyboard(markup)
    reply = _replied(world, chat_id, call.params.get("reply_parameters"))
    shown = markup if markup and "inline_keyboard" in markup else None
    message = world.add_message(
        chat_id, world.bot, thread_id, reply_to_message=reply, reply_markup=shown, **content
    )
    world.sent[chat_id, message["message_id"]] = Sent(
        method=call.method, parse_mode=_mode(call.params), raw_text=raw_text
    )
    return message


def _replied(world: World, chat_id: int, parameters: Json | None) -> Json | None:
    if parameters is None:
        return None
    key = (chat_id, parameters["message_id"])
    if key in world.messages and key not in world.deleted:
        return _without_reply(world.messages[key])
    if parameters.get("allow_sending_without_reply") is True:
        return None
    raise bad_request("message to be replied not found")


def _without_reply(message: Json) -> Json:
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def _copied(source: Json) -> Json:
    content = {name: source[name] for name in CONTENT if name in source}
    if not content:
        raise bad_request("message can't be copied")
    return content


def _read(params: Json, text: str, entities: str, limit: int) -> tuple[str, list[Any]]:
    try:
        plain, parsed = telegram_text.read(params[text], _mode(params), limit)
    except telegram_text.TextError as error:
        raise bad_request(str(error)) from error
    return plain, parsed or params.get(entities, [])


def _mode(params: Json) -> str | None:
    mode = params.get("parse_mode")
    return mode if isinstance(mode, str) else None

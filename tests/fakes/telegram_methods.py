"""The table of methods the fake Bot API carries out, and those that send nothing."""

import re
from collections.abc import Callable
from typing import Any

from tests.fakes import telegram_groups as groups
from tests.fakes import telegram_sending as sending
from tests.fakes.telegram_requests import Call
from tests.fakes.telegram_world import DOWNLOAD_LIMIT_BYTES, Json, World, bad_request

#: Characters of an answer to a callback query.
ANSWER_LIMIT = 200

#: Emoji that bots may react with (Bot API, ReactionTypeEmoji).
REACTIONS = (
    frozenset("👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈")
    | frozenset("😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡")
    | {"❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷\u200d♀"}
)

#: What may be shown as going on (Bot API, sendChatAction).
CHAT_ACTIONS = frozenset(
    (
        *("typing", "choose_sticker", "find_location", "upload_document", "upload_photo"),
        *("record_video", "upload_video", "record_voice", "upload_voice"),
        *("record_video_note", "upload_video_note"),
    )
)

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_VARIATION = "\ufe0f"

Method = Callable[[World, Call], Any]


def get_me(world: World, _: Call) -> Json:
    """getMe."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
    }


def edit_text(world: World, call: Call) -> Json:
    """editMessageText."""
    content = sending.text_content(call.params)
    message = _editable(world, call)
    return _change(world, message, content, call.params.get("reply_markup"))


def edit_markup(world: World, call: Call) -> Json:
    """editMessageReplyMarkup."""
    return _change(world, _editable(world, call), {}, call.params.get("reply_markup"))


def delete_message(world: World, call: Call) -> bool:
    """deleteMessage."""
    chat_id, message_id = int(call.params["chat_id"]), call.params["message_id"]
    world.find(chat_id, message_id, "message to delete not found")
    world.deleted.add((chat_id, message_id))
    return True


def answer_query(world: World, call: Call) -> bool:
    """answerCallbackQuery."""
    query = call.params["callback_query_id"]
    if query not in world.queries:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(call.params.get("text", "")) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    world.queries[query] = call.params
    return True


def get_file(world: World, call: Call) -> Json:
    """getFile."""
    file = world.files.get(call.params["file_id"])
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > DOWNLOAD_LIMIT_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }


def set_commands(world: World, call: Call) -> bool:
    """setMyCommands; a language is two letters, or none for everybody else."""
    for command in call.params["commands"]:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    language = call.params.get("language_code", "")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    scope = call.params.get("scope", {}).get("type", "default")
    world.commands[scope, language] = call.params["commands"]
    return True


def send_action(world: World, call: Call) -> bool:
    """sendChatAction."""
    world.writable(call.params["chat_id"])
    if call.params["action"] not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.actions.append(call.params)
    return True


def set_reaction(world: World, call: Call) -> bool:
    """setMessageReaction."""
    chat_id = world.writable(call.params["chat_id"])
    message_id = call.params["message_id"]
    world.find(chat_id, message_id, "message to react not found")
    reactions = call.params.get("reaction", [])
    if any(item.get("emoji", "").replace(_VARIATION, "") not in REACTIONS for item in reactions):
        raise bad_request("REACTION_INVALID")
    world.reactions[chat_id, message_id] = reactions
    return True


#: Every method but the ones about updates, which `telegram.FakeTelegram` adds.
METHODS: dict[str, Method] = {
    "getMe": get_me,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_media,
    "sendDocument": sending.send_media,
    "sendVoice": sending.send_media,
    "sendAudio": sending.send_media,
    "sendVideo": sending.send_media,
    "sendLocation": sending.send_location,
    "sendMediaGroup": sending.send_media_group,
    "copyMessage": sending.copy_message,
    "copyMessages": sending.copy_messages,
    "forwardMessage": sending.forward_message,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_query,
    "getFile": get_file,
    "createForumTopic": groups.create_topic,
    "editForumTopic": groups.edit_topic,
    "closeForumTopic": groups.close_topic,
    "reopenForumTopic": groups.reopen_topic,
    "deleteForumTopic": groups.delete_topic,
    "getChat": groups.get_chat,
    "getChatMember": groups.get_member,
    "leaveChat": groups.leave_chat,
    "setMyCommands": set_commands,
    "sendChatAction": send_action,
    "setMessageReaction": set_reaction,
}


def _editable(world: World, call: Call) -> Json:
    chat_id = world.writable(call.params.get("chat_id"))
    message = world.find(chat_id, call.params.get("message_id", 0), "message to edit not found")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def _change(world: World, message: Json, content: Json, markup: Json | None) -> Json:
    sending.check_keyboard(markup)
    changed = {name: value for name, value in message.items() if name != "reply_markup"}
    if content:
        changed.pop("entities", None)
    changed |= content | ({"reply_markup": markup} if markup else {})
    if changed == message:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    key = (message["chat"]["id"], message["message_id"])
    world.messages[key] = changed | {"edit_date": world.timestamp()}
    world.edited.add(key)
    return world.messages[key]

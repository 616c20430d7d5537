"""Methods of the Bot API about forum topics, chats and members."""

from tests.fakes.telegram_requests import Call
from tests.fakes.telegram_world import ApiError, Group, Json, Topic, World, bad_request

#: Characters of a topic's name (Bot API, createForumTopic).
TOPIC_NAME_LIMIT = 128

#: Rights an administrator's ChatMember always lists.
_RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages"),
    *("can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info"),
    *("can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories"),
    *("can_pin_messages", "can_manage_topics"),
)


def create_topic(world: World, call: Call) -> Json:
    """createForumTopic."""
    group, name = _forum(world, call), _topic_name(call)
    opened: Json = {"name": name, "icon_color": call.params.get("icon_color", 7322096)}
    message = world.add_message(group.id, world.bot, None, forum_topic_created=opened)
    topic = Topic(id=message["message_id"], name=name)
    message |= {"message_thread_id": topic.id, "is_topic_message": True}
    group.topics[topic.id] = topic
    return {"message_thread_id": topic.id, **opened}


def edit_topic(world: World, call: Call) -> bool:
    """editForumTopic."""
    topic = _topic(world, call)
    if "name" in call.params:
        name = _topic_name(call)
        if name == topic.name:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.name = name
    return True


def close_topic(world: World, call: Call) -> bool:
    """closeForumTopic."""
    return _set_closed(_topic(world, call), True)


def reopen_topic(world: World, call: Call) -> bool:
    """reopenForumTopic."""
    return _set_closed(_topic(world, call), False)


def delete_topic(world: World, call: Call) -> bool:
    """deleteForumTopic."""
    _topic(world, call).deleted = True
    return True


def get_chat(world: World, call: Call) -> Json:
    """getChat; knows whoever the bot has met."""
    number = _known_chat(world, call)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    accepted = dict.fromkeys((*gifts, "gifts_from_channels"), False)
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted}
    return world.chat(number) | full


def get_member(world: World, call: Call) -> Json:
    """getChatMember."""
    group = world.groups.get(_known_chat(world, call))
    user_id = call.params["user_id"]
    if group is None:
        raise bad_request("chat not found")
    if user_id == world.bot["id"]:
        return bot_member(world, group)
    if user_id not in world.people:
        raise bad_request("member not found")
    user = world.people[user_id].user()
    status = group.members.get(user_id, "left")
    if status == "creator":
        return {"status": status, "user": user, "is_anonymous": False}
    if status == "administrator":
        return {"status": status, "user": user, **dict.fromkeys(_RIGHTS, True)}
    return {"status": status, "user": user}


def bot_member(world: World, group: Group) -> Json:
    """The bot's own membership of `group`."""
    if not group.has_bot:
        return {"status": "left", "user": world.bot}
    if not group.bot_is_admin:
        return {"status": "member", "user": world.bot}
    return {"status": "administrator", "user": world.bot, **dict.fromkeys(_RIGHTS, True)}


def leave_chat(world: World, call: Call) -> bool:
    """leaveChat."""
    number = world.writable(call.params["chat_id"])
    if number not in world.groups:
        raise bad_request("chat can't be left")
    world.groups[number].has_bot = False
    return True


def _forum(world: World, call: Call) -> Group:
    group = world.groups.get(world.writable(call.params["chat_id"]))
    if group is None or not group.forum:
        raise bad_request("the chat is not a forum")
    if not group.bot_is_admin:
        raise bad_request("not enough rights to create a topic")
    return group


def _topic(world: World, call: Call) -> Topic:
    topic = _forum(world, call).topics.get(call.params["message_thread_id"])
    if topic is None or topic.deleted:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _topic_name(call: Call) -> str:
    name = str(call.params["name"]).strip()
    if not 1 <= len(name) <= TOPIC_NAME_LIMIT:
        raise bad_request("invalid forum topic name specified")
    return name


def _set_closed(topic: Topic, closed: bool) -> bool:
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return True


def _known_chat(world: World, call: Call) -> int:
    try:
        return world.writable(call.params["chat_id"])
    except ApiError as error:
        number = call.params["chat_id"]
        if error.code == 403 and int(number) in world.people:
            return int(number)
        raise

"""What people do in Telegram: each action gives the update it causes, and queues it."""

from collections.abc import Sequence
from typing import Any

from tests.fakes import telegram_groups, telegram_media, telegram_updates
from tests.fakes.telegram_updates import Updates
from tests.fakes.telegram_view import SentMessage
from tests.fakes.telegram_world import Group, Json, Person, World

#: A message: as the bot sent it, as an update's content, or by its id.
MessageRef = SentMessage | Json | int


class Actions:
    """Mixed into `FakeTelegram`. `chat` and `thread_id` move an action into a group's topic."""

    world: World
    updates: Updates

    def person(
        self,
        id: int,  # Telegram's own word
        first_name: str = "Test",
        language_code: str | None = None,
        *,
        username: str | None = None,
        started: bool = False,
    ) -> Person:
        """Somebody who has Telegram; `started` if they have already written to the bot."""
        person = Person(
            id=id, first_name=first_name, language_code=language_code, username=username
        )
        self.world.people[id] = person
        if started:
            self.world.started.add(id)
        return person

    def group(
        self,
        id: int,  # Telegram's own word
        *,
        forum: bool = True,
        title: str = "Group",
        has_bot: bool = True,
        bot_is_admin: bool = True,
    ) -> Group:
        """A supergroup, with the bot in it unless said otherwise."""
        group = Group(id=id, title=title, forum=forum, has_bot=has_bot, bot_is_admin=bot_is_admin)
        self.world.groups[id] = group
        return group

    def joins(self, person: Person, group: Group, status: str = "member") -> None:
        """Make `person` a member, an "administrator" or the "creator"; no update is caused."""
        group.members[person.id] = status

    def says(
        self,
        person: Person,
        text: str,
        reply_to: MessageRef | None = None,
        *,
        chat: Group | None = None,
        thread_id: int | None = None,
    ) -> Json:
        """Write `text`, in the private chat unless `chat` is given."""
        parts: Json = {"text": text}
        if text.startswith("/"):
            command = text.split(maxsplit=1)[0]
            entity = {"type": "bot_command", "offset": 0, "length": len(command)}
            parts["entities"] = [entity]
        return self._message(person, parts, chat, thread_id, reply_to)

    def starts(self, person: Person, payload: str | None = None) -> Json:
        """Press Start, after a link t.me/bot?start=payload if one is given."""
        return self.says(person, f"/start {payload}" if payload else "/start")

    def writes_in_topic(
        self,
        person: Person,
        group: Group,
        thread_id: int | None,
        text: str,
        reply_to: MessageRef | None = None,
    ) -> Json:
        """Write in a topic of `group`; None is the topic "General"."""
        return self.says(person, text, reply_to, chat=group, thread_id=thread_id)

    def presses(self, person: Person, message: MessageRef, button: str) -> Json:
        """Press the button with this text or this callback data on a message of the bot."""
        key = self._key(message, person.id)
        shown = self.world.messages[key]
        data = _find_button(shown, button)
        query = f"QUERY-{self.world.count('queries')}"
        self.world.queries[query] = None
        if shown["chat"]["type"] == "private":
            self.world.started.add(person.id)
        return self._happens(
            "callback_query",
            {
                "id": query,
                "from": person.user(),
                "message": shown,
                "chat_instance": f"INSTANCE-{key[0]}",
                "data": data,
            },
        )

    def edits(
        self, person: Person, message: MessageRef, text: str, *, chat: Group | None = None
    ) -> Json:
        """Change the text, or the caption, of a message they wrote."""
        key = self._key(message, chat.id if chat else person.id)
        old = self.world.messages[key]
        field = "text" if "text" in old else "caption"
        edited = old | {field: text, "edit_date": self.world.timestamp()}
        self.world.messages[key] = edited
        return self._happens("edited_message", edited)

    def reacts(self, person: Person, message: MessageRef, *emoji: str) -> Json:
        """Put these signs under a message of the private chat, in place of those before."""
        key = self._key(message, person.id)
        signs = [{"type": "emoji", "emoji": one} for one in emoji]
        return self._happens(
            "message_reaction",
            {
                "chat": self.world.chat(key[0]),
                "message_id": key[1],
                "user": person.user(),
                "date": self.world.timestamp(),
                "old_reaction": [],
                "new_reaction": signs,
            },
        )

    def sends_photo(self, person: Person, content: bytes = b"photo", **more: Any) -> Json:
        """Send a photo. `more`: caption, size (claimed), chat, thread_id, reply_to."""
        return self._sends("photo", person, content, "photo.jpg", "image/jpeg", **more)

    def sends_document(
        self,
        person: Person,
        content: bytes = b"document",
        *,
        name: str = "letter.pdf",
        mime: str = "application/pdf",
        **more: Any,
    ) -> Json:
        """Send a file. `more` as for a photo."""
        return self._sends("document", person, content, name, mime, **more)

    def sends_voice(self, person: Person, content: bytes = b"voice", **more: Any) -> Json:
        """Send a voice note. `more` as for a photo."""
        return self._sends("voice", person, content, "", "audio/ogg", **more)

    def sends_video(self, person: Person, content: bytes = b"video", **more: Any) -> Json:
        """Send a video. `more` as for a photo."""
        return self._sends("video", person, content, "video.mp4", "video/mp4", **more)

    def sends_video_note(self, person: Person, content: bytes = b"round", **more: Any) -> Json:
        """Send a round video message. `more` as for a photo."""
        return self._sends("video_note", person, content, "", "video/mp4", **more)

    def sends_sticker(self, person: Person, content: bytes = b"sticker", **more: Any) -> Json:
        """Send a sticker. `more` as for a photo."""
        return self._sends("sticker", person, content, "", "image/webp", **more)

    def sends_location(
        self, person: Person, latitude: float = 51.03, longitude: float = 4.48, **more: Any
    ) -> Json:
        """Send a place; by default somewhere in Mechelen."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._message(person, {"location": place}, **_where(more))

    def sends_contact(
        self, person: Person, phone_number: str, first_name: str = "Somebody", **more: Any
    ) -> Json:
        """Send a card from their address book."""
        card = {"phone_number": phone_number, "first_name": first_name}
        return self._message(person, {"contact": card}, **_where(more))

    def sends_poll(
        self, person: Person, question: str, options: Sequence[str], **more: Any
    ) -> Json:
        """Send a poll."""
        poll = {
            "id": f"POLL-{self.world.count('polls')}",
            "question": question,
            "options": [
                {"text": text, "voter_count": 0, "persistent_id": str(number)}
                for number, text in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return self._message(person, {"poll": poll}, **_where(more))

    def sends_album(
        self,
        person: Person,
        items: Sequence[tuple[str, bytes]],
        caption: str | None = None,
        **more: Any,
    ) -> list[Json]:
        """Send several files as one album; `items` are kinds ("photo", "document") and bytes."""
        album = f"ALBUM-{self.world.count('albums')}"
        updates = []
        for position, (kind, content) in enumerate(items):
            file = self.world.add_file(kind, content, name=f"{kind}_{position}")
            parts: Json = {
                kind: telegram_media.describe(self.world, kind, file),
                "media_group_id": album,
            }
            if caption and position == 0:
                parts["caption"] = caption
            updates.append(self._message(person, parts, **_where(more)))
        return updates

    def blocks(self, person: Person) -> Json:
        """Block the bot."""
        self.world.blocked.add(person.id)
        return self._own_membership(person, "member", "kicked")

    def unblocks(self, person: Person) -> Json:
        """Unblock the bot, which also lets it write again."""
        self.world.blocked.discard(person.id)
        self.world.started.add(person.id)
        return self._own_membership(person, "kicked", "member")

    def adds_bot(self, group: Group, person: Person | None = None) -> Json:
        """Add the bot to `group` (as an administrator, if the group says so)."""
        before = telegram_groups.bot_member(self.world, group)
        group.has_bot = True
        return self._group_membership(group, person, before)

    def removes_bot(self, group: Group, person: Person | None = None) -> Json:
        """Take the bot out of `group`."""
        before = telegram_groups.bot_member(self.world, group)
        group.has_bot = False
        return self._group_membership(group, person, before)

    def deletes_topic(self, group: Group, thread_id: int) -> None:
        """Delete a topic by hand; Telegram tells the bot nothing."""
        group.topics[thread_id].deleted = True

    def migrates(self, group: Group, new_id: int) -> Group:
        """Move `group` to a new id; requests to the old one get the new one as a parameter."""
        moved = self.group(new_id, forum=group.forum, title=group.title)
        moved.topics, moved.members = group.topics, group.members
        group.migrated_to = new_id
        sender = self._somebody()
        old = self.world.add_message(group.id, sender.user(), None, migrate_to_chat_id=new_id)
        new = self.world.add_message(new_id, sender.user(), None, migrate_from_chat_id=group.id)
        self._happens("message", old)
        self._happens("message", new)
        return moved

    def _sends(
        self,
        kind: str,
        person: Person,
        content: bytes,
        name: str,
        mime: str,
        *,
        caption: str | None = None,
        size: int | None = None,
        **more: Any,
    ) -> Json:
        file = self.world.add_file(kind, content, name=name, mime=mime, size=size)
        parts: Json = {kind: telegram_media.describe(self.world, kind, file)}
        if caption is not None:
            parts["caption"] = caption
        return self._message(person, parts, **_where(more))

    def _message(
        self,
        person: Person,
        parts: Json,
        chat: Group | None = None,
        thread_id: int | None = None,
        reply_to: MessageRef | None = None,
    ) -> Json:
        if chat is None:
            self.world.started.add(person.id)
            chat_id = person.id
        else:
            chat.members.setdefault(person.id, "member")
            chat_id = chat.id
        replied = self._replied(chat_id, thread_id, reply_to)
        message = self.world.add_message(
            chat_id, person.user(), thread_id, reply_to_message=replied, **parts
        )
        if chat is not None and thread_id is None and replied is not None:
            # Outside a topic a reply in a supergroup carries a thread id all the same.
            message["message_thread_id"] = replied["message_id"]
        return self._happens("message", message)

    def _replied(
        self, chat_id: int, thread_id: int | None, reply_to: MessageRef | None
    ) -> Json | None:
        """The message replied to; in a topic, without a reply, that is the one that opened it."""
        if reply_to is None and thread_id is None:
            return None
        key = (chat_id, thread_id or 0) if reply_to is None else self._key(reply_to, chat_id)
        message = self.world.messages[key]
        return {name: value for name, value in message.items() if name != "reply_to_message"}

    def _key(self, message: MessageRef, chat_id: int) -> tuple[int, int]:
        if isinstance(message, SentMessage):
            return message.chat_id, message.message_id
        if isinstance(message, int):
            return chat_id, message
        content = message.get("message", message)
        return content["chat"]["id"], content["message_id"]

    def _own_membership(self, person: Person, old: str, new: str) -> Json:
        return self._happens(
            "my_chat_member",
            {
                "chat": self.world.chat(person.id),
                "from": person.user(),
                "date": self.world.timestamp(),
                "old_chat_member": self._bot_with(old),
                "new_chat_member": self._bot_with(new),
            },
        )

    def _bot_with(self, status: str) -> Json:
        member: Json = {"user": self.world.bot, "status": status}
        return member | {"until_date": 0} if status == "kicked" else member

    def _group_membership(self, group: Group, person: Person | None, before: Json) -> Json:
        return self._happens(
            "my_chat_member",
            {
                "chat": group.chat(),
                "from": (person or self._somebody()).user(),
                "date": self.world.timestamp(),
                "old_chat_member": before,
                "new_chat_member": telegram_groups.bot_member(self.world, group),
            },
        )

    def _somebody(self) -> Person:
        return next(iter(self.world.people.values()), Person(id=1, first_name="Somebody"))

    def _happens(self, kind: str, content: Json) -> Json:
        update = telegram_updates.new(self.world.count("updates", 1000), kind, content)
        self.updates.add(update)
        return update


def _find_button(message: Json, wanted: str) -> str:
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            if wanted in (button["text"], button.get("callback_data")):
                return str(button["callback_data"])
    raise LookupError(f"no button {wanted!r} on this message")


def _where(more: Json) -> Json:
    if unknown := set(more) - {"chat", "thread_id", "reply_to"}:
        raise TypeError(f"unknown arguments: {sorted(unknown)}")
    return more

"""Files: noted with their message, fetched later by a worker step, never inside a turn."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from db import cases, messages
from db.models import Control, MediaState, Message, Reason
from handlers import escalation, saying
from handlers.context import Turn
from handlers.events import Media, MediaKind, Said, Sender
from locales.texts import escalation as texts
from locales.texts import general

#: The largest file taken in, in bytes: Telegram hands out no larger one.
LARGEST = 20 * 1024 * 1024
#: Characters kept of a file name.
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that is here already, encrypted."""

    kind: MediaKind
    mime: str
    name: str
    #: bytes
    size: int
    sha256: str
    #: where its bytes lie
    storage_key: str


async def attach_kept(turn: Turn, message: Message, file: Kept) -> None:
    """Note a file of a message that a colleague uploaded."""
    values = asdict(file) | {"mime": file.mime[:100], "name": file.name[:NAME_LENGTH]}
    await messages.attach(
        turn.session,
        message,
        now=turn.now,
        state=MediaState.STORED,
        channel=turn.address.channel,
        account=turn.address.account,
        reference="",
        **values,
    )


async def attach_all(turn: Turn, message: Message, source: Sender, files: Sequence[Media]) -> None:
    """Note the files of a message; the provider keeps them until they are fetched."""
    for file in files:
        await messages.attach(
            turn.session,
            message,
            now=turn.now,
            kind=file.kind,
            mime=file.mime[:100],
            name=file.name[:NAME_LENGTH] if file.name else None,
            size=file.size,
            channel=source.channel,
            account=source.account,
            reference=file.reference,
        )


async def look_at(turn: Turn, event: Said) -> bool:
    """A file came that the bot cannot read: a person looks at it, and the sender is told when.

    False when there is a caption beside it: that is answered as well.
    """
    if event.media or event.location or event.card:
        await _pass_on(turn, event)
        return not event.text.strip()
    if event.unreadable:
        await saying.say(turn, general.UNREADABLE, buttons=((general.TALK_TO_PERSON, "human:"),))
        return True
    return False


async def _pass_on(turn: Turn, event: Said) -> None:
    message = turn.message
    if event.album_key and message and message.provider_message_id != event.message_id:
        return
    if any(file.size and file.size > LARGEST for file in event.media):
        await saying.say(turn, general.FILE_TOO_BIG, megabytes=LARGEST // (1024 * 1024))
    waiting = await cases.unclosed(turn.session, turn.conversation.id)
    running = waiting and await cases.running_handoff(turn.session, waiting.id)
    await escalation.open_case(turn, Reason.UNREAD)
    if running:
        if turn.conversation.control != Control.HUMAN:
            await saying.say(turn, texts.ADDED_TO_CASE)
        return
    await escalation.say_when(turn, texts.UNREAD_OPEN, texts.UNREAD_LATER)

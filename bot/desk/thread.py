"""A conversation made ready to be shown: what was said, by whom, what became of it, and notes."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import card, versions, window
from bot.desk.card import Card
from bot.desk.versions import Version
from bot.desk.window import Window
from bot.runtime import Runtime
from db import conversations, deliveries, desk_thread, mentions, messages
from db.content import Content, Form
from db.desk import Line
from db.models import (
    Attachment,
    Delivery,
    DeliveryKind,
    DeliveryState,
    InternalNote,
    Message,
    StaffMember,
)
from handlers import gate

#: Messages on one page.
PAGE = 80
#: What a person may decide to send once more.
RESENDABLE = (DeliveryState.UNCERTAIN, DeliveryState.FAILED, DeliveryState.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message with all that is shown beside it."""

    message: Message
    content: Content
    #: who spoke, when it was not the bot and not the only person of the conversation
    speaker: str | None
    #: what it answers
    quoted: Content | None
    files: Sequence[Attachment]
    #: the copies on their way to the person, oldest first
    sent: Sequence[Delivery]
    #: the title of the FAQ entry it was taken from
    title: str | None
    #: in the colleague's language
    version: Version
    #: when it is looked at
    now: dt.datetime

    @property
    def resendable(self) -> Delivery | None:
        """The last copy, when a person may send it once more."""
        return None if self.is_outlived else self._stuck

    @property
    def is_outlived(self) -> bool:
        """It is not offered to be sent once more, because its words are not true any more."""
        last = self._stuck
        return last is not None and gate.is_outlived(last.kind, last.expires_at, self.now)

    @property
    def _stuck(self) -> Delivery | None:
        """The last copy, when nobody knows that it arrived."""
        last = self.sent[-1] if self.sent else None
        if last is None or self.content.form == Form.ERASED:
            return None
        return last if last.state in RESENDABLE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An internal note in its place."""

    note: InternalNote
    author: str
    #: colleagues who were named in it
    told: Sequence[str] = ()


Entry = Said | Noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Everything the page of a conversation shows."""

    line: Line
    entries: Sequence[Entry]
    #: sequence number of the first message, when there are earlier ones
    earlier: int | None
    #: titles of the answers tried before a person was asked
    tried: Sequence[str]
    #: None where a channel has no such window
    window: Window | None
    card: Card
    #: changes whenever the page would look different
    mark: str


async def build(
    session: AsyncSession,
    runtime: Runtime,
    member: StaffMember,
    line: Line,
    *,
    before: int | None = None,
) -> Thread:
    """The end of a conversation, or the part before a sequence number."""
    thread = line.conversation
    found = await desk_thread.earlier(session, thread.id, before=before, limit=PAGE + 1)
    shown = found[-PAGE:]
    said = await entries(session, runtime, shown, member.desk_language)
    notes = await _notes(session, thread.id)
    first = shown[0].seq if len(found) > PAGE else 0
    in_reach = [one for one in notes if first <= one.note.after_seq and _is_before(one, before)]
    brief = line.case.brief if line.case else {}
    return Thread(
        line=line,
        entries=interleave(said, in_reach),
        earlier=first or None,
        tried=[title(runtime, one, member.desk_language) for one in brief.get("tried", [])],
        window=await window.of_line(session, runtime, line),
        card=await card.build(session, member, line, now=runtime.clock()),
        mark=await mark(session, thread.id),
    )


async def entries(
    session: AsyncSession, runtime: Runtime, found: Sequence[Message], language: str
) -> list[Said]:
    """Messages with their speakers, files, deliveries and what they answer."""
    ids = [one.id for one in found]
    files = await messages.attachments(session, ids)
    sent = await deliveries.of_messages(session, ids)
    quoted = await desk_thread.by_ids(
        session, [one.reply_to_id for one in found if one.reply_to_id]
    )
    names = await desk_thread.names(session, [one.staff_id for one in found if one.staff_id])
    speakers = await desk_thread.speakers(
        session, [one.speaker_id for one in found if one.speaker_id]
    )
    second = await versions.of_messages(session, runtime, found, language)
    ready, now = [], runtime.clock()
    for one in found:
        content = Content.from_json(one.content)
        quote = quoted.get(one.reply_to_id or 0)
        said = Said(
            message=one,
            content=content,
            speaker=names.get(one.staff_id or 0) or speakers.get(one.speaker_id or 0),
            quoted=Content.from_json(quote.content) if quote else None,
            files=files.get(one.id, []),
            sent=[copy for copy in sent.get(one.id, []) if copy.kind != DeliveryKind.STAFF],
            title=title(runtime, content.entry_id, language) if content.entry_id else None,
            version=second[one.id],
            now=now,
        )
        ready.append(said)
    return ready


def interleave(said: Sequence[Said], notes: Sequence[Noted]) -> list[Entry]:
    """Notes stand behind the message that was the newest when they were written."""
    marked: list[tuple[int, int, int, Entry]] = [
        (one.message.seq, 0, one.message.id, one) for one in said
    ]
    marked += [(one.note.after_seq, 1, one.note.id, one) for one in notes]
    return [one for *_, one in sorted(marked, key=lambda row: row[:3])]


def title(runtime: Runtime, entry_id: str, language: str) -> str:
    """An entry's question, or its id when the entry is gone."""
    knowledge = runtime.house.knowledge
    return knowledge.title(entry_id, language) if entry_id in knowledge.entries else entry_id


async def mark(session: AsyncSession, conversation_id: int) -> str:
    """A short word that changes when the page would."""
    found = await desk_thread.fingerprint(session, conversation_id)
    return hashlib.sha256(repr(found).encode()).hexdigest()[:16]


async def _notes(session: AsyncSession, conversation_id: int) -> list[Noted]:
    found = await conversations.notes(session, conversation_id)
    names = await desk_thread.names(session, [one.author_id for one in found])
    told = await mentions.names_in_notes(session, conversation_id)
    return [
        Noted(note=one, author=names.get(one.author_id, "?"), told=told.get(one.id, ()))
        for one in found
    ]


def _is_before(noted: Noted, before: int | None) -> bool:
    return before is None or noted.note.after_seq < before

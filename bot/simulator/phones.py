"""The phones of the page and what is on them: what came in, and what really was delivered."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot import parts
from bot.channels import simulator
from db import addresses, conversations, deliveries, messages
from db.content import Button, Content, Form
from db.models import (
    Address,
    Attachment,
    Author,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Household,
    Message,
    StaffMember,
)
from handlers import staff

#: The two people whom the demo data bring.
VOLUNTEER, FAMILY = "volunteer-1", "family-1"
#: The only external ids that the page can speak as.
PHONE = re.compile(r"volunteer-1|family-1|stranger-[0-9a-f]{8}")
#: Messages shown of a phone.
NEWEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file under a message."""

    #: our attachment
    id: int
    kind: str
    mime: str
    name: str
    #: a db.models.MediaState value
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message as a phone shows it."""

    #: stays the same when the message is edited or its file arrives
    key: str
    #: our message, to which a button's press belongs
    message_id: int
    #: when it appeared on the phone
    at: dt.datetime
    #: when it last changed
    changed_at: dt.datetime
    #: a db.models.Author value
    author: str
    #: a colleague's first name
    name: str | None = None
    #: a db.content.Form value
    form: str = Form.TEXT
    text: str = ""
    language: str | None = None
    buttons: tuple[Button, ...] = ()
    files: tuple[File, ...] = ()
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What is on one phone."""

    #: the external id
    phone: str
    #: whose phone it is; None for a stranger
    owner: str | None = None
    #: oldest first
    bubbles: tuple[Bubble, ...] = field(default=())


async def read(session: AsyncSession, phone: str) -> Screen:
    """Everything on a phone, in the order in which it appeared there."""
    address = await addresses.find(session, simulator.CHANNEL, simulator.ACCOUNT, phone)
    if address is None:
        return Screen(phone=phone)
    owner = await _owner(session, address)
    found = await conversations.listing(session, Address.id == address.id, limit=1)
    bubbles = await _bubbles(session, found[0][0], address) if found else ()
    return Screen(phone=phone, owner=owner, bubbles=bubbles)


async def message_at(session: AsyncSession, phone: str, message_id: int) -> str | None:
    """How the channel calls a message that was delivered to this phone."""
    address = await addresses.find(session, simulator.CHANNEL, simulator.ACCOUNT, phone)
    if address is None:
        return None
    return await messages.provider_id_in(session, message_id, address.id, None)


async def file_at(session: AsyncSession, phone: str, file_id: int) -> Attachment | None:
    """A file, only if it is on this phone."""
    screen = await read(session, phone)
    if not any(file.id == file_id for bubble in screen.bubbles for file in bubble.files):
        return None
    return await session.get(Attachment, file_id)


async def _owner(session: AsyncSession, address: Address) -> str | None:
    if address.contact_id is not None:
        return (await session.get_one(Contact, address.contact_id)).name
    if address.household_id is not None:
        return (await session.get_one(Household, address.household_id)).name
    return None


async def _bubbles(
    session: AsyncSession, conversation: Conversation, address: Address
) -> tuple[Bubble, ...]:
    said = await messages.latest(session, conversation.id, limit=NEWEST)
    ids = [message.id for message in said]
    files = await messages.attachments(session, ids)
    sent = await deliveries.of_messages(session, ids)
    found: list[tuple[dt.datetime, int, Bubble]] = []
    for message in said:
        name = await _colleague(session, message)
        for bubble in _shown(message, sent.get(message.id, ()), address, name):
            # a file hangs on the first part
            own = _files(files.get(message.id, ())) if bubble.key.endswith("-0") else ()
            if bubble.text or bubble.buttons or own or bubble.form != Form.TEXT:
                found.append((bubble.at, message.seq, replace(bubble, files=own)))
    return tuple(bubble for _, _, bubble in sorted(found, key=lambda one: one[:2]))


def _shown(
    message: Message, sent: Sequence[Delivery], address: Address, name: str | None
) -> Iterator[Bubble]:
    if message.direction == Direction.IN:
        yield _bubble(message, f"m{message.id}-0", message.at, Content.from_json(message.content))
    elif message.direction == Direction.OUT:
        for one in sent:
            if one.address_id == address.id and one.state == DeliveryState.DONE:
                yield from _delivered(message, one, name)


def _delivered(message: Message, sent: Delivery, name: str | None) -> Iterator[Bubble]:
    """A delivery as the outbox cut it for this channel."""
    content = Content.from_json(message.content)
    cut = parts.split(content, simulator.LIMITS, has_file=False) or [("", ())]
    at = sent.settled_at or sent.created_at
    for number, (text, buttons) in enumerate(cut):
        part = Content(form=content.form, text=text, buttons=buttons)
        yield _bubble(message, f"d{sent.id}-{number}", at, part, name)


def _bubble(
    message: Message, key: str, at: dt.datetime, content: Content, name: str | None = None
) -> Bubble:
    text = content.text
    if content.form == Form.LOCATION:
        text = f"{content.latitude}, {content.longitude}"
    return Bubble(
        key=key,
        message_id=message.id,
        at=at,
        changed_at=max(at, message.edited_at or at),
        author=message.author,
        name=name,
        form=content.form,
        text=text or content.what or "",
        language=message.language,
        buttons=content.buttons,
        edited=message.edited_at is not None,
    )


def _files(found: Sequence[Attachment]) -> tuple[File, ...]:
    return tuple(
        File(id=one.id, kind=one.kind, mime=one.mime, name=one.name or one.kind, state=one.state)
        for one in found
    )


async def _colleague(session: AsyncSession, message: Message) -> str | None:
    if message.author != Author.STAFF or message.staff_id is None:
        return None
    member = await session.get(StaffMember, message.staff_id)
    return staff.first_name(member) if member else None

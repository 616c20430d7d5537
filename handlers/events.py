"""What can happen to the helpdesk, in words that every channel shares. Adapters make these."""

from dataclasses import dataclass
from enum import StrEnum


class MediaKind(StrEnum):
    """What kind of file came."""

    #: a picture
    PHOTO = "photo"
    #: a spoken message
    VOICE = "voice"
    #: a sound file
    AUDIO = "audio"
    #: a film
    VIDEO = "video"
    #: any other file
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """An address as a channel knows it; the external id is opaque and personal."""

    channel: str
    #: which of our accounts was written to (bot id, WhatsApp number, "demo")
    account: str
    external_id: str
    #: the person's language according to the provider: only a hint
    language_hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file the provider holds for us."""

    kind: MediaKind
    mime: str
    #: what the channel needs to fetch it
    reference: str
    name: str | None = None
    #: bytes, when the provider says so
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A person wrote, spoke or sent something."""

    sender: Sender
    #: the provider's id of this message
    message_id: str
    text: str = ""
    media: tuple[Media, ...] = ()
    #: the provider's id of the message this answers
    reply_to: str | None = None
    #: messages of one album share it
    album_key: str | None = None
    #: latitude and longitude in degrees
    location: tuple[float, float] | None = None
    #: the name on a shared contact card
    card: str | None = None
    #: what it is, when the bot cannot read it ("sticker", "poll", "video_note", …)
    unreadable: str | None = None
    #: the person forwarded somebody else's words
    forwarded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A person pressed a button."""

    sender: Sender
    payload: str
    #: the provider's id of the message the button hangs on
    message_id: str | None = None
    #: what the channel needs to stop the button's spinner
    acknowledge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A person changed what they had written."""

    sender: Sender
    message_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """A person put signs under a message, or took them away."""

    sender: Sender
    message_id: str
    #: all that stand there now; empty when they were taken back
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A person blocked the bot, unblocked it, or the provider opted them out."""

    sender: Sender
    reachable: bool
    #: a short word for staff, e.g. "blocked", "opted_out"
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffUser:
    """Who acted in a staff group; only a user linked to a staff account may speak."""

    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSaid:
    """Somebody wrote in a topic of the staff group (thread None: in the group's general topic)."""

    #: the staff group
    group: Sender
    user: StaffUser
    message_id: str
    thread_id: int | None
    text: str = ""
    media: tuple[Media, ...] = ()
    reply_to: str | None = None
    #: the part of that message that they quoted
    quote: str | None = None
    #: what it is, when it can be passed on to nobody ("sticker", "location", …)
    unreadable: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEdited:
    """Somebody changed what they had written in a topic."""

    group: Sender
    user: StaffUser
    message_id: str
    thread_id: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPressed:
    """Somebody pressed a button in the staff group."""

    group: Sender
    user: StaffUser
    thread_id: int | None
    payload: str
    message_id: str | None = None
    acknowledge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedToGroup:
    """The bot was added to, or written to in, a group that is not the staff group."""

    group: Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMoved:
    """A group got a new id (a Telegram group became a supergroup)."""

    group: Sender
    new_external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptReported:
    """The provider reported what became of something we sent."""

    channel: str
    account: str
    provider_id: str
    #: our delivery, when the provider repeated it to us
    delivery_id: int | None
    #: a db.models.ReceiptRank value
    receipt: str
    error_code: str | None = None
    #: it failed because free text may not be sent any more
    outside_window: bool = False
    #: it failed because the address cannot be reached ("opted_out", "unknown", …)
    unreachable: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Something that asks nothing of us, named for the log."""

    what: str


Event = (
    Said
    | Pressed
    | Edited
    | Reacted
    | Reached
    | StaffSaid
    | StaffEdited
    | StaffPressed
    | AddedToGroup
    | GroupMoved
    | ReceiptReported
    | Ignored
)

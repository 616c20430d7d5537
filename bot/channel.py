"""The port to a messaging provider. Adapters translate; they decide nothing and store nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from db.content import Button, Template
from handlers.events import Event

#: A provider's raw update, as JSON can hold it.
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one provider message can hold."""

    #: characters of text
    text: int
    #: characters of text when buttons hang under it
    text_with_buttons: int
    #: how many buttons; more are written as a numbered list
    buttons: int
    #: characters of a button's label; a longer one makes the choice a numbered list
    button_label: int
    #: characters under a file
    caption: int
    #: bytes of a file
    media: int
    #: it takes calendar files; else they are handed over as a link
    calendar_files: bool = True
    #: words go under a sound file; else they are a message of their own
    sound_captions: bool = True
    #: types of sound it plays; None: all that we keep
    sounds: frozenset[str] | None = None
    #: how long after a person's last message free text may be sent; None: always
    window: dt.timedelta | None = None
    #: seconds between two messages to one address, and to the whole account
    pace_address: float = 0.0
    pace_account: float = 0.0
    #: messages a minute into one staff group, over all its topics
    group_per_minute: int = 0
    #: of these, kept for what is urgent
    group_reserved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMedia:
    """A file on its way out."""

    #: a handlers.events.MediaKind value
    kind: str
    mime: str
    content: bytes
    name: str
    #: a signed, expiring public address, for providers that fetch files themselves
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """One provider message: what `split` returned, or what `send` takes."""

    #: the opaque external id of the address
    to: str
    #: our delivery, repeated in status callbacks
    delivery_id: int
    text: str = ""
    language: str = "en"
    buttons: tuple[Button, ...] = ()
    media: OutboundMedia | None = None
    #: sent instead of the text when the window is closed
    template: Template | None = None
    #: a forum topic of a staff group
    thread_id: int | None = None
    #: the provider's id of the message this answers
    reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The provider's yes."""

    provider_id: str
    #: a db.models.ReceiptRank value
    receipt: str = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What must be known of an update before it is stored: its key, and what keeps its order."""

    #: the provider's own id of the update; the same update always has the same key
    provider_key: str
    #: updates with the same lane are applied in order (a chat, or a chat and topic)
    lane: tuple[str, ...]
    payload: Payload
    #: an album's parts are collected before they are understood
    wait: dt.timedelta = dt.timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HookRequest:
    """A webhook call as it came in."""

    #: path and raw query, e.g. "/hooks/whatsapp?x=1"
    target: str
    #: lower-case names
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file fetched from the provider."""

    content: bytes
    mime: str | None


class SendError(Exception):
    """The provider did not take the message. The fields are what a caller can decide on."""

    def __init__(
        self,
        code: str,
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        maybe_sent: bool = False,
        unreachable: str | None = None,
        outside_window: bool = False,
        topic_lost: bool = False,
        moved_to: str | None = None,
    ) -> None:
        super().__init__(code)
        #: a short constant word or provider code, safe to log
        self.code = code
        #: trying again later can help
        self.retryable = retryable
        #: seconds the provider asks us to wait
        self.retry_after = retry_after
        #: the provider may have taken it (time-out, broken connection after the request was sent)
        self.maybe_sent = maybe_sent
        #: why the address cannot be reached any more ("blocked", "opted_out", "unknown")
        self.unreachable = unreachable
        #: free text needs an approved template now
        self.outside_window = outside_window
        #: the forum topic is gone
        self.topic_lost = topic_lost
        #: the group's new id
        self.moved_to = moved_to

    @property
    def is_passing(self) -> bool:
        """It lies in the moment or the place, not in what was sent."""
        return bool(self.retryable or self.maybe_sent or self.topic_lost or self.moved_to)


class Forged(Exception):
    """The webhook call did not come from the provider."""


class Malformed(Exception):
    """The webhook call is not what the provider sends."""


class FetchError(Exception):
    """The provider did not hand out the file."""

    def __init__(self, code: str, *, retryable: bool, too_big: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.retryable = retryable
        self.too_big = too_big


class Channel(Protocol):
    """A provider account that people write to."""

    @property
    def name(self) -> str:
        """telegram, whatsapp, simulator, console."""

    @property
    def account(self) -> str:
        """Which of our accounts: known without asking the provider."""

    @property
    def limits(self) -> Limits: ...

    def open_hook(self, request: HookRequest) -> Payload:
        """Verify a webhook call. Raises Forged or Malformed."""

    def envelope(self, payload: Payload) -> Envelope:
        """Key and lane of an update. Raises Malformed when it has no key."""

    def parse(self, payload: Payload) -> Sequence[Event]:
        """What happened. Something unknown is Ignored; raises Malformed on missing fields."""

    async def start(self, public_url: str | None) -> None:
        """Called once inside the running loop: make clients, set or remove the webhook."""

    async def poll(self, offset: int | None) -> tuple[Sequence[Payload], int | None]:
        """Wait for updates after `offset`; the new offset. Only when `polls` is true."""

    @property
    def polls(self) -> bool:
        """True when updates are fetched instead of received."""

    async def send(self, message: OutboundMessage) -> Receipt:
        """Send one provider message. Raises SendError only."""

    async def acknowledge(self, token: str) -> None:
        """Stop a button's spinner; failure is harmless and not raised."""

    async def fetch(self, reference: str, limit: int) -> Fetched:
        """A file of at most `limit` bytes. Raises FetchError only."""

    async def create_topic(self, group: str, name: str) -> int:
        """Make a forum topic (name 1-128 characters); its thread id. Raises SendError."""

    async def leave(self, group: str) -> None:
        """Leave a group that is not ours; failure is harmless."""

    async def check(self) -> Sequence[str]:
        """Ask the provider whether the account works; faults as sentences for the operator."""

    async def close(self) -> None: ...

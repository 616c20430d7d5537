"""What comes in and goes out: inbox, outbox, receipts, leases and offsets."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, SecretJson


class DeliveryKind(StrEnum):
    """Why a delivery exists; it decides the promise and what may hold it back."""

    #: a staff member's words; at least once
    REPLY = "reply"
    #: a service notice (someone joined, numbers in an emergency); at least once, never held
    NOTICE = "notice"
    #: an FAQ answer, bound to the epoch; at least once
    ANSWER = "answer"
    #: a check-in; never twice automatically, never lost silently
    UNPROMPTED = "unprompted"
    #: about a call that the person asked for: the same, without the consent to check-ins
    REMINDER = "reminder"
    #: a copy for a staff topic; at least once
    STAFF = "staff"


#: What is not sent again by itself when it may have arrived.
NEVER_TWICE = (DeliveryKind.UNPROMPTED, DeliveryKind.REMINDER)


class DeliveryState(StrEnum):
    """Our side of a delivery; see db.deliveries.TRANSITIONS."""

    #: waits for its moment
    QUEUED = "queued"
    #: waits for a reason to pass: window, quiet hours, a person in charge
    HELD = "held"
    #: claimed by a worker, the call to the provider may be under way
    SENDING = "sending"
    #: the provider has taken it
    DONE = "done"
    #: the provider may have taken it: never sent again by itself
    UNCERTAIN = "uncertain"
    #: the provider refused it for good, or attempts ran out
    FAILED = "failed"
    #: too late to be of use
    EXPIRED = "expired"
    #: withdrawn before it was sent
    CANCELLED = "cancelled"


class ReceiptRank(StrEnum):
    """The provider's side, by rank; only a higher rank wins."""

    #: the provider's interface said yes
    ACCEPTED = "accepted"
    #: on its way to the phone
    SENT = "sent"
    #: on the phone
    DELIVERED = "delivered"
    #: opened
    READ = "read"
    #: the provider gave up
    UNDELIVERED = "undelivered"


#: `undelivered` beats `accepted` and `sent`, but not a message that did arrive.
RECEIPT_RANK = {
    ReceiptRank.ACCEPTED: 0,
    ReceiptRank.SENT: 1,
    ReceiptRank.UNDELIVERED: 2,
    ReceiptRank.DELIVERED: 3,
    ReceiptRank.READ: 4,
}


class InboundEvent(Base):
    """What a provider told us, raw. Retention blanks the payload and keeps the key."""

    __tablename__ = "inbound_event"
    __table_args__ = (
        UniqueConstraint("channel", "account", "provider_key"),
        Index(
            "ix_inbound_event_pending",
            "lane",
            "id",
            sqlite_where=text("processed_at IS NULL"),
            postgresql_where=text("processed_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    provider_key: Mapped[str] = mapped_column(String(100))
    #: events of one lane (a keyed hash of the sender or topic) are applied in order, one at a time
    lane: Mapped[str] = mapped_column(String(64))
    payload: Mapped[SecretJson | None]
    received_at: Mapped[Instant]
    not_before: Mapped[Instant]
    processed_at: Mapped[Instant | None]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[Instant | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    #: the class of the error that parked it; never message text
    error: Mapped[str | None] = mapped_column(String(80))


class Delivery(Base):
    """One copy of a message on its way to one address. This table is the outbox."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index(
            "ix_delivery_due",
            "channel",
            "account",
            "not_before",
            sqlite_where=text("state IN ('queued', 'held')"),
            postgresql_where=text("state IN ('queued', 'held')"),
        ),
        Index(
            "ix_delivery_unsettled",
            "address_id",
            "topic_id",
            "id",
            sqlite_where=text("state IN ('queued', 'sending')"),
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
        # what somebody got in the last days without asking, counted before each one more
        Index(
            "ix_delivery_unprompted",
            "address_id",
            "settled_at",
            sqlite_where=text("kind = 'unprompted'"),
            postgresql_where=text("kind = 'unprompted'"),
        ),
        Index(
            "ix_delivery_occurrence",
            "occurrence_id",
            sqlite_where=text("occurrence_id IS NOT NULL"),
            postgresql_where=text("occurrence_id IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    #: copied from the address, so that a worker claims per account without a join
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("staff_topic.id"))
    #: a thread of the staff's group that is no topic of ours
    thread_id: Mapped[int | None]
    dedupe_key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    epoch: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(60))
    receipt: Mapped[str | None] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    #: it goes before whatever is due and is not
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    not_before: Mapped[Instant]
    expires_at: Mapped[Instant | None]
    lease_until: Mapped[Instant | None]
    worker: Mapped[str | None] = mapped_column(String(40))
    resend_of: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))
    #: what of the sponsorship year it says
    occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("occurrence.id"))
    created_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]


class DeliveryEvent(Base):
    """Each change of a delivery's state, append-only."""

    __tablename__ = "delivery_event"
    id: Mapped[Id]
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(60))
    at: Mapped[Instant]


class Transmission(Base):
    """One provider message of a delivery: a long text is several."""

    __tablename__ = "transmission"
    __table_args__ = (
        UniqueConstraint("delivery_id", "part"),
        Index("ix_transmission_provider", "channel", "account", "provider_id"),
    )
    id: Mapped[Id]
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    part: Mapped[int]
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    provider_id: Mapped[str] = mapped_column(String(80))
    receipt: Mapped[str] = mapped_column(String(12))
    error_code: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[Instant]


class ParkedReceipt(Base):
    """A status callback that came before its provider id was saved; replayed at settlement."""

    __tablename__ = "parked_receipt"
    __table_args__ = (Index("ix_parked_receipt_provider", "channel", "account", "provider_id"),)
    id: Mapped[Id]
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    provider_id: Mapped[str] = mapped_column(String(80))
    delivery_id: Mapped[int | None]
    receipt: Mapped[str] = mapped_column(String(12))
    error_code: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[Instant]


class Lease(Base):
    """Something only one process may do at a time: send for an account, poll an account."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[Instant]


class PollOffset(Base):
    """How far an account's updates were stored."""

    __tablename__ = "poll_offset"
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    offset: Mapped[int] = mapped_column("update_offset")
    at: Mapped[Instant]


class WhatsappContent(Base):
    """A text with buttons or a template that Twilio already knows."""

    __tablename__ = "whatsapp_content"
    __table_args__ = (UniqueConstraint("account", "content_hash", "language"),)
    id: Mapped[Id]
    account: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    content_sid: Mapped[str] = mapped_column(String(40))
    #: Twilio's own word for the state of approval, kept raw
    approval: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[Instant]


class Keepsake(Base):
    """A single fact about this database itself, such as the fingerprint of its key."""

    __tablename__ = "keepsake"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))

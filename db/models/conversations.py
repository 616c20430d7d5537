"""The permanent thread with an address, the cases in it and what was said."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret, SecretJson


class Control(StrEnum):
    """Who has the word in a conversation."""

    #: the bot answers
    BOT = "bot"
    #: a person was asked for, nobody has claimed yet: the bot still answers questions
    QUEUED = "queued"
    #: a staff member is in charge: no FAQ answers
    HUMAN = "human"


class CaseState(StrEnum):
    """Where a matter stands."""

    #: somebody has to look at it
    OPEN = "open"
    #: put aside until a moment
    SNOOZED = "snoozed"
    #: dealt with
    CLOSED = "closed"


class Reason(StrEnum):
    """Why a case was opened."""

    #: "talk to a person"
    ASKED = "asked"
    #: two answers in a row were unsure or unhelpful
    UNSURE = "unsure"
    #: a sensitive message
    SENSITIVE = "sensitive"
    #: something the bot cannot read: voice, photo, document
    UNREAD = "unread"
    #: a check-in was answered "need help" or "call me"
    CHECKIN = "checkin"
    #: a call was asked for
    CALLBACK = "callback"
    #: a consent or a privacy notice that no person has confirmed in the language: staff ask it
    CONSENT = "consent"
    #: staff wrote first
    STAFF = "staff"
    #: something on the group's checklist cannot go on
    CHECKLIST = "checklist"
    #: something is wrong with a message of the exchange between groups
    EXCHANGE = "exchange"
    #: two check-ins in a row were answered by nothing at all
    SILENCE = "silence"


class Priority(StrEnum):
    """How soon somebody must look."""

    #: alert at once, repeat until claimed
    URGENT = "urgent"
    #: the same day
    TODAY = "today"
    #: the next working moment
    NORMAL = "normal"


#: Database order of priorities: the most urgent first.
PRIORITY_RANK = {Priority.URGENT: 0, Priority.TODAY: 1, Priority.NORMAL: 2}


class Direction(StrEnum):
    """Which way a message went."""

    #: from the person
    IN = "in"
    #: to the person
    OUT = "out"
    #: to staff only: a post in the topic, never shown to the person
    STAFF = "staff"


class Author(StrEnum):
    """What kind of author spoke."""

    #: the person of the conversation
    PERSON = "person"
    #: the helpdesk itself
    BOT = "bot"
    #: a staff member
    STAFF = "staff"


class Conversation(Base):
    """The one permanent thread with an address. `epoch` rises only at takeover and release."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_last_message_at", "last_message_at"),
        Index(
            "ix_conversation_human",
            "assignee_id",
            sqlite_where=text("control = 'human'"),
            postgresql_where=text("control = 'human'"),
        ),
    )
    id: Mapped[Id]
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"), unique=True)
    control: Mapped[str] = mapped_column(String(8), default=Control.BOT)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True)
    epoch: Mapped[int] = mapped_column(default=0)
    last_seq: Mapped[int] = mapped_column(default=0)
    language: Mapped[str | None] = mapped_column(String(8))
    language_chosen: Mapped[bool] = mapped_column(default=False)
    unsure_streak: Mapped[int] = mapped_column(default=0)
    #: where a stranger lives, as they said; contacts and households have a region of their own
    region: Mapped[str | None] = mapped_column(String(20))
    last_message_at: Mapped[Instant | None]
    #: the newest message of the person; `db.messages.write` keeps this and the next one true
    last_inbound_seq: Mapped[int | None]
    #: since when something the person wrote has had no answer from a colleague
    unanswered_at: Mapped[Instant | None]
    created_at: Mapped[Instant]


class Case(Base):
    """A matter that people work on; at most one unclosed per conversation."""

    __tablename__ = "case"
    __table_args__ = (
        Index(
            "uq_case_unclosed",
            "conversation_id",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_case_state_rank", "state", "priority_rank", "opened_at"),
        Index(
            "ix_case_snoozed",
            "snoozed_until",
            sqlite_where=text("state = 'snoozed'"),
            postgresql_where=text("state = 'snoozed'"),
        ),
        Index("ix_case_closed_at", "closed_at"),
        Index(
            "ix_case_unerased",
            "closed_at",
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    state: Mapped[str] = mapped_column(String(8), default=CaseState.OPEN)
    reason: Mapped[str] = mapped_column(String(12))
    intent: Mapped[str | None] = mapped_column(String(40))
    priority: Mapped[str] = mapped_column(String(8), default=Priority.NORMAL)
    priority_rank: Mapped[int] = mapped_column(default=2)
    confidential: Mapped[bool] = mapped_column(default=False)
    independent: Mapped[bool] = mapped_column(default=False)
    brief: Mapped[SecretJson]
    opened_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    outcome: Mapped[str | None] = mapped_column(String(20))
    #: until when it is put aside; set only while it is snoozed
    snoozed_until: Mapped[Instant | None]
    snoozed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    #: it was passed on to whoever speaks this language, and nobody has taken it yet
    wanted_language: Mapped[str | None] = mapped_column(String(8))
    #: since when its words are erased, because they were too old
    erased_at: Mapped[Instant | None]


class Handoff(Base):
    """A period of human control: asked for, told to staff, claimed, released.

    One that is offered to a colleague is in that colleague's hands, and unclaimed until they act.
    """

    __tablename__ = "handoff"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    requested_at: Mapped[Instant]
    notified_at: Mapped[Instant | None]
    alerts: Mapped[int] = mapped_column(default=0)
    next_alert_at: Mapped[Instant | None] = mapped_column(index=True)
    claimed_at: Mapped[Instant | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    released_at: Mapped[Instant | None]
    #: whom it was passed on to, and by whom; nobody: the clock woke it
    offered_to: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    offered_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))


class InternalNote(Base):
    """What staff tell each other; the sender's code path cannot read this table."""

    __tablename__ = "internal_note"
    __table_args__ = (
        Index(
            "ix_internal_note_unerased",
            "at",
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    text: Mapped[Secret]
    #: the newest message when the note was written, so that the desk can show both in order
    after_seq: Mapped[int]
    at: Mapped[Instant]
    #: since when its words are erased, because they were too old
    erased_at: Mapped[Instant | None]


class Message(Base):
    """What was said, once."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_message_provider", "conversation_id", "provider_message_id"),
        Index(
            "ix_message_unerased",
            "at",
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    seq: Mapped[int]
    direction: Mapped[str] = mapped_column(String(5))
    author: Mapped[str] = mapped_column(String(8))
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    #: see db.content.Content
    content: Mapped[SecretJson]
    language: Mapped[str | None] = mapped_column(String(8))
    translation_of: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    album_key: Mapped[str | None] = mapped_column(String(64))
    #: the provider's id of an inbound message, so that replies and edits find it
    provider_message_id: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[Instant]
    edited_at: Mapped[Instant | None]
    #: since when its words are erased, because they were too old
    erased_at: Mapped[Instant | None]


class Awaiting(Base):
    """Which question a button, "1" or "yes" answers; the newest open one wins."""

    __tablename__ = "awaiting"
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    #: what the answer is for, e.g. "checkin:12"
    subject: Mapped[str] = mapped_column(String(60))
    #: button payloads in the order of their numbers
    options: Mapped[list[str]]
    asked_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    answered_at: Mapped[Instant | None]

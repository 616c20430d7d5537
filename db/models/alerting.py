"""Who is there, who is on duty, and who was told that somebody waits."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class AlertChannel(StrEnum):
    """How a colleague was told."""

    #: a post in the staff's Telegram group
    GROUP = "group"
    #: a private message of the bot to a linked colleague
    DIRECT = "direct"
    #: the desk, where a colleague has it open
    DESK = "desk"
    #: an e-mail
    EMAIL = "email"


class AlertKind(StrEnum):
    """What an alert says."""

    #: somebody waits, and nobody has taken it
    WAITS = "waits"
    #: the channel soon takes no free text to somebody who waits for an answer
    WINDOW = "window"


class AlertState(StrEnum):
    """What became of an alert."""

    #: waits for its moment, or for a desk to be opened
    QUEUED = "queued"
    #: claimed by a worker, the call to the server may be under way
    SENDING = "sending"
    #: handed over: to the outbox, the mail server or an open desk
    SENT = "sent"
    #: refused for good, or attempts ran out
    FAILED = "failed"
    #: not needed any more: somebody has taken the case
    CANCELLED = "cancelled"


class StaffReach(Base):
    """When and how one colleague is reached, as they or a coordinator set it."""

    __tablename__ = "staff_reach"
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    #: own hours as [["09:00", "17:00"], …] of seven days, Monday first; None: the organisation's
    week: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    #: where alerts go by e-mail; None: nowhere
    email: Mapped[Secret | None]
    #: the private chat in which they linked their Telegram account
    telegram_address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"))


class Absence(Base):
    """Whole days on which a colleague is away; never why."""

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_staff_last", "staff_id", "last_on"),)
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    first_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    created_at: Mapped[Instant]


class Duty(Base):
    """Who answers for urgent cases from one instant until another."""

    __tablename__ = "duty"
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant] = mapped_column(index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[Instant]


class Alert(Base):
    """One colleague, or the group, told once in one way: a case waits, a note names them, an
    invitation waits to be handed over, or people whom they look after are invited to a gathering.

    Holds no text.
    """

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "ix_alert_due",
            "channel",
            "not_before",
            sqlite_where=text("state IN ('queued', 'sending')"),
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
        Index("ix_alert_staff", "staff_id", "channel", "id"),
        CheckConstraint(
            "CASE WHEN handoff_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN mention_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN first_contact_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN gathering_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_subject",
        ),
        # nobody is told twice of one gathering; of all else its column is empty
        UniqueConstraint("gathering_id", "staff_id", "channel"),
    )
    id: Mapped[Id]
    #: the request that waits; None when it is about a mention
    handoff_id: Mapped[int | None] = mapped_column(ForeignKey("handoff.id"), index=True)
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mention.id"), index=True)
    first_contact_id: Mapped[int | None] = mapped_column(ForeignKey("first_contact.id"), index=True)
    gathering_id: Mapped[int | None] = mapped_column(ForeignKey("gathering.id"))
    channel: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(
        String(8), default=AlertKind.WAITS, server_default=AlertKind.WAITS.value
    )
    #: None: the whole group
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    #: the message by which the outbox carries it; its delivery says what became of it
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(10), default=AlertState.QUEUED)
    reason: Mapped[str | None] = mapped_column(String(60))
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[Instant]
    lease_until: Mapped[Instant | None]
    created_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]


class WindowWarning(Base):
    """Staff were warned, once, that a channel soon takes no free text to a waiting person."""

    __tablename__ = "window_warning"
    __table_args__ = (UniqueConstraint("conversation_id", "heard_at"),)
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    #: the person's words that opened the window
    heard_at: Mapped[Instant]
    at: Mapped[Instant]

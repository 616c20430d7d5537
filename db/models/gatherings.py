"""Exchange moments, trainings and conferences: who is invited, what they answer, what is due."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class GatheringKind(StrEnum):
    """What people come together for."""

    #: family, group and staff of one sponsorship look at how it goes
    EXCHANGE = "exchange"
    #: volunteers of several groups learn something
    TRAINING = "training"
    #: volunteers of all groups meet
    CONFERENCE = "conference"


class GatheringState(StrEnum):
    """Whether it comes, came, or does not come."""

    #: its day is set
    PLANNED = "planned"
    #: it took place
    HELD = "held"
    #: it does not take place
    CANCELLED = "cancelled"


class InvitationState(StrEnum):
    """What somebody answered; the newest answer counts."""

    #: no answer yet
    INVITED = "invited"
    #: they come
    YES = "yes"
    #: they cannot come
    NO = "no"
    #: they would come if there were a place
    WAITING = "waiting"
    #: a place was offered to them, and they said nothing in time
    LAPSED = "lapsed"
    #: staff took it back, or the person is not with us any more
    WITHDRAWN = "withdrawn"


class NoticeKind(StrEnum):
    """What is said first about a gathering."""

    #: do you come?
    INVITE = "invite"
    #: it is in two days
    REMIND = "remind"
    #: it is at another time or place
    MOVED = "moved"
    #: it does not take place
    CANCELLED = "cancelled"
    #: a place is free now
    OFFER = "offer"


class NoticeState(StrEnum):
    """Where a notice stands: planned = sent + skipped + expired + cancelled, in the end."""

    #: its moment has not come, or it waits for something that `reason` names
    PLANNED = "planned"
    #: it is in the outbox or beyond
    SENT = "sent"
    #: it was not sent, and the reason says why
    SKIPPED = "skipped"
    #: its moment passed before it could go
    EXPIRED = "expired"
    #: it is of no use any more: another answer, another date
    CANCELLED = "cancelled"


class NoticeReason(StrEnum):
    """Why a notice waits, was not sent, or was not sent in time."""

    #: nobody of them has written to us
    FIRST_CONTACT = "first_contact"
    #: the family has not said yes
    NO_CONSENT = "no_consent"
    #: others may read the phone
    NOT_SAFE = "not_safe"
    #: no phone of theirs can be reached
    UNREACHABLE = "unreachable"
    #: they want no messages
    WITHDRAWN = "withdrawn"
    #: they read no language that has all of its words
    NO_TRANSLATION = "no_translation"
    #: they are not invited any more
    LEFT = "left"
    #: its moment passed before it could go
    TOO_LATE = "too_late"
    #: they have answered in another way meanwhile
    ANOTHER_ANSWER = "another_answer"
    #: the gathering does not take place
    CANCELLED = "cancelled"
    #: the gathering took place
    HELD = "held"
    #: the gathering is at another time or place
    MOVED = "moved"
    #: the sponsorship has ended: staff decide whether it takes place
    ENDED = "ended"


class Gathering(Base):
    """People come together on a local date, at a local time; the instant is computed from both."""

    __tablename__ = "gathering"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'exchange') = (sponsorship_id IS NOT NULL)", name="exchange_of_sponsorship"
        ),
        CheckConstraint("capacity > 0", name="capacity"),
        Index("ix_gathering_starts", "starts_at"),
        Index(
            "ix_gathering_unerased",
            "starts_at",
            sqlite_where=text("title IS NOT NULL OR place IS NOT NULL"),
            postgresql_where=text("title IS NOT NULL OR place IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(12))
    #: what it is about, in `language`; an exchange moment needs none
    title: Mapped[Secret | None]
    language: Mapped[str] = mapped_column(String(8))
    local_date: Mapped[dt.date]
    local_time: Mapped[dt.time]
    #: when it ends, on the same day
    until_time: Mapped[dt.time | None]
    timezone: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[Instant]
    place: Mapped[Secret | None]
    #: whose exchange moment it is
    sponsorship_id: Mapped[int | None] = mapped_column(ForeignKey("sponsorship.id"), index=True)
    #: so many persons at most; None: no limit
    capacity: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(12))
    #: rises with every change that those invited must know of
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[Instant]


class GatheringGroup(Base):
    """A group whose volunteers are invited to a training or conference; no row at all: all."""

    __tablename__ = "gathering_group"
    __table_args__ = (UniqueConstraint("gathering_id", "welcome_group_id"),)
    id: Mapped[Id]
    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id", ondelete="CASCADE"))
    welcome_group_id: Mapped[int] = mapped_column(ForeignKey("welcome_group.id"), index=True)


class Invitation(Base):
    """One volunteer or one family is invited; a family answers as a whole."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("gathering_id", "contact_id"),
        UniqueConstraint("gathering_id", "household_id"),
        CheckConstraint("(contact_id IS NULL) <> (household_id IS NULL)", name="one_owner"),
        CheckConstraint("persons > 0", name="persons"),
        Index(
            "ix_invitation_offered",
            "offered_until",
            sqlite_where=text("offered_until IS NOT NULL"),
            postgresql_where=text("offered_until IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    #: how many come; None: not asked yet, counts as one
    persons: Mapped[int | None]
    #: None: not asked yet
    needs_interpreter: Mapped[bool | None]
    #: for which language, when they need one
    interpreter_language: Mapped[str | None] = mapped_column(String(8))
    #: None: not asked yet
    needs_childcare: Mapped[bool | None]
    #: since when they wait for a place: whoever was first is first
    waiting_since: Mapped[Instant | None]
    #: until when a free place is kept for them
    offered_until: Mapped[Instant | None]
    #: the version of the gathering that they were told last; None: they know of none
    told_version: Mapped[int | None]
    answered_at: Mapped[Instant | None]
    #: staff ticked that they came, or that they did not; None: not said
    attended: Mapped[bool | None]
    created_at: Mapped[Instant]


class GatheringNotice(Base):
    """Something that is said to one invited, when it is due."""

    __tablename__ = "gathering_notice"
    __table_args__ = (
        UniqueConstraint("invitation_id", "kind", "ordinal"),
        Index(
            "ix_gathering_notice_due",
            "look_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )
    id: Mapped[Id]
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"))
    kind: Mapped[str] = mapped_column(String(12))
    #: the version of the gathering that it is about; of offers, their number
    ordinal: Mapped[int]
    due_at: Mapped[Instant]
    #: when it is looked at next: `due_at`, or later while it waits for something
    look_at: Mapped[Instant]
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    sent_at: Mapped[Instant | None]

"""The sponsorship year and what was learnt: steps, occurrences, replies, feedback, gaps."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class OccurrenceKind(StrEnum):
    """What an occurrence comes from; `handlers.due` knows how each is said."""

    #: a step of the plan
    STEP = "step"
    #: a reminder of an appointment
    APPOINTMENT = "appointment"
    #: an invitation to a gathering, or its reminder
    GATHERING = "gathering"


class PlanStep(Base):
    """A step of the plan as staff changed or added it; the newest version of a key counts."""

    __tablename__ = "plan_step"
    __table_args__ = (UniqueConstraint("key", "version"),)
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(40))
    #: from 1; 0 is the step that ships
    version: Mapped[int]
    #: the fields as `faq.year.write_step` gives them
    spec: Mapped[dict[str, Any]]
    enabled: Mapped[bool]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[Instant]


class PlanText(Base):
    """The words of staff's version of a step in one language, for one side."""

    __tablename__ = "plan_text"
    __table_args__ = (UniqueConstraint("plan_step_id", "side", "language"),)
    id: Mapped[Id]
    plan_step_id: Mapped[int] = mapped_column(ForeignKey("plan_step.id", ondelete="CASCADE"))
    side: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)


class Occurrence(Base):
    """A step for one side of one sponsorship on one date, or a reminder of an appointment.

    `due_at` is computed from date, time and zone, again when it is due. What became of each copy is
    told by its deliveries; who answered, by `occurrence_reply`.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("household_id", "step_key", "side", "ordinal"),
        Index(
            "ix_occurrence_unerased",
            "due_at",
            sqlite_where=text("own_text IS NOT NULL"),
            postgresql_where=text("own_text IS NOT NULL"),
        ),
        Index(
            "ix_occurrence_due",
            "look_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(
            "ix_occurrence_silence",
            "silence_at",
            sqlite_where=text("silence_at IS NOT NULL"),
            postgresql_where=text("silence_at IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    #: None: planned by hand for a family without a sponsorship
    sponsorship_id: Mapped[int | None] = mapped_column(ForeignKey("sponsorship.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12), default="step", server_default="step")
    step_key: Mapped[str] = mapped_column(String(40))
    #: the appointment that it reminds of
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    #: family, group or staff
    side: Mapped[str] = mapped_column(String(8), default="family", server_default="family")
    #: a step comes once in a sponsorship; staff may plan it again by hand
    ordinal: Mapped[int] = mapped_column(default=0)
    #: the version of the step that was sent; while planned, the one it was planned from
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    #: text in the family's own language, when staff wrote one instead of a step's text
    own_text: Mapped[Secret | None]
    local_date: Mapped[dt.date]
    local_time: Mapped[dt.time]
    timezone: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[Instant]
    #: when it is looked at next: `due_at`, or later while it waits for something
    look_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    #: when a missing answer is looked at; None: not any more
    silence_at: Mapped[Instant | None]
    #: since when it is to be sent at once, outside the plan: staff chose so, or its late policy
    hurried_at: Mapped[Instant | None]
    #: how often staff sent it anew, since nothing of it had arrived
    sent_again: Mapped[int] = mapped_column(default=0, server_default="0")
    #: when it was turned into messages
    sent_at: Mapped[Instant | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[Instant]


class OccurrenceReply(Base):
    """What one address answered to an occurrence; the newest answer counts."""

    __tablename__ = "occurrence_reply"
    __table_args__ = (
        UniqueConstraint("occurrence_id", "address_id"),
        Index(
            "ix_occurrence_reply_unerased",
            "at",
            sqlite_where=text("text IS NOT NULL"),
            postgresql_where=text("text IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"), index=True)
    #: who spoke, where that is known
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    #: the key of the answer, or "words"
    answer: Mapped[str] = mapped_column(String(20))
    text: Mapped[Secret | None]
    at: Mapped[Instant]


class FaqGap(Base):
    """A question nothing answered."""

    __tablename__ = "faq_gap"
    __table_args__ = (
        Index(
            "ix_faq_gap_unerased",
            "at",
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    text: Mapped[Secret]
    language: Mapped[str | None] = mapped_column(String(8))
    at: Mapped[Instant]
    #: since when its words are erased, because they were too old
    erased_at: Mapped[Instant | None]


class Feedback(Base):
    """ "This helped" or "not quite" on one answer; the newest press counts."""

    __tablename__ = "feedback"
    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    entry_id: Mapped[str] = mapped_column(String(60), index=True)
    helped: Mapped[bool]
    at: Mapped[Instant]

"""The sponsorship year and what was learnt: occurrences, feedback on answers, gaps."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class Occurrence(Base):
    """A step for one family on one date. `due_at` is computed from date, time and zone."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("household_id", "step_key", "ordinal"),
        Index(
            "ix_occurrence_due",
            "look_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )
    id: Mapped[Id]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    step_key: Mapped[str] = mapped_column(String(40))
    ordinal: Mapped[int] = mapped_column(default=0)
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
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[Instant]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    answer: Mapped[str | None] = mapped_column(String(12))
    answer_text: Mapped[Secret | None]
    answered_at: Mapped[Instant | None]


class FaqGap(Base):
    """A question nothing answered."""

    __tablename__ = "faq_gap"
    id: Mapped[Id]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    text: Mapped[Secret]
    language: Mapped[str | None] = mapped_column(String(8))
    at: Mapped[Instant]


class Feedback(Base):
    """ "This helped" or "not quite" on one answer; the newest press counts."""

    __tablename__ = "feedback"
    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    entry_id: Mapped[str] = mapped_column(String(60), index=True)
    helped: Mapped[bool]
    at: Mapped[Instant]

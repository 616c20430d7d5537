"""What staff add to cases: labels, mentions of each other, who is writing, how it helped."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class Face(StrEnum):
    """What a person thinks of the help they got."""

    #: 😊
    GOOD = "good"
    #: 😐
    FAIR = "fair"
    #: 🙁
    BAD = "bad"


class CaseRating(Base):
    """Whether a closed case helped: asked once, the newest answer counts."""

    __tablename__ = "case_rating"
    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    asked_at: Mapped[Instant]
    #: None while nothing was answered
    face: Mapped[str | None] = mapped_column(String(8))
    answered_at: Mapped[Instant | None]


class Label(Base):
    """A word that staff sort cases by, as it was first written."""

    __tablename__ = "label"
    id: Mapped[Id]
    name: Mapped[Secret]
    name_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]


class CaseLabel(Base):
    """A label on a case."""

    __tablename__ = "case_label"
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    label_id: Mapped[int] = mapped_column(ForeignKey("label.id"), primary_key=True, index=True)


class Mention(Base):
    """A colleague named in an internal note.

    While the case it was written in is unclosed, they may look at its conversation.
    """

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("note_id", "staff_id"),)
    id: Mapped[Id]
    note_id: Mapped[int] = mapped_column(ForeignKey("internal_note.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    at: Mapped[Instant]
    #: when they first looked at the conversation after that
    seen_at: Mapped[Instant | None]


class Writing(Base):
    """Somebody types a reply just now; the row is out of date as soon as they stop."""

    __tablename__ = "writing"
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    until: Mapped[Instant]

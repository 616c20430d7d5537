"""The exchange between welcome groups: questions, their copies, and the replies to each."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class QuestionState(StrEnum):
    """Where a question stands."""

    #: staff have to look at it
    WAITING = "waiting"
    #: staff wrote it in another way; its author has to agree
    PROPOSED = "proposed"
    #: it goes, or went, to other groups
    APPROVED = "approved"
    #: staff did not pass it on
    REFUSED = "refused"
    #: its author took it back, or left
    WITHDRAWN = "withdrawn"


class CopyState(StrEnum):
    """Where the copy of a question for one volunteer stands."""

    #: it is to be said
    READY = "ready"
    #: it was said; replies go to and fro
    SENT = "sent"
    #: no more replies: somebody left, or something was reported
    STOPPED = "stopped"


class ReplyState(StrEnum):
    """Where a reply stands."""

    #: staff have to look at it
    WAITING = "waiting"
    #: it is to be said
    READY = "ready"
    #: it was said
    DELIVERED = "delivered"
    #: staff did not pass it on
    REFUSED = "refused"
    #: one of the two left before it was said
    WITHDRAWN = "withdrawn"


class ExchangeQuestion(Base):
    """A volunteer's question for other groups. Its words never name a family or a person."""

    __tablename__ = "exchange_question"
    __table_args__ = (
        Index("ix_exchange_question_state", "state", "created_at"),
        Index(
            "ix_exchange_question_unerased",
            "created_at",
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    welcome_group_id: Mapped[int] = mapped_column(ForeignKey("welcome_group.id"))
    #: where it was asked, and where staff's decision is told
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    #: the municipality that others see
    postal_code: Mapped[str] = mapped_column(String(8))
    text: Mapped[Secret]
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10))
    #: how staff would put it; and whether its author agreed
    proposal: Mapped[Secret | None]
    agreed_at: Mapped[Instant | None]
    declined_at: Mapped[Instant | None]
    #: what its author was told when it was not passed on
    refusal: Mapped[Secret | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    decided_at: Mapped[Instant | None]
    created_at: Mapped[Instant]
    #: since when its words are erased, because they were too old
    erased_at: Mapped[Instant | None]


class ExchangeCopy(Base):
    """A question for one volunteer of another group; replies hang on it."""

    __tablename__ = "exchange_copy"
    __table_args__ = (
        UniqueConstraint("question_id", "contact_id"),
        Index(
            "ix_exchange_copy_ready",
            "id",
            sqlite_where=text("state = 'ready'"),
            postgresql_where=text("state = 'ready'"),
        ),
    )
    id: Mapped[Id]
    question_id: Mapped[int] = mapped_column(ForeignKey("exchange_question.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    postal_code: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    #: who said that something is wrong with it, and when
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    reported_at: Mapped[Instant | None]
    created_at: Mapped[Instant]


class ExchangeReply(Base):
    """One message in the thread of a copy: from the volunteer who answers, or from the asker."""

    __tablename__ = "exchange_reply"
    __table_args__ = (
        Index("ix_exchange_reply_copy", "copy_id", "id"),
        Index(
            "ix_exchange_reply_unerased",
            "created_at",
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
        Index(
            "ix_exchange_reply_pending",
            "state",
            "id",
            sqlite_where=text("state IN ('ready', 'waiting')"),
            postgresql_where=text("state IN ('ready', 'waiting')"),
        ),
    )
    id: Mapped[Id]
    copy_id: Mapped[int] = mapped_column(ForeignKey("exchange_copy.id"))
    #: from the one who asked the question, to the one who answered it
    by_asker: Mapped[bool]
    text: Mapped[Secret]
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10))
    #: why staff look at it first: handlers.exchange_details.Risk values
    risks: Mapped[list[str]]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    decided_at: Mapped[Instant | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    created_at: Mapped[Instant]
    #: since when its words are erased, because they were too old
    erased_at: Mapped[Instant | None]

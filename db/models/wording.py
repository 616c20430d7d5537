"""What was said in a second language, and replies that staff have prepared in several."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class MessageTranslation(Base):
    """A message in another language, for colleagues: the person never gets it."""

    __tablename__ = "message_translation"
    __table_args__ = (UniqueConstraint("message_id", "language"),)
    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[Secret]
    #: who wrote it, or asked for it
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    #: the machine that made one version out of the other; None: people wrote both
    engine: Mapped[str | None] = mapped_column(String(20))
    #: it is what the colleague wrote, and the message was made out of it
    is_original: Mapped[bool] = mapped_column(default=False)
    at: Mapped[Instant]


class CannedScope(StrEnum):
    """Who is offered a prepared reply."""

    #: every colleague
    ALL = "all"
    #: only whoever wrote it
    OWN = "own"


class CannedReply(Base):
    """A reply that is written once and sent often; its texts are in canned_variant."""

    __tablename__ = "canned_reply"
    id: Mapped[Id]
    title: Mapped[Secret]
    scope: Mapped[str] = mapped_column(String(4), default=CannedScope.ALL)
    #: who wrote it first
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    changed_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    changed_at: Mapped[Instant]


class CannedVariant(Base):
    """A prepared reply in one language."""

    __tablename__ = "canned_variant"
    canned_id: Mapped[int] = mapped_column(
        ForeignKey("canned_reply.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    text: Mapped[Secret]

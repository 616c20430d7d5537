"""What was said in a second language, and replies that staff have prepared in several."""

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

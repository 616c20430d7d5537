"""Files of messages, and where each of them is."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class MediaState(StrEnum):
    """Where a file is."""

    #: the provider has it, we do not yet
    WANTED = "wanted"
    #: encrypted in MEDIA_DIR
    STORED = "stored"
    #: larger than we take
    TOO_BIG = "too_big"
    #: could not be fetched after the last attempt
    FAILED = "failed"
    #: removed by retention or a request
    ERASED = "erased"


class Attachment(Base):
    """A file of a message; its bytes lie encrypted in MEDIA_DIR under `storage_key`.

    A small text file that the bot wrote itself stands in `body`: it is there once its message is.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index(
            "ix_attachment_wanted",
            "next_try_at",
            sqlite_where=text("state = 'wanted'"),
            postgresql_where=text("state = 'wanted'"),
        ),
        Index(
            "ix_attachment_erased",
            "id",
            sqlite_where=text("state = 'erased' AND storage_key IS NOT NULL"),
            postgresql_where=text("state = 'erased' AND storage_key IS NOT NULL"),
        ),
        Index(
            "ix_attachment_storage_key",
            "storage_key",
            sqlite_where=text("storage_key IS NOT NULL"),
            postgresql_where=text("storage_key IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    mime: Mapped[str] = mapped_column(String(100))
    name: Mapped[Secret | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8), default=MediaState.WANTED)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    #: what the channel needs to fetch it (a file id or an address)
    reference: Mapped[Secret]
    storage_key: Mapped[str | None] = mapped_column(String(64))
    #: the text of a file that the bot wrote; None: see `storage_key`
    body: Mapped[Secret | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[Instant | None]

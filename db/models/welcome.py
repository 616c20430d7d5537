"""Coming in: who was invited and has never written, and texts that staff have spoken."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant


class FirstContact(Base):
    """A family or a group for whom messages wait, and of whom nobody has ever written to us.

    `next_at` is when the colleague responsible is reminded (again) to hand over the invitation.
    """

    __tablename__ = "first_contact"
    __table_args__ = (
        CheckConstraint("(household_id IS NULL) <> (welcome_group_id IS NULL)", name="one_owner"),
        Index(
            "ix_first_contact_due",
            "next_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), unique=True)
    welcome_group_id: Mapped[int | None] = mapped_column(
        ForeignKey("welcome_group.id"), unique=True
    )
    since: Mapped[Instant]
    next_at: Mapped[Instant]
    reminded_at: Mapped[Instant | None]
    #: how often a colleague was reminded
    reminders: Mapped[int] = mapped_column(default=0)
    #: somebody wrote, or nothing waits for them any more
    ended_at: Mapped[Instant | None]


class Recording(Base):
    """A text of ours as a colleague speaks it in one language; its bytes lie in MEDIA_DIR.

    Messages that carried it point at the same file: a recording that was taken back keeps it.
    """

    __tablename__ = "recording"
    __table_args__ = (
        Index(
            "ix_recording_current",
            "text_key",
            "side",
            "language",
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_recording_storage_key", "storage_key"),
    )
    id: Mapped[Id]
    #: which text: the key of a step of the plan, or "consent"
    text_key: Mapped[str] = mapped_column(String(60))
    #: who hears it: family or group
    side: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    #: SHA-256 of the very text that is spoken, its places unfilled
    text_hash: Mapped[str] = mapped_column(String(64))
    #: SHA-256 of the file
    sha256: Mapped[str] = mapped_column(String(64))
    mime: Mapped[str] = mapped_column(String(40))
    #: bytes
    size: Mapped[int]
    #: None: the file does not say
    seconds: Mapped[int | None]
    storage_key: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    recorded_at: Mapped[Instant]
    #: since when it is not sent any more: a newer one came, or a colleague took it back
    removed_at: Mapped[Instant | None]

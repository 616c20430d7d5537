"""The group's checklists: how far each item is, and who does it."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class ItemState(StrEnum):
    """How far an item is."""

    #: nobody does it yet
    OPEN = "open"
    #: a volunteer does it
    TAKEN = "taken"
    #: it is done
    DONE = "done"
    #: it cannot go on, and the reason is there
    BLOCKED = "blocked"


class ChecklistItem(Base):
    """One item of one sponsorship; all volunteers of its group see the same row."""

    __tablename__ = "checklist_item"
    __table_args__ = (
        UniqueConstraint("sponsorship_id", "phase", "item"),
        Index(
            "ix_checklist_item_blocked",
            "blocked_at",
            sqlite_where=text("state = 'blocked'"),
            postgresql_where=text("state = 'blocked'"),
        ),
        Index(
            "ix_checklist_item_unerased",
            "comment_at",
            sqlite_where=text("comment IS NOT NULL"),
            postgresql_where=text("comment IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    sponsorship_id: Mapped[int] = mapped_column(ForeignKey("sponsorship.id"))
    #: keys of faq.checklists
    phase: Mapped[str] = mapped_column(String(20))
    item: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(8), default=ItemState.OPEN)
    #: who does it, or did it
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    changed_at: Mapped[Instant]
    #: only while it is blocked: since when, who said so and why
    blocked_at: Mapped[Instant | None]
    blocked_by: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    blocked_reason: Mapped[Secret | None]
    #: what staff say to the group about it
    comment: Mapped[Secret | None]
    comment_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    comment_at: Mapped[Instant | None]

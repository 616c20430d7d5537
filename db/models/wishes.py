"""How people want to be written to."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class Wish(Base):
    """The wishes of one person or household; what is empty is as the organisation has it."""

    __tablename__ = "wish"
    __table_args__ = (
        CheckConstraint("(contact_id IS NULL) <> (household_id IS NULL)", name="one_owner"),
        Index(
            "ix_wish_unerased",
            "id",
            sqlite_where=text("paused_why IS NOT NULL"),
            postgresql_where=text("paused_why IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), unique=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), unique=True)
    quiet_from: Mapped[dt.time | None]
    quiet_until: Mapped[dt.time | None]
    #: Sunday is quiet until then; midnight: like other days
    sunday_until: Mapped[dt.time | None]
    #: the hour of the day at which they are written to
    hour: Mapped[dt.time | None]
    less_often: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: since when nobody writes to them; None: there is no pause
    paused_at: Mapped[Instant | None]
    #: None while there is a pause: until they write
    paused_until: Mapped[Instant | None]
    #: illness, mourning or other, if it was said
    paused_why: Mapped[Secret | None]
    #: in these days they are written to in the evening, after iftar
    evenings_from: Mapped[dt.date | None]
    evenings_until: Mapped[dt.date | None]
    #: rises with each change, so that a form that is out of date is known
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    #: the colleague who set them last; None: the people themselves
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    changed_at: Mapped[Instant]

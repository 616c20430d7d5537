"""Appointments of families: one on a local date and time, a series of them, and one being typed."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret, SecretJson


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    #: the family has not answered yet
    PLANNED = "planned"
    #: the family comes
    CONFIRMED = "confirmed"
    #: the family cannot come
    DECLINED = "declined"
    #: it is at another time now, and the family has not answered again
    MOVED = "moved"
    #: it does not take place
    CANCELLED = "cancelled"
    #: it is over
    DONE = "done"


#: It takes place, as far as anybody knows.
COMING = (AppointmentState.PLANNED, AppointmentState.CONFIRMED, AppointmentState.MOVED)


class AppointmentSeries(Base):
    """The same appointment every week until a day; each is a row of its own."""

    __tablename__ = "appointment_series"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="ends_after_start"),)
    id: Mapped[Id]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    first_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    #: whose school holidays it pauses in; None: it goes on
    pauses: Mapped[str | None] = mapped_column(String(12))
    created_by_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    created_by_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[Instant]


class Appointment(Base):
    """A visit somewhere: when on the local clock, where, what to bring, who goes along."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until > local_time", name="ends_after_start"),
        Index("ix_appointment_coming", "household_id", "starts_at"),
        Index(
            "ix_appointment_unerased",
            "local_date",
            sqlite_where=text("what IS NOT NULL OR place IS NOT NULL OR bring IS NOT NULL"),
            postgresql_where=text("what IS NOT NULL OR place IS NOT NULL OR bring IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("appointment_series.id"), index=True)
    #: a common kind, or "other" with its own words in `what`
    kind: Mapped[str] = mapped_column(String(16))
    what: Mapped[Secret | None]
    place: Mapped[Secret | None]
    bring: Mapped[Secret | None]
    #: the volunteer who goes along
    companion_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    local_date: Mapped[dt.date]
    local_time: Mapped[dt.time]
    #: when it ends, on the same day
    until: Mapped[dt.time | None]
    timezone: Mapped[str] = mapped_column(String(40))
    #: computed from date, time and zone
    starts_at: Mapped[Instant]
    state: Mapped[str] = mapped_column(String(12), index=True)
    #: how often it was changed: calendars take the newest
    sequence: Mapped[int] = mapped_column(default=0)
    created_by_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    created_by_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[Instant]
    answered_at: Mapped[Instant | None]
    #: the case of the family's "I need help" with it; None also once a colleague dealt with that
    help_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))


class AppointmentDraft(Base):
    """What a volunteer has typed so far, until it is saved or given up; one per conversation."""

    __tablename__ = "appointment_draft"
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), unique=True)
    content: Mapped[SecretJson]
    updated_at: Mapped[Instant]

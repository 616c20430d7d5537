"""Calls that people asked for: when, on which number, in which language; what became of them."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class CallState(StrEnum):
    """Where a call stands."""

    #: a time is kept while the person gives a number
    HELD = "held"
    #: somebody of the staff calls at this time
    BOOKED = "booked"
    #: they have talked
    DONE = "done"
    #: nobody answered the telephone
    NO_ANSWER = "no_answer"
    #: another time was agreed, which is a row of its own
    MOVED = "moved"
    #: taken back by the person, or with the phone it was asked from
    CANCELLED = "cancelled"
    #: the person never gave a number: the time is free again
    LAPSED = "lapsed"


#: The states in which a call takes up somebody's time.
TAKES_TIME = (CallState.HELD, CallState.BOOKED)
_TAKES_TIME = text("state IN ('held', 'booked')")


class PhoneCall(Base):
    """One call at one time. No colleague and no line has two at once: the indexes see to it."""

    __tablename__ = "phone_call"
    __table_args__ = (
        Index(
            "uq_phone_call_colleague",
            "staff_id",
            "starts_at",
            unique=True,
            sqlite_where=_TAKES_TIME,
            postgresql_where=_TAKES_TIME,
        ),
        Index(
            "uq_phone_call_line",
            "starts_at",
            "line",
            unique=True,
            sqlite_where=_TAKES_TIME,
            postgresql_where=_TAKES_TIME,
        ),
        Index(
            "uq_phone_call_booked",
            "conversation_id",
            unique=True,
            sqlite_where=text("state = 'booked'"),
            postgresql_where=text("state = 'booked'"),
        ),
        Index("ix_phone_call_conversation", "conversation_id"),
        Index("ix_phone_call_state_starts", "state", "starts_at"),
        Index(
            "ix_phone_call_remind",
            "remind_at",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    #: who is planned to call
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    #: which of the calls at the same time it is, from 0 on
    line: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    #: until when a time is kept without a number
    held_until: Mapped[Instant | None]
    #: with its country, like +32470000000; erased some time after the call
    number: Mapped[Secret | None]
    language: Mapped[str] = mapped_column(String(8))
    #: with an interpreter for this language
    interpreter: Mapped[bool] = mapped_column(default=False)
    #: when the person is to be reminded; empty afterwards, and when they are not
    remind_at: Mapped[Instant | None]
    created_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]
    #: the colleague who marked it; empty when the person or the clock did
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))

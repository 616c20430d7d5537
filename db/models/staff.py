"""Staff, their sign-ins and what they did."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class Role(StrEnum):
    """What a staff member may see and do."""

    #: sees own and unclaimed conversations
    WORKER = "worker"
    #: sees everything
    COORDINATOR = "coordinator"
    #: sees everything and manages staff
    ADMIN = "admin"


class StaffMember(Base):
    """Somebody who answers people."""

    __tablename__ = "staff_member"
    id: Mapped[Id]
    name: Mapped[Secret]
    login_hash: Mapped[str] = mapped_column(String(64), unique=True)
    login: Mapped[Secret]
    role: Mapped[str] = mapped_column(String(12), default=Role.WORKER)
    languages: Mapped[list[str]]
    desk_language: Mapped[str] = mapped_column(String(8), default="en")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    telegram_user_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    handles_complaints: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[Instant | None]
    created_at: Mapped[Instant]


class SignInLink(Base):
    """A one-time link: to the desk, or to tie a Telegram user to a staff account."""

    __tablename__ = "sign_in_link"
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class DeskSession(Base):
    """A signed-in browser."""

    __tablename__ = "desk_session"
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
    #: the family of the browser and its system, coarse: "Firefox · Android"
    browser: Mapped[str] = mapped_column(String(40), default="", server_default="")


class SecondFactor(Base):
    """What an app on a colleague's phone makes six-digit codes from."""

    __tablename__ = "second_factor"
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    secret: Mapped[Secret]
    created_at: Mapped[Instant]
    #: since when sign-in asks for a code; None until the first right code
    confirmed_at: Mapped[Instant | None]
    #: the time step of the last code that was taken: it and older ones are refused
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code on paper that replaces the phone once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[Instant | None]


class HalfSignIn(Base):
    """A browser whose password or link was right, and whose code is still awaited."""

    __tablename__ = "half_sign_in"
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class SignInFailure(Base):
    """A failed sign-in, counted per account and per client for throttling."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_key_at", "key_hash", "at"),)
    id: Mapped[Id]
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]


class AuditEvent(Base):
    """Who did or saw what; append-only, ids only."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject_id"),)
    id: Mapped[Id]
    at: Mapped[Instant]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True)
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]


class SentForm(Base):
    """A form that was carried out: sent again, it only leads to the same page."""

    __tablename__ = "sent_form"
    #: keyed hash of its one-time value, session, path and fields
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: the page to which it led
    led_to: Mapped[str] = mapped_column(String(200))
    sent_at: Mapped[Instant] = mapped_column(index=True)

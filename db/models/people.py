"""People and how to reach them: contacts, households, groups, addresses, consent, invitations."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret


class ContactKind(StrEnum):
    """Who somebody is to the helpdesk."""

    #: a member of a welcome group
    VOLUNTEER = "volunteer"
    #: a member of a resettled family
    FAMILY = "family"


class Purpose(StrEnum):
    """What a person may agree to."""

    #: unprompted check-ins
    CHECKINS = "checkins"


class ConsentState(StrEnum):
    """The answer to a consent question; the newest row of a person counts."""

    #: the person agreed
    GIVEN = "given"
    #: the person refused or took it back
    WITHDRAWN = "withdrawn"


class WelcomeGroup(Base):
    """The local volunteers."""

    __tablename__ = "welcome_group"
    id: Mapped[Id]
    name: Mapped[Secret]
    postal_code: Mapped[str | None] = mapped_column(String(8))
    region: Mapped[str | None] = mapped_column(String(20))
    #: what its volunteers speak among themselves and with us
    languages: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    created_at: Mapped[Instant]


class Household(Base):
    """A family; it can share one phone."""

    __tablename__ = "household"
    id: Mapped[Id]
    name: Mapped[Secret]
    language: Mapped[str] = mapped_column(String(8))
    timezone: Mapped[str] = mapped_column(String(40), default="Europe/Brussels")
    postal_code: Mapped[str | None] = mapped_column(String(8))
    region: Mapped[str | None] = mapped_column(String(20))
    #: children of school age live there; None: not known
    has_school_children: Mapped[bool | None]
    created_at: Mapped[Instant]


class Contact(Base):
    """A volunteer or a family member."""

    __tablename__ = "contact"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[Secret]
    language: Mapped[str | None] = mapped_column(String(8))
    second_language: Mapped[str | None] = mapped_column(String(8))
    timezone: Mapped[str] = mapped_column(String(40), default="Europe/Brussels")
    region: Mapped[str | None] = mapped_column(String(20))
    postal_code: Mapped[str | None] = mapped_column(String(8))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    welcome_group_id: Mapped[int | None] = mapped_column(ForeignKey("welcome_group.id"), index=True)
    #: written to for the whole group, or asked for the whole family
    is_contact_person: Mapped[bool] = mapped_column(default=False, server_default=false())
    left_at: Mapped[Instant | None]
    #: the same person under whom everything of this one stands now
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    retention_until: Mapped[dt.date | None]
    created_at: Mapped[Instant]


class Sponsorship(Base):
    """The link group + family + responsible staff, with its dates."""

    __tablename__ = "sponsorship"
    __table_args__ = (
        CheckConstraint("support_ends_on >= arrival_on", name="support_after_arrival"),
    )
    id: Mapped[Id]
    welcome_group_id: Mapped[int] = mapped_column(ForeignKey("welcome_group.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True)
    #: group and family were brought together
    matched_on: Mapped[dt.date | None]
    arrival_on: Mapped[dt.date | None]
    #: entered in the municipality's register
    registered_on: Mapped[dt.date | None]
    status_granted_on: Mapped[dt.date | None]
    #: when the support is planned to end; `ended_on` is when it did,
    #: which may be before an arrival that never came
    support_ends_on: Mapped[dt.date | None]
    #: the first residence card of the family that ends
    card_expires_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    created_at: Mapped[Instant]


class Address(Base):
    """One way to reach a person or a household; a stranger's belongs to neither yet."""

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("channel", "account", "external_id_hash"),
        CheckConstraint("contact_id IS NULL OR household_id IS NULL", name="one_owner"),
    )
    id: Mapped[Id]
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[Secret]
    external_id_hash: Mapped[str] = mapped_column(String(64))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    reachable: Mapped[bool] = mapped_column(default=True)
    unreachable_reason: Mapped[str | None] = mapped_column(String(40))
    last_inbound_at: Mapped[Instant | None]
    #: since when it is not safe to write there: the person said that others may read this phone
    unsafe_at: Mapped[Instant | None]
    #: the phone was lost or its number given to somebody else: nothing goes there, and whoever
    #: writes from it is met as a new address; its owner keeps what was said
    detached_at: Mapped[Instant | None]
    #: who said that they are writing from a shared phone, and until when that is believed
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    speaker_until: Mapped[Instant | None]
    created_at: Mapped[Instant]


class Consent(Base):
    """Proof of a yes or a no: append-only, the newest row per owner and purpose counts."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("(contact_id IS NULL) <> (household_id IS NULL)", name="one_owner"),
        Index("ix_consent_owner", "contact_id", "household_id", "purpose"),
    )
    id: Mapped[Id]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    wording_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    how: Mapped[str] = mapped_column(String(40))
    at: Mapped[Instant]


class InviteCode(Base):
    """A single-use code that attaches the address of whoever brings it to its owner."""

    __tablename__ = "invite_code"
    __table_args__ = (
        CheckConstraint("(contact_id IS NULL) <> (household_id IS NULL)", name="one_owner"),
    )
    id: Mapped[Id]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
    used_by_address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"))

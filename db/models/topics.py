"""Telegram forum topics that mirror conversations, and those that did before them."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant


class StaffTopic(Base):
    """A Telegram forum topic that mirrors one conversation; only a mirror, so it can be remade."""

    __tablename__ = "staff_topic"
    __table_args__ = (Index("ix_staff_topic_thread", "address_id", "thread_id"),)
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), unique=True)
    #: the address of the staff group
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    #: None until the provider has made it, or after it was lost
    thread_id: Mapped[int | None]
    created_at: Mapped[Instant]


class FormerThread(Base):
    """A thread that a topic had before it was closed or lost: whoever writes there is heard."""

    __tablename__ = "former_thread"
    __table_args__ = (UniqueConstraint("address_id", "thread_id"),)
    id: Mapped[Id]
    topic_id: Mapped[int] = mapped_column(ForeignKey("staff_topic.id"))
    #: the address of the staff group
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    thread_id: Mapped[int]
    lost_at: Mapped[Instant]

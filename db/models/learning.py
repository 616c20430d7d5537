"""What staff add to the FAQ, and what became of its answers: drafts, texts, examples, choices."""

from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant, Secret, SecretJson


class DraftState(StrEnum):
    """How far a draft has come."""

    #: being written; nobody reads it
    DRAFT = "draft"
    #: a second person has approved it: the bot answers with it
    APPROVED = "approved"
    #: turned down, or taken back after it was live
    REJECTED = "rejected"
    #: written into the files; live from the database until a release has it
    EXPORTED = "exported"


class FaqDraft(Base):
    """Texts and example questions of one entry that belong together, and who stands for them."""

    __tablename__ = "faq_draft"
    id: Mapped[Id]
    entry_id: Mapped[str] = mapped_column(String(60), index=True)
    #: the entry is not in the files yet
    is_new: Mapped[bool] = mapped_column(default=False)
    #: the group of a new entry
    group: Mapped[str | None] = mapped_column("entry_group", String(60))
    state: Mapped[str] = mapped_column(String(10), default=DraftState.DRAFT, index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[Instant]
    approved_at: Mapped[Instant | None]
    #: the question that nothing answered, if it began with one
    gap_id: Mapped[int | None] = mapped_column(ForeignKey("faq_gap.id", ondelete="SET NULL"))
    #: the reply of a colleague, if it began with one
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"))


class FaqRevision(Base):
    """One part of an entry in one language, and the fingerprint of the text it replaces."""

    __tablename__ = "faq_revision"
    __table_args__ = (UniqueConstraint("draft_id", "part", "language"),)
    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(ForeignKey("faq_draft.id", ondelete="CASCADE"))
    entry_id: Mapped[str] = mapped_column(String(60))
    part: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[Secret]
    #: empty when there was no text
    base_hash: Mapped[str] = mapped_column(String(64), default="")
    #: who wrote this text; never who approves it
    author_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    #: since when the files say the same, so that it changes nothing any more
    retired_at: Mapped[Instant | None]


class FaqExample(Base):
    """A question that people ask, of a draft; personal details are stripped."""

    __tablename__ = "faq_example"
    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(
        ForeignKey("faq_draft.id", ondelete="CASCADE"), index=True
    )
    language: Mapped[str | None] = mapped_column(String(8))
    text: Mapped[Secret]


class FaqAnswer(Base):
    """An entry was sent as an answer."""

    __tablename__ = "faq_answer"
    id: Mapped[Id]
    message_id: Mapped[int | None] = mapped_column(
        ForeignKey("message.id", ondelete="SET NULL"), unique=True
    )
    entry_id: Mapped[str] = mapped_column(String(60), index=True)
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[Instant]


class FaqChoice(Base):
    """Of several offered entries a person chose one."""

    __tablename__ = "faq_choice"
    __table_args__ = (UniqueConstraint("message_id", "entry_id"),)
    id: Mapped[Id]
    #: the message that offered them
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"))
    entry_id: Mapped[str] = mapped_column(String(60), index=True)
    #: all that were offered, in their order
    offered: Mapped[list[str]]
    at: Mapped[Instant]


class FaqSuggestion(Base):
    """The entries that the last question of a conversation was understood to ask for."""

    __tablename__ = "faq_suggestion"
    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), unique=True
    )
    #: the question
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"))
    #: pairs of an entry's id and its probability, the likeliest first
    ranked: Mapped[SecretJson]
    at: Mapped[Instant]


class GapCluster(Base):
    """Questions that nothing answered and that ask much the same, as a worker sorted them."""

    __tablename__ = "faq_gap_cluster"
    id: Mapped[Id]
    language: Mapped[str | None] = mapped_column(String(8))
    #: the group of the nearest entry
    theme: Mapped[str] = mapped_column(String(60))
    nearest: Mapped[str] = mapped_column(String(60))
    #: how near, in hundredths: 100 is the same
    likeness: Mapped[int]
    #: ids of the gaps, the most typical first
    gap_ids: Mapped[list[int]] = mapped_column(JSON)

"""What staff confirmed or corrected of the translations."""

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Instant


class TranslationReview(Base):
    """A person read a translation and stands for it; what it came in place of is known by hash."""

    __tablename__ = "translation_review"
    id: Mapped[Id]
    #: the catalogue, and the message in it: its English, or its context in the FAQ
    domain: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), index=True)
    #: of the English it was read beside
    english_hash: Mapped[str] = mapped_column(String(64))
    #: of the translation that was there
    base_hash: Mapped[str] = mapped_column(String(64))
    #: every form of it as it is said from now on
    forms: Mapped[list[str]] = mapped_column(JSON)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[Instant]

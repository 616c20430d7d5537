"""Reviews of translations: recorded one after the other, read by every process."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import StaffMember, TranslationReview

#: Changes whenever there is another review.
Fingerprint = tuple[int, int]


async def add(session: AsyncSession, review: TranslationReview) -> TranslationReview:
    session.add(review)
    await session.flush()
    return review


async def listing(
    session: AsyncSession, language: str | None = None
) -> Sequence[TranslationReview]:
    """All reviews of a language, or of every one, the oldest first."""
    found = select(TranslationReview).order_by(TranslationReview.id)
    if language is not None:
        found = found.where(TranslationReview.language == language)
    return (await session.execute(found)).scalars().all()


async def names(session: AsyncSession, language: str) -> dict[int, str]:
    """Who reviewed anything in a language, by the id of the colleague."""
    found = await session.execute(
        select(StaffMember)
        .join(TranslationReview, TranslationReview.staff_id == StaffMember.id)
        .where(TranslationReview.language == language)
    )
    return {one.id: one.name for one in found.scalars().unique()}


async def fingerprint(session: AsyncSession) -> Fingerprint:
    """What tells one set of reviews from another; no text is read."""
    found = await session.execute(
        select(func.count(), func.coalesce(func.max(TranslationReview.id), 0))
    )
    count, newest = found.one()
    return int(count), int(newest)

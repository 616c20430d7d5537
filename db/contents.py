"""What Twilio already knows of our texts: one row per text, account and language."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import WhatsappContent


async def find(
    session: AsyncSession, account: str, content_hash: str, language: str
) -> WhatsappContent | None:
    found = await session.execute(
        select(WhatsappContent).where(
            WhatsappContent.account == account,
            WhatsappContent.content_hash == content_hash,
            WhatsappContent.language == language,
        )
    )
    return found.scalar_one_or_none()


async def approvals(session: AsyncSession, account: str, language: str) -> dict[str, str | None]:
    """The state of approval by content hash, of everything known in one language."""
    found = await session.execute(
        select(WhatsappContent.content_hash, WhatsappContent.approval).where(
            WhatsappContent.account == account, WhatsappContent.language == language
        )
    )
    return {row.content_hash: row.approval for row in found}


async def save(
    session: AsyncSession,
    account: str,
    content_hash: str,
    language: str,
    *,
    content_sid: str,
    approval: str | None,
    now: dt.datetime,
) -> None:
    """Remember a content sid, or its new state of approval."""
    row = await find(session, account, content_hash, language)
    if row is not None:
        row.content_sid, row.approval = content_sid, approval
        return
    session.add(
        WhatsappContent(
            account=account,
            content_hash=content_hash,
            language=language,
            content_sid=content_sid,
            approval=approval,
            created_at=now,
        )
    )

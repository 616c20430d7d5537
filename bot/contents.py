"""Where the WhatsApp adapter keeps which texts Twilio already knows."""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channel import Channel
from bot.channels.whatsapp import StoredContent
from bot.channels.whatsapp_parse import CHANNEL
from bot.runtime import Clock
from db import contents
from db.engine import Database
from locales import languages

#: What Twilio said last of our templates, by language and hash of the text.
Approvals = Mapping[str, Mapping[str, str | None]]


def account(channels: Mapping[tuple[str, str], Channel]) -> str | None:
    """The account that WhatsApp goes by; None where there is none."""
    return next((one.account for one in channels.values() if one.name == CHANNEL), None)


async def approvals(
    session: AsyncSession,
    channels: Mapping[tuple[str, str], Channel],
    spoken: Iterable[str],
) -> Approvals:
    """What is known in these languages and those that they fall back to, where WhatsApp is used."""
    sender = account(channels)
    if sender is None:
        return {}
    codes = {code for one in spoken for code in languages.chain(one)}
    return {code: await contents.approvals(session, sender, code) for code in sorted(codes)}


class DatabaseContents:
    """The adapter's ContentStore, for one account."""

    def __init__(self, database: Database, account: str, clock: Clock) -> None:
        self._database = database
        self._account = account
        self._clock = clock

    async def find(self, content_hash: str, language: str) -> StoredContent | None:
        async with self._database.reading() as session:
            row = await contents.find(session, self._account, content_hash, language)
        if row is None:
            return None
        return StoredContent(content_sid=row.content_sid, approval=row.approval)

    async def save(
        self, content_hash: str, language: str, content_sid: str, approval: str | None
    ) -> None:
        async with self._database.transaction() as session:
            await contents.save(
                session,
                self._account,
                content_hash,
                language,
                content_sid=content_sid,
                approval=approval,
                now=self._clock(),
            )

"""Where the WhatsApp adapter keeps which texts Twilio already knows."""

from bot.channels.whatsapp import StoredContent
from bot.runtime import Clock
from db import contents
from db.engine import Database


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

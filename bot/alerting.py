"""Alerts on their way to colleagues: private messages, and e-mails claimed, sent and settled."""

import asyncio
import datetime as dt

import structlog

from bot import mail
from bot.mail import MailError
from bot.runtime import Runtime
from db import alerts
from db.alerts import Letter
from db.models import AlertState
from handlers import alert_words
from handlers import alerts as deciding

log = structlog.get_logger(__name__)

#: Pauses after each attempt that failed for now; after the last the alert has failed.
BACKOFF = (dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=15))
#: E-mails of one tick: the others wait for the next one.
BATCH = 20


class Alerting:
    """One tick of a worker: everything that is due goes out."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        url, sender = runtime.settings.smtp_url, runtime.settings.smtp_from
        self._server = mail.server(url.get_secret_value()) if url else None
        self._sender = sender or ""

    async def step(self, now: dt.datetime) -> int:
        """How many alerts were settled or put off."""
        count = await self._direct(now)
        for _ in range(BATCH):
            async with self._runtime.database.transaction() as session:
                letter = await alerts.claim_letter(session, now=now)
            if letter is None:
                break
            state, reason = await self._outcome(letter)
            await self._settle(letter, state, reason, now=now)
            count += 1
            if state == AlertState.QUEUED:
                break  # the server has trouble: the others are not kept waiting for it
        return count

    async def _direct(self, now: dt.datetime) -> int:
        """Each in a transaction of its own: it locks a colleague's conversation."""
        count = 0
        for _ in range(BATCH):
            async with self._runtime.database.transaction() as session:
                if not await deciding.send_direct(session, self._runtime.house, now=now):
                    break
                await self._runtime.database.notify(session)
            count += 1
        if count:
            self._runtime.signals.ring()
        return count

    async def _outcome(self, letter: Letter) -> tuple[AlertState, str | None]:
        if not letter.is_wanted:
            return AlertState.CANCELLED, None
        if self._server is None or not letter.reach.email:
            return AlertState.FAILED, "no_address"
        try:
            await self._send(letter, self._server, letter.reach.email)
        except MailError as error:
            log.warning("alert_not_sent", alert_id=letter.alert.id, code=error.code)
            again = error.retryable and letter.alert.attempts <= len(BACKOFF)
            return AlertState.QUEUED if again else AlertState.FAILED, error.code[:60]
        return AlertState.SENT, None

    async def _send(self, letter: Letter, server: mail.Server, receiver: str) -> None:
        said = alert_words.words(self._runtime.house, letter.about, letter.member.desk_language)
        await asyncio.to_thread(mail.send, server, self._sender, receiver, said.title, said.whole)

    async def _settle(
        self, letter: Letter, state: AlertState, reason: str | None, *, now: dt.datetime
    ) -> None:
        again = now + BACKOFF[letter.alert.attempts - 1] if state == AlertState.QUEUED else None
        async with self._runtime.database.transaction() as session:
            await alerts.settle(
                session, letter.alert.id, state, now=now, reason=reason, not_before=again
            )

"""The queue of updates: long polling, its conflicts, and the webhook."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram_world import ApiError, Json, bad_request

#: Header in which Telegram repeats the secret of setWebhook.
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

#: What getUpdates leaves out unless it is asked for by name.
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(slots=True)
class Updates:
    """Everything that happened (`made`) and what nobody has confirmed yet (`pending`)."""

    #: Every update, in order.
    made: list[Json] = field(default_factory=list)
    #: Updates for the poller.
    pending: list[Json] = field(default_factory=list)
    #: Kinds of update asked for; None is the default set.
    allowed: list[str] | None = None
    #: Address set by setWebhook, or nothing.
    url: str = ""
    #: Secret set by setWebhook.
    secret: str = ""
    #: The getUpdates call that waits right now.
    poller: "Poller | None" = None

    def add(self, update: Json) -> None:
        """Keep `update`, and wake the poller if it wants this kind."""
        self.made.append(update)
        kind = next(name for name in update if name != "update_id")
        if self.url or not self._wanted(kind):
            return
        self.pending.append(update)
        if self.poller is not None:
            self.poller.wake()

    async def poll(self, params: Json) -> list[Json]:
        """getUpdates: a second poller ends the first one's call with a conflict."""
        if self.url:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if "allowed_updates" in params:
            self.allowed = params["allowed_updates"] or None
        self._confirm(params.get("offset", 0))
        if self.poller is not None:
            self.poller.replace()
        if not self.pending and params.get("timeout"):
            await self._wait(params["timeout"])
        return self.pending[: params.get("limit", 100)]

    def set_webhook(self, params: Json) -> bool:
        """setWebhook; an empty address removes it."""
        url, secret = params["url"], params.get("secret_token", "")
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("bad webhook: secret token contains unallowed characters")
        self.url, self.secret = url, secret if url else ""
        if "allowed_updates" in params:
            self.allowed = params["allowed_updates"] or None
        self._drop_pending(params)
        if url and self.poller is not None:
            self.poller.replace()
        return True

    def delete_webhook(self, params: Json) -> bool:
        """deleteWebhook."""
        self.url = self.secret = ""
        self._drop_pending(params)
        return True

    def webhook_status(self) -> Json:
        """getWebhookInfo."""
        status: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
        }
        return status | ({"allowed_updates": self.allowed} if self.allowed else {})

    def request(self, update: Json) -> tuple[dict[str, str], bytes]:
        """Headers and body of the webhook call that brings `update`."""
        headers = {"content-type": "application/json"}
        if self.secret:
            headers[SECRET_HEADER] = self.secret
        return headers, json.dumps(update, ensure_ascii=False).encode()

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def _drop_pending(self, params: Json) -> None:
        if params.get("drop_pending_updates"):
            self.pending.clear()

    def _confirm(self, offset: int) -> None:
        """Forget what lies before `offset`; a negative one counts from the end."""
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    async def _wait(self, seconds: float) -> None:
        poller = self.poller = Poller(asyncio.get_running_loop())
        try:
            await asyncio.wait_for(poller.event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            if self.poller is poller:
                self.poller = None
        if poller.replaced:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )


class Poller:
    """A waiting getUpdates; it may wait in another thread's loop than the test runs in."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.event = asyncio.Event()
        self.replaced = False
        self._loop = loop

    def wake(self) -> None:
        self._loop.call_soon_threadsafe(self.event.set)

    def replace(self) -> None:
        self.replaced = True
        self.wake()


def new(number: int, kind: str, content: Any) -> Json:
    """An update."""
    return {"update_id": number, kind: content}

"""Plain requests to the Bot API: raw answers, for the library drops a whole batch of updates with
one that it cannot read, and files, with a limit. No address leaves this file: it holds the token.
"""

import asyncio
import json
from typing import Any

import httpx

from bot.channel import Fetched, FetchError, SendError
from bot.channels import telegram_errors
from bot.channels.telegram_content import is_integer

#: seconds for a request, for opening a connection, for a whole download
TIMEOUT, CONNECT_TIMEOUT, DOWNLOAD_TIMEOUT = 15.0, 5.0, 120.0


class Line:
    """A connection to the Bot API at `api`, e.g. "https://api.telegram.org"."""

    def __init__(self, token: str, api: str, options: dict[str, Any]) -> None:
        self.methods = f"{api}/bot{token}"
        self.files = f"{api}/file/bot{token}"
        timeout = httpx.Timeout(TIMEOUT, connect=CONNECT_TIMEOUT)
        self._client = httpx.AsyncClient(timeout=timeout, **options)

    async def ask(self, method: str, *, patience: float = 0, **parameters: object) -> Any:
        """The raw answer to a request that sends nothing and may take `patience` seconds longer.
        Raises SendError."""
        form = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in parameters.items()
            if value is not None
        }
        wait = httpx.Timeout(TIMEOUT + patience, connect=CONNECT_TIMEOUT)
        try:
            answer = await self._client.post(f"{self.methods}/{method}", data=form, timeout=wait)
            if not answer.is_success:
                raise telegram_errors.refusal(answer.status_code, answer.content)
            return read(answer.content)["result"]
        except Exception as error:
            raise telegram_errors.nothing_sent(telegram_errors.broken(error)) from None

    async def download(self, address: str, limit: int) -> Fetched:
        """A file of at most `limit` bytes. Raises FetchError."""
        if not address.startswith(f"{self.files}/"):
            raise FetchError("no_address", retryable=False)
        try:
            async with asyncio.timeout(DOWNLOAD_TIMEOUT):
                return await self._stream(address, limit)
        except FetchError:
            raise
        except Exception as error:
            raise telegram_errors.not_fetched(telegram_errors.broken(error)) from None

    async def close(self) -> None:
        await self._client.aclose()

    async def _stream(self, address: str, limit: int) -> Fetched:
        async with self._client.stream("GET", address) as answer:
            status = answer.status_code
            if not answer.is_success:
                raise FetchError(f"http_{status}", retryable=status == 429 or status >= 500)
            found = bytearray()
            async for part in answer.aiter_bytes():
                found += part
                if len(found) > limit:
                    raise FetchError("too_big", retryable=False, too_big=True)
        mime = answer.headers.get("content-type", "").split(";")[0].strip().lower()
        known = mime if mime and mime != "application/octet-stream" else None
        return Fetched(content=bytes(found), mime=known)


def read(payload: bytes) -> dict[str, Any]:
    """The answer, if it says yes. Raises SendError."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        raise SendError("bad_answer", maybe_sent=True) from None
    if isinstance(found, dict) and "result" in found:
        return found
    status = found.get("error_code") if isinstance(found, dict) else None
    if is_integer(status):
        raise telegram_errors.refusal(status, payload)
    raise SendError("bad_answer", maybe_sent=True)

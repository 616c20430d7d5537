"""What a translator could not do, and asking one over HTTP: what all of them share."""

from collections.abc import Mapping
from typing import Any

import httpx

#: Seconds for a whole answer, and for opening a connection: a colleague waits for it.
TIMEOUT = httpx.Timeout(20.0, connect=5.0)
#: Bytes of an answer that are believed to be a translation.
LARGEST = 1_000_000


class TranslationError(Exception):
    """The text could not be translated."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        #: language, key, busy, quota, too_long, unreachable, bad_answer or refused
        self.code = code


async def ask(
    url: str,
    body: Mapping[str, Any],
    *,
    headers: Mapping[str, str],
    codes: Mapping[int, str],
    transport: httpx.AsyncBaseTransport | None,
) -> Any:
    """Post JSON once and read JSON; `codes` are the provider's own faults. TranslationError."""
    try:
        async with httpx.AsyncClient(
            timeout=TIMEOUT, transport=transport, follow_redirects=False, trust_env=False
        ) as client:
            answer = await client.post(url, json=dict(body), headers=dict(headers))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise TranslationError("unreachable") from error
    if answer.status_code in codes:
        raise TranslationError(codes[answer.status_code])
    if answer.status_code >= 500:
        raise TranslationError("busy")
    if answer.status_code != 200:
        raise TranslationError("refused")
    try:
        return answer.json() if len(answer.content) <= LARGEST else None
    except ValueError:
        raise TranslationError("bad_answer") from None

"""Fetches files from Twilio, and from nowhere else: a form could name any address."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.channel import Fetched, FetchError

API = "https://api.twilio.com"

#: Where Twilio keeps files, and where it sends us on to for them.
HOSTS = ("twilio.com", "twiliocdn.com")
REDIRECT_HOSTS = (*HOSTS, "amazonaws.com")

MOST_REDIRECTS = 3

#: seconds for a whole file
TIMEOUT = 60.0

#: bytes read at a time
CHUNK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whom we ask, and how we prove who we are."""

    #: replaces Twilio's own address
    api: URL | None
    #: a header's value, for the API's own host only
    authorization: str

    @property
    def origin(self) -> tuple[str, str, int | None]:
        return _origin(self.api or URL(API))


async def fetch(
    session: aiohttp.ClientSession, source: Source, reference: str, limit: int
) -> Fetched:
    """A file of at most `limit` bytes. Raises FetchError only."""
    try:
        async with asyncio.timeout(TIMEOUT):
            return await _follow(session, source, _address(source, reference), limit)
    except TimeoutError as error:
        raise FetchError("timeout", retryable=True) from error
    except ValueError as error:
        raise FetchError("bad_address", retryable=False) from error
    except (aiohttp.ClientError, OSError) as error:
        raise FetchError("broken", retryable=True) from error


def moved(address: URL, api: URL) -> URL:
    """The same path and query at another scheme, host and port."""
    return URL(str(api).rstrip("/") + address.raw_path_qs, encoded=True)


def _address(source: Source, reference: str) -> URL:
    address = URL(reference, encoded=True)
    if source.api is not None and _origin(address) == _origin(URL(API)):
        address = moved(address, source.api)
    if _origin(address) != source.origin and not _is_public(address, HOSTS):
        raise FetchError("foreign_host", retryable=False)
    return address


async def _follow(
    session: aiohttp.ClientSession, source: Source, address: URL, limit: int
) -> Fetched:
    """Credentials go with the first request only, and only to the API itself."""
    ours = _origin(address) == source.origin
    headers = {"Authorization": source.authorization} if ours else {}
    for _ in range(MOST_REDIRECTS + 1):
        async with session.get(
            address,
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=session.timeout.sock_connect),
        ) as answer:
            if answer.status not in (301, 302, 303, 307, 308):
                return await _read(answer, limit)
            onward = URL(answer.headers.get("Location", ""), encoded=True)
        address, headers = address.join(onward), {}
        same_host = source.api is not None and address.host == source.api.host
        if not (same_host or _is_public(address, REDIRECT_HOSTS)):
            raise FetchError("foreign_host", retryable=False)
    raise FetchError("too_many_redirects", retryable=False)


async def _read(answer: aiohttp.ClientResponse, limit: int) -> Fetched:
    if answer.status != 200:
        again = answer.status == 429 or answer.status >= 500
        raise FetchError(f"http_{answer.status}", retryable=again)
    content = bytearray()
    if (answer.content_length or 0) > limit:
        raise FetchError("too_big", retryable=False, too_big=True)
    async for chunk in answer.content.iter_chunked(CHUNK):
        content += chunk
        if len(content) > limit:
            raise FetchError("too_big", retryable=False, too_big=True)
    mime = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    return Fetched(content=bytes(content), mime=mime or None)


def _origin(address: URL) -> tuple[str, str, int | None]:
    return address.scheme, (address.host or "").lower(), address.port


def _is_public(address: URL, domains: Sequence[str]) -> bool:
    host = (address.host or "").lower()
    inside = any(host == domain or host.endswith(f".{domain}") for domain in domains)
    return inside and address.scheme == "https" and address.port == 443

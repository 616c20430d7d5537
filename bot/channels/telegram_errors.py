"""What the Bot API's refusals and broken connections mean for us: one table. Sends nothing."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from bot.channel import FetchError, SendError

#: A wait beyond this is not believed, in seconds.
LONGEST_WAIT = 86_400.0
#: When the Bot API says "too many requests" without saying how long, in seconds.
USUAL_WAIT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a caller can decide on, for one description."""

    #: the word for logs and staff
    code: str
    #: trying again later can help
    retryable: bool = False
    #: why the address cannot be reached any more
    unreachable: str | None = None
    #: the forum topic is gone
    topic_lost: bool = False


_UNKNOWN = Meaning(code="unknown", unreachable="unknown")
_DELETED = Meaning(code="deleted", unreachable="deleted")
_KICKED = Meaning(code="kicked", unreachable="kicked")
_NO_RIGHTS = Meaning(code="no_rights")
_NO_TOPIC = Meaning(code="topic_lost", topic_lost=True)
_TOO_LONG = Meaning(code="too_long")
_TOO_BIG = Meaning(code="too_big")
_EMPTY = Meaning(code="empty")
_BAD_FILE = Meaning(code="bad_file")
_BAD_PHOTO = Meaning(code="bad_photo")
_BAD_BUTTON = Meaning(code="bad_button")

#: By status: what the description contains, in lower case; the first that is found counts.
MEANINGS: Mapping[int, tuple[tuple[str, Meaning], ...]] = {
    403: (
        ("blocked by the user", Meaning(code="blocked", unreachable="blocked")),
        ("can't initiate conversation", Meaning(code="never_wrote", unreachable="never_wrote")),
        ("user is deactivated", _DELETED),
        ("chat was deleted", _DELETED),
        ("kicked", _KICKED),
        ("not a member", _KICKED),
        ("", Meaning(code="forbidden")),
    ),
    400: (
        ("message thread not found", _NO_TOPIC),
        ("topic_deleted", _NO_TOPIC),
        ("topic_closed", _NO_TOPIC),
        ("topic_id_invalid", _NO_TOPIC),
        ("topic is closed", _NO_TOPIC),
        ("chat not found", _UNKNOWN),
        ("user not found", _UNKNOWN),
        ("peer_id_invalid", _UNKNOWN),
        ("chat_id is empty", _UNKNOWN),
        ("user is deactivated", _DELETED),
        ("chat was deleted", _DELETED),
        ("chat was deactivated", _DELETED),
        ("upgraded to a supergroup", Meaning(code="moved")),
        ("not a forum", Meaning(code="not_a_forum")),
        ("no rights", _NO_RIGHTS),
        ("not enough rights", _NO_RIGHTS),
        ("administrator rights", _NO_RIGHTS),
        ("write_forbidden", _NO_RIGHTS),
        ("receiving of voice messages", Meaning(code="voice_refused")),
        ("voice_messages_forbidden", Meaning(code="voice_refused")),
        ("too long", _TOO_LONG),
        ("too_long", _TOO_LONG),
        ("too big", _TOO_BIG),
        ("too large", _TOO_BIG),
        ("text is empty", _EMPTY),
        ("must be non-empty", _EMPTY),
        ("photo_invalid", _BAD_PHOTO),
        ("image_process_failed", _BAD_PHOTO),
        ("photo_save_file_invalid", _BAD_PHOTO),
        ("temporarily unavailable", Meaning(code="file_not_ready", retryable=True)),
        ("file identifier", _BAD_FILE),
        ("file_id", _BAD_FILE),
        ("button_", _BAD_BUTTON),
        ("inline keyboard", _BAD_BUTTON),
        ("webhook", Meaning(code="bad_webhook")),
        ("utf-8", Meaning(code="bad_text")),
        ("", Meaning(code="bad_request")),
    ),
    # An unknown token is "Not Found" when it has no token's form.
    401: (("", Meaning(code="invalid_token")),),
    404: (("", Meaning(code="invalid_token")),),
    409: (("", Meaning(code="conflict", retryable=True)),),
    413: (("", _TOO_BIG),),
}


def refusal(status: int, body: bytes) -> SendError:
    """What an answer that is no success means; nothing of its text is kept."""
    answer = _object(body)
    parameters = answer.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    described = str(answer.get("description", "")).lower()
    if status == 429:
        wait = _wait(parameters.get("retry_after"), described)
        return SendError("too_many_requests", retryable=True, retry_after=wait)
    moved_to = parameters.get("migrate_to_chat_id")
    if isinstance(moved_to, int):
        return SendError("moved", moved_to=str(moved_to))
    if status >= 500:
        return SendError(f"http_{status}", retryable=True, maybe_sent=True)
    for part, meaning in MEANINGS.get(status, ()):
        if part in described:
            return SendError(
                meaning.code,
                retryable=meaning.retryable,
                unreachable=meaning.unreachable,
                topic_lost=meaning.topic_lost,
            )
    return SendError(f"http_{status}")


def broken(error: BaseException | None) -> SendError:
    """What it means that a request, or reading its answer, failed on our side of the wire."""
    if isinstance(error, SendError):
        return error
    if isinstance(error, UnicodeEncodeError):  # a lone surrogate, before anything was sent
        return SendError("bad_text")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return SendError("bad_address")
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return SendError("no_connection", retryable=True)
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return SendError("no_connection", retryable=True)
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return SendError("timeout", retryable=True, maybe_sent=True)
    if isinstance(error, httpx.HTTPError | OSError):
        return SendError("broken_connection", retryable=True, maybe_sent=True)
    # The answer was a success, but not one that can be read.
    return SendError("bad_answer", maybe_sent=True)


def nothing_sent(error: SendError) -> SendError:
    """The same for a request that sends no message, so that it can always be repeated."""
    return SendError(
        error.code,
        retryable=error.retryable or error.code == "bad_answer",
        retry_after=error.retry_after,
        unreachable=error.unreachable,
        moved_to=error.moved_to,
    )


def not_fetched(error: SendError) -> FetchError:
    """The same for a file."""
    retryable = error.retryable or error.code == "bad_answer"
    return FetchError(error.code, retryable=retryable, too_big=error.code == "too_big")


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _wait(seconds: object, described: str) -> float:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        said = re.search(r"retry after (\d{1,6})", described)
        seconds = float(said[1]) if said else USUAL_WAIT
    return min(float(seconds), LONGEST_WAIT)

"""What Twilio's refusals mean for us: one table of its codes. Sends nothing."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from bot.channel import SendError

#: A Retry-After beyond this is not believed, in seconds.
LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a caller can decide on, for one code."""

    #: the word for logs and staff; None: the number itself
    word: str | None = None
    #: trying again later can help
    retryable: bool = False
    #: why the address cannot be reached any more
    unreachable: str | None = None
    #: free text needs an approved template now
    outside_window: bool = False


#: Twilio's codes, refused at once or reported later (twilio.com/docs/api/errors).
MEANINGS: Mapping[int, Meaning] = {
    14107: Meaning(retryable=True),  # messages come too fast
    20003: Meaning(word="invalid_token"),
    20429: Meaning(retryable=True),  # requests come too fast
    21211: Meaning(unreachable="unknown"),  # not a number
    21610: Meaning(unreachable="opted_out"),  # the person wrote STOP to Twilio
    21614: Meaning(unreachable="unknown"),  # not a mobile number
    63003: Meaning(unreachable="unknown"),  # not on WhatsApp
    63010: Meaning(retryable=True),  # fault inside the channel
    63012: Meaning(retryable=True),  # fault at Meta
    63013: Meaning(unreachable="suppressed"),  # against WhatsApp's policy
    63014: Meaning(unreachable="suppressed"),  # blocked by the person
    63016: Meaning(outside_window=True),
    63018: Meaning(retryable=True),  # the sender is too fast
    63024: Meaning(unreachable="unknown"),  # recipient not valid
    63032: Meaning(word="withheld_by_meta"),
    63049: Meaning(word="withheld_by_meta"),
}

#: The text does not fit the variables of a Content: it can still go as plain text.
UNFIT = frozenset({"21656", "21658", "63005", "63021", "63028", "92004", "92007"})

#: Twilio does not know the Content (any more): it can be made again.
GONE = frozenset({"20404", "21655", "92006"})


def explain(error_code: str, *, retry_after: float | None = None) -> SendError:
    """What a Twilio error code means, whether it came at once or in a status callback."""
    code = int(error_code) if error_code.isascii() and error_code.isdigit() else 0
    meaning = MEANINGS.get(code, Meaning())
    return SendError(
        meaning.word or (str(code)[:10] if code else "no_code"),
        retryable=meaning.retryable,
        retry_after=retry_after if meaning.retryable else None,
        unreachable=meaning.unreachable,
        outside_window=meaning.outside_window,
    )


def refusal(status: int, text: str, headers: Mapping[str, str]) -> SendError:
    """What an HTTP answer of 300 and above means; only the number of its text is kept."""
    code = _code_in(text)
    wait = _wait(headers.get("Retry-After"))
    if code in MEANINGS:
        return explain(str(code), retry_after=wait)
    if status == 401:
        return SendError("invalid_token")
    if status == 429:
        return SendError("429", retryable=True, retry_after=wait)
    if status >= 500:
        return SendError(f"http_{status}", retryable=True, retry_after=wait, maybe_sent=True)
    return SendError(str(code) if code else f"http_{status}")


def translate(error: Exception, *, sending: bool) -> SendError:
    """What went wrong with a request, as a caller can decide on it; any error has a meaning."""
    if isinstance(error, SendError):
        return error if sending else _nothing_sent(error)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return SendError("no_connection", retryable=True)
    if isinstance(error, TimeoutError):
        return SendError("timeout", retryable=True, maybe_sent=sending)
    if isinstance(error, UnicodeEncodeError):  # a lone surrogate, before anything was sent
        return SendError("bad_text")
    if isinstance(error, aiohttp.InvalidURL):
        return SendError("bad_address")
    if isinstance(error, aiohttp.ClientError | OSError):
        return SendError("broken_connection", retryable=True, maybe_sent=sending)
    # Twilio's library could not read an answer that was a success.
    return SendError("bad_answer", maybe_sent=sending)


def _nothing_sent(error: SendError) -> SendError:
    return SendError(error.code, retryable=error.retryable, retry_after=error.retry_after)


def _code_in(text: str) -> int | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    code = found.get("code") if isinstance(found, dict) else None
    return code if isinstance(code, int) and 0 < code < 10**6 else None


def _wait(header: str | None) -> float | None:
    """Seconds; the form with a date is not used by Twilio and would need a clock."""
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return min(seconds, LONGEST_WAIT) if math.isfinite(seconds) and seconds >= 0 else None

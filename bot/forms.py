"""How a setting is written. Each function reads one text, or raises ValueError with the rest of
the sentence that begins with the setting's name. A secret is never repeated in a sentence."""

import datetime as dt
import ipaddress
import re
import zoneinfo
from urllib.parse import SplitResult, urlsplit

from db import address
from db.keyring import KeyFault, Keyring

#: A span of one day: from, until.
Span = tuple[dt.time, dt.time]
#: The spans of each day, Monday first.
Week = tuple[tuple[Span, ...], ...]
#: Single days of a year.
Days = frozenset[dt.date]

#: Addresses and networks, as they are written.
Networks = tuple[str, ...]

#: The days as they are written in WORKING_HOURS.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Days of the longest span in CLOSED_DAYS.
LONGEST_CLOSURE = 100
#: Characters a lookup key must have at least.
LOOKUP_KEY_LENGTH = 16

SWITCHES = {"1": True, "true": True, "yes": True, "on": True}
SWITCHES |= {"0": False, "false": False, "no": False, "off": False}
TELEGRAM_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,}", re.ASCII)
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
CHAT = re.compile(r"-\d{1,20}", re.ASCII)
ACCOUNT_SID = re.compile(r"AC[0-9A-Za-z]+")
SENDER = re.compile(r"(?:whatsapp:)?\+[1-9]\d{5,14}", re.ASCII)
DAY = "|".join(DAYS)
HOURS = re.compile(rf"(?P<first>{DAY})(?:-(?P<last>{DAY}))?\s+(?P<span>\S+)")
SPAN = re.compile(r"(\d{1,2}:\d\d)-(\d{1,2}:\d\d)", re.ASCII)


def switch(text: object) -> bool:
    """1, true, yes, on; or their opposites."""
    found = SWITCHES.get(str(text).lower())
    if found is None:
        raise ValueError(f"is {text!r}: write 1 to switch it on, 0 to switch it off")
    return found


def port(text: object) -> int:
    """0 lets the system choose a free one."""
    return _whole(text, least=0, most=65_535, example="8000")


def days(text: object) -> int:
    return _whole(text, least=1, most=36_500, example="365")


def minutes(text: object) -> int:
    return _whole(text, least=1, most=1_440, example="5")


def calls(text: object) -> int:
    """0 offers no calls."""
    return _whole(text, least=0, most=50, example="2")


def zone(text: object) -> zoneinfo.ZoneInfo:
    if isinstance(text, zoneinfo.ZoneInfo):
        return text
    try:
        return zoneinfo.ZoneInfo(str(text))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"is {text!r}, which is no time zone: write one like Europe/Brussels"
        ) from None


def week(text: object) -> Week:
    """ "mon-fri 09:00-12:00, sat 10:00-12:00": the spans of each day."""
    if isinstance(text, tuple):
        return text
    spans: list[list[Span]] = [[] for _ in DAYS]
    for part in str(text).lower().split(","):
        found = HOURS.fullmatch(part.strip())
        span = _span(found["span"]) if found else None
        if found is None or span is None or span[0] >= span[1]:
            raise ValueError(
                f"has {part.strip()!r}: write days and hours like 'mon-fri 09:00-17:00', "
                "several separated by commas"
            )
        first, last = DAYS.index(found["first"]), DAYS.index(found["last"] or found["first"])
        for day in range(first, last + 1 if first <= last else last + 1 + len(DAYS)):
            spans[day % len(DAYS)].append(span)
    return tuple(tuple(sorted(day)) for day in spans)


def closed_days(text: object) -> Days:
    """ "2026-12-24, 2026-12-28..2026-12-31": single days and spans of days."""
    if isinstance(text, frozenset):
        return text
    found: set[dt.date] = set()
    for part in filter(None, (one.strip() for one in str(text).split(","))):
        first, _, last = part.partition("..")
        try:
            start = dt.date.fromisoformat(first.strip())
            length = (dt.date.fromisoformat(last.strip() or first.strip()) - start).days
        except ValueError:
            length = -1
        if not 0 <= length <= LONGEST_CLOSURE:
            raise ValueError(
                f"has {part!r}: write days like 2026-12-24 or 2026-12-28..2026-12-31, "
                "several separated by commas"
            )
        found |= {start + dt.timedelta(days=number) for number in range(length + 1)}
    return frozenset(found)


def span(text: object) -> Span:
    """ "20:00-08:30"; the end may be on the next day."""
    if isinstance(text, tuple):
        return text
    found = _span(str(text))
    if found is None or found[0] == found[1]:
        raise ValueError(f"is {text!r}: write from and until, like 20:00-08:30")
    return found


def time(text: object) -> dt.time:
    """ "12:00", on a clock of 24 hours."""
    try:
        return text if isinstance(text, dt.time) else _time(str(text).strip())
    except ValueError as fault:
        raise ValueError(f"is {text!r}: write a time of day, like 12:00") from fault


def public_url(text: object) -> str:
    parts = _url(text)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be only scheme, host and path, like https://help.example.org")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("must begin with https://, because messages and sign-ins pass there")
    return str(text).rstrip("/")


def api_url(text: object) -> str:
    _url(text)
    return str(text).rstrip("/")


def networks(text: object) -> Networks:
    """ "10.0.0.0/8, ::1"; never everybody: then everybody could say that they are somebody else."""
    if isinstance(text, tuple):
        return text
    parts = tuple(filter(None, (part.strip() for part in str(text).split(","))))
    for part in parts:
        try:
            usable = ipaddress.ip_network(part).prefixlen > 0
        except ValueError:
            usable = False
        if not usable:
            raise ValueError(
                f"has {part!r}: write addresses or networks of proxies, like 10.0.0.0/8, several "
                "separated by commas"
            )
    return parts


def database_url(text: object) -> str:
    url = address.read(str(text))
    if url.drivername in address.SQLITE:
        if url.database in (None, "", ":memory:"):
            raise ValueError("names no file: write sqlite+aiosqlite:///data/onthaal.db")
    elif not url.database:
        raise ValueError("names no database: end it with one, like postgresql://host/onthaal")
    return str(text)


def is_sqlite(url: str) -> bool:
    return address.read(url).drivername in address.SQLITE


def password(url: str) -> tuple[str, ...]:
    """The password inside a database's address, if there is one."""
    found = address.read(url).password
    return (str(found),) if found else ()


def secret_keys(text: object) -> str:
    """Comma separated, newest first; each as Fernet makes them."""
    try:
        Keyring(split_keys(str(text)), "only the form of the secrets is looked at")
    except KeyFault:
        raise ValueError(
            "has a key of the wrong form: each must be 32 bytes in url-safe base64, several "
            "separated by commas, the newest first"
        ) from None
    return str(text)


def split_keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(",") if key.strip())


def lookup_key(text: object) -> str:
    if len(str(text)) < LOOKUP_KEY_LENGTH:
        raise ValueError(f"is too short: use at least {LOOKUP_KEY_LENGTH} random characters")
    return str(text)


def telegram_token(text: object) -> str:
    return _matching(
        text,
        TELEGRAM_TOKEN,
        "is not a bot token: copy it from @BotFather, digits, a colon and a long code",
    )


def webhook_secret(text: object) -> str:
    return _matching(text, WEBHOOK_SECRET, "must be 1 to 256 of the characters A-Z a-z 0-9 _ -")


def staff_chat(text: object) -> str:
    return _matching(
        text, CHAT, "is not the id of a group: that is a negative number, like -1001234567890"
    )


def account_sid(text: object) -> str:
    return _matching(
        text,
        ACCOUNT_SID,
        "is not an account: copy the Account SID, which begins with AC, from the Twilio console",
    )


def sender(text: object) -> str:
    """The number with its plus, without "whatsapp:"."""
    plain = re.sub(r"[\s().]", "", str(text))
    wrong = "is not a WhatsApp sender: write the number with its country, like +32470000000"
    return _matching(plain, SENDER, wrong).removeprefix("whatsapp:")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _whole(text: object, *, least: int, most: int, example: str) -> int:
    wrong = f"is {text!r}: write a whole number from {least} to {most}, for example {example}"
    try:
        number = int(str(text))
    except ValueError:
        raise ValueError(wrong) from None
    if not least <= number <= most:
        raise ValueError(wrong)
    return number


def _span(text: str) -> Span | None:
    found = SPAN.fullmatch(text.strip())
    try:
        return (_time(found[1]), _time(found[2])) if found else None
    except ValueError:
        return None


def _time(text: str) -> dt.time:
    hour, minute = text.split(":")
    return dt.time(int(hour), int(minute))


def _url(text: object) -> SplitResult:
    wrong = "is not a web address: write it like https://help.example.org"
    try:
        parts = urlsplit(str(text))
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError(wrong) from None
    if not usable or re.search(r"\s", str(text)):
        raise ValueError(wrong)
    return parts


def _matching(text: object, form: re.Pattern[str], wrong: str) -> str:
    if not form.fullmatch(str(text)):
        raise ValueError(wrong)
    return str(text)

"""Keeps personal data and secrets out of the log: a field is written only if it is known to be
harmless, and text is cleaned of everything that looks like a secret, a number or an address."""

import datetime as dt
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping, Sequence
from enum import Enum
from typing import Any

#: Stands where something was left out.
HIDDEN = "[hidden]"
#: Fields whose text may be written (cleaned): closed sets of words, our own names of things.
WORDS = frozenset(
    {
        "action", "channel", "code", "command", "decision", "entry", "entry_id", "error",
        "from_state", "intent", "job", "kind", "language", "level", "logger", "method", "outcome",
        "priority", "queue", "reason", "receipt", "role", "route", "setting", "signal", "source",
        "state", "status", "step", "tick", "to_state", "url", "version",
    }
)  # fmt: skip
#: Ids that are texts: of an update or a message at the provider, of one of our processes.
IDS = frozenset({"provider_key", "worker"})
ID = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
#: Fields whose number, instant or duration may be written.
MEASURES = frozenset(
    {"age", "attempts", "bytes", "count", "epoch", "lag", "limit", "ordinal", "part", "port",
     "rank", "rows", "seconds", "seq", "size", "status", "total"}
)  # fmt: skip
ENDINGS = ("_id", "_ids", "_count", "_ms", "_seconds", "_days", "_bytes", "_at", "_on", "_after")
#: Ids that a provider gave to a person: not ours, so not harmless.
PERSONAL = frozenset({"chat_id", "external_id", "from_id", "telegram_id", "user_id", "wa_id"})
#: How many of the innermost places of an exception are written.
PLACES = 15
#: The most characters of one text.
LENGTH = 200
#: The fewest characters of a secret that is looked for as it is.
SECRET_LENGTH = 6
#: The fewest digits that may be somebody's number.
DIGITS = 7

BOT_PATH = re.compile(r"(/(?:file/)?bot)[^/\s]+")
QUERY = re.compile(r"\?[^\s\"']*")
CREDENTIALS = re.compile(r"(//)[^/@\s]+@")
CODE = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w-])")
TELEGRAM_TOKEN = re.compile(r"\b\d+:[\w-]{3,}[A-Za-z_-][\w-]*")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+")
#: A part of a path that is one of our own words or ids, not a link's secret.
PATH_PART = re.compile(r"[a-z][a-z._-]*|\d{1,10}|", re.ASCII)
NUMBER = re.compile(r"\+?\d[\d\s().\u2066-\u2069/-]*\d")

Fields = MutableMapping[str, Any]


class Redactor:
    """Cleans log lines; knows the secrets of this installation."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        known = {secret for secret in secrets if len(secret) >= SECRET_LENGTH}
        self._secrets = sorted(known, key=len, reverse=True)

    def clean_text(self, text: str) -> str:
        """The text without secrets, codes, query strings, e-mail addresses and long numbers."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        text = BOT_PATH.sub(rf"\1{HIDDEN}", text)
        text = CREDENTIALS.sub(rf"\1{HIDDEN}@", text)
        text = QUERY.sub(f"?{HIDDEN}", text)
        text = TELEGRAM_TOKEN.sub(HIDDEN, text)
        text = EMAIL.sub(HIDDEN, text)
        text = CODE.sub(HIDDEN, text)
        text = NUMBER.sub(_hide_number, text)
        return text if len(text) <= LENGTH else text[:LENGTH] + "…"

    def clean_field(self, name: str, value: object) -> object:
        """The value as it may be written, or HIDDEN."""
        if isinstance(value, Enum):
            value = value.value
        if value is None or isinstance(value, bool):
            return value
        if name in PERSONAL:
            return HIDDEN
        if isinstance(value, str):
            return self._clean_word(name, value)
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self.clean_field(name, item) for item in value]
        if not (name in WORDS or name in MEASURES or name.endswith(ENDINGS)):
            return HIDDEN
        if isinstance(value, (dt.datetime, dt.date)):
            return value.isoformat()
        if isinstance(value, dt.timedelta):
            return value.total_seconds()
        return value if isinstance(value, (int, float)) else HIDDEN

    def __call__(self, _logger: object, _method: str, fields: Fields) -> Fields:
        """A structlog processor."""
        failed = _failure(fields.pop("exc_info", None))
        event = self.clean_text(str(fields.pop("event", "")))
        cleaned = {name: self.clean_field(name, value) for name, value in fields.items()}
        return {"event": event, **cleaned, **failed}

    def _clean_word(self, name: str, value: str) -> str:
        if name == "path":
            parts = value.partition("?")[0].split("/")
            return "/".join(part if PATH_PART.fullmatch(part) else HIDDEN for part in parts)
        if name in IDS:
            return value if ID.fullmatch(value) and value not in self._secrets else HIDDEN
        return self.clean_text(value) if name in WORDS else HIDDEN


def _hide_number(found: re.Match[str]) -> str:
    digits = sum(letter.isdigit() for letter in found[0])
    return HIDDEN if digits >= DIGITS else found[0]


def _failure(failed: Any) -> Mapping[str, object]:
    """An exception as its type and places: its text may hold what a person wrote."""
    if failed is True:
        failed = sys.exc_info()
    if isinstance(failed, tuple):
        failed = failed[1]
    if not isinstance(failed, BaseException):
        return {}
    return {"error": type(failed).__qualname__, "trace": _places(failed)}


def _places(failed: BaseException) -> list[str]:
    """Outermost first: "module:line function"; a cause comes before what it led to."""
    places = []
    before = failed.__cause__ or (None if failed.__suppress_context__ else failed.__context__)
    if before:
        places += [*_places(before), f"then {type(failed).__qualname__}"]
    if isinstance(failed, BaseExceptionGroup):
        for inner in failed.exceptions:
            places += [*_places(inner), f"in {type(inner).__qualname__}"]
    frames = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(failed.__traceback__)
    ]
    return places + frames[-PLACES:]

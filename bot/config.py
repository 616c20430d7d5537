"""Reads the settings, and tells all that is wrong at once. The only reader of the environment."""

import difflib
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import ValidationError

from bot import forms
from bot.choices import LogFormat, LogLevel, StaffTopics
from bot.settings import TWILIO, Settings

#: How alike an unknown name and a setting must be to say "did you mean", 0 to 1.
ALIKE = 0.75
MAKE_KEY = (
    '.venv/bin/python -c "from cryptography.fernet import Fernet; '
    'print(Fernet.generate_key().decode())"'
)

__all__ = [
    "ConfigFault",
    "LogFormat",
    "LogLevel",
    "Settings",
    "StaffTopics",
    "calm_threads",
    "load",
]


def calm_threads() -> None:
    """Keep the model of meaning to one thread a text; called before anything loads it.

    Its threads wait by spinning: two processes on two cores took 900 ms for what one thread does
    in 30. Texts run beside each other anyway. An OMP_NUM_THREADS that is set is left alone.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")


class ConfigFault(Exception):
    """The settings are not usable."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        #: one sentence per fault: the setting, what is wrong and what to do
        self.faults = faults


def load(
    env: Mapping[str, str] | None = None,
    env_file: Path | None = Path(".env"),
    *,
    needs_keys: bool = True,
) -> Settings:
    """Read the environment over the file. Raises ConfigFault with everything that is wrong.

    `needs_keys` is False for commands that open no database.
    """
    faults: list[str] = []
    known = {name.upper(): name for name in Settings.model_fields}
    written = _read(env_file, faults) if env_file else {}
    faults += [_unknown(name, known, env_file) for name in written if name not in known]
    given = {**written, **(os.environ if env is None else env)}
    values = {known[name]: text.strip() for name, text in given.items() if name in known}
    values = {name: text for name, text in values.items() if text}
    settings, wrong = _build(values)
    faults += [f"{name.upper()} {sentence}." for name, sentence in wrong.items()]
    faults += _joint_faults(settings, {*wrong, *(() if needs_keys else ("keys",))})
    if faults:
        raise ConfigFault(tuple(faults))
    return settings


def _read(env_file: Path, faults: list[str]) -> dict[str, str]:
    if not env_file.exists():
        return {}
    try:
        text = env_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        faults.append(f"{env_file} cannot be read: make it a text file in UTF-8 that you may read.")
        return {}
    written = {}
    for binding in parse_stream(io.StringIO(text)):
        if binding.error or (binding.key and binding.value is None):
            line = binding.original.line
            faults.append(f"{env_file} line {line} cannot be read: write NAME=value on one line.")
        elif binding.key and binding.value is not None:
            written[binding.key] = binding.value
    return written


def _unknown(name: str, known: Mapping[str, str], env_file: Path | None) -> str:
    close = difflib.get_close_matches(name.upper(), known, n=1, cutoff=ALIKE)
    advice = f"did you mean {close[0]}?" if close else "remove it, or see docs/settings.md."
    return f"{name} in {env_file} is not a setting: {advice}"


def _build(values: Mapping[str, str]) -> tuple[Settings, dict[str, str]]:
    """The settings with the wrong ones left out, and what is wrong with each of those."""
    try:
        return Settings(**dict[str, Any](values)), {}
    except ValidationError as fault:
        wrong = {
            str(error["loc"][0]): _sentence(error)
            for error in fault.errors()
            if error["type"] != "default_factory_not_called"
        }
        kept = {name: text for name, text in values.items() if name not in wrong}
        return Settings(**dict[str, Any](kept)), wrong


def _sentence(error: Any) -> str:
    context = error.get("ctx", {})
    if error["type"] == "enum":
        return f"must be one of {context['expected']}"
    return str(context.get("error", error["msg"]))


def _joint_faults(settings: Settings, skip: set[str]) -> Iterator[str]:
    """What is wrong between settings; `skip` names those that already have a fault."""
    if not settings.demo and not {"keys", "demo"} & skip:
        for name in ("secret_key", "lookup_key"):
            if getattr(settings, name) is None and name not in skip:
                yield (
                    f"{name.upper()} is missing: make one with {MAKE_KEY} and keep a copy; "
                    "DEMO=1 tries the program out without."
                )
    if settings.demo and not settings.demo_password and not forms.is_loopback(settings.host):
        yield (
            "DEMO_PASSWORD is missing: others can reach HOST, and the demo lets anybody speak as "
            "its people; set a password, or HOST=127.0.0.1."
        )
    if settings.smtp_url and settings.smtp_from is None and "smtp_from" not in skip:
        yield (
            "SMTP_FROM is missing while SMTP_URL is set: write the address that e-mails come from."
        )
    needed = {"libretranslate": "translator_url", "deepl": "translator_key"}
    lacking = needed.get(settings.translator)
    if lacking and getattr(settings, lacking) is None and lacking not in skip:
        yield f"{lacking.upper()} is missing: TRANSLATOR={settings.translator} needs it."
    yield from _telegram_faults(settings, skip)
    yield from _twilio_faults(settings, skip)


def _telegram_faults(settings: Settings, skip: set[str]) -> Iterator[str]:
    if settings.telegram_token is None:
        if settings.staff_chat_id and "telegram_token" not in skip:
            yield (
                "TELEGRAM_TOKEN is missing while STAFF_CHAT_ID is set: copy the token from "
                "@BotFather, or leave STAFF_CHAT_ID empty."
            )
        return
    hooked = settings.public_url is not None and not settings.demo
    secret = settings.telegram_webhook_secret
    if hooked and secret is None and "telegram_webhook_secret" not in skip:
        yield (
            "TELEGRAM_WEBHOOK_SECRET is missing while PUBLIC_URL and TELEGRAM_TOKEN are set: "
            "invent up to 256 of the characters A-Z a-z 0-9 _ -."
        )


def _twilio_faults(settings: Settings, skip: set[str]) -> Iterator[str]:
    there = [name for name in TWILIO if getattr(settings, name) is not None or name in skip]
    if not there:
        return
    for name in TWILIO:
        if name not in there:
            yield (
                f"{name.upper()} is missing while {there[0].upper()} is set: copy it from the "
                "Twilio console, or leave all three empty."
            )
    if settings.public_url is None and "public_url" not in skip:
        yield (
            "PUBLIC_URL is missing while Twilio is set: WhatsApp messages come in by a webhook; "
            "set the https address of this program."
        )

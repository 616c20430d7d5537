"""Every setting, what it means and how it is read. Who reads the environment is bot/config.py."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot import forms, mail
from bot.choices import LogFormat, LogLevel, StaffLanguage, StaffTopics, TranslatorName

#: Defaults that are read like anything an operator writes.
ZONE: Any = "Europe/Brussels"
WORKING_HOURS: Any = "mon-fri 09:00-17:00"
CLOSED_DAYS: Any = ""
QUIET_HOURS: Any = "20:00-08:30"
SUNDAY_QUIET_UNTIL: Any = "12:00"
TRUSTED_PROXIES: Any = "127.0.0.1, ::1"
#: The commands that share one database between processes.
SHARING = ("serve", "work")
#: What switches WhatsApp on, together.
TWILIO = ("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_from")


def _secret(form: Any) -> BeforeValidator:
    """Checks the text of a secret before it is wrapped."""

    def check(given: object) -> object:
        form(given.get_secret_value() if isinstance(given, SecretStr) else given)
        return given

    return BeforeValidator(lambda given: None if given is None else check(given))


def _optional(form: Any) -> BeforeValidator:
    return BeforeValidator(lambda given: None if given is None else form(given))


def _word() -> BeforeValidator:
    return BeforeValidator(lambda given: str(given).lower())


def _database_file(values: dict[str, Any]) -> SecretStr:
    return SecretStr(f"sqlite+aiosqlite:///{values.get('data_dir', 'data')}/onthaal.db")


class Settings(BaseSettings):
    """Every setting; its name in the environment is the name here in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: str = Field(
        default="127.0.0.1",
        description="The address to listen on. 0.0.0.0 is every network of the machine.",
    )
    port: Annotated[int, BeforeValidator(forms.port)] = Field(
        default=8000, description="The port to listen on; 0 takes a free one."
    )
    public_url: Annotated[str | None, _optional(forms.public_url)] = Field(
        default=None,
        description="The https address under which the internet reaches this program. "
        "With it Telegram calls a webhook, without it messages are fetched; WhatsApp needs it.",
    )
    trusted_proxies: Annotated[forms.Networks, BeforeValidator(forms.networks)] = Field(
        default=TRUSTED_PROXIES,
        description="The proxies that may say who asks, by X-Forwarded-For: addresses or networks, "
        "like `10.0.0.0/8`. Failed sign-ins are counted by who asks.",
    )
    demo: Annotated[bool, BeforeValidator(forms.switch)] = Field(
        default=False,
        description="1 adds the try-it page and invented people, and makes the keys. "
        "`make run` sets it.",
    )
    demo_password: SecretStr | None = Field(
        default=None, description="Guards the demo; needed when HOST is not this machine alone."
    )
    data_dir: Path = Field(
        default=Path("data"),
        description="The folder of what is kept in files: the demo's keys, SQLite.",
    )
    media_dir: Path = Field(
        default_factory=lambda values: values.get("data_dir", Path("data")) / "media",
        description="The folder of photos, voice notes and documents, encrypted. "
        "All processes must share it. Empty: inside DATA_DIR.",
    )
    database_url: Annotated[SecretStr, _secret(forms.database_url)] = Field(
        default_factory=_database_file,
        description="The database: an SQLite file for one process, or "
        "`postgresql://user:password@host/name` for several. Empty: SQLite inside DATA_DIR.",
    )
    secret_key: Annotated[SecretStr | None, _secret(forms.secret_keys)] = Field(
        default=None,
        description="Encrypts personal data: 32 bytes in url-safe base64. Several, separated by "
        "commas, newest first, to change it; the old ones stay until `renew-keys`. Needed outside "
        "the demo; keep a copy.",
    )
    lookup_key: Annotated[SecretStr | None, _secret(forms.lookup_key)] = Field(
        default=None,
        description="Finds addresses by a keyed fingerprint. Needed outside the demo; it can "
        "never change.",
    )
    telegram_token: Annotated[SecretStr | None, _secret(forms.telegram_token)] = Field(
        default=None, description="The bot's token from @BotFather; it switches Telegram on."
    )
    telegram_api_url: Annotated[str | None, _optional(forms.api_url)] = Field(
        default=None,
        description="Another Bot API server, for example `http://127.0.0.1:8081`. "
        "Empty: Telegram's own.",
    )
    telegram_webhook_secret: Annotated[SecretStr | None, _secret(forms.webhook_secret)] = Field(
        default=None,
        description="Proves that a webhook call comes from Telegram: 1 to 256 of A-Z a-z 0-9 _ -. "
        "Needed with PUBLIC_URL and TELEGRAM_TOKEN; the demo makes one.",
    )
    staff_chat_id: Annotated[str | None, _optional(forms.staff_chat)] = Field(
        default=None,
        description="The staff's Telegram group, with topics, in which cases appear: "
        "a negative number.",
    )
    staff_topics: Annotated[StaffTopics, _word()] = Field(
        default=StaffTopics.CONFIDENTIAL,
        description="`confidential`: what families write stays in the desk; `all`: the staff's "
        "group shows it too. Sensitive cases are never shown there.",
    )
    staff_language: Annotated[StaffLanguage, _word()] = Field(
        default=StaffLanguage.ENGLISH,
        description="The language of the posts in the staff's group: en, nl, fr or de.",
    )
    twilio_account_sid: Annotated[str | None, _optional(forms.account_sid)] = Field(
        default=None,
        description="Twilio's account, beginning with AC. The three switch WhatsApp on.",
    )
    twilio_auth_token: SecretStr | None = Field(
        default=None, description="The account's auth token; it also proves Twilio's webhook calls."
    )
    twilio_whatsapp_from: Annotated[str | None, _optional(forms.sender)] = Field(
        default=None, description="The WhatsApp number that sends, like +32470000000."
    )
    twilio_api_url: Annotated[str | None, _optional(forms.api_url)] = Field(
        default=None, description="Replaces the address of every Twilio API. Empty: Twilio's own."
    )
    timezone: Annotated[ZoneInfo, BeforeValidator(forms.zone)] = Field(
        default=ZONE, description="The zone of staff, of hours and of planned dates."
    )
    working_hours: Annotated[forms.Week, BeforeValidator(forms.week)] = Field(
        default=WORKING_HOURS,
        description="When somebody is at the desk; people are told honestly. "
        "Several parts are separated by commas.",
    )
    closed_days: Annotated[forms.Days, BeforeValidator(forms.closed_days)] = Field(
        default=CLOSED_DAYS,
        description="Days on which nobody is at the desk beside Belgium's public holidays, like "
        "`2026-12-24, 2026-12-28..2026-12-31`.",
    )
    quiet_hours: Annotated[forms.Span, BeforeValidator(forms.span)] = Field(
        default=QUIET_HOURS,
        description="When no check-in or reminder is sent, to whom has no other wish.",
    )
    sunday_quiet_until: Annotated[dt.time, BeforeValidator(forms.time)] = Field(
        default=SUNDAY_QUIET_UNTIL,
        description="Until then they are not sent on Sundays. "
        "`00:00`: Sundays are like other days.",
    )
    alert_minutes: Annotated[int, BeforeValidator(forms.minutes)] = Field(
        default=5,
        description="Minutes until staff are reminded of a case that nobody has claimed; "
        "the pause doubles up to an hour.",
    )
    claim_minutes: Annotated[int, BeforeValidator(forms.minutes)] = Field(
        default=30,
        description="Minutes that a person waits for an answer of the colleague who took the "
        "conversation, before it returns to the queue.",
    )
    smtp_url: Annotated[SecretStr | None, _secret(mail.address)] = Field(
        default=None,
        description="The mail server for alerts to colleagues: "
        "`smtp://user:password@host:587` (encrypted by STARTTLS) or `smtps://…:465`. "
        "Empty: no e-mail.",
    )
    smtp_from: Annotated[str | None, _optional(mail.mailbox)] = Field(
        default=None, description="The sender of those e-mails. Needed with SMTP_URL."
    )
    calls_at_once: Annotated[int, BeforeValidator(forms.calls)] = Field(
        default=2,
        description="How many people can be called at the same time, at most, when they ask for "
        "a call; never more than colleagues who work then. 0: nobody is called.",
    )
    allow_drafted_consent: bool = Field(
        default=False,
        description="1: ask for consent and tell about privacy in translations that no person has "
        "confirmed. The risk: a consent to words that were wrong is no consent, and you answer for "
        "it. 0: a colleague asks in person.",
    )
    translator: Annotated[TranslatorName, _word()] = Field(
        default=TranslatorName.NONE,
        description="Translates messages and replies when a colleague asks: `none`, "
        "`libretranslate` or `deepl`. Nothing is sent there by itself.",
    )
    translator_url: Annotated[str | None, _optional(forms.api_url)] = Field(
        default=None,
        description="The LibreTranslate server, like `http://127.0.0.1:5000`; for DeepL only to "
        "replace its own address.",
    )
    translator_key: SecretStr | None = Field(
        default=None, description="DeepL's key, or that of a LibreTranslate server that wants one."
    )
    retention_days: Annotated[int, BeforeValidator(forms.days)] = Field(
        default=365,
        description="What people wrote or sent so many days ago is erased; `/privacy` tells them.",
    )
    log_level: Annotated[LogLevel, _word()] = Field(
        default=LogLevel.INFO,
        description="The least urgent line written: debug, info, warning, error.",
    )
    log_format: Annotated[LogFormat, _word()] = Field(
        default=LogFormat.TEXT, description="`text` for people, `json` for a log collector."
    )
    organisation: str = Field(
        default="Caritas International", description="Who runs the helpdesk, as people are told."
    )
    privacy_contact: str | None = Field(
        default=None, description="Whom to write to about personal data: an e-mail or web address."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` gives: a test's settings never depend on its machine."""
        return (init_settings,)

    @property
    def base_url(self) -> str:
        """Where a browser finds the desk, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def is_sqlite(self) -> bool:
        return forms.is_sqlite(self.database_url.get_secret_value())

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The newest first; empty in a demo that makes its own."""
        return forms.split_keys(self.secret_key.get_secret_value()) if self.secret_key else ()

    @property
    def has_whatsapp(self) -> bool:
        return all(getattr(self, name) is not None for name in TWILIO)

    def secrets(self) -> tuple[str, ...]:
        """The plain text of every secret that is set, for the log to hide."""
        values = (getattr(self, name) for name in type(self).model_fields)
        plain = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        inside = forms.password(self.database_url.get_secret_value())
        if self.smtp_url is not None:
            inside += forms.password(self.smtp_url.get_secret_value())
        return (*plain, *self.secret_keys, *inside)

    def faults_for(self, command: str) -> tuple[str, ...]:
        """What keeps this command from starting with settings that are right by themselves."""
        if command in SHARING and self.is_sqlite:
            return (
                f"DATABASE_URL names SQLite, which only one process may use: `{command}` needs "
                "postgresql://user:password@host/name; `run` does everything in one process.",
            )
        return ()

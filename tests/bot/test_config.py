"""Settings: what is read from where, and every fault told at once."""

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet

from bot import config
from bot.config import ConfigFault, LogFormat, LogLevel, Settings, StaffTopics

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
KEYS = {"SECRET_KEY": Fernet.generate_key().decode(), "LOOKUP_KEY": "lookup-key-of-the-tests"}
DEMO = {"DEMO": "1"}
TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "auth-token-of-the-tests",
    "TWILIO_WHATSAPP_FROM": "whatsapp:+32 470 00 00 00",
}
PUBLIC = {"PUBLIC_URL": "https://help.example.org/"}


def test_a_demo_needs_no_setting() -> None:
    settings = config.load(DEMO, None)
    assert settings == Settings(demo=True)
    assert (settings.host, settings.port, settings.base_url) == (
        "127.0.0.1",
        8000,
        "http://127.0.0.1:8000",
    )
    assert settings.timezone == ZoneInfo("Europe/Brussels")
    assert settings.quiet_hours == (dt.time(20), dt.time(8, 30))
    assert settings.working_hours == (((dt.time(9), dt.time(17)),),) * 5 + ((), ())


def test_a_full_installation_is_read() -> None:
    settings = config.load(
        {
            **KEYS,
            **TWILIO,
            **PUBLIC,
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": "a_Secret-1",
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "STAFF_CHAT_ID": "-1001234567890",
            "STAFF_TOPICS": "ALL",
            "DATABASE_URL": "postgresql://ana:pass-word@db/onthaal",
            "WORKING_HOURS": "mon-tue 13:00-17:00, mon 09:00-12:00, sat-sun 10:00-11:00",
            "LOG_LEVEL": "Warning",
            "LOG_FORMAT": "json",
        },
        None,
    )
    assert settings.public_url == settings.base_url == "https://help.example.org"
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.twilio_whatsapp_from == "+32470000000"
    assert settings.has_whatsapp
    assert settings.staff_topics is StaffTopics.ALL
    assert (settings.log_level, settings.log_format) == (LogLevel.WARNING, LogFormat.JSON)
    assert settings.working_hours[0] == (
        (dt.time(9), dt.time(12)),
        (dt.time(13), dt.time(17)),
    )
    assert [len(day) for day in settings.working_hours] == [2, 1, 0, 0, 0, 1, 1]
    assert settings.faults_for("serve") == ()


def test_the_folder_moves_what_lies_in_it() -> None:
    settings = config.load({**DEMO, "DATA_DIR": "elsewhere"}, None)
    assert settings.media_dir == Path("elsewhere/media")
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///elsewhere/onthaal.db"


def test_working_days_may_pass_the_weekend() -> None:
    settings = config.load({**DEMO, "WORKING_HOURS": "sat-mon 09:00-10:00"}, None)
    assert [len(day) for day in settings.working_hours] == [1, 0, 0, 0, 0, 1, 1]


def test_closed_days_are_single_days_and_spans() -> None:
    given = {**DEMO, "CLOSED_DAYS": "2026-12-24, 2026-12-31..2027-01-02"}
    assert sorted(day.isoformat() for day in config.load(given, None).closed_days) == [
        "2026-12-24",
        "2026-12-31",
        "2027-01-01",
        "2027-01-02",
    ]
    for wrong in ("24/12/2026", "2026-12-31..2026-12-01", "2026-01-01..2036-01-01"):
        with pytest.raises(config.ConfigFault, match=r"CLOSED_DAYS has .* write days like"):
            config.load({**DEMO, "CLOSED_DAYS": wrong}, None)


def test_several_keys_are_kept_in_order() -> None:
    keys = (Fernet.generate_key().decode(), Fernet.generate_key().decode())
    settings = config.load({**KEYS, "SECRET_KEY": " , ".join(keys)}, None)
    assert settings.secret_keys == keys


def test_what_is_empty_is_as_if_it_were_not_there() -> None:
    assert config.load({**DEMO, "PORT": "", "TELEGRAM_TOKEN": "  "}, None) == Settings(demo=True)


def test_nothing_secret_is_shown() -> None:
    given = {
        **KEYS,
        **TWILIO,
        **PUBLIC,
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": "webhook-secret",
        "DEMO_PASSWORD": "demo-password",
        "DATABASE_URL": "postgresql://ana:pass-word@db/onthaal",
    }
    settings = config.load(given, None)
    secrets = settings.secrets()
    public = {"PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_WHATSAPP_FROM"}
    assert {*secrets} == {text for name, text in given.items() if name not in public} | {
        "pass-word"
    }
    assert not any(secret in repr(settings) + str(settings) for secret in secrets)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "SECRET_KEY is missing: make one with"),
        ({}, "LOOKUP_KEY is missing: make one with"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY has a key of the wrong form"),
        ({"SECRET_KEY": KEYS["SECRET_KEY"] + ",short"}, "SECRET_KEY has a key of the wrong form"),
        ({"LOOKUP_KEY": "short"}, "LOOKUP_KEY is too short"),
        ({"PORT": "eighty"}, "PORT is 'eighty': write a whole number"),
        ({"PORT": "70000"}, "PORT is '70000'"),
        ({"DEMO": "perhaps"}, "DEMO is 'perhaps': write 1"),
        ({"PUBLIC_URL": "help.example.org"}, "PUBLIC_URL is not a web address"),
        ({"PUBLIC_URL": "http://help.example.org"}, "PUBLIC_URL must begin with https://"),
        ({"PUBLIC_URL": "https://ana:x@example.org"}, "PUBLIC_URL must be only scheme"),
        ({"PUBLIC_URL": "https://example.org/?a=b"}, "PUBLIC_URL must be only scheme"),
        ({"PUBLIC_URL": "https://[::1"}, "PUBLIC_URL is not a web address"),
        ({"TELEGRAM_API_URL": "127.0.0.1:8081"}, "TELEGRAM_API_URL is not a web address"),
        ({"TELEGRAM_API_URL": "http://host:port"}, "TELEGRAM_API_URL is not a web address"),
        ({"TWILIO_API_URL": "ftp://example.org"}, "TWILIO_API_URL is not a web address"),
        ({"TELEGRAM_TOKEN": "no-token"}, "TELEGRAM_TOKEN is not a bot token"),
        ({"TELEGRAM_WEBHOOK_SECRET": "not this!"}, "TELEGRAM_WEBHOOK_SECRET must be 1 to 256"),
        ({"TELEGRAM_WEBHOOK_SECRET": "a" * 257}, "TELEGRAM_WEBHOOK_SECRET must be 1 to 256"),
        ({"TELEGRAM_TOKEN": TOKEN, **PUBLIC}, "TELEGRAM_WEBHOOK_SECRET is missing"),
        ({"STAFF_CHAT_ID": "@staff"}, "STAFF_CHAT_ID is not the id of a group"),
        ({"STAFF_CHAT_ID": "-100"}, "TELEGRAM_TOKEN is missing while STAFF_CHAT_ID"),
        ({"STAFF_TOPICS": "some"}, "STAFF_TOPICS must be one of 'confidential' or 'all'"),
        ({"TWILIO_ACCOUNT_SID": "12"}, "TWILIO_ACCOUNT_SID is not an account"),
        ({"TWILIO_WHATSAPP_FROM": "0470"}, "TWILIO_WHATSAPP_FROM is not a WhatsApp sender"),
        ({"TWILIO_AUTH_TOKEN": "x"}, "TWILIO_ACCOUNT_SID is missing while TWILIO_AUTH_TOKEN"),
        ({"TWILIO_AUTH_TOKEN": "x"}, "TWILIO_WHATSAPP_FROM is missing"),
        (TWILIO, "PUBLIC_URL is missing while Twilio is set"),
        ({"DEMO": "1", "HOST": "0.0.0.0"}, "DEMO_PASSWORD is missing"),
        ({"DEMO": "1", "HOST": "example.org"}, "DEMO_PASSWORD is missing"),
        ({"TIMEZONE": "Europe/Mechelen"}, "TIMEZONE is 'Europe/Mechelen'"),
        ({"TIMEZONE": "../zone"}, "TIMEZONE is '../zone'"),
        ({"WORKING_HOURS": "weekdays"}, "WORKING_HOURS has 'weekdays'"),
        ({"WORKING_HOURS": "mon 17:00-09:00"}, "WORKING_HOURS has 'mon 17:00-09:00'"),
        ({"WORKING_HOURS": "mon 09:00-25:00"}, "WORKING_HOURS has 'mon 09:00-25:00'"),
        ({"QUIET_HOURS": "08:00-08:00"}, "QUIET_HOURS is '08:00-08:00'"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8, *"}, "TRUSTED_PROXIES has '*'"),
        ({"TRUSTED_PROXIES": "0.0.0.0/0"}, "TRUSTED_PROXIES has '0.0.0.0/0'"),
        ({"TRUSTED_PROXIES": "router"}, "TRUSTED_PROXIES has 'router'"),
        ({"RETENTION_DAYS": "0"}, "RETENTION_DAYS is '0'"),
        ({"ALERT_MINUTES": "1.5"}, "ALERT_MINUTES is '1.5'"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be one of"),
        ({"DATABASE_URL": "mysql://ana:pass-word@db/x"}, "DATABASE_URL names a database that is"),
        ({"DATABASE_URL": "onthaal"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL names no file"),
        ({"DATABASE_URL": "postgresql://db"}, "DATABASE_URL names no database"),
        (
            {"DATABASE_URL": "postgres://db/x?channel_binding=require"},
            "DATABASE_URL has the parameter 'channel",
        ),
    ],
)
def test_a_wrong_setting_is_told(given: dict[str, str], fault: str) -> None:
    faults = _faults(given)
    assert [told for told in faults if told.startswith(fault)], faults
    assert not any("pass-word" in told for told in faults)


def test_all_faults_are_told_at_once_and_each_once() -> None:
    faults = _faults(
        {
            "PORT": "x",
            "SECRET_KEY": "short",
            "PUBLIC_URL": "ftp://x",
            "DATA_DIR": "elsewhere",
            **TWILIO,
        }
    )
    assert sorted(fault.split()[0] for fault in faults) == [
        "LOOKUP_KEY",
        "PORT",
        "PUBLIC_URL",
        "SECRET_KEY",
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"DEMO": "1", "HOST": "0.0.0.0", "DEMO_PASSWORD": "something"},
        {"DEMO": "1", "HOST": "::1"},
        {"DEMO": "1", "HOST": "localhost"},
        {"DEMO": "1", "TELEGRAM_TOKEN": TOKEN, **PUBLIC},
        {"DEMO": "1", "PUBLIC_URL": "http://localhost:8000", **TWILIO},
        {**KEYS, "HOST": "0.0.0.0"},
        {**KEYS, "TELEGRAM_TOKEN": TOKEN},
    ],
)
def test_what_is_allowed_is_no_fault(given: dict[str, str]) -> None:
    assert config.load(given, None)


def test_a_command_without_a_database_needs_no_keys() -> None:
    assert config.load({}, None, needs_keys=False) == Settings()


@pytest.mark.parametrize(("command", "refused"), [("serve", 1), ("work", 1), ("run", 0)])
def test_several_processes_do_not_share_sqlite(command: str, refused: int) -> None:
    faults = config.load(DEMO, None).faults_for(command)
    assert len(faults) == refused
    assert all(f"`{command}` needs postgresql://" in fault for fault in faults)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = _write(tmp_path, "DEMO=1\nPORT=9000\nORGANISATION='Group of $HOME' # ours\n")
    settings = config.load({"PORT": "9001"}, file)
    assert (settings.port, settings.organisation) == (9001, "Group of $HOME")


def test_the_environment_of_the_program_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setenv("ORGANISATION", "A group")
    assert config.load(env_file=None).organisation == "A group"


def test_settings_made_by_hand_ignore_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    assert Settings().port == 8000


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("TELEGRAM_TOKN=x", "did you mean TELEGRAM_TOKEN?"),
        ("telegram_token=x", "did you mean TELEGRAM_TOKEN?"),
        ("FAVOURITE_COLOUR=x", "remove it"),
        ("PORT", "line 1 cannot be read"),
        ("PORT=1\nHOST='127.0.0.1\n", "line 2 cannot be read"),
    ],
)
def test_a_slip_in_the_file_is_told(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ConfigFault, match=fault) as raised:
        config.load(DEMO, _write(tmp_path, text))
    assert len(raised.value.faults) == 1


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(ConfigFault, match="make it a text file"):
        config.load(DEMO, file)


def test_other_variables_of_the_machine_are_no_fault() -> None:
    assert config.load({**DEMO, "TWILIO_REGION": "ie1", "HOSTNAME": "x", "PATH": "/bin"}, None)


def _faults(given: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(ConfigFault) as raised:
        config.load(given, None)
    assert str(raised.value) == "\n".join(raised.value.faults)
    return raised.value.faults


def _write(folder: Path, text: str) -> Path:
    file = folder / ".env"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(("given", "kept"), [(None, "1"), ("3", "3")])
def test_the_model_gets_one_thread_a_text_unless_somebody_chose(
    monkeypatch: pytest.MonkeyPatch, given: str | None, kept: str
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if given:
        monkeypatch.setenv("OMP_NUM_THREADS", given)
    config.calm_threads()
    assert os.environ["OMP_NUM_THREADS"] == kept

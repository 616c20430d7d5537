"""`check`: every fault as a sentence, asked of the providers, and nothing changed by asking."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import checking
from bot.settings import Settings
from db import migrate, staff
from db.engine import Database
from db.keyring import Keyring
from handlers.presence import Gap
from tests import databases
from tests.fakes import http
from tests.fakes.clock import FixedClock
from tests.fakes.smtp import FakeMail
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FakeTwilio

PUBLIC = "https://help.example"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    (tmp_path / "here.db").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'here.db'}"


def settings(url: str, folder: Path, **more: Any) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=SecretStr(url),
        secret_key=SecretStr(databases.SECRET),
        lookup_key=SecretStr(databases.LOOKUP),
        **more,
    )


def telegram(address: str, **more: Any) -> dict[str, Any]:
    return {"telegram_token": SecretStr(TOKEN), "telegram_api_url": address, **more}


async def test_where_all_is_well_nothing_is_said(url: str, tmp_path: Path) -> None:
    assert list(await checking.faults(settings(url, tmp_path))) == []


async def test_another_key_is_a_fault(url: str, tmp_path: Path) -> None:
    older = Database(url, Keyring([databases.OLDER_SECRET], databases.LOOKUP))
    await older.check_keys()
    await older.close()
    [fault] = await checking.faults(settings(url, tmp_path))
    assert fault.startswith("SECRET_KEY lacks a key") and "Put it back" in fault
    assert databases.SECRET not in fault


async def test_a_database_that_cannot_be_used_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"this is no database at all" * 100)
    [fault] = await checking.faults(settings(f"sqlite:///{tmp_path / 'broken.db'}", tmp_path))
    assert fault.startswith("DATABASE_URL")


async def test_a_damaged_key_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{", encoding="utf-8")
    [fault] = await checking.faults(Settings(demo=True, data_dir=tmp_path))
    assert "keys.json" in fault


async def test_telegram_is_asked_and_a_token_it_refuses_is_a_fault(
    url: str, tmp_path: Path, clock: FixedClock
) -> None:
    fake = FakeTelegram(clock=clock.now)
    async with http.serve(fake.app) as address:
        assert list(await checking.faults(settings(url, tmp_path, **telegram(address)))) == []
        fake.fail_next("getMe", status=401)
        [fault] = await checking.faults(settings(url, tmp_path, **telegram(address)))
    assert "TELEGRAM_TOKEN" in fault
    assert TOKEN not in fault


async def test_asking_leaves_the_webhook_of_the_running_bot_alone(
    url: str, tmp_path: Path, clock: FixedClock
) -> None:
    fake = FakeTelegram(clock=clock.now)
    more = {"public_url": PUBLIC, "telegram_webhook_secret": SecretStr("a-secret")}
    async with http.serve(fake.app) as address:
        await checking.faults(settings(url, tmp_path, **telegram(address), **more))
    assert {call.method for call in fake.calls} <= {"getMe", "getChat", "getChatMember"}


async def test_twilio_is_asked_and_every_fault_is_told_at_once(
    url: str, tmp_path: Path, clock: FixedClock
) -> None:
    fake, other = FakeTelegram(clock=clock.now), FakeTwilio(clock=clock.now)
    twilio: dict[str, Any] = {
        "twilio_account_sid": ACCOUNT_SID,
        "twilio_auth_token": SecretStr(AUTH_TOKEN),
        "twilio_whatsapp_from": "+3225550100",
        "public_url": PUBLIC,
        "telegram_webhook_secret": SecretStr("a-secret"),
    }
    async with http.serve(fake.app) as first, http.serve(other.app) as second:
        values = telegram(first) | twilio | {"twilio_api_url": second}
        assert list(await checking.faults(settings(url, tmp_path, **values))) == []
        values["twilio_auth_token"] = SecretStr("wrong")
        fake.fail_next("getMe", status=401)
        found = await checking.faults(settings(url, tmp_path, **values))
    assert len(found) == 2
    assert "TELEGRAM_TOKEN" in found[0]
    assert "Twilio" in found[1] or "TWILIO" in found[1]


async def test_a_provider_that_cannot_be_reached_is_a_fault(url: str, tmp_path: Path) -> None:
    nobody = telegram("http://127.0.0.1:9")
    [fault] = await checking.faults(settings(url, tmp_path, **nobody))
    assert "Telegram" in fault


async def test_a_new_database_is_no_fault_and_is_left_as_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    assert list(await checking.faults(settings(url, tmp_path))) == []
    fresh = Database(url, databases.keyring())
    assert not await migrate.is_current(fresh)
    await fresh.close()


async def test_a_mail_server_that_refuses_is_a_fault_without_its_password(
    url: str, tmp_path: Path
) -> None:
    async with FakeMail().serving() as fake:
        given = {
            "smtp_url": SecretStr(fake.url.replace("//", "//ana:pass-word@")),
            "smtp_from": "bot@x.example",
        }
        assert list(await checking.faults(settings(url, tmp_path, **given))) == []
        fake.answers["AUTH"] = "535 wrong"
        [fault] = await checking.faults(settings(url, tmp_path, **given))
    assert fault == "SMTP_URL: the mail server refused (sign_in_535)."


async def test_what_was_never_set_up_is_missing_with_what_to_do(tmp_path: Path) -> None:
    fresh = settings(f"sqlite:///{tmp_path / 'fresh.db'}", tmp_path)
    assert list(await checking.missing(fresh)) == [
        checking.NO_CHANNEL,
        checking.NO_DATABASE,
        checking.NO_ACCOUNT,
    ]
    assert list(await checking.warnings(fresh)) == list(checking.LEFT_OUT.values())


async def test_an_account_counts_as_long_as_somebody_can_sign_in(
    url: str, tmp_path: Path, clock: FixedClock
) -> None:
    given = settings(url, tmp_path, **telegram("http://127.0.0.1:9"))
    assert list(await checking.missing(given)) == [checking.NO_ACCOUNT]
    database = Database(url, databases.keyring())
    now = dt.datetime.now(dt.UTC)
    async with database.transaction() as session:
        member = await staff.add(
            session, name="Ana", login="ana@x.invalid", role="admin", languages=["en"], now=now
        )
    assert list(await checking.missing(given)) == [checking.NO_SIGN_IN]
    for made, left in ((now - 2 * HOUR, [checking.NO_SIGN_IN]), (now, [])):
        async with database.transaction() as session:
            token = f"{made}"
            await staff.add_link(session, member.id, token, purpose="desk", now=made, valid=HOUR)
        assert list(await checking.missing(given)) == left
    await database.close()


async def test_the_demo_sets_itself_up(tmp_path: Path) -> None:
    assert list(await checking.missing(Settings(demo=True, data_dir=tmp_path))) == []


async def test_staff_without_an_administrator_are_warned_of(url: str, tmp_path: Path) -> None:
    database = Database(url, databases.keyring())
    async with database.transaction() as session:
        await staff.add(
            session,
            name="Ana",
            login="ana@x.invalid",
            role="coordinator",
            languages=["en"],
            now=dt.datetime.now(dt.UTC),
        )
    await database.close()
    found = await checking.warnings(settings(url, tmp_path))
    assert checking.GAPS[Gap.NOBODY_ADMINISTERS] in found

"""From settings to parts: what is switched on, and what the organisation chose."""

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot import config, wiring
from bot.choices import StaffTopics
from bot.settings import Settings
from db.keyring import KeyFault
from faq.entry import Region
from handlers.events import Sender
from locales import languages
from locales.texts import commands
from tests import databases
from tests.fakes.clock import FixedClock
from tests.handlers import scene

TOKEN = "700000001:AAinvented-token-of-the-tests-0123456789"
KEYS: dict[str, Any] = {
    "secret_key": SecretStr(databases.SECRET),
    "lookup_key": SecretStr(databases.LOOKUP),
}
TELEGRAM: dict[str, Any] = {"telegram_token": SecretStr(TOKEN)}
TWILIO: dict[str, Any] = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": SecretStr("invented"),
    "twilio_whatsapp_from": "+3225550100",
    "public_url": "https://help.example",
}
MIDNIGHT = dt.time(0)
EVENING = dt.datetime(2026, 2, 4, 22, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("settings", "channels"),
    [
        (KEYS, set()),
        ({"demo": True}, {("simulator", "demo")}),
        (KEYS | TELEGRAM, {("telegram", "700000001")}),
        (KEYS | TWILIO, {("whatsapp", "+3225550100")}),
        (
            TELEGRAM | TWILIO | {"demo": True},
            {("telegram", "700000001"), ("whatsapp", "+3225550100"), ("simulator", "demo")},
        ),
    ],
    ids=["nothing", "demo", "telegram", "whatsapp", "everything"],
)
async def test_each_channel_is_switched_on_by_its_settings(
    tmp_path: Path, settings: dict[str, Any], channels: set[tuple[str, str]]
) -> None:
    runtime = wiring.open_runtime(Settings(data_dir=tmp_path, **settings))
    assert set(runtime.channels) == channels
    await runtime.database.close()


def test_without_keys_nothing_is_opened(tmp_path: Path) -> None:
    with pytest.raises(KeyFault):
        wiring.open_runtime(Settings(data_dir=tmp_path))


async def test_opening_makes_the_folder_but_no_database_yet(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    runtime = wiring.open_runtime(Settings(demo=True, data_dir=folder))
    assert folder.is_dir()
    assert not list(folder.glob("*.db"))
    await runtime.database.close()


async def test_the_given_clock_is_the_only_one(tmp_path: Path, clock: FixedClock) -> None:
    runtime = wiring.open_runtime(Settings(demo=True, data_dir=tmp_path), clock=clock.now)
    assert runtime.clock() == clock.now()
    await runtime.database.close()


def test_the_clock_of_a_running_program_knows_its_zone() -> None:
    assert wiring.utc_now().tzinfo is dt.UTC


# --- choices


@pytest.mark.parametrize(
    ("env", "quiet"),
    [
        ({"DEMO": "1"}, False),
        ({"DEMO": "1", "QUIET_HOURS": "20:00-08:30"}, True),
        ({"SECRET_KEY": databases.SECRET, "LOOKUP_KEY": databases.LOOKUP}, True),
    ],
    ids=["demo", "demo that sets them", "real"],
)
def test_whoever_tries_the_demo_at_night_is_awake(env: dict[str, str], quiet: bool) -> None:
    policy = wiring.policy(config.load(env, None))
    assert (policy.quiet.until(EVENING, policy.zone) is not None) is quiet


def test_the_organisations_choices_reach_the_handlers() -> None:
    settings = Settings(
        organisation="The Invented Organisation",
        privacy_contact="privacy@help.example",
        timezone=ZoneInfo("Europe/London"),
        working_hours=(((dt.time(10), dt.time(11)),),) + ((),) * 6,
        staff_topics=StaffTopics.ALL,
        alert_minutes=7,
        retention_days=90,
        public_url="https://help.example",
        **KEYS,
    )
    policy = wiring.policy(settings)
    assert policy.organisation == "The Invented Organisation"
    assert policy.privacy_contact == "privacy@help.example"
    assert str(policy.zone) == str(policy.working.zone) == "Europe/London"
    assert policy.working.are_now(dt.datetime(2026, 2, 2, 10, 30, tzinfo=dt.UTC))
    assert policy.topics_for_all
    assert policy.alert_after == dt.timedelta(minutes=7)
    assert policy.desk_url == "https://help.example"
    assert policy.retention == dt.timedelta(days=90), "what /privacy says and the eraser does"


@pytest.mark.parametrize(
    ("settings", "group"),
    [
        (TELEGRAM, None),
        (
            TELEGRAM | {"staff_chat_id": "-100123"},
            Sender(channel="telegram", account="700000001", external_id="-100123"),
        ),
    ],
    ids=["no group", "group"],
)
def test_staff_have_a_group_where_one_is_named(
    settings: dict[str, Any], group: Sender | None
) -> None:
    assert wiring.policy(Settings(**KEYS, **settings)).staff_group == group


# --- what is known


def test_all_entries_and_intents_are_there() -> None:
    knowledge = wiring.open_knowledge(scene.words())
    assert len(knowledge.entries) == 93
    assert len(knowledge.intents) >= 20
    today = dt.date(2026, 11, 24)
    for entry_id in knowledge.entries:
        for language in languages.INTERFACE:
            for region in Region:
                found = knowledge.answer(entry_id, language, region=region, today=today)
                assert found.text
                assert found.language in (language, "en")


def test_the_menu_speaks_every_interface_language() -> None:
    runtime = wiring.open_channels(Settings(**KEYS, **TELEGRAM), *_parts())
    assert runtime.keys() == {("telegram", "700000001")}
    for language in languages.INTERFACE:
        for text in commands.MENU.values():
            assert scene.words().has(text, language)
    menus = wiring._menu(scene.words())
    assert menus.keys() == {"", *languages.INTERFACE} - {"en"}
    assert all(len(code) in (0, 2) for code in menus), "as Telegram names languages"
    for menu in menus.values():
        assert dict(menu)["language"].startswith("🌐 ")
    assert dict(menus["ti"])["help"] == "እንታይ ክገብር ከም ዝኽእል"


def _parts() -> Any:
    return None, scene.words(), wiring.utc_now

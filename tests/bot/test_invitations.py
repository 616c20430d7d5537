"""Invitation links: one per channel that is switched on, as a picture for a phone's camera."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from pydantic import SecretStr

from bot import invitations
from bot.settings import Settings

TOKEN = "700000001:AAinvented-token-of-the-tests-0123456789"
TWILIO: dict[str, Any] = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": SecretStr("invented"),
    "twilio_whatsapp_from": "+3225550100",
    "public_url": "https://help.example",
}
CODE = "ABCDEFGHJK"


def test_nothing_switched_on_makes_no_link() -> None:
    assert invitations.links(Settings(), CODE) == {}


def test_telegram_opens_the_bot_by_its_name() -> None:
    settings = Settings(telegram_token=SecretStr(TOKEN))
    found = invitations.links(settings, CODE, telegram_name="onthaal_test_bot")
    assert found == {"Telegram": f"https://t.me/onthaal_test_bot?start={CODE}"}
    assert TOKEN.partition(":")[2] not in str(found)


def test_whatsapp_writes_the_code_to_our_number() -> None:
    [(name, link)] = invitations.links(Settings(**TWILIO), CODE).items()
    parts = urlsplit(link)
    assert (name, parts.netloc, parts.path) == ("WhatsApp", "wa.me", "/3225550100")
    assert parse_qs(parts.query) == {"text": [f"JOIN {CODE}"]}


def test_the_demo_leads_to_its_page() -> None:
    found = invitations.links(Settings(demo=True, port=9000), CODE)
    assert found == {"Try-it page": f"http://127.0.0.1:9000/try?code={CODE}"}


def test_without_the_name_of_the_bot_there_is_no_link_that_leads_nowhere() -> None:
    assert invitations.links(Settings(telegram_token=SecretStr(TOKEN)), CODE) == {}


@pytest.mark.parametrize("code", ["A B&C", "é", "x#y"])
def test_a_code_of_any_signs_stays_one_value(code: str) -> None:
    settings = Settings(demo=True, telegram_token=SecretStr(TOKEN), **TWILIO)
    for link in invitations.links(settings, code, telegram_name="b").values():
        assert any(value[0].endswith(code) for value in parse_qs(urlsplit(link).query).values())


def test_the_picture_is_one_svg_element() -> None:
    drawing = invitations.svg("https://t.me/b?start=ABC")
    assert ElementTree.fromstring(drawing).tag.endswith("svg")
    assert not drawing.startswith("<?xml")
    assert drawing != invitations.svg("https://t.me/b?start=ABD")


def test_the_terminal_draws_it_in_characters() -> None:
    lines = invitations.terminal("https://t.me/b?start=ABC").splitlines()
    assert len(lines) > 10

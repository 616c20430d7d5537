"""Invitation links per channel, and their QR codes."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import segno
from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import Settings
from db import keepsakes

#: The keepsake that names a Telegram bot as links do, by account: only Telegram knows it.
TELEGRAM_NAME = "telegram_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How somebody who is invited comes in."""

    #: what to open on the phone, by channel
    links: Mapping[str, str]
    #: Telegram is switched on, but our bot's name is not known yet: no link would lead to it
    lacks_telegram: bool


async def ways(
    session: AsyncSession, settings: Settings, accounts: Iterable[tuple[str, str]], code: str
) -> Ways:
    """The links for a code; `accounts` are the channels that are there, by name and account."""
    telegram = [account for channel, account in accounts if channel == "telegram"]
    kept = [await keepsakes.find(session, f"{TELEGRAM_NAME}:{account}") for account in telegram]
    name = kept[0] if kept else None
    return Ways(
        links=links(settings, code, telegram_name=name),
        lacks_telegram=bool(telegram) and name is None,
    )


async def remember_name(session: AsyncSession, account: str, name: str) -> None:
    """Keep the name of a Telegram bot for every process, and for commands that never ask."""
    await keepsakes.put(session, f"{TELEGRAM_NAME}:{account}", name)


def links(settings: Settings, code: str, *, telegram_name: str | None = None) -> dict[str, str]:
    """What to open on the phone, by channel; Telegram only with the bot's user name."""
    found: dict[str, str] = {}
    if settings.telegram_token is not None and telegram_name:
        found["Telegram"] = f"https://t.me/{quote(telegram_name)}?start={quote(code)}"
    if settings.has_whatsapp and settings.twilio_whatsapp_from:
        digits = settings.twilio_whatsapp_from.lstrip("+")
        found["WhatsApp"] = f"https://wa.me/{digits}?text={quote(f'JOIN {code}')}"
    if settings.demo:
        found["Try-it page"] = f"{settings.base_url}/try?code={quote(code)}"
    return found


def svg(address: str) -> str:
    """A QR code as an inline SVG picture."""
    picture = io.BytesIO()
    segno.make(address, error="m").save(
        picture, kind="svg", xmldecl=False, svgns=True, omitsize=True
    )
    return picture.getvalue().decode()


def terminal(address: str) -> str:
    """A QR code of characters."""
    picture = io.StringIO()
    segno.make(address, error="m").terminal(picture, compact=True)
    return picture.getvalue()

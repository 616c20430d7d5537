"""Invitation links per channel, and their QR codes."""

import io
from urllib.parse import quote

import segno

from bot.settings import Settings


def links(settings: Settings, code: str, *, telegram_name: str | None = None) -> dict[str, str]:
    """What to open on the phone, by channel; `telegram_name` is the bot's user name if known."""
    found: dict[str, str] = {}
    if settings.telegram_token is not None:
        number = settings.telegram_token.get_secret_value().partition(":")[0]
        name = telegram_name or f"bot{number}"
        found["Telegram"] = f"https://t.me/{name}?start={quote(code)}"
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

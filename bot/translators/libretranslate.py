"""LibreTranslate: free software that an organisation can run on its own machine."""

from urllib.parse import urlsplit

import httpx

from bot import forms
from bot.translators.error import TranslationError, ask
from locales import languages

#: What its answers mean; it says 400 for a language that it does not have.
CODES = {400: "language", 403: "key", 413: "too_long", 429: "busy"}


class LibreTranslate:
    """One server."""

    name = "libretranslate"

    def __init__(
        self, url: str, key: str | None, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url = url
        self._key = key
        self._transport = transport
        self.is_outside = not forms.is_loopback(urlsplit(url).hostname or "")

    async def translate(self, text: str, *, into: str, source: str | None = None) -> str:
        body = {
            "q": text,
            "source": _code(source) if source else "auto",
            "target": _code(into),
            "format": "text",
            **({"api_key": self._key} if self._key else {}),
        }
        answer = await ask(
            f"{self._url}/translate", body, headers={}, codes=CODES, transport=self._transport
        )
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(found, str) or not found.strip():
            raise TranslationError("bad_answer")
        return found


def _code(language: str) -> str:
    """Dari is written as Persian there."""
    return languages.chain(language)[-1]

"""DeepL, with a free or a paid key."""

import httpx

from bot.translators.error import TranslationError, ask
from locales import languages

#: Where keys of each kind are taken; free ones end in ":fx".
PAID, FREE = "https://api.deepl.com", "https://api-free.deepl.com"
#: What its answers mean; it says 400 for a language that it does not have.
CODES = {400: "language", 403: "key", 413: "too_long", 429: "busy", 456: "quota", 529: "busy"}
#: Our codes where it wants another one.
TARGETS = {"en": "EN-GB"}


class Deepl:
    """One key."""

    name = "deepl"
    is_outside = True

    def __init__(
        self,
        key: str,
        *,
        url: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._key = key
        self._url = url or (FREE if key.endswith(":fx") else PAID)
        self._transport = transport

    async def translate(self, text: str, *, into: str, source: str | None = None) -> str:
        language = languages.chain(into)[-1]
        body = {
            "text": [text],
            "target_lang": TARGETS.get(language, language.upper()),
            **({"source_lang": languages.chain(source)[-1].upper()} if source else {}),
        }
        headers = {"Authorization": f"DeepL-Auth-Key {self._key}"}
        answer = await ask(
            f"{self._url}/v2/translate",
            body,
            headers=headers,
            codes=CODES,
            transport=self._transport,
        )
        try:
            found = answer["translations"][0]["text"]
        except (KeyError, IndexError, TypeError):
            raise TranslationError("bad_answer") from None
        if not isinstance(found, str) or not found.strip():
            raise TranslationError("bad_answer")
        return found

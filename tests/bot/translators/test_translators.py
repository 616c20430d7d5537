"""Both translators against stand-ins that answer as the real servers do."""

import json
from collections.abc import Awaitable, Callable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import config, translators
from bot.settings import Settings
from bot.translators import TranslationError
from bot.translators.deepl import FREE, PAID, Deepl
from bot.translators.libretranslate import LibreTranslate

Answer = Callable[[Request], Awaitable[Response]]
#: What each server says when it will not, and what it means.
REFUSALS = [(400, "language"), (403, "key"), (413, "too_long"), (429, "busy"), (500, "busy")]


class StandIn:
    """A server with both interfaces, that writes down what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []
        self.headers: list[str] = []
        #: answered instead of a translation
        self.instead: Response | None = None
        app = Starlette(
            routes=[
                Route("/translate", self._libretranslate, methods=["POST"]),
                Route("/v2/translate", self._deepl, methods=["POST"]),
            ]
        )
        self.transport = httpx.ASGITransport(app)

    async def _libretranslate(self, request: Request) -> Response:
        body = await self._read(request)
        return self.instead or JSONResponse({"translatedText": f"{body['target']}: {body['q']}"})

    async def _deepl(self, request: Request) -> Response:
        body = await self._read(request)
        texts = [f"{body['target_lang']}: {one}" for one in body["text"]]
        return self.instead or JSONResponse({"translations": [{"text": one} for one in texts]})

    async def _read(self, request: Request) -> dict[str, list[str]]:
        self.headers.append(request.headers.get("authorization", ""))
        self.asked.append(json.loads(await request.body()))
        return self.asked[-1]  # type: ignore[return-value]


def libretranslate(there: StandIn, url: str = "http://127.0.0.1:5000") -> LibreTranslate:
    return LibreTranslate(url, "invented", transport=there.transport)


def deepl(there: StandIn) -> Deepl:
    return Deepl("invented:fx", transport=there.transport)


async def test_libretranslate_gets_the_text_and_nothing_of_the_person() -> None:
    there = StandIn()
    assert await libretranslate(there).translate("Hallo", into="fa_AF") == "fa: Hallo"
    assert there.asked == [
        {"q": "Hallo", "source": "auto", "target": "fa", "format": "text", "api_key": "invented"}
    ]


async def test_deepl_gets_its_own_names_of_languages_and_the_key_in_a_header() -> None:
    there = StandIn()
    assert await deepl(there).translate("Hallo", into="en", source="nl") == "EN-GB: Hallo"
    assert there.asked == [{"text": ["Hallo"], "target_lang": "EN-GB", "source_lang": "NL"}]
    assert there.headers == ["DeepL-Auth-Key invented:fx"]


@pytest.mark.parametrize("make", [libretranslate, deepl])
async def test_what_a_server_refuses_has_a_reason_for_the_colleague(
    make: Callable[[StandIn], translators.Translator],
) -> None:
    there = StandIn()
    odd = [(200, "bad_answer"), (302, "refused"), (404, "refused")]
    for status, code in [*REFUSALS, *odd]:
        there.instead = JSONResponse({"error": "no"}, status)
        with pytest.raises(TranslationError) as refused:
            await make(there).translate("Hallo", into="ti")
        assert refused.value.code == code
    there.instead = Response("<html>", 200)
    with pytest.raises(TranslationError, match="bad_answer"):
        await make(there).translate("Hallo", into="ti")


async def test_a_server_that_is_not_there_or_slow_is_unreachable() -> None:
    for fault in (httpx.ConnectError("no"), httpx.ReadTimeout("slow")):

        def broken(_: httpx.Request, fault: httpx.HTTPError = fault) -> httpx.Response:
            raise fault

        slow = Deepl("invented", transport=httpx.MockTransport(broken))
        with pytest.raises(TranslationError, match="unreachable"):
            await slow.translate("Hallo", into="en")


def test_the_settings_choose_who_translates() -> None:
    assert translators.chosen(Settings(demo=True)) is None
    own = translators.chosen(
        Settings(demo=True, translator="libretranslate", translator_url="http://127.0.0.1:5000")
    )
    assert own is not None and not own.is_outside
    other = LibreTranslate("https://translate.example.org", None)
    assert other.is_outside
    paid = translators.chosen(Settings(demo=True, translator="deepl", translator_key="invented"))
    assert paid is not None and paid.is_outside and paid._url == PAID  # type: ignore[attr-defined]
    assert Deepl("invented:fx")._url == FREE


def test_a_translator_without_what_it_needs_is_a_fault() -> None:
    for name, lacking in (("libretranslate", "TRANSLATOR_URL"), ("deepl", "TRANSLATOR_KEY")):
        with pytest.raises(config.ConfigFault, match=f"{lacking} is missing"):
            config.load({"DEMO": "1", "TRANSLATOR": name}, None)

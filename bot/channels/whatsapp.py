"""WhatsApp through Twilio: the only importer of its library. What is sent is in whatsapp_send."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import aiohttp
from starlette.datastructures import ImmutableMultiDict
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    RequestValidator,
    get_signature_algorithm,
)
from twilio.rest import Client
from yarl import URL

from bot.channel import (
    Envelope,
    Fetched,
    Forged,
    HookRequest,
    OutboundMessage,
    Payload,
    Receipt,
    SendError,
)
from bot.channels import whatsapp_media, whatsapp_parse, whatsapp_send, whatsapp_templates
from bot.channels.whatsapp_errors import explain as explain
from bot.channels.whatsapp_errors import refusal, translate
from bot.channels.whatsapp_send import LIMITS
from bot.channels.whatsapp_send import ContentStore as ContentStore
from bot.channels.whatsapp_send import StoredContent as StoredContent
from handlers.events import Event

#: seconds for a whole request, and for opening a connection
TIMEOUT, CONNECT_TIMEOUT = 15.0, 5.0

#: messages looked at when asking for missed ones
MOST_MISSED = 1000


class NotPolled(Exception):
    """Twilio calls our webhook and cannot be polled; `missed` lists what it could not hand over."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class WhatsappChannel:
    """One WhatsApp sender at Twilio."""

    name = whatsapp_parse.CHANNEL
    limits = LIMITS
    polls = False

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        api_url: str | None,
        public_url: str,
        contents: ContentStore,
    ) -> None:
        self.account = sender.strip().removeprefix(whatsapp_parse.PREFIX).strip()
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._api = URL(api_url.rstrip("/")) if api_url else None
        self._public_url = public_url.rstrip("/")
        self._contents = contents
        self._http: _Http | None = None

    def open_hook(self, request: HookRequest) -> Payload:
        """Verify a call of either hook. Raises Forged or Malformed."""
        signature = request.headers.get("x-twilio-signature", "")
        if not signature or not request.target.startswith("/"):
            raise Forged("no_signature")
        content_type = request.headers.get("content-type", "")
        pairs = whatsapp_parse.read_form(content_type, request.body)
        settings = request.headers.get("x-twilio-webhooks-signature-settings", "")
        if not self._signed(request.target, pairs, signature, settings):
            raise Forged("wrong_signature")
        return whatsapp_parse.payload(request.target, pairs)

    def envelope(self, payload: Payload) -> Envelope:
        """Raises Malformed without an id, a sender or a status."""
        return whatsapp_parse.envelope(payload)

    def parse(self, payload: Payload) -> Sequence[Event]:
        """Raises Malformed on missing fields."""
        return whatsapp_parse.parse(payload, self.account)

    async def start(self, public_url: str | None) -> None:
        """The webhook itself is set in Twilio's console, once for each sender."""
        if public_url:
            self._public_url = public_url.rstrip("/")
        self._open()

    async def poll(self, offset: int | None) -> tuple[Sequence[Payload], int | None]:
        raise NotPolled

    async def send(self, message: OutboundMessage) -> Receipt:
        """Exactly one message. Raises SendError only."""
        sending = whatsapp_send.Sending(
            client=self._client(),
            sender=whatsapp_parse.PREFIX + self.account,
            callback=f"{self._public_url}/hooks/whatsapp/status",
            contents=self._contents,
        )
        return await sending.send(message)

    async def acknowledge(self, token: str) -> None:
        """WhatsApp's buttons have no spinner."""

    async def leave(self, group: str) -> None:
        """A Twilio sender is in no groups."""

    async def create_topic(self, group: str, name: str) -> int:
        raise SendError("no_topics")

    async def fetch(self, reference: str, limit: int) -> Fetched:
        """A file of at most `limit` bytes. Raises FetchError only."""
        credentials = aiohttp.encode_basic_auth(self._account_sid, self._auth_token)
        source = whatsapp_media.Source(api=self._api, authorization=credentials)
        return await whatsapp_media.fetch(self._open().session, source, reference, limit)

    async def missed(self, since: dt.datetime) -> list[Payload]:
        """Inbound messages since then, oldest first, as their webhook calls would have looked.

        Only what Twilio keeps: a pressed button comes back as its label. Raises SendError.
        """
        try:
            return await self._list_inbound(since.astimezone(dt.UTC))
        except Exception as error:
            raise translate(error, sending=False) from error

    async def learn_templates(self) -> Sequence[whatsapp_templates.Known]:
        """Learn which templates there are, and which are approved. Raises SendError."""
        try:
            return await whatsapp_templates.learn(self._client(), self._contents)
        except Exception as error:
            raise translate(error, sending=False) from error

    async def check(self) -> Sequence[str]:
        """Ask whether the account works; faults as sentences for the operator."""
        try:
            account = await self._client().api.v2010.accounts(self._account_sid).fetch_async()
        except Exception as error:
            return (_fault(translate(error, sending=False).code),)
        state = str(account.status)
        if state != "active":
            return (
                f"The Twilio account is {state}, so nothing can be sent: "
                "see what Twilio's console says about it.",
            )
        return ()

    async def close(self) -> None:
        if self._http is not None:
            await self._http.session.close()
            self._http = None

    def _signed(
        self, target: str, pairs: Sequence[tuple[str, str]], signature: str, settings: str
    ) -> bool:
        algorithm = get_signature_algorithm(settings)  # type: ignore[no-untyped-call]
        if algorithm not in (HMAC_SHA1, HMAC_SHA256):
            return False
        # The address Twilio knows, whatever proxies made of it.
        address = self._public_url + target
        fields = ImmutableMultiDict(pairs)
        validator: Any = RequestValidator(self._auth_token)  # type: ignore[no-untyped-call]
        try:
            return bool(validator.validate(address, fields, signature, algorithm))
        except ValueError:  # an address that is none, a lone surrogate
            return False

    def _open(self) -> "_Http":
        if self._http is None:
            self._http = _Http(self._api)
        return self._http

    def _client(self) -> Client:
        return Client(  # type: ignore[no-untyped-call]
            self._account_sid,
            self._auth_token,
            http_client=self._open(),
            environment={"": ""},  # an empty one would make it read the real environment
        )

    async def _list_inbound(self, since: dt.datetime) -> list[Payload]:
        to = whatsapp_parse.PREFIX + self.account
        listed = await self._client().messages.list_async(
            to=to, date_sent_after=since, limit=MOST_MISSED
        )
        inbound = [
            message
            for message in listed
            if str(message.direction) == "inbound" and message.sid and message.from_
        ]
        return [await self._as_form(message) for message in reversed(inbound)]

    async def _as_form(self, message: Any) -> Payload:
        form: Payload = {
            whatsapp_parse.HOOK: whatsapp_parse.MESSAGE,
            "MessageSid": message.sid,
            "From": message.from_,
            "To": message.to,
            "Body": message.body or "",
            "NumMedia": "0",
        }
        if int(message.num_media or 0):
            files = await self._client().messages(message.sid).media.list_async()
            form["NumMedia"] = str(len(files))
            for place, file in enumerate(files):
                form[f"MediaUrl{place}"] = whatsapp_media.API + str(file.uri).removesuffix(".json")
                form[f"MediaContentType{place}"] = file.content_type
        return form


class _Http(AsyncTwilioHttpClient):
    """Twilio's client with a time limit, JSON bodies, another address, and no retries or logs."""

    session: aiohttp.ClientSession

    def __init__(self, api: URL | None) -> None:
        super().__init__(pool_connections=False)
        self._api = api
        # A late connection is told apart from a late answer: then nothing was sent.
        limit = aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=CONNECT_TIMEOUT)
        self.session = aiohttp.ClientSession(timeout=limit, cookie_jar=aiohttp.DummyCookieJar())

    async def request(  # type: ignore[override]  # bodies are encoded here
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # Twilio's signature
        allow_redirects: bool = False,
    ) -> Response:
        """Raises SendError for every answer that is no success."""
        address = URL(url) if self._api is None else whatsapp_media.moved(URL(url), self._api)
        async with self.session.request(
            method,
            address,
            params={key: str(value) for key, value in (params or {}).items()} or None,
            data=_encoded(data, headers or {}),
            headers=(headers or {})
            | ({"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}),
            allow_redirects=False,
        ) as answer:
            text = await answer.text()
        if answer.status >= 300:
            raise refusal(answer.status, text, answer.headers)
        return Response(answer.status, text, answer.headers)


def _encoded(data: Mapping[str, Any] | None, headers: Mapping[str, str]) -> bytes | None:
    """Twilio's own asynchronous client cannot send JSON."""
    if data is None:
        return None
    if headers.get("Content-Type") == "application/json":
        return json.dumps(data).encode("ascii")
    return urlencode(data, doseq=True).encode("ascii")


def _fault(code: str) -> str:
    if code == "invalid_token":
        return (
            "Twilio refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN: "
            "copy both again from Twilio's console."
        )
    if code in ("20404", "http_404"):
        return "Twilio does not know TWILIO_ACCOUNT_SID: copy it again from Twilio's console."
    return (
        f"Twilio could not be asked ({code}): check the network, "
        "and TWILIO_API_URL where it is set."
    )

"""Telegram: the only importer of its library. What updates and refusals mean is told beside it."""

import contextlib
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import httpx
import telegram
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channel import (
    Envelope,
    Fetched,
    FetchError,
    Forged,
    HookRequest,
    Limits,
    OutboundMedia,
    OutboundMessage,
    Payload,
    Receipt,
    SendError,
)
from bot.channels import (
    telegram_check,
    telegram_envelope,
    telegram_errors,
    telegram_http,
    telegram_parse,
)
from bot.channels.telegram_http import CONNECT_TIMEOUT, TIMEOUT
from db.content import Button
from handlers.events import Event, GroupMoved, MediaKind

LIMITS = Limits(
    text=4096,
    text_with_buttons=4096,
    buttons=16,
    button_label=64,
    caption=1024,
    media=50_000_000,
    pace_address=1.0,
    pace_account=1 / 30,
    group_per_minute=20,
    group_reserved=3,
)
PUBLIC_API = "https://api.telegram.org"

#: bytes: the largest photo that stays one, and the largest file given out
LARGEST_PHOTO, LARGEST_FETCHED = 10_000_000, 20 * 1024 * 1024
#: seconds for uploading a file
UPLOAD_TIMEOUT = 60.0

#: labels of at most so many characters share a row with one other
SHORT_LABEL = 16
TOPIC_NAME = 128

#: what Telegram is asked to tell
WANTED = list(telegram_envelope.KINDS)

#: commands and their descriptions by two-letter language, "" for everybody else
Commands = Mapping[str, Sequence[tuple[str, str]]]

T = TypeVar("T")


class TelegramChannel:
    """One Telegram bot. The staff group's id can change while it runs: see `parse`."""

    name = telegram_parse.CHANNEL
    limits = LIMITS

    def __init__(
        self,
        token: str,
        *,
        account: str | None = None,
        api_url: str | None = None,
        webhook_secret: str | None = None,
        staff_chat_id: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        commands: Commands | None = None,
        staff_commands: Sequence[tuple[str, str]] = (),
        poll_timeout: int = 25,
    ) -> None:
        number = token.partition(":")[0]
        self.account = account or number
        self.staff_chat_id = staff_chat_id
        #: the bot's public name, which links to it are made of; known after `start`
        self.username: str | None = None
        self._bot_id = int(number) if number.isascii() and number.isdigit() else 0
        self._token = token
        self._api = (api_url or PUBLIC_API).rstrip("/")
        # A proxy is for the real Telegram only, not for a Bot API of one's own.
        self._options: dict[str, Any] = {"transport": transport, "trust_env": api_url is None}
        self._secret = webhook_secret
        self._commands = commands or {}
        self._staff_commands = staff_commands
        self._poll_timeout = poll_timeout
        self._polls = False
        self._lines: _Lines | None = None

    @property
    def polls(self) -> bool:
        """True once `start` got no public address."""
        return self._polls

    def open_hook(self, request: HookRequest) -> Payload:
        """Verify a webhook call by its secret. Raises Forged or Malformed."""
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        expected = self._secret or ""
        if not expected or not hmac.compare_digest(_bytes(given), _bytes(expected)):
            raise Forged("wrong_secret")
        return telegram_envelope.read(request.body)

    def envelope(self, payload: Payload) -> Envelope:
        """Raises Malformed without a number."""
        return telegram_envelope.envelope(payload, self._here())

    def parse(self, payload: Payload) -> Sequence[Event]:
        """Raises Malformed on missing fields. When the staff group moves, its new id counts at
        once: else the bot would take it for somebody else's group and leave it."""
        events = telegram_parse.parse(payload, self._here())
        for event in events:
            if isinstance(event, GroupMoved):
                self.staff_chat_id = event.new_external_id
        return events

    async def start(self, public_url: str | None) -> None:
        """Learn our name, set or remove the webhook, and the commands. Raises SendError."""
        self._polls = public_url is None
        self.username = (await self._open().raw.ask("getMe")).get("username")
        bot = self._open().bot
        if public_url is None:
            await _asked(bot.delete_webhook(drop_pending_updates=False))
        elif not self._secret:
            raise SendError("no_webhook_secret")
        else:
            await _asked(
                bot.set_webhook(
                    public_url.rstrip("/") + "/hooks/telegram",
                    secret_token=self._secret,
                    allowed_updates=WANTED,
                    drop_pending_updates=False,
                )
            )
        for language, commands in self._commands.items():
            if len(language) in (0, 2):
                await _asked(bot.set_my_commands(commands, language_code=language or None))
        if self.staff_chat_id is not None and self._staff_commands:
            scope = telegram.BotCommandScopeChat(_chat(self.staff_chat_id))
            with contextlib.suppress(SendError):  # `check` says what is wrong with the group
                await _asked(bot.set_my_commands(self._staff_commands, scope=scope))

    async def poll(self, offset: int | None) -> tuple[Sequence[Payload], int | None]:
        """Raw updates, for the library drops a whole batch with one that it cannot read.
        Raises SendError."""
        found: list[object] = await self._open().raw.ask(
            "getUpdates",
            patience=self._poll_timeout,
            offset=offset,
            timeout=self._poll_timeout,
            allowed_updates=WANTED,
        )
        updates = [item for item in found if telegram_envelope.is_update(item)]
        if not updates:
            return (), offset
        return updates, max(item["update_id"] for item in updates) + 1

    async def send(self, message: OutboundMessage) -> Receipt:
        """Exactly one message. A template is ignored: Telegram has no window."""
        place = _place(message)
        if message.media is not None:
            return await self._send_media(message, message.media, place)
        if not message.text.strip():
            raise SendError("empty")
        sent = await _sent(
            self._open().bot.send_message(
                text=message.text,
                link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
                **place,
            )
        )
        return Receipt(provider_id=str(sent.message_id))

    async def acknowledge(self, token: str) -> None:
        with contextlib.suppress(SendError):
            await _asked(self._open().bot.answer_callback_query(token))

    async def fetch(self, reference: str, limit: int) -> Fetched:
        """A file of at most `limit` bytes. Raises FetchError only."""
        try:
            file = await _asked(self._open().bot.get_file(reference))
        except SendError as error:
            raise telegram_errors.not_fetched(error) from None
        limit = min(limit, LARGEST_FETCHED)
        if (file.file_size or 0) > limit:
            raise FetchError("too_big", retryable=False, too_big=True)
        return await self._open().raw.download(file.file_path or "", limit)

    async def create_topic(self, group: str, name: str) -> int:
        """The new topic's thread id; the name is cut to what Telegram takes. Raises SendError."""
        wanted = self._open().bot.create_forum_topic(_chat(group), name.strip()[:TOPIC_NAME])
        return (await _sent(wanted)).message_thread_id

    async def leave(self, group: str) -> None:
        with contextlib.suppress(SendError):
            await _asked(self._open().bot.leave_chat(_chat(group)))

    async def check(self) -> Sequence[str]:
        """Ask whether token and staff group work; faults as sentences for the operator."""
        ask = self._open().raw.ask
        try:
            me = await ask("getMe")
        except SendError as error:
            return (telegram_check.token_fault(error),)
        if self.staff_chat_id is None:
            return ()
        try:
            group = await ask("getChat", chat_id=self.staff_chat_id)
            member = await ask("getChatMember", chat_id=self.staff_chat_id, user_id=me["id"])
        except SendError as error:
            return (telegram_check.group_fault(error),)
        return telegram_check.rights_faults(group, member)

    async def close(self) -> None:
        if self._lines is not None:
            lines, self._lines = self._lines, None
            await lines.close()

    def _here(self) -> telegram_envelope.Here:
        return telegram_envelope.Here(
            account=self.account, bot_id=self._bot_id, staff_chat_id=self.staff_chat_id
        )

    def _open(self) -> "_Lines":
        if self._lines is None:
            self._lines = _Lines(self._token, self._api, self._options)
        return self._lines

    async def _send_media(
        self, message: OutboundMessage, media: OutboundMedia, place: dict[str, Any]
    ) -> Receipt:
        if len(media.content) > LIMITS.media:
            raise SendError("too_big")
        kind = MediaKind(media.kind) if media.kind in set(MediaKind) else MediaKind.DOCUMENT
        if kind is MediaKind.PHOTO and len(media.content) > LARGEST_PHOTO:
            kind = MediaKind.DOCUMENT
        parts: dict[str, Any] = {"caption": message.text or None, **place}
        try:
            return await self._upload(kind, media, parts)
        except SendError as error:
            if kind is not MediaKind.PHOTO or error.code != "bad_photo":
                raise
        # Nothing was sent: what Telegram does not take for a photo goes as a file.
        return await self._upload(MediaKind.DOCUMENT, media, parts)

    async def _upload(
        self, kind: MediaKind, media: OutboundMedia, parts: dict[str, Any]
    ) -> Receipt:
        bot = self._open().bot
        methods: Mapping[MediaKind, Callable[..., Awaitable[telegram.Message]]] = {
            MediaKind.PHOTO: bot.send_photo,
            MediaKind.VOICE: bot.send_voice,
            MediaKind.AUDIO: bot.send_audio,
            MediaKind.VIDEO: bot.send_video,
            MediaKind.DOCUMENT: bot.send_document,
        }
        file = telegram.InputFile(media.content, filename=media.name or None)
        sent = await _sent(methods[kind](**{kind.value: file}, **parts))
        return Receipt(provider_id=str(sent.message_id))


class _Failed(TelegramError):
    """Carries our error through the library."""

    def __init__(self, error: SendError) -> None:
        super().__init__(error.code)
        self.error = error


class _Request(HTTPXRequest):
    """The library's line to the Bot API, with our reading of refusals: its own keeps texts and
    warns at each "too many requests"."""

    async def do_request(self, *args: Any, **more: Any) -> tuple[int, bytes]:
        try:
            status, body = await super().do_request(*args, **more)
        except TelegramError as error:
            raise _Failed(telegram_errors.broken(error.__cause__)) from None
        except Exception as error:
            raise _Failed(telegram_errors.broken(error)) from None
        if not 200 <= status < 300:
            raise _Failed(telegram_errors.refusal(status, body))
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The library would log what it cannot read."""
        try:
            return telegram_http.read(payload)
        except SendError as error:
            raise _Failed(error) from None


class _Lines:
    """The connections: the library's, and ours for raw updates and files."""

    def __init__(self, token: str, api: str, options: dict[str, Any]) -> None:
        self.raw = telegram_http.Line(token, api, options)
        self.request = _Request(
            read_timeout=TIMEOUT,
            write_timeout=TIMEOUT,
            connect_timeout=CONNECT_TIMEOUT,
            pool_timeout=CONNECT_TIMEOUT,
            media_write_timeout=UPLOAD_TIMEOUT,
            httpx_kwargs=options,
        )
        self.bot = telegram.Bot(
            token,
            base_url=lambda _: self.raw.methods,
            base_file_url=lambda _: self.raw.files,
            request=self.request,
            get_updates_request=self.request,
        )

    async def close(self) -> None:
        await self.raw.close()
        await self.request.shutdown()


async def _sent(call: Awaitable[T]) -> T:
    """The answer to a request that sends something. Raises SendError."""
    try:
        return await call
    except Exception as error:
        raise _meaning(error) from None


async def _asked(call: Awaitable[T]) -> T:
    """The answer to a request that can be repeated. Raises SendError."""
    try:
        return await _sent(call)
    except SendError as error:
        raise telegram_errors.nothing_sent(error) from None


def _meaning(error: Exception) -> SendError:
    """Every error of the library, of the line and of reading an answer, as ours."""
    return error.error if isinstance(error, _Failed) else telegram_errors.broken(error)


def _place(message: OutboundMessage) -> dict[str, Any]:
    """Where a message goes, what it answers and what hangs under it."""
    place: dict[str, Any] = {"chat_id": _chat(message.to)}
    if message.thread_id not in (None, telegram_envelope.GENERAL_THREAD):
        place["message_thread_id"] = message.thread_id
    if message.reply_to is not None and message.reply_to.isascii() and message.reply_to.isdigit():
        place["reply_parameters"] = telegram.ReplyParameters(
            int(message.reply_to), allow_sending_without_reply=True
        )
    if message.buttons:
        place["reply_markup"] = telegram.InlineKeyboardMarkup(_rows(message.buttons))
    return place


def _rows(buttons: Sequence[Button]) -> list[list[telegram.InlineKeyboardButton]]:
    rows: list[list[telegram.InlineKeyboardButton]] = []
    room = False
    for button in buttons:
        key = telegram.InlineKeyboardButton(button.label, callback_data=button.payload)
        short = len(button.label) <= SHORT_LABEL
        if short and room:
            rows[-1].append(key)
        else:
            rows.append([key])
        room = short and not room
    return rows


def _chat(external_id: str) -> int:
    try:
        return int(external_id)
    except ValueError:
        raise SendError("unknown", unreachable="unknown") from None


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")

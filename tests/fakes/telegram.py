"""A small stateful Bot API: `FakeTelegram` holds the state, its `app` answers HTTP."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from tests.fakes import telegram_methods, telegram_requests, telegram_view
from tests.fakes.clock import FixedClock
from tests.fakes.faults import DroppedError, Fault, Faults, Hang
from tests.fakes.telegram_actions import Actions
from tests.fakes.telegram_requests import Call, InvalidRequestError
from tests.fakes.telegram_updates import Updates
from tests.fakes.telegram_view import SentMessage
from tests.fakes.telegram_world import ApiError, Json, Topic, World, bad_request

#: An invented token, of the form that libraries check for.
TOKEN = "700000001:AAinvented-token-of-the-fake-bot-api"

#: The name under which downloads are counted and faulted.
DOWNLOAD = "download"

_DESCRIPTIONS = {
    401: "Unauthorized",
    403: "Forbidden: bot was kicked from the supergroup chat",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class FakeTelegram(Actions):
    """Telegram, as seen by one bot and by the people who talk to it."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        clock: Callable[[], datetime] | None = None,
        username: str = "onthaal_test_bot",
        secret: str = "",
    ) -> None:
        bot_id = int(token.split(":")[0])
        bot = {"id": bot_id, "is_bot": True, "first_name": "Onthaal", "username": username}
        self.token = token
        self.world = World(clock or FixedClock().now, bot)
        #: `secret` stands for one given to setWebhook before the test began.
        self.updates = Updates(secret=secret)
        #: What was wrong with requests; a test of the project asserts that this stays empty.
        self.violations: list[str] = []
        #: Every valid request that was not refused by a fault, in order.
        self.calls: list[Call] = []
        self.faults = Faults()
        self._updating: dict[str, Callable[[Json], Awaitable[Any] | Any]] = {
            "getUpdates": self.updates.poll,
            "setWebhook": self.updates.set_webhook,
            "deleteWebhook": self.updates.delete_webhook,
            "getWebhookInfo": lambda _: self.updates.webhook_status(),
        }
        # A bare Router: Starlette's error page would hide a dropped connection.
        self.app = Router(
            routes=[
                Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self._download, methods=["GET"]),
            ]
        )

    def fail_next(
        self,
        method: str,
        *,
        status: int,
        retry_after: int | None = None,
        description: str | None = None,
        times: int = 1,
    ) -> None:
        """Refuse the next requests of `method` ("*" for any) without carrying them out."""
        fault = Fault(
            method=method, status=status, retry_after=retry_after, description=description
        )
        self.faults.order(fault, times)

    def hang_next(self, method: str, *, times: int = 1, how: Hang = Hang.DROP) -> None:
        """Carry out the next requests of `method`, but never answer them."""
        self.faults.order(Fault(method=method, hang=how), times)

    def sent_to(self, chat_id: int, thread_id: int | None = None) -> list[SentMessage]:
        """The bot's messages in a chat, or in one topic of it, in order; deleted ones too."""
        shown = [
            telegram_view.show(self.world, key) for key in self.world.sent if key[0] == chat_id
        ]
        return [item for item in shown if thread_id is None or item.thread_id == thread_id]

    def last_to(self, chat_id: int, thread_id: int | None = None) -> SentMessage:
        """The bot's newest message in a chat or topic."""
        return self.sent_to(chat_id, thread_id)[-1]

    def topics(self, group_id: int) -> list[Topic]:
        """The topics of a group, deleted ones too."""
        return list(self.world.groups[group_id].topics.values())

    def count(self, method: str) -> int:
        """How many requests of `method` were accepted."""
        return sum(call.method == method for call in self.calls)

    def answers(self) -> list[Json]:
        """The parameters of each answer to a pressed button."""
        return [answer for answer in self.world.queries.values() if answer is not None]

    def webhook_request(self, update: Json) -> tuple[dict[str, str], bytes]:
        """Headers, with the secret, and body of the webhook call that brings `update`."""
        return self.updates.request(update)

    async def _answer(self, request: Request) -> Response:
        fault: Fault | None = None
        try:
            self._check_token(request)
            call = await self._understand(request)
            fault = self.faults.take(call.method)
            if fault is not None and fault.hang is None:
                raise _refusal(fault)
            self.calls.append(call)
            result = await self._carry_out(call)
        except ApiError as error:
            return _error(error)
        if fault is not None:
            await _hang(request, fault)
        return JSONResponse({"ok": True, "result": result})

    async def _understand(self, request: Request) -> Call:
        wanted = request.path_params["method"]
        name = telegram_requests.find_name(wanted)
        if name is None:
            self.violations.append(f"{wanted}: no such method")
            raise ApiError(404, "Not Found")
        try:
            raw, uploads = await telegram_requests.read(request)
            return telegram_requests.judge(name, raw, uploads)
        except InvalidRequestError as error:
            self.violations.append(str(error))
            raise bad_request(str(error)) from error

    async def _carry_out(self, call: Call) -> Any:
        if call.method in self._updating:
            result = self._updating[call.method](call.params)
            return await result if isinstance(result, Awaitable) else result
        method = telegram_methods.METHODS.get(call.method)
        if method is None:
            self.violations.append(f"{call.method}: not in the fake; add it there")
            raise ApiError(501, "Not Implemented")
        return method(self.world, call)

    async def _download(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except ApiError as error:
            return _error(error)
        fault = self.faults.take(DOWNLOAD)
        if fault is not None and fault.hang is not None:
            await _hang(request, fault)
        if fault is not None:
            return _error(_refusal(fault))
        path = request.path_params["path"]
        for file in self.world.files.values():
            if file.path == path:
                return Response(file.content, media_type="application/octet-stream")
        return _error(ApiError(404, "Not Found"))

    def _check_token(self, request: Request) -> None:
        if request.path_params["token"] != self.token:
            raise ApiError(401, "Unauthorized")


def _refusal(fault: Fault) -> ApiError:
    if fault.status == 429:
        wait = 3 if fault.retry_after is None else fault.retry_after
        return ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
    usual = _DESCRIPTIONS.get(fault.status, "Bad Request: ordered by the test")
    return ApiError(fault.status, fault.description or usual)


async def _hang(request: Request, fault: Fault) -> None:
    if fault.hang is Hang.WAIT:
        while not await request.is_disconnected():
            await request.receive()
    raise DroppedError


def _error(error: ApiError) -> Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return JSONResponse(body, status_code=error.code)

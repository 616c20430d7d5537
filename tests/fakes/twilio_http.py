"""The HTTP side of the fake Twilio: routes, Basic auth, ordered failures, the shape of answers."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from tests.fakes import twilio_content_http as routes
from tests.fakes.faults import DroppedError, Fault, Hang
from tests.fakes.twilio_content import ContentError
from tests.fakes.twilio_messages import Media, Message, TwilioError

if TYPE_CHECKING:
    from tests.fakes.twilio import FakeTwilio

#: Messages on one page of a list, unless the request says otherwise.
PAGE_SIZE = 50

Answer = Callable[["FakeTwilio", Request], Awaitable[Response]]

_ACCOUNT = "/2010-04-01/Accounts/{account}"
_MESSAGE = _ACCOUNT + "/Messages/{sid}"


def make(fake: FakeTwilio) -> ASGIApp:
    """The app; a bare Router, since Starlette's error page would hide a dropped connection."""
    table: list[tuple[str, str, str, Answer]] = [
        ("GET", _ACCOUNT + ".json", "account.fetch", _account),
        ("POST", _ACCOUNT + "/Messages.json", "messages.create", _create_message),
        ("GET", _ACCOUNT + "/Messages.json", "messages.list", _list_messages),
        ("GET", _MESSAGE + ".json", "messages.fetch", _fetch_message),
        ("POST", _MESSAGE + ".json", "messages.update", _redact_message),
        ("DELETE", _MESSAGE + ".json", "messages.delete", _delete_message),
        ("GET", _MESSAGE + "/Media.json", "media.list", _list_media),
        ("GET", _MESSAGE + "/Media/{media}.json", "media.describe", _describe_media),
        ("GET", _MESSAGE + "/Media/{media}", "media.fetch", _fetch_media),
        ("DELETE", _MESSAGE + "/Media/{media}.json", "media.delete", _delete_media),
        ("POST", "/v1/Content", "content.create", routes.create_content),
        ("GET", "/v1/Content", "content.list", routes.list_content),
        ("GET", "/v1/Content/{sid}", "content.fetch", routes.fetch_content),
        ("DELETE", "/v1/Content/{sid}", "content.delete", routes.delete_content),
        ("POST", "/v1/Content/{sid}/ApprovalRequests/whatsapp", "approval.create", routes.submit),
        ("GET", "/v1/Content/{sid}/ApprovalRequests", "approval.fetch", routes.approval),
        ("GET", "/v1/ContentAndApprovals", "approval.list", routes.list_approvals),
    ]
    served = [
        Route(path, _endpoint(fake, operation, answer), methods=[method])
        for method, path, operation, answer in table
    ]
    storage = Route("/storage/{media}", _stored(fake), methods=["GET"])
    return Router(routes=[*served, storage, Route("/{path:path}", _unknown(fake))])


def _endpoint(
    fake: FakeTwilio, operation: str, answer: Answer
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        fake.calls[operation] = fake.calls.get(operation, 0) + 1
        try:
            _authenticate(fake, request)
            fault = fake.faults.take(operation)
            if fault is not None and fault.hang is None:
                raise TwilioError(fault.status, fault.code or 20500, retry_after=fault.retry_after)
            response = await answer(fake, request)
        except TwilioError as error:
            return _refused(fake, error)
        except ContentError as error:
            return _refused(fake, TwilioError(400, 20001, violation=f"{operation}: {error}"))
        if fault is not None:
            await _hang(request, fault)
        return response

    return endpoint


def _authenticate(fake: FakeTwilio, request: Request) -> None:
    expected = base64.b64encode(f"{fake.account_sid}:{fake.auth_token}".encode()).decode()
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Basic {expected}".encode()):
        raise TwilioError(401, 20003)
    if request.path_params.get("account", fake.account_sid) != fake.account_sid:
        raise TwilioError(404, 20404)


def _refused(fake: FakeTwilio, error: TwilioError) -> Response:
    if error.violation is not None:
        fake.violations.append(error.violation)
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    return JSONResponse(error.body(), status_code=error.status, headers=headers)


async def _hang(request: Request, fault: Fault) -> None:
    if fault.hang is Hang.WAIT:
        while not await request.is_disconnected():
            await request.receive()
    raise DroppedError


def _unknown(fake: FakeTwilio) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        violation = f"{request.method} {request.url.path}: not in the fake"
        return _refused(fake, TwilioError(404, 20404, violation=violation))

    return endpoint


async def _account(fake: FakeTwilio, _: Request) -> Response:
    return JSONResponse(
        {
            "sid": fake.account_sid,
            "friendly_name": "Fake account",
            "status": "active",
            "type": "Full",
            "owner_account_sid": fake.account_sid,
            "uri": f"/2010-04-01/Accounts/{fake.account_sid}.json",
        }
    )


async def _create_message(fake: FakeTwilio, request: Request) -> Response:
    form = parse_qs((await request.body()).decode(), keep_blank_values=True)
    message = fake.create_message(form)
    return JSONResponse(message.json(fake.account_sid), status_code=201)


async def _list_messages(fake: FakeTwilio, request: Request) -> Response:
    query = request.query_params
    found = [message for message in fake.messages.values() if _matches(message, query)]
    found.sort(key=lambda message: message.created_at, reverse=True)
    size, page = int(query.get("PageSize", PAGE_SIZE)), int(query.get("Page", 0))
    more = len(found) > size * (page + 1)
    following = str(request.url.include_query_params(Page=page + 1)).split(request.url.netloc)[-1]
    return JSONResponse(
        {
            "messages": [m.json(fake.account_sid) for m in found[size * page :][:size]],
            "page": page,
            "page_size": size,
            "next_page_uri": following if more else None,
            "uri": request.url.path,
        }
    )


def _matches(message: Message, query: Any) -> bool:
    wanted = ((query.get("To"), message.to), (query.get("From"), message.from_))
    if any(value is not None and value != actual for value, actual in wanted):
        return False
    after, before, on = query.get("DateSent>"), query.get("DateSent<"), query.get("DateSent")
    moment = message.created_at.replace(microsecond=0)
    return (
        (after is None or moment >= _instant(after))
        and (before is None or moment <= _instant(before))
        and (on is None or moment.date() == _instant(on).date())
    )


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


async def _fetch_message(fake: FakeTwilio, request: Request) -> Response:
    return JSONResponse(_message(fake, request).json(fake.account_sid))


async def _redact_message(fake: FakeTwilio, request: Request) -> Response:
    message = _message(fake, request)
    form = parse_qs((await request.body()).decode(), keep_blank_values=True)
    if form.get("Body") != [""]:
        raise TwilioError(400, 20001, violation="messages.update: only Body can be emptied")
    message.body = ""
    return JSONResponse(message.json(fake.account_sid))


async def _delete_message(fake: FakeTwilio, request: Request) -> Response:
    del fake.messages[_message(fake, request).sid]
    return Response(status_code=204)


async def _list_media(fake: FakeTwilio, request: Request) -> Response:
    message = _message(fake, request)
    listed = [_media_json(fake, message, media) for media in message.media]
    return JSONResponse({"media_list": listed, "next_page_uri": None, "uri": request.url.path})


async def _describe_media(fake: FakeTwilio, request: Request) -> Response:
    message = _message(fake, request)
    return JSONResponse(_media_json(fake, message, _media(message, request)))


async def _fetch_media(fake: FakeTwilio, request: Request) -> Response:
    """Twilio sends the caller on to its storage, where no password is needed."""
    media = _media(_message(fake, request), request)
    return RedirectResponse(request.url.replace(path=f"/storage/{media.sid}", query=""), 307)


async def _delete_media(fake: FakeTwilio, request: Request) -> Response:
    message = _message(fake, request)
    message.media.remove(_media(message, request))
    return Response(status_code=204)


def _stored(fake: FakeTwilio) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        for message in fake.messages.values():
            for media in message.media:
                if media.sid == request.path_params["media"]:
                    return Response(media.content, headers={"content-type": media.mime})
        return Response(status_code=404)

    return endpoint


def _message(fake: FakeTwilio, request: Request) -> Message:
    message = fake.messages.get(request.path_params["sid"])
    if message is None:
        raise TwilioError(404, 20404)
    return message


def _media(message: Message, request: Request) -> Media:
    for media in message.media:
        if media.sid == request.path_params["media"]:
            return media
    raise TwilioError(404, 20404)


def _media_json(fake: FakeTwilio, message: Message, media: Media) -> dict[str, Any]:
    path = f"/2010-04-01/Accounts/{fake.account_sid}/Messages/{message.sid}/Media/{media.sid}"
    return {
        "sid": media.sid,
        "account_sid": fake.account_sid,
        "parent_sid": message.sid,
        "content_type": media.mime,
        "uri": f"{path}.json",
    }

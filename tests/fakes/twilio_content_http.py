"""The Content API of the fake Twilio over HTTP: templates and their approval."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.fakes import twilio_content
from tests.fakes.twilio_content import Content, ContentError
from tests.fakes.twilio_messages import TwilioError

if TYPE_CHECKING:
    from tests.fakes.twilio import FakeTwilio

#: Templates on one page of a list, unless the request says otherwise.
PAGE_SIZE = 50


async def create_content(fake: FakeTwilio, request: Request) -> Response:
    """POST /v1/Content."""
    content = fake.create_content(await _json(request))
    return JSONResponse(_content_json(fake, content), status_code=201)


async def list_content(fake: FakeTwilio, request: Request) -> Response:
    """GET /v1/Content."""
    return _listed(request, [_content_json(fake, item) for item in fake.contents.values()])


async def fetch_content(fake: FakeTwilio, request: Request) -> Response:
    """GET /v1/Content/{sid}."""
    return JSONResponse(_content_json(fake, _content(fake, request)))


async def delete_content(fake: FakeTwilio, request: Request) -> Response:
    """DELETE /v1/Content/{sid}."""
    content = _content(fake, request)
    del fake.contents[content.sid]
    fake.removed.add(content.sid)
    return Response(status_code=204)


async def submit(fake: FakeTwilio, request: Request) -> Response:
    """POST /v1/Content/{sid}/ApprovalRequests/whatsapp."""
    content = _content(fake, request)
    twilio_content.submit(content, await _json(request))
    return JSONResponse(content.approval(), status_code=201)


async def approval(fake: FakeTwilio, request: Request) -> Response:
    """GET /v1/Content/{sid}/ApprovalRequests."""
    content = _content(fake, request)
    return JSONResponse(
        {
            "sid": content.sid,
            "account_sid": fake.account_sid,
            "url": f"https://content.twilio.com/v1/Content/{content.sid}/ApprovalRequests",
            "whatsapp": content.approval(),
        }
    )


async def list_approvals(fake: FakeTwilio, request: Request) -> Response:
    """GET /v1/ContentAndApprovals."""
    listed = [
        _content_json(fake, item) | {"approval_requests": item.approval()}
        for item in fake.contents.values()
    ]
    return _listed(request, listed)


def _listed(request: Request, contents: list[dict[str, Any]]) -> Response:
    size, page = int(request.query_params.get("PageSize", PAGE_SIZE)), 0
    if token := request.query_params.get("PageToken"):
        page = int(token)
    more = len(contents) > size * (page + 1)
    following = request.url.include_query_params(PageToken=page + 1)
    meta = {
        "key": "contents",
        "page": page,
        "page_size": size,
        "url": str(request.url),
        "first_page_url": str(request.url.remove_query_params("PageToken")),
        "previous_page_url": None,
        "next_page_url": str(following) if more else None,
    }
    return JSONResponse({"meta": meta, "contents": contents[size * page :][:size]})


def _content(fake: FakeTwilio, request: Request) -> Content:
    content = fake.contents.get(request.path_params["sid"])
    if content is None:
        raise TwilioError(404, 20404)
    return content


def _content_json(fake: FakeTwilio, content: Content) -> dict[str, Any]:
    url = f"https://content.twilio.com/v1/Content/{content.sid}"
    return {
        "sid": content.sid,
        "account_sid": fake.account_sid,
        "friendly_name": content.friendly_name,
        "language": content.language,
        "variables": content.variables,
        "types": content.types,
        "date_created": content.created,
        "date_updated": content.created,
        "url": url,
        "links": {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        },
    }


async def _json(request: Request) -> dict[str, Any]:
    if "application/json" not in request.headers.get("content-type", ""):
        raise ContentError("the body must be JSON")
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise ContentError("the body is not JSON") from error
    if not isinstance(body, dict):
        raise ContentError("the body is not a JSON object")
    return body

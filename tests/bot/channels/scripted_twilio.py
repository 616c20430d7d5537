"""A Twilio that gives the answers it was told to, and forms as Twilio would post them."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from bot.channels import whatsapp

ACCOUNT = "AC" + "0" * 32
SENDER = "+32460000001"
PERSON = "+32470000002"
SID = "SM" + "1" * 32
FILE = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}/Media/ME1"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
CONTENT = "/v1/Content"


class Store:
    """Contents in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], whatsapp.StoredContent] = {}

    async def find(self, content_hash: str, language: str) -> whatsapp.StoredContent | None:
        return self.kept.get((content_hash, language))

    async def save(
        self, content_hash: str, language: str, content_sid: str, approval: str | None
    ) -> None:
        self.kept[content_hash, language] = whatsapp.StoredContent(
            content_sid=content_sid, approval=approval
        )


class Api:
    """A Twilio that records what it is asked and gives the answers it was told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.authorized: list[str | None] = []
        self.answers: dict[str, list[Response | Exception]] = {}
        self.made = 0
        # A bare Router, since Starlette's error page would hide a dropped connection.
        self.app = Router([Route("/{path:path}", self.answer, methods=["GET", "POST"])])

    def forget(self) -> None:
        """Begin anew, as if just started."""
        self.asked.clear()
        self.authorized.clear()
        self.answers.clear()
        self.made = 0

    def will(self, path: str, *answers: Response | Exception) -> None:
        self.answers.setdefault(path, []).extend(answers)

    def sent(self, path: str = MESSAGES) -> list[dict[str, Any]]:
        return [fields for method, asked, fields in self.asked if (method, asked) == ("POST", path)]

    async def answer(self, request: Request) -> Response:
        body, kind = await request.body(), request.headers.get("content-type", "")
        fields = json.loads(body) if "json" in kind else dict(parse_qsl(body.decode()))
        self.asked.append((request.method, request.url.path, fields or dict(request.query_params)))
        self.authorized.append(request.headers.get("authorization"))
        waiting = self.answers.get(request.url.path)
        if waiting:
            answer = waiting.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        self.made += 1
        prefix = "HX" if request.url.path == CONTENT else "SM"
        return JSONResponse({"sid": f"{prefix}{self.made:032x}", "status": "queued"}, 201)


def refused(
    status: int, code: int | None = None, headers: dict[str, str] | None = None
) -> Response:
    return JSONResponse({"code": code, "message": "names a number"}, status, headers)


def message_form(**fields: str) -> dict[str, str]:
    return {
        "MessageSid": SID,
        "AccountSid": ACCOUNT,
        "From": f"whatsapp:{PERSON}",
        "To": f"whatsapp:{SENDER}",
        "Body": "",
        "NumMedia": "0",
        "SmsStatus": "received",
    } | fields

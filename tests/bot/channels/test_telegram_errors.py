"""Refusals of the Bot API and broken connections become what a caller can decide on."""

import json
from typing import Any

import httpx
import pytest

from bot.channel import SendError
from bot.channels import telegram_errors

NOTHING: dict[str, Any] = {
    "retryable": False,
    "retry_after": None,
    "maybe_sent": False,
    "unreachable": None,
    "outside_window": False,
    "topic_lost": False,
    "moved_to": None,
}

#: status, description, parameters; code and the fields that are not their default
REFUSALS: list[tuple[int, str, dict[str, Any], str, dict[str, Any]]] = [
    (403, "Forbidden: bot was blocked by the user", {}, "blocked", {"unreachable": "blocked"}),
    (
        403,
        "Forbidden: bot can't initiate conversation with a user",
        {},
        "never_wrote",
        {"unreachable": "never_wrote"},
    ),
    (403, "Forbidden: user is deactivated", {}, "deleted", {"unreachable": "deleted"}),
    (403, "Forbidden: the group chat was deleted", {}, "deleted", {"unreachable": "deleted"}),
    (
        403,
        "Forbidden: bot was kicked from the supergroup chat",
        {},
        "kicked",
        {"unreachable": "kicked"},
    ),
    (403, "Forbidden: something new", {}, "forbidden", {}),
    (400, "Bad Request: chat not found", {}, "unknown", {"unreachable": "unknown"}),
    (400, "Bad Request: PEER_ID_INVALID", {}, "unknown", {"unreachable": "unknown"}),
    (400, "Bad Request: message thread not found", {}, "topic_lost", {"topic_lost": True}),
    (400, "Bad Request: TOPIC_DELETED", {}, "topic_lost", {"topic_lost": True}),
    (400, "Bad Request: TOPIC_CLOSED", {}, "topic_lost", {"topic_lost": True}),
    (400, "bad request: Topic_Closed", {}, "topic_lost", {"topic_lost": True}),
    (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": -1009},
        "moved",
        {"moved_to": "-1009"},
    ),
    (400, "Bad Request: not enough rights to send text messages", {}, "no_rights", {}),
    (400, "Bad Request: message is too long", {}, "too_long", {}),
    (400, "Bad Request: message caption is too long", {}, "too_long", {}),
    (400, "Bad Request: file is too big", {}, "too_big", {}),
    (400, "Bad Request: BUTTON_DATA_INVALID", {}, "bad_button", {}),
    (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", {}, "bad_photo", {}),
    (400, "Bad Request: Ana asked +32 470 00 00 00", {}, "bad_request", {}),
    (401, "Unauthorized", {}, "invalid_token", {}),
    (404, "Not Found", {}, "invalid_token", {}),
    (409, "Conflict: terminated by other getUpdates", {}, "conflict", {"retryable": True}),
    (413, "Request Entity Too Large", {}, "too_big", {}),
    (
        429,
        "Too Many Requests: retry after 7",
        {"retry_after": 7},
        "too_many_requests",
        {"retryable": True, "retry_after": 7.0},
    ),
    (
        429,
        "Too Many Requests: retry after 8",
        {},
        "too_many_requests",
        {"retryable": True, "retry_after": 8.0},
    ),
    (429, "", {}, "too_many_requests", {"retryable": True, "retry_after": 5.0}),
    (500, "Internal Server Error", {}, "http_500", {"retryable": True, "maybe_sent": True}),
    (502, "Bad Gateway", {}, "http_502", {"retryable": True, "maybe_sent": True}),
    (302, "", {}, "http_302", {}),
    (418, "chat not found", {}, "http_418", {}),
]


@pytest.mark.parametrize(("status", "description", "parameters", "code", "fields"), REFUSALS)
def test_a_refusal_says_what_can_be_decided(
    status: int, description: str, parameters: dict[str, Any], code: str, fields: dict[str, Any]
) -> None:
    answer = {"ok": False, "error_code": status, "description": description}
    body = json.dumps({**answer, **({"parameters": parameters} if parameters else {})})
    assert _fields(telegram_errors.refusal(status, body.encode())) == (code, NOTHING | fields)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"parameters": 3}', b"\xff", b"[" * 9999]
)
def test_a_refusal_without_a_readable_answer_is_judged_by_its_status(body: bytes) -> None:
    assert telegram_errors.refusal(502, body).maybe_sent
    assert telegram_errors.refusal(429, body).retry_after == 5.0
    assert telegram_errors.refusal(400, body).code == "bad_request"


PERHAPS = {"retryable": True, "maybe_sent": True}
BROKEN: list[tuple[Exception, str, dict[str, Any]]] = [
    (httpx.ConnectError("x"), "no_connection", {"retryable": True}),
    (httpx.ConnectTimeout("x"), "no_connection", {"retryable": True}),
    (httpx.PoolTimeout("x"), "no_connection", {"retryable": True}),
    (httpx.ProxyError("x"), "no_connection", {"retryable": True}),
    (httpx.ReadTimeout("x"), "timeout", PERHAPS),
    (httpx.WriteTimeout("x"), "timeout", PERHAPS),
    (TimeoutError(), "timeout", PERHAPS),
    (httpx.RemoteProtocolError("x"), "broken_connection", PERHAPS),
    (httpx.ReadError("x"), "broken_connection", PERHAPS),
    (ConnectionResetError(), "broken_connection", PERHAPS),
    (httpx.UnsupportedProtocol("x"), "bad_address", {}),
    (httpx.InvalidURL("x"), "bad_address", {}),
    (UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "x"), "bad_text", {}),
    (TypeError("x"), "bad_answer", {"maybe_sent": True}),
]


@pytest.mark.parametrize(
    ("error", "code", "fields"), BROKEN, ids=[type(row[0]).__name__ for row in BROKEN]
)
def test_a_broken_request_says_whether_it_may_have_been_taken(
    error: Exception, code: str, fields: dict[str, Any]
) -> None:
    assert _fields(telegram_errors.broken(error)) == (code, NOTHING | fields)


def test_a_request_that_sends_nothing_is_never_uncertain() -> None:
    found = telegram_errors.nothing_sent(telegram_errors.broken(httpx.ReadTimeout("x")))
    assert (found.code, found.retryable, found.maybe_sent) == ("timeout", True, False)


def _fields(error: SendError) -> tuple[str, dict[str, Any]]:
    return error.code, {name: getattr(error, name) for name in NOTHING}

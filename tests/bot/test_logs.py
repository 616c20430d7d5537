"""The log holds events, ids and our own words: nothing of what a person said, is called or has."""

import datetime as dt
import io
import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
import structlog

from bot import logs, redact
from bot.settings import LogFormat, LogLevel

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
SECRET = "correct horse battery"
#: What was written so far, one value per line.
Written = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written() -> Written:
    stream = io.StringIO()
    logs.configure(LogLevel.INFO, LogFormat.JSON, secrets=[SECRET], stream=stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_keeps_its_ids_counts_and_words(written: Written) -> None:
    fields = {
        "delivery_id": 4,
        "channel": "telegram",
        "state": LogLevel.ERROR,
        "attempts": 2,
        "send_seconds": 0.25,
        "retry_after": dt.timedelta(seconds=3),
        "due_at": dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC),
        "entry_ids": [1, 2],
        "provider_key": "SM" + "0" * 32,
        "maybe_sent": True,
    }
    structlog.get_logger("bot.outbox").warning("delivery failed", **fields)
    (line,) = written()
    assert line.pop("timestamp")
    assert line == {
        "event": "delivery failed",
        "level": "warning",
        "logger": "bot.outbox",
        **fields,
        "state": "error",
        "retry_after": 3.0,
        "due_at": "2026-11-23T09:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "I am afraid of my landlord"),
        ("name", "Ana"),
        ("number", 32470123456),
        ("chat_id", 987654321),
        ("external_id", "32470123456"),
        ("address_id", "whatsapp:+32470123456"),
        ("payload", {"text": "hello"}),
        ("messages", ["hello", "there"]),
        ("provider_key", "not an id at all"),
        ("reason", "+32 470 12 34 56"),
        ("code", "ana@example.org"),
        ("error", TOKEN),
        ("source", SECRET),
    ],
)
def test_a_field_that_may_be_personal_is_hidden(written: Written, name: str, value: Any) -> None:
    structlog.get_logger("bot.intake").info("event parked", **{name: value})
    (line,) = written()
    hidden = line[name] if isinstance(line[name], list) else [line[name]]
    assert set(hidden) == {redact.HIDDEN}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"POST /bot{TOKEN}/sendMessage failed", "POST /bot[hidden]/sendMessage failed"),
        (f"GET http://h/file/bot{TOKEN}/a.jpg", "GET http://h/file/bot[hidden]/a.jpg"),
        (f"token {TOKEN} refused", "token [hidden] refused"),
        ("GET https://h/path?token=a&b=c 200", "GET https://h/path?[hidden] 200"),
        ("postgresql://ana:pass@db/onthaal", "postgresql://[hidden]@db/onthaal"),
        ("called +32 (0)470/12.34.56 twice", "called [hidden] twice"),
        ("called ٠٤٧٠١٢٣٤٥٦ twice", "called [hidden] twice"),
        ("wrote to ana.b@example.org", "wrote to [hidden]"),
        (f"the password is {SECRET}!", "the password is [hidden]!"),
        ("opened /m/gAAAAABk0pQ3vXyZ1234abcd", "opened /m/[hidden]"),
        ("listening on http://127.0.0.1:8000", "listening on http://127.0.0.1:8000"),
        ("job 12 took 3.5 s", "job 12 took 3.5 s"),
    ],
)
def test_a_librarys_line_is_cleaned(written: Written, text: str, expected: str) -> None:
    logging.getLogger("some.library").warning("%s", text)
    assert written()[0]["event"] == expected


@pytest.mark.parametrize("library", ["httpx", "httpcore.http11", "telegram.Bot", "twilio.http"])
def test_a_provider_library_tells_only_what_went_wrong(written: Written, library: str) -> None:
    logging.getLogger(library).info("Request: POST /messages")
    logging.getLogger(library).warning("broken")
    assert [line["event"] for line in written()] == ["broken"]


def test_a_request_is_written_without_who_and_what_was_asked(written: Written) -> None:
    logging.getLogger("uvicorn.access").info(
        '%s - "%s %s HTTP/%s" %d', "192.0.2.7:50001", "GET", "/desk/enter/aB3-x?to=1", "1.1", 200
    )
    (line,) = written()
    assert line["event"] == "request"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/desk/enter/[hidden]", 200)
    assert not re.search("192|aB3|to=1", json.dumps({**line, "timestamp": ""}))


def test_an_error_is_told_by_its_kind_and_place_without_its_text(written: Written) -> None:
    try:
        try:
            raise KeyError("I am afraid")
        except KeyError as cause:
            raise ExceptionGroup("of my landlord", [ValueError("Ana")]) from cause
    except ExceptionGroup:
        structlog.get_logger("bot.intake").exception("event failed", event_id=7)
    (line,) = written()
    assert (line["event"], line["error"], line["event_id"]) == (
        "event failed",
        "ExceptionGroup",
        7,
    )
    assert any(f"{__name__}:" in place for place in line["trace"])
    assert {"then ExceptionGroup", "in ValueError"} <= set(line["trace"])
    assert not re.search("afraid|landlord|Ana", json.dumps(line))


def test_a_librarys_error_is_told_in_the_same_way(written: Written) -> None:
    try:
        raise ValueError("I am afraid")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    (line,) = written()
    assert line["error"] == "ValueError"
    assert "afraid" not in json.dumps(line)


def test_a_line_that_cannot_be_formed_is_named_and_not_shown() -> None:
    stream = io.StringIO()
    logs.configure(stream=stream)
    logging.getLogger("some.library").warning("%d", "I am afraid")
    assert re.fullmatch(r"log line lost: some\.library:\d+\n", stream.getvalue())


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    logs.configure(LogLevel.ERROR, stream=stream)
    structlog.get_logger("bot").warning("event parked")
    logging.getLogger("httpx").warning("broken")
    assert stream.getvalue() == ""


def test_the_text_form_is_one_line_for_people() -> None:
    stream = io.StringIO()
    logs.configure(stream=stream)
    structlog.get_logger("bot.outbox").info("delivery sent", delivery_id=4, text="hello")
    (line,) = stream.getvalue().splitlines()
    assert re.search(r"delivery sent .*delivery_id=4 text=\[hidden\]", line)


def test_a_very_long_text_is_cut_and_costs_little() -> None:
    cleaned = redact.Redactor().clean_text("a" * 100_000 + "@" + "1 " * 50_000)
    assert len(cleaned) <= redact.LENGTH + 1

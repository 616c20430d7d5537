"""Twilio's own client cannot tell the fake from Twilio."""

import json
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from tests.fakes import http
from tests.fakes.clock import FixedClock
from tests.fakes.faults import DroppedError
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, SENDER, FakeTwilio
from tests.fakes.twilio_webhooks import WebhookRequest

PERSON = "whatsapp:+32470000001"
CALLBACK = "https://help.example/hooks/whatsapp/status?delivery=7"
QUICK_REPLY = {
    "friendly_name": "check-in",
    "language": "nl",
    "variables": {"1": "Ana"},
    "types": {
        "twilio/quick-reply": {
            "body": "Hallo {{1}}, hoe gaat het?",
            "actions": [
                {"type": "QUICK_REPLY", "title": "Goed", "id": "fine"},
                {"type": "QUICK_REPLY", "title": "Hulp", "id": "help"},
            ],
        }
    },
}


class _Redirected(TwilioHttpClient):
    """Sends every request to the fake, whichever of Twilio's hosts it was for."""

    def __init__(self, base_url: str) -> None:
        super().__init__(pool_connections=False)
        self.base_url = base_url

    def request(  # type: ignore[override]
        self, method: str, uri: str, *rest: Any, **more: Any
    ) -> Any:
        return super().request(method, _moved(uri, self.base_url), *rest, **more)


class _AsyncRedirected(AsyncTwilioHttpClient):
    """The same, for the asynchronous client."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.base_url = base_url

    async def request(  # type: ignore[override]
        self, method: str, uri: str, *rest: Any, **more: Any
    ) -> Any:
        return await super().request(method, _moved(uri, self.base_url), *rest, **more)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def fake(clock: FixedClock) -> FakeTwilio:
    return FakeTwilio(clock=clock.now)


@pytest.fixture
def client(fake: FakeTwilio) -> Iterator[Any]:
    with http.serve_in_thread(fake.app) as url:
        fake.api_url = url
        yield _client(_Redirected(url))


def _client(http_client: HttpClient, token: str = AUTH_TOKEN) -> Any:
    client: Any = Client
    return client(ACCOUNT_SID, token, http_client=http_client)


def _moved(url: str, base_url: str) -> str:
    parts = urlsplit(url)
    return f"{base_url}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _send(client: Any, **more: Any) -> Any:
    given = {"to": PERSON, "from_": SENDER, "status_callback": CALLBACK} | more
    return client.messages.create(**given)


def _content(client: Any, body: dict[str, Any]) -> Any:
    return client.content.v1.contents.create(ContentList.ContentCreateRequest(body))


def _is_signed(request: WebhookRequest) -> bool:
    validator: Any = RequestValidator
    signature = request.headers["X-Twilio-Signature"]
    return bool(validator(AUTH_TOKEN).validate(request.url, request.form, signature))


def test_a_text_inside_the_window_is_delivered(fake: FakeTwilio, client: Any) -> None:
    fake.says(PERSON, "hello")
    made = _send(client, body="Goedendag")
    assert (made.status, made.body, made.to) == ("queued", "Goedendag", PERSON)
    [seen] = fake.sent_to("+32470000001")
    assert (seen.sid, seen.in_window) == (made.sid, True)
    requests_made = fake.callbacks(made.sid)
    assert [item.form["MessageStatus"] for item in requests_made] == ["sent", "delivered"]
    assert all(item.url == CALLBACK and _is_signed(item) for item in requests_made)
    assert client.messages(made.sid).fetch().status == "delivered"
    assert fake.violations == []


def test_outside_the_window_free_text_is_accepted_and_then_fails(
    fake: FakeTwilio, client: Any, clock: FixedClock
) -> None:
    fake.says(PERSON, "hello")
    clock.advance(timedelta(hours=24))
    made = _send(client, body="Goedendag")
    assert made.status == "queued"
    [callback] = fake.callbacks(made.sid)
    assert (callback.form["MessageStatus"], callback.form["ErrorCode"]) == ("undelivered", "63016")
    fetched = client.messages(made.sid).fetch()
    assert (fetched.status, fetched.error_code) == ("undelivered", 63016)


def test_outside_the_window_only_an_approved_template_goes(fake: FakeTwilio, client: Any) -> None:
    content = _content(client, QUICK_REPLY)
    early = _send(client, content_sid=content.sid)
    fake.decides(content.sid, "approved")
    later = _send(client, content_sid=content.sid, content_variables=json.dumps({"1": "Amir"}))
    assert fake.messages[early.sid].doomed == 63016
    assert fake.messages[later.sid].doomed is None
    assert fake.last_to(PERSON).body == "Hallo Amir, hoe gaat het?"
    assert fake.last_to(PERSON).buttons == [("Goed", "fine"), ("Hulp", "help")]
    assert fake.violations == []


def test_more_than_three_quick_replies_need_an_approval(fake: FakeTwilio, client: Any) -> None:
    fake.says(PERSON, "hello")
    actions = [{"type": "QUICK_REPLY", "title": title, "id": title} for title in "abcd"]
    body = QUICK_REPLY | {"types": {"twilio/quick-reply": {"body": "?", "actions": actions}}}
    content = _content(client, body)
    refused = _send(client, content_sid=content.sid)
    fake.decides(content.sid, "approved")
    shown = _send(client, content_sid=content.sid)
    assert [fake.messages[item.sid].doomed for item in (refused, shown)] == [63013, None]


def test_templates_are_made_submitted_listed_and_deleted(fake: FakeTwilio, client: Any) -> None:
    content = _content(client, QUICK_REPLY)
    context = client.content.v1.contents(content.sid)
    assert context.fetch().types["twilio/quick-reply"]["body"] == "Hallo {{1}}, hoe gaat het?"
    assert context.approval_fetch().fetch().whatsapp["status"] == "unsubmitted"
    ask = ApprovalCreateList.ContentApprovalRequest({"name": "check_in", "category": "UTILITY"})
    assert context.approval_create.create(ask).status == "received"
    fake.decides(content.sid, "rejected", "TAG_CONTENT_MISMATCH")
    [listed] = client.content.v1.content_and_approvals.list()
    assert listed.approval_requests["status"] == "rejected"
    assert listed.approval_requests["rejection_reason"] == "TAG_CONTENT_MISMATCH"
    assert [item.sid for item in client.content.v1.contents.list()] == [content.sid]
    assert context.delete()
    with pytest.raises(TwilioRestException) as caught:
        _send(client, content_sid=content.sid)
    assert caught.value.code == 21655
    assert fake.violations == []


@pytest.mark.parametrize(
    ("label", "change"),
    [
        ("no language", {"language": None}),
        ("no types", {"types": {}}),
        ("unknown type", {"types": {"twilio/telepathy": {"body": "x"}}}),
        ("long body", {"types": {"twilio/text": {"body": "x" * 1601}}}),
        (
            "long title",
            {
                "types": {
                    "twilio/quick-reply": {"body": "x", "actions": [{"title": "x" * 21, "id": "1"}]}
                }
            },
        ),
        (
            "long item",
            {
                "types": {
                    "twilio/list-picker": {
                        "body": "x",
                        "button": "x",
                        "items": [{"item": "x" * 25, "id": "1"}],
                    }
                }
            },
        ),
    ],
)
async def test_templates_that_whatsapp_cannot_show_are_violations(
    fake: FakeTwilio, label: str, change: dict[str, Any]
) -> None:
    async with _direct(fake) as direct:
        answer = await direct.post("/v1/Content", json=QUICK_REPLY | change)
    assert (answer.status_code, len(fake.violations)) == (400, 1), label
    assert fake.contents == {}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        (21617, {"body": "x" * 1601}),
        (21602, {"body": None}),
        (21211, {"body": "x", "to": "+32470000001"}),
        (63007, {"body": "x", "from_": "whatsapp:+3225550999"}),
        (21609, {"body": "x", "status_callback": "/hooks/whatsapp/status"}),
        (21620, {"body": "x", "media_url": ["file:///letter.pdf"]}),
        (21623, {"body": "x", "media_url": ["https://a.example/1", "https://a.example/2"]}),
        (21654, {"body": "x", "content_variables": "{}"}),
        (21655, {"content_sid": "HX" + "f" * 32}),
        (20001, {"body": "x", "content_sid": "HX" + "f" * 32}),
        (20001, {"body": "x", "max_price": "1"}),
    ],
)
def test_messages_that_break_a_rule_are_refused_and_are_violations(
    fake: FakeTwilio, client: Any, code: int, change: dict[str, Any]
) -> None:
    with pytest.raises(TwilioRestException) as caught:
        _send(client, **change)
    assert (caught.value.status, caught.value.code) == (400, code)
    assert len(fake.violations) == 1
    assert fake.sent_to(PERSON) == []


@pytest.mark.parametrize(
    "variables", ["{1: 2}", '{"1": 2}', '["x"]', '{"1": ""}', '{"1": "a\\nb"}', '{"1": "a     b"}']
)
def test_variables_are_json_text_of_plain_strings(
    fake: FakeTwilio, client: Any, variables: str
) -> None:
    content = _content(client, QUICK_REPLY)
    with pytest.raises(TwilioRestException) as caught:
        _send(client, content_sid=content.sid, content_variables=variables)
    assert caught.value.code == 21656
    assert len(fake.violations) == 1


def test_a_person_who_opted_out_cannot_be_reached(fake: FakeTwilio, client: Any) -> None:
    fake.opts_out(PERSON)
    with pytest.raises(TwilioRestException) as caught:
        _send(client, body="hello")
    assert caught.value.code == 21610
    assert fake.violations == []
    fake.opts_in(PERSON)
    assert _send(client, body="hello").status == "queued"


def test_a_wrong_token_is_refused(fake: FakeTwilio, client: Any) -> None:
    assert client.api.v2010.accounts(ACCOUNT_SID).fetch().status == "active"
    stranger = _client(_Redirected(fake.api_url), "wrong")
    with pytest.raises(TwilioRestException) as caught:
        stranger.api.v2010.accounts(ACCOUNT_SID).fetch()
    assert (caught.value.status, caught.value.code) == (401, 20003)


def test_an_incoming_message_is_signed_for_our_public_address(fake: FakeTwilio) -> None:
    request = fake.says(PERSON, "سلام", profile_name="Ana")
    assert request.url == "https://help.example/hooks/whatsapp"
    assert _is_signed(request)
    assert request.form["Body"] == "سلام"
    assert (request.form["From"], request.form["To"]) == (PERSON, SENDER)
    assert (request.form["WaId"], request.form["ProfileName"]) == ("32470000001", "Ana")
    request.form["Body"] = "forged"
    assert not _is_signed(request)


def test_a_pressed_button_names_the_message_it_was_on(fake: FakeTwilio, client: Any) -> None:
    fake.says(PERSON, "hello")
    made = _send(client, content_sid=_content(client, QUICK_REPLY).sid)
    request = fake.presses(PERSON, fake.last_to(PERSON), "Hulp")
    assert request.form["ButtonPayload"] == "help"
    assert request.form["ButtonText"] == request.form["Body"] == "Hulp"
    assert request.form["OriginalRepliedMessageSid"] == made.sid
    assert request.form["MessageType"] == "interactive"
    with pytest.raises(LookupError):
        fake.presses(PERSON, fake.last_to(PERSON), "Morgen")


def test_media_need_the_password_and_a_redirect(fake: FakeTwilio, client: Any) -> None:
    request = fake.says(PERSON, "letter", media=[("application/pdf", b"%PDF")])
    url, auth = request.form["MediaUrl0"], (ACCOUNT_SID, AUTH_TOKEN)
    assert (request.form["NumMedia"], request.form["MessageType"]) == ("1", "document")
    assert requests.get(url, timeout=5).status_code == 401
    assert requests.get(url, auth=auth, timeout=5, allow_redirects=False).status_code == 307
    answer = requests.get(url, auth=auth, timeout=5)
    assert (answer.content, answer.headers["content-type"]) == (b"%PDF", "application/pdf")
    [listed] = client.messages(request.form["MessageSid"]).media.list()
    assert listed.content_type == "application/pdf"


def test_a_place_is_part_of_the_form(fake: FakeTwilio) -> None:
    request = fake.says(PERSON, latitude=51.03, longitude=4.48)
    assert (request.form["Latitude"], request.form["Longitude"]) == ("51.03", "4.48")
    assert request.form["MessageType"] == "location"


def test_missed_messages_can_be_listed_by_time(
    fake: FakeTwilio, client: Any, clock: FixedClock
) -> None:
    fake.says(PERSON, "old")
    since = clock.advance(timedelta(hours=1)).astimezone(UTC)
    for number in range(3):
        fake.says(PERSON, f"new {number}")
        clock.advance(timedelta(minutes=1))
    listed = client.messages.list(to=SENDER, date_sent_after=since, page_size=2)
    assert [item.body for item in listed] == ["new 2", "new 1", "new 0"]
    assert {item.direction for item in listed} == {"inbound"}


def test_ordered_failures_strike_once_each(fake: FakeTwilio, client: Any) -> None:
    fake.fail_next("messages.create", status=429)
    fake.fail_next("messages.create", status=500)
    codes = []
    for _ in range(2):
        with pytest.raises(TwilioRestException) as caught:
            _send(client, body="hello")
        codes.append((caught.value.status, caught.value.code))
    assert codes == [(429, 20429), (500, 20500)]
    assert fake.sent_to(PERSON) == []
    _send(client, body="hello")
    assert (len(fake.sent_to(PERSON)), fake.calls["messages.create"]) == (1, 3)


def test_a_hanging_request_was_carried_out(fake: FakeTwilio, client: Any) -> None:
    fake.hang_next("messages.create")
    with pytest.raises(requests.ConnectionError):
        _send(client, body="perhaps")
    assert fake.last_to(PERSON).body == "perhaps"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # aiohttp about the library
async def test_the_asynchronous_client_sees_a_broken_connection(fake: FakeTwilio) -> None:
    async with http.serve(fake.app) as url, _AsyncRedirected(url) as transport:
        client = _client(transport)
        fake.hang_next("messages.create")
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await client.messages.create_async(to=PERSON, from_=SENDER, body="perhaps")
        await client.messages.create_async(to=PERSON, from_=SENDER, body="surely")
    assert [item.body for item in fake.sent_to(PERSON)] == ["perhaps", "surely"]


async def test_in_process_a_hanging_request_times_out_at_once(fake: FakeTwilio) -> None:
    fake.hang_next("messages.create")
    form = {"To": PERSON, "From": SENDER, "Body": "perhaps"}
    async with _direct(fake) as direct:
        with pytest.raises(DroppedError):
            await direct.post(f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json", data=form)
    assert fake.last_to(PERSON).body == "perhaps"


async def test_an_address_that_twilio_does_not_have_is_a_violation(fake: FakeTwilio) -> None:
    async with _direct(fake) as direct:
        assert (await direct.get("/v3/Telepathy")).status_code == 404
    assert len(fake.violations) == 1


def test_message_texts_can_be_removed_from_twilio(fake: FakeTwilio, client: Any) -> None:
    made = _send(client, body="private")
    assert client.messages(made.sid).update(body="").body == ""
    assert client.messages(made.sid).delete()
    assert fake.sent_to(PERSON) == []


def _direct(fake: FakeTwilio) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=fake.app),
        base_url="http://twilio",
        auth=(ACCOUNT_SID, AUTH_TOKEN),
    )

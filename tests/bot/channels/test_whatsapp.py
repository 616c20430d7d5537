"""The WhatsApp adapter: webhook forms to events, messages to requests, answers to errors."""

import asyncio
import base64
import datetime as dt
import json
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from starlette.responses import JSONResponse, Response
from twilio.request_validator import HMAC_SHA256, RequestValidator

from bot.channel import (
    Channel,
    Forged,
    HookRequest,
    Malformed,
    OutboundMedia,
    OutboundMessage,
    SendError,
)
from bot.channels import whatsapp, whatsapp_content
from db.content import Button, Template
from handlers.events import (
    Media,
    MediaKind,
    ReceiptReported,
    Said,
    Sender,
)
from tests.bot.channels.scripted_twilio import (
    ACCOUNT,
    CONTENT,
    MESSAGES,
    PERSON,
    SENDER,
    SID,
    Api,
    Store,
    message_form,
    refused,
)
from tests.fakes.faults import DroppedError
from tests.fakes.http import serve_in_thread

TOKEN = "an-invented-token"
PUBLIC = "https://help.example"
WHO = Sender(channel="whatsapp", account=SENDER, external_id=PERSON)


def make(api_url: str | None = None, store: Store | None = None) -> whatsapp.WhatsappChannel:
    return whatsapp.WhatsappChannel(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        sender=f"whatsapp:{SENDER}",
        api_url=api_url,
        public_url=f"{PUBLIC}/",
        contents=store or Store(),
    )


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Api, str]]:
    api = Api()
    with serve_in_thread(api.app) as url:
        yield api, url


@pytest.fixture
def api(served: tuple[Api, str]) -> Api:
    served[0].forget()
    return served[0]


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
async def channel(served: tuple[Api, str], store: Store) -> AsyncIterator[whatsapp.WhatsappChannel]:
    made = make(served[1], store)
    await made.start(None)
    yield made
    await made.close()


# Webhook calls


def call(
    pairs: list[tuple[str, str]],
    target: str = "/hooks/whatsapp",
    signed: str | None = None,
    **headers: str,
) -> HookRequest:
    """As Twilio makes it; `signed` is the address it was signed for."""
    validator: Any = RequestValidator(TOKEN)  # type: ignore[no-untyped-call]
    fields: dict[str, list[str]] = {}
    for key, value in pairs:
        fields.setdefault(key, []).append(value)

    class Repeated(dict[str, list[str]]):
        def getlist(self, key: str) -> list[str]:
            return self[key]

    signature = validator.compute_signature(signed or PUBLIC + target, Repeated(fields))
    return HookRequest(
        target=target,
        headers={
            "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
            "x-twilio-signature": signature,
        }
        | {name.replace("_", "-"): value for name, value in headers.items()},
        body=urlencode(pairs).encode(),
    )


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param([], id="plain"),
        pytest.param([("NewIn2027", "x"), ("Empty", "")], id="parameters we do not know"),
        pytest.param([("Twice", "b"), ("Twice", "a"), ("Twice", "b")], id="repeated"),
        pytest.param([("Body", "سلام — ሰላም 👋\x00")], id="any script, and NUL"),
    ],
)
def test_a_signed_call_is_opened(extra: list[tuple[str, str]]) -> None:
    form = message_form()
    del form["Body"]

    payload = make().open_hook(call([*form.items(), *extra]))

    assert payload == form | dict(reversed(extra)) | {"_hook": "message"}


def test_a_call_is_verified_against_the_public_address_whatever_the_proxy_says() -> None:
    request = call(list(message_form().items()), host="127.0.0.1:8000", x_forwarded_host="evil")

    assert make().open_hook(request)["MessageSid"] == SID


def test_a_signature_over_the_raw_query_is_accepted() -> None:
    pairs = [("MessageSid", SID), ("MessageStatus", "sent")]

    payload = make().open_hook(call(pairs, "/hooks/whatsapp/status?x=a%20b+c&d=17"))

    assert (payload["_hook"], payload["_delivery"]) == ("status", "17")


def test_a_status_sent_to_the_hook_of_messages_is_still_a_status() -> None:
    pairs = [("MessageSid", SID), ("MessageStatus", "read")]

    (event,) = make().parse(make().open_hook(call(pairs)))

    assert isinstance(event, ReceiptReported)


def test_a_sha256_signature_is_accepted() -> None:
    form = message_form(Body="hello")
    validator: Any = RequestValidator(TOKEN)  # type: ignore[no-untyped-call]
    signature = validator.compute_signature(f"{PUBLIC}/hooks/whatsapp", form, HMAC_SHA256)

    payload = make().open_hook(
        call(
            list(form.items()),
            x_twilio_signature=signature,
            x_twilio_webhooks_signature_settings="key=k,algorithm=HMAC_SHA256",
        )
    )

    assert payload["Body"] == "hello"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"x_twilio_signature": ""}, id="no signature"),
        pytest.param({"x_twilio_signature": "c2lnbmF0dXJl"}, id="wrong signature"),
        pytest.param({"x_twilio_signature": "é"}, id="no base64"),
        pytest.param(
            {"x_twilio_webhooks_signature_settings": "algorithm=NONE"}, id="unknown algorithm"
        ),
        pytest.param(
            {"x_twilio_webhooks_signature_settings": "algorithm=HMAC_SHA256"}, id="other algorithm"
        ),
    ],
)
def test_a_forged_call_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        make().open_hook(call(list(message_form().items()), **headers))


@pytest.mark.parametrize(
    "signed",
    ["https://other.example/hooks/whatsapp", f"{PUBLIC}/hooks/whatsapp/status"],
)
def test_a_signature_for_another_address_is_refused(signed: str) -> None:
    with pytest.raises(Forged):
        make().open_hook(call(list(message_form().items()), signed=signed))


def test_a_changed_field_is_refused() -> None:
    request = call(list(message_form(Body="yes").items()))
    changed = HookRequest(
        target=request.target,
        headers=request.headers,
        body=request.body.replace(b"Body=yes", b"Body=no"),
    )
    with pytest.raises(Forged):
        make().open_hook(changed)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b'{"MessageSid": "SM1"}', "application/json", id="JSON"),
        pytest.param(b"MessageSid=SM1", "", id="no type"),
        pytest.param(b"MessageSid", "application/x-www-form-urlencoded", id="no value"),
        pytest.param(b"Body=%FF", "application/x-www-form-urlencoded", id="no UTF-8"),
        pytest.param(b"Body=%ED%A0%80", "application/x-www-form-urlencoded", id="lone surrogate"),
        pytest.param(b"Body=\xff", "application/x-www-form-urlencoded", id="no ASCII"),
        pytest.param(
            b"Body=" + b"a" * 1_000_000, "application/x-www-form-urlencoded", id="over 1 MB"
        ),
    ],
)
def test_what_is_no_form_is_malformed(body: bytes, content_type: str) -> None:
    headers = {"x-twilio-signature": "x", "content-type": content_type}
    with pytest.raises(Malformed):
        make().open_hook(HookRequest(target="/hooks/whatsapp", headers=headers, body=body))


@pytest.mark.parametrize("sid", ["", "with space", "x" * 65, "SM\x001"])
def test_a_signed_call_without_a_usable_id_is_malformed(sid: str) -> None:
    with pytest.raises(Malformed):
        make().open_hook(call(list(message_form(MessageSid=sid).items())))


def test_a_form_cannot_pretend_to_be_another_hook() -> None:
    form = message_form(_hook="status", _delivery="1")

    assert make().open_hook(call(list(form.items())))["_hook"] == "message"


# Sending

FINE = Button(label="Fine", payload="checkin:fine")
HELP = Button(label="Need help", payload="checkin:help")


def outbound(**fields: Any) -> OutboundMessage:
    return OutboundMessage(to=PERSON, delivery_id=17, **fields)


async def test_a_text_is_sent_with_the_delivery_in_its_callback(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    receipt = await channel.send(outbound(text="Dag + أهلا\nة"))

    assert api.sent() == [
        {
            "From": f"whatsapp:{SENDER}",
            "To": f"whatsapp:{PERSON}",
            "Body": "Dag + أهلا\nة",
            "StatusCallback": f"{PUBLIC}/hooks/whatsapp/status?d=17",
        }
    ]
    assert (receipt.provider_id, receipt.receipt) == (f"SM{1:032x}", "accepted")
    credentials = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert api.authorized == [f"Basic {credentials}"]


async def test_a_file_is_sent_by_its_public_address(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    url = f"{PUBLIC}/media/1?e=2&s=a%2Bb"
    media = OutboundMedia(kind="photo", mime="image/png", content=b"", name="a.png", url=url)

    await channel.send(outbound(text="See", media=media))

    (form,) = api.sent()
    assert (form["MediaUrl"], form["Body"]) == (url, "See")


async def test_a_file_without_a_public_address_is_refused_before_anything_is_sent(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    media = OutboundMedia(kind="photo", mime="image/png", content=b"x", name="a.png")
    with pytest.raises(SendError, match="media_without_address"):
        await channel.send(outbound(media=media))
    assert api.asked == []


async def test_personal_words_stay_out_of_the_content_and_their_lines_are_kept(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    text = "Dear Amina,\n\nhow is\tit      going?\n"

    await channel.send(outbound(text=text, language="nl", buttons=(FINE, HELP)))

    (content,) = api.sent(CONTENT)
    assert content["language"] == "nl"
    assert content["types"] == {
        "twilio/quick-reply": {
            "body": "{{1}}\n\n{{2}}",
            "actions": [
                {"type": "QUICK_REPLY", "title": "Fine", "id": "#1"},
                {"type": "QUICK_REPLY", "title": "Need help", "id": "#2"},
            ],
        }
    }
    assert "Amina" not in json.dumps(content)
    (form,) = api.sent()
    assert form["ContentSid"] == f"HX{1:032x}"
    assert json.loads(form["ContentVariables"]) == {"1": "Dear Amina,", "2": "how is it going?"}
    assert "Body" not in form


async def test_a_content_is_made_once_for_each_shape_buttons_and_language(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    for text, language, buttons in [
        ("Dear Amina", "en", (FINE, HELP)),
        ("Dear Yonas", "en", (FINE, HELP)),
        ("Beste Yonas", "nl", (FINE, HELP)),
        ("Dear Yonas", "en", (FINE,)),
        ("Dear\nYonas", "en", (FINE,)),
    ]:
        await channel.send(outbound(text=text, language=language, buttons=buttons))

    assert (len(api.sent(CONTENT)), len(api.sent())) == (4, 5)


NUMBERED = "How is it?\n\n1. Fine\n2. Need help"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        pytest.param(MESSAGES, refused(400, 21656), id="variables refused"),
        pytest.param(MESSAGES, refused(400, 21658), id="variables too long"),
        pytest.param(CONTENT, refused(400, 20001), id="content refused"),
        pytest.param(CONTENT, refused(503), id="content API down"),
    ],
)
async def test_buttons_that_twilio_refuses_become_a_numbered_text(
    channel: whatsapp.WhatsappChannel, api: Api, path: str, answer: Response
) -> None:
    api.will(path, answer)

    await channel.send(outbound(text="How is it?", buttons=(FINE, HELP)))

    assert api.sent()[-1]["Body"] == NUMBERED


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"buttons": (FINE,) * 2}, id="equal labels"),
        pytest.param({"buttons": (Button(label="x" * 21, payload="x"),)}, id="long label"),
        pytest.param(
            {"buttons": tuple(Button(label=c, payload=c) for c in "abcd")}, id="four buttons"
        ),
        pytest.param({"buttons": (FINE,), "text": "x" * 1025}, id="long text"),
        pytest.param({"buttons": (FINE,), "text": "x\n" * 41}, id="many lines"),
    ],
)
async def test_what_whatsapp_cannot_show_as_buttons_goes_as_one_text(
    channel: whatsapp.WhatsappChannel, api: Api, fields: dict[str, Any]
) -> None:
    await channel.send(outbound(**({"text": "How is it?"} | fields)))

    (form,) = api.sent()
    assert form["Body"].endswith(fields["buttons"][-1].label)
    assert api.sent(CONTENT) == []


async def test_a_content_that_twilio_lost_is_made_again(
    channel: whatsapp.WhatsappChannel, api: Api, store: Store
) -> None:
    await channel.send(outbound(text="How is it?", buttons=(FINE,)))
    api.will(MESSAGES, refused(400, 21655))

    await channel.send(outbound(text="How is it?", buttons=(FINE,)))

    (kept,) = store.kept.values()
    assert len(api.sent(CONTENT)) == 2
    assert api.sent()[-1]["ContentSid"] == kept.content_sid


async def test_buttons_that_were_perhaps_sent_are_not_sent_again_as_text(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    api.will(MESSAGES, DroppedError())
    with pytest.raises(SendError) as caught:
        await channel.send(outbound(text="How is it?", buttons=(FINE,)))

    assert caught.value.maybe_sent
    assert len(api.sent()) == 1


CHECKIN = Template(key="checkin", variables=("Amina\nH.", "", "5 maart"))


async def test_an_approved_template_is_sent_with_its_variables_numbered(
    channel: whatsapp.WhatsappChannel, api: Api, store: Store
) -> None:
    known = f"HX{7:032x}"
    await store.save(whatsapp_content.template_hash("checkin"), "nl", known, "approved")

    await channel.send(outbound(text="Dag", language="nl", template=CHECKIN, buttons=(FINE,)))

    (form,) = api.sent()
    assert form["ContentSid"] == known
    assert json.loads(form["ContentVariables"]) == {"1": "Amina H.", "2": "-", "3": "5 maart"}
    assert "Body" not in form


@pytest.mark.parametrize(
    ("approval", "language", "code"),
    [
        ("rejected", "nl", "template_unavailable:rejected"),
        (None, "nl", "template_unavailable:unknown"),
        ("approved", "fr", "template_unavailable:unknown"),
    ],
)
async def test_a_template_that_cannot_be_used_says_why(
    channel: whatsapp.WhatsappChannel,
    api: Api,
    store: Store,
    approval: str | None,
    language: str,
    code: str,
) -> None:
    await store.save(whatsapp_content.template_hash("checkin"), language, "HX1", approval)
    with pytest.raises(SendError) as caught:
        await channel.send(outbound(language="nl", template=CHECKIN))

    assert (caught.value.code, caught.value.retryable) == (code, False)
    assert api.asked == []


# Errors

REFUSALS: list[tuple[str, Response, dict[str, Any]]] = [
    ("outside the window", refused(400, 63016), {"code": "63016", "outside_window": True}),
    ("sender too fast", refused(400, 63018), {"code": "63018", "retryable": True}),
    (
        "too many requests",
        refused(429, 20429, {"Retry-After": "7"}),
        {"code": "20429", "retryable": True, "retry_after": 7.0},
    ),
    (
        "too many requests without a code",
        refused(429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}),
        {"code": "429", "retryable": True},
    ),
    ("not on WhatsApp", refused(400, 63003), {"code": "63003", "unreachable": "unknown"}),
    ("recipient not valid", refused(400, 63024), {"code": "63024", "unreachable": "unknown"}),
    ("not a number", refused(400, 21211), {"code": "21211", "unreachable": "unknown"}),
    ("not a mobile", refused(400, 21614), {"code": "21614", "unreachable": "unknown"}),
    ("policy", refused(400, 63013), {"code": "63013", "unreachable": "suppressed"}),
    ("blocked", refused(400, 63014), {"code": "63014", "unreachable": "suppressed"}),
    ("opted out", refused(400, 21610), {"code": "21610", "unreachable": "opted_out"}),
    ("withheld", refused(400, 63032), {"code": "withheld_by_meta"}),
    ("withheld marketing", refused(400, 63049), {"code": "withheld_by_meta"}),
    ("token", refused(401, 20003), {"code": "invalid_token"}),
    ("token without a code", Response("no JSON", 401), {"code": "invalid_token"}),
    ("unknown code", refused(400, 21617), {"code": "21617"}),
    ("no code", Response("", 404), {"code": "http_404"}),
    ("redirect", Response("", 302, {"Location": "https://evil.example"}), {"code": "http_302"}),
    ("fault", refused(500, 20500), {"code": "http_500", "retryable": True, "maybe_sent": True}),
    (
        "overload",
        refused(503, headers={"Retry-After": "2"}),
        {"code": "http_503", "retryable": True, "maybe_sent": True, "retry_after": 2.0},
    ),
    ("lost answer", Response("", 201), {"code": "bad_answer", "maybe_sent": True}),
    ("answer without id", JSONResponse({}, 201), {"code": "bad_answer", "maybe_sent": True}),
    (
        "failed at once",
        JSONResponse({"sid": SID, "status": "failed", "error_code": 63024}, 201),
        {"code": "63024", "unreachable": "unknown"},
    ),
]


def fields_of(error: SendError) -> dict[str, Any]:
    """Only what says something."""
    names = (
        *("code", "retryable", "retry_after", "maybe_sent"),
        *("unreachable", "outside_window", "topic_lost", "moved_to"),
    )
    return {name: getattr(error, name) for name in names if getattr(error, name)}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [pytest.param(answer, expected, id=label) for label, answer, expected in REFUSALS],
)
async def test_a_refusal_says_what_can_be_done(
    channel: whatsapp.WhatsappChannel, api: Api, answer: Response, expected: dict[str, Any]
) -> None:
    api.will(MESSAGES, answer)
    with pytest.raises(SendError) as caught:
        await channel.send(outbound(text="hello"))

    assert fields_of(caught.value) == expected
    assert str(caught.value) == expected["code"]
    assert len(api.asked) == 1


async def test_a_connection_that_breaks_after_the_request_has_perhaps_sent(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    api.will(MESSAGES, DroppedError())
    with pytest.raises(SendError) as caught:
        await channel.send(outbound(text="hello"))

    expected = {"code": "broken_connection", "retryable": True, "maybe_sent": True}
    assert fields_of(caught.value) == expected
    assert len(api.sent()) == 1


async def test_a_late_answer_has_perhaps_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whatsapp, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        channel = make(f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(SendError) as caught:
            await channel.send(outbound(text="hello"))
        await channel.close()

    assert fields_of(caught.value) == {"code": "timeout", "retryable": True, "maybe_sent": True}


async def test_a_refused_connection_has_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    channel = make(f"http://127.0.0.1:{port}")
    with pytest.raises(SendError) as caught:
        await channel.send(outbound(text="hello"))
    await channel.close()

    assert fields_of(caught.value) == {"code": "no_connection", "retryable": True}


@pytest.mark.parametrize(("text", "code"), [("\ud800", "bad_text"), (" \n", "empty")])
async def test_a_text_that_cannot_travel_is_refused(
    channel: whatsapp.WhatsappChannel, api: Api, text: str, code: str
) -> None:
    with pytest.raises(SendError) as caught:
        await channel.send(outbound(text=text))

    assert fields_of(caught.value) == {"code": code}
    assert api.asked == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("63016", {"code": "63016", "outside_window": True}),
        ("63049", {"code": "withheld_by_meta"}),
        ("21610", {"code": "21610", "unreachable": "opted_out"}),
        ("30008", {"code": "30008"}),
        ("", {"code": "no_code"}),
        ("none of ours", {"code": "no_code"}),
    ],
)
def test_the_code_of_a_failed_status_is_explained(code: str, expected: dict[str, Any]) -> None:
    assert fields_of(whatsapp.explain(code)) == expected


async def test_there_are_no_topics_and_no_polling(channel: whatsapp.WhatsappChannel) -> None:
    with pytest.raises(SendError, match="no_topics"):
        await channel.create_topic("group", "name")
    with pytest.raises(whatsapp.NotPolled, match="cannot be polled"):
        await channel.poll(None)
    assert not channel.polls


# Missed messages and the check


async def test_missed_messages_look_like_their_webhook_calls_oldest_first(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    def listed(sid: str, **fields: Any) -> dict[str, Any]:
        person = {"sid": sid, "direction": "inbound", "from": f"whatsapp:{PERSON}"}
        return person | {"to": f"whatsapp:{SENDER}", "body": "hello", "num_media": "0"} | fields

    page = [
        listed("SM3"),
        listed("SM2", direction="outbound-api"),
        listed("SM1", num_media="1", body=None),
    ]
    media = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1/Media"
    file = {"sid": "ME1", "content_type": "image/jpeg", "uri": f"{media}/ME1.json"}
    following = f"{MESSAGES}?To=whatsapp%3A%2B32460000001&PageToken=a%2Bb"
    api.will(MESSAGES, JSONResponse({"messages": page[:1], "next_page_uri": following}))
    api.will(MESSAGES, JSONResponse({"messages": page[1:], "next_page_uri": None}))
    api.will(f"{media}.json", JSONResponse({"media_list": [file], "next_page_uri": None}))
    since = dt.datetime(2026, 10, 25, 3, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    photo, text = await channel.missed(since)

    assert api.asked[0][2]["DateSent>"] == "2026-10-25T02:00:00Z"
    assert api.asked[0][2]["To"] == f"whatsapp:{SENDER}"
    assert api.asked[1][2] == {"To": f"whatsapp:{SENDER}", "PageToken": "a+b"}
    assert channel.envelope(text).provider_key == "SM3"
    assert channel.envelope(text).lane == channel.envelope(message_form(_hook="message")).lane
    assert list(channel.parse(photo)) == [
        Said(
            sender=WHO,
            message_id="SM1",
            media=(
                Media(
                    kind=MediaKind.PHOTO,
                    mime="image/jpeg",
                    reference=f"https://api.twilio.com{media}/ME1",
                ),
            ),
        )
    ]


async def test_missed_messages_that_cannot_be_listed_are_a_send_error(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    api.will(MESSAGES, refused(503))
    with pytest.raises(SendError) as caught:
        await channel.missed(dt.datetime(2026, 10, 25, tzinfo=dt.UTC))

    assert fields_of(caught.value) == {"code": "http_503", "retryable": True}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (JSONResponse({"status": "active"}), None),
        (JSONResponse({"status": "suspended"}), "suspended"),
        (refused(401, 20003), "TWILIO_AUTH_TOKEN"),
        (refused(404, 20404), "TWILIO_ACCOUNT_SID"),
        (refused(503), "TWILIO_API_URL"),
    ],
)
async def test_the_check_says_what_is_wrong_with_the_account(
    channel: whatsapp.WhatsappChannel, api: Api, answer: Response, words: str | None
) -> None:
    api.will(f"/2010-04-01/Accounts/{ACCOUNT}.json", answer)

    faults = await channel.check()

    assert [words is not None and words in fault for fault in faults] == ([True] if words else [])


@pytest.mark.parametrize("sender", [SENDER, f"whatsapp:{SENDER}", f" whatsapp:{SENDER} "])
def test_the_account_is_the_bare_number(sender: str) -> None:
    channel: Channel = whatsapp.WhatsappChannel(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        sender=sender,
        api_url=None,
        public_url=PUBLIC,
        contents=Store(),
    )
    assert (channel.name, channel.account) == ("whatsapp", SENDER)


async def test_closing_twice_is_harmless() -> None:
    channel = make()
    await channel.start(None)
    await channel.close()
    await asyncio.wait_for(channel.close(), 1)


async def test_a_given_public_address_is_used_for_callbacks(
    channel: whatsapp.WhatsappChannel, api: Api
) -> None:
    await channel.start("https://new.example/")
    await channel.send(outbound(text="hello"))

    callback = api.sent()[0]["StatusCallback"]
    assert callback.startswith("https://new.example/hooks/whatsapp/status?")
    assert parse_qs(callback.split("?")[1]) == {"d": ["17"]}

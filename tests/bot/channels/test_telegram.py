"""The Telegram adapter against the fake Bot API; aiogram's models judge every request."""

import logging
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from bot.channel import (
    Channel,
    FetchError,
    Forged,
    HookRequest,
    OutboundMedia,
    OutboundMessage,
    Payload,
    SendError,
)
from bot.channels.telegram import TelegramChannel
from db.content import Button, Template
from handlers.events import AddedToGroup, GroupMoved, MediaKind, Pressed, Said, StaffSaid
from tests.fakes import http
from tests.fakes.faults import Hang
from tests.fakes.telegram import DOWNLOAD, TOKEN, FakeTelegram

STAFF = -1001000000001
SECRET = "a-secret_1"
MEBIBYTE = 1024 * 1024

Make = Callable[..., TelegramChannel]


@pytest.fixture
def fake() -> FakeTelegram:
    found = FakeTelegram()
    found.person(5, "Ana", "nl", started=True)
    found.group(STAFF)
    # Message 1 of a group is its making; a topic never has that number.
    found.world.count(f"messages of {STAFF}")
    return found


@pytest.fixture
async def make(fake: FakeTelegram) -> AsyncIterator[Make]:
    made: list[TelegramChannel] = []

    def channel(**more: Any) -> TelegramChannel:
        settings: dict[str, Any] = {
            "api_url": "http://telegram.test/",
            "webhook_secret": SECRET,
            "staff_chat_id": str(STAFF),
            "transport": httpx.ASGITransport(app=fake.app),
            "poll_timeout": 0,
        }
        made.append(TelegramChannel(more.pop("token", TOKEN), **(settings | more)))
        return made[-1]

    yield channel
    for item in made:
        await item.close()
    assert fake.violations == []


def out(text: str = "Hello", **more: Any) -> OutboundMessage:
    return OutboundMessage(to=more.pop("to", "5"), delivery_id=1, text=text, **more)


def media(kind: str = "document", content: bytes = b"bytes", name: str = "a.pdf") -> OutboundMedia:
    return OutboundMedia(kind=kind, mime="application/pdf", content=content, name=name)


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label=label, payload=f"p:{number}") for number, label in enumerate(labels))


async def refused(channel: TelegramChannel, message: OutboundMessage) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(message)
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return caught.value


# --- who it is


def test_it_is_a_channel_known_by_the_number_in_its_token(make: Make) -> None:
    channel: Channel = make()
    assert (channel.name, channel.account) == ("telegram", "700000001")
    assert make(account="another").account == "another"
    assert channel.polls is False


# --- sending


async def test_a_text_goes_as_it_is_without_markup_or_preview(
    make: Make, fake: FakeTelegram
) -> None:
    text = "<b>5 < 6</b> & *https://example.org*_"
    receipt = await make().send(out(text, template=Template(key="checkin")))
    [seen] = fake.sent_to(5)
    assert (seen.text, seen.parse_mode, seen.method) == (text, None, "sendMessage")
    assert receipt.provider_id == str(seen.message_id)
    assert receipt.receipt == "accepted"
    assert fake.calls[-1].params["link_preview_options"]["is_disabled"] is True


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (["This helped", "Not quite", "Talk to a person"], [2, 1]),
        (["Yes", "No", "A label that is too long for two", "Maybe", "Never"], [2, 1, 2]),
        (["Yes", "A label that is too long for two", "No"], [1, 1, 1]),
        (["x" * 16, "y" * 16], [2]),
        (["x" * 17, "y" * 16], [1, 1]),
    ],
)
async def test_buttons_hang_two_in_a_row_where_they_are_short(
    make: Make, fake: FakeTelegram, labels: list[str], rows: list[int]
) -> None:
    await make().send(out(buttons=buttons(*labels)))
    [seen] = fake.sent_to(5)
    assert [len(row) for row in seen.rows] == rows
    assert [(button.text, button.data) for button in seen.buttons] == [
        (label, f"p:{number}") for number, label in enumerate(labels)
    ]


@pytest.mark.parametrize("kind", list(MediaKind))
async def test_a_file_goes_with_its_caption_and_buttons(
    make: Make, fake: FakeTelegram, kind: MediaKind
) -> None:
    await make().send(out("Look", media=media(kind.value), buttons=buttons("Yes")))
    [seen] = fake.sent_to(5)
    assert seen.media is not None
    assert (seen.media.kind, seen.media.content, seen.media.name) == (kind, b"bytes", "a.pdf")
    assert (seen.text, seen.labels, seen.parse_mode) == ("Look", ("Yes",), None)


async def test_an_unknown_kind_of_file_and_a_heavy_photo_go_as_documents(
    make: Make, fake: FakeTelegram
) -> None:
    await make().send(out("", media=media("hologram")))
    await make().send(out("", media=media("photo", b"x" * 10_000_001)))
    assert [seen.method for seen in fake.sent_to(5)] == ["sendDocument", "sendDocument"]


async def test_a_photo_that_telegram_does_not_take_goes_as_a_document(
    make: Make, fake: FakeTelegram
) -> None:
    refusal = "Bad Request: PHOTO_INVALID_DIMENSIONS"
    fake.fail_next("sendPhoto", status=400, description=refusal)
    await make().send(out("A letter", media=media("photo")))
    [seen] = fake.sent_to(5)
    assert (seen.method, seen.text) == ("sendDocument", "A letter")


async def test_a_photo_that_may_have_arrived_is_not_sent_again(
    make: Make, fake: FakeTelegram
) -> None:
    fake.hang_next("sendPhoto")
    error = await refused(make(), out(media=media("photo")))
    assert error.maybe_sent
    assert [seen.method for seen in fake.sent_to(5)] == ["sendPhoto"]


async def test_a_reply_hangs_on_its_message_and_survives_its_loss(
    make: Make, fake: FakeTelegram
) -> None:
    channel = make()
    first = await channel.send(out("One"))
    await channel.send(out("Two", reply_to=first.provider_id))
    await channel.send(out("Three", reply_to="99999"))
    await channel.send(out("Four", reply_to="not a number"))
    replies = [seen.reply_to for seen in fake.sent_to(5)]
    assert replies == [None, int(first.provider_id), None, None]


async def test_a_topic_is_made_and_written_in_and_thread_1_is_never_sent(
    make: Make, fake: FakeTelegram
) -> None:
    channel = make()
    thread = await channel.create_topic(str(STAFF), "  C-1 · nl " + "x" * 200)
    await channel.send(out("In the topic", to=str(STAFF), thread_id=thread))
    await channel.send(out("In general", to=str(STAFF), thread_id=1))
    assert [seen.text for seen in fake.sent_to(STAFF, thread)] == ["In the topic"]
    assert fake.sent_to(STAFF)[-1].thread_id is None
    [topic] = fake.topics(STAFF)
    assert (topic.id, len(topic.name), topic.name[:3]) == (thread, 128, "C-1")


async def test_a_deleted_topic_is_lost(make: Make, fake: FakeTelegram) -> None:
    channel = make()
    thread = await channel.create_topic(str(STAFF), "C-1")
    fake.topics(STAFF)[0].deleted = True
    error = await refused(channel, out(to=str(STAFF), thread_id=thread))
    assert (error.topic_lost, error.retryable) == (True, False)


async def test_a_topic_cannot_be_made_without_the_right(make: Make, fake: FakeTelegram) -> None:
    fake.world.groups[STAFF].bot_is_admin = False
    with pytest.raises(SendError, match="no_rights"):
        await make().create_topic(str(STAFF), "C-1")


async def test_a_moved_group_tells_its_new_id(make: Make, fake: FakeTelegram) -> None:
    fake.migrates(fake.world.groups[STAFF], -1009)
    assert (await refused(make(), out(to=str(STAFF)))).moved_to == "-1009"


@pytest.mark.parametrize(
    ("to", "reason"),
    [("5", "blocked"), ("6", "never_wrote"), ("7", "unknown"), ("Ana", "unknown")],
)
async def test_a_person_who_cannot_be_reached_is_named_so(
    make: Make, fake: FakeTelegram, to: str, reason: str
) -> None:
    fake.person(6, "Bo")
    fake.blocks(fake.world.people[5])
    error = await refused(make(), out(to=to))
    assert (error.unreachable, error.retryable, error.maybe_sent) == (reason, False, False)


async def test_too_many_requests_say_how_long_to_wait(make: Make, fake: FakeTelegram) -> None:
    fake.fail_next("sendMessage", status=429, retry_after=7)
    error = await refused(make(), out())
    assert (error.retryable, error.retry_after, error.maybe_sent) == (True, 7.0, False)


@pytest.mark.parametrize(
    "message", [out(""), out(" \n"), out("x" * 4097), out("a\ud83d"), out(media=media(content=b""))]
)
async def test_what_can_never_be_sent_is_not_tried_again(
    make: Make, fake: FakeTelegram, message: OutboundMessage
) -> None:
    error = await refused(make(), message)
    assert (error.retryable, error.maybe_sent, error.unreachable) == (False, False, None)
    assert fake.sent_to(5) == []


async def test_a_file_that_is_too_big_is_not_uploaded(make: Make, fake: FakeTelegram) -> None:
    error = await refused(make(), out(media=media(content=b"x" * 50_000_001)))
    assert (error.code, fake.calls) == ("too_big", [])


async def test_a_fault_at_telegram_leaves_it_open_whether_it_was_sent(
    make: Make, fake: FakeTelegram
) -> None:
    fake.fail_next("sendMessage", status=502)
    error = await refused(make(), out())
    assert (error.retryable, error.maybe_sent) == (True, True)


async def test_a_lost_answer_leaves_it_open_whether_it_was_sent(
    make: Make, fake: FakeTelegram
) -> None:
    fake.hang_next("sendMessage")
    error = await refused(make(), out())
    assert (error.code, error.retryable, error.maybe_sent) == ("timeout", True, True)
    assert len(fake.sent_to(5)) == 1


async def test_a_connection_that_breaks_after_the_request_leaves_it_open(
    fake: FakeTelegram,
) -> None:
    fake.hang_next("sendMessage", how=Hang.DROP)
    async with http.serve(fake.app) as url:
        channel = TelegramChannel(TOKEN, api_url=url)
        try:
            error = await refused(channel, out())
            await channel.send(out("Again"))
        finally:
            await channel.close()
    assert (error.code, error.retryable, error.maybe_sent) == ("broken_connection", True, True)
    assert [seen.text for seen in fake.sent_to(5)] == ["Hello", "Again"]


async def test_a_refused_connection_can_be_tried_again_and_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    channel = TelegramChannel(TOKEN, api_url=f"http://127.0.0.1:{port}")
    try:
        error = await refused(channel, out())
    finally:
        await channel.close()
    assert (error.code, error.retryable, error.maybe_sent) == ("no_connection", True, False)


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"ok": true}', b'{"ok":true,"result":{}}'])
async def test_a_yes_that_cannot_be_read_leaves_it_open(make: Make, answer: bytes) -> None:
    always = httpx.MockTransport(lambda _: httpx.Response(200, content=answer))
    error = await refused(make(transport=always), out())
    assert (error.code, error.maybe_sent) == ("bad_answer", True)


async def test_a_no_with_a_success_status_is_a_no(make: Make) -> None:
    answer = {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot was blocked by the user",
    }
    always = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
    assert (await refused(make(transport=always), out())).unreachable == "blocked"


async def test_a_wrong_token_is_named_and_never_shown(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    wrong = "1234:AAnobody-knows-this-token-of-nobody"
    error = await refused(make(token=wrong), out())
    assert (error.code, error.retryable) == ("invalid_token", False)
    assert wrong not in caplog.text + str(error) + repr(error)


# --- receiving


def hook(headers: dict[str, str], body: bytes) -> HookRequest:
    lower = {name.lower(): value for name, value in headers.items()}
    return HookRequest(target="/hooks/telegram", headers=lower, body=body)


async def test_a_webhook_call_with_the_secret_is_opened(make: Make, fake: FakeTelegram) -> None:
    channel = make()
    await channel.start("https://help.example/")
    assert channel.polls is False
    assert fake.updates.url == "https://help.example/hooks/telegram"
    update = fake.says(fake.world.people[5], "Hello")
    payload = channel.open_hook(hook(*fake.webhook_request(update)))
    assert payload == update
    [event] = channel.parse(payload)
    assert isinstance(event, Said)
    assert (event.text, event.sender.language_hint) == ("Hello", "nl")


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], "é\ud83d"])
def test_a_webhook_call_without_the_secret_is_forged(make: Make, secret: str | None) -> None:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    with pytest.raises(Forged):
        make().open_hook(hook(headers, b'{"update_id": 1}'))


@pytest.mark.parametrize("ours", [None, ""])
def test_without_a_secret_of_ours_every_call_is_forged(make: Make, ours: str | None) -> None:
    with pytest.raises(Forged):
        make(webhook_secret=ours).open_hook(
            hook({"X-Telegram-Bot-Api-Secret-Token": ""}, b'{"update_id": 1}')
        )


async def test_a_webhook_without_a_secret_is_not_set(make: Make, fake: FakeTelegram) -> None:
    with pytest.raises(SendError, match="no_webhook_secret"):
        await make(webhook_secret=None).start("https://help.example")
    assert fake.updates.url == ""


async def test_polling_removes_the_webhook_and_keeps_what_waits(
    make: Make, fake: FakeTelegram
) -> None:
    fake.says(fake.world.people[5], "Before the start")
    fake.updates.set_webhook({"url": "https://old.example"})
    channel = make()
    await channel.start(None)
    assert (channel.polls, fake.updates.url) == (True, "")
    updates, offset = await channel.poll(None)
    assert [update["message"]["text"] for update in updates] == ["Before the start"]
    assert offset == updates[-1]["update_id"] + 1


async def test_a_start_learns_the_name_that_links_are_made_of(make: Make) -> None:
    channel = make()
    assert channel.username is None
    await channel.start(None)
    assert channel.username == "onthaal_test_bot"


async def test_an_offset_confirms_and_stays_where_nothing_came(
    make: Make, fake: FakeTelegram
) -> None:
    channel = make()
    await channel.start(None)
    assert await channel.poll(None) == ((), None)
    fake.says(fake.world.people[5], "One")
    _, offset = await channel.poll(None)
    assert await channel.poll(offset) == ((), offset)
    assert fake.updates.pending == []


async def test_what_telegram_leaves_out_unless_asked_comes_too(
    make: Make, fake: FakeTelegram
) -> None:
    channel = make()
    await channel.start(None)
    person = fake.world.people[5]
    receipt = await channel.send(out(buttons=buttons("Yes")))
    await channel.poll(None)
    fake.presses(person, int(receipt.provider_id), "Yes")
    fake.blocks(person)
    updates, _ = await channel.poll(None)
    kinds = [type(event).__name__ for update in updates for event in channel.parse(update)]
    assert kinds == ["Pressed", "Reached"]


async def test_a_poll_asks_telegram_to_wait_for_something(make: Make, fake: FakeTelegram) -> None:
    fake.says(fake.world.people[5], "Hello")
    await make(poll_timeout=25).poll(None)
    assert fake.calls[-1].params["timeout"] == 25


async def test_one_update_that_cannot_be_read_does_not_stop_the_others(make: Make) -> None:
    found: list[Any] = [{"update_id": 7, "message": 3}, {"no": "number"}, 5, {"update_id": 8}]
    answer = {"ok": True, "result": found}
    always = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
    updates, offset = await make(transport=always).poll(None)
    assert (updates, offset) == ([found[0], found[3]], 9)


@pytest.mark.parametrize(
    ("status", "retryable"), [(409, True), (429, True), (502, True), (401, False)]
)
async def test_a_failed_poll_is_never_uncertain(
    make: Make, fake: FakeTelegram, status: int, retryable: bool
) -> None:
    fake.fail_next("getUpdates", status=status)
    with pytest.raises(SendError) as caught:
        await make().poll(None)
    assert (caught.value.retryable, caught.value.maybe_sent) == (retryable, False)


async def test_a_poll_whose_answer_is_lost_can_be_repeated(make: Make, fake: FakeTelegram) -> None:
    fake.says(fake.world.people[5], "Hello")
    fake.hang_next("getUpdates")
    channel = make()
    with pytest.raises(SendError) as caught:
        await channel.poll(None)
    assert caught.value.retryable
    updates, _ = await channel.poll(None)
    assert len(updates) == 1


async def test_commands_are_set_for_two_letter_languages_and_for_everybody_else(
    make: Make, fake: FakeTelegram
) -> None:
    commands = {
        "": [("help", "What I can do")],
        "nl": [("help", "Wat ik kan")],
        "fa_AF": [("help", "x")],
    }
    await make(commands=commands).start(None)
    assert {key: value[0]["description"] for key, value in fake.world.commands.items()} == {
        ("default", ""): "What I can do",
        ("default", "nl"): "Wat ik kan",
    }


@pytest.mark.parametrize("method", ["deleteWebhook", "setMyCommands"])
async def test_a_failed_start_is_a_send_error(make: Make, fake: FakeTelegram, method: str) -> None:
    fake.fail_next(method, status=502)
    with pytest.raises(SendError) as caught:
        await make(commands={"": [("help", "x")]}).start(None)
    assert (caught.value.retryable, caught.value.maybe_sent) == (True, False)


async def test_a_conversation_in_a_topic_comes_back_as_it_was_sent(
    make: Make, fake: FakeTelegram
) -> None:
    channel, person = make(), fake.world.people[5]
    thread = await channel.create_topic(str(STAFF), "C-1")
    group = fake.world.groups[STAFF]
    post = await channel.send(out("A question", to=str(STAFF), thread_id=thread))
    plain, answer = (
        _only(channel, fake.writes_in_topic(person, group, thread, "Hi", reply))
        for reply in (None, int(post.provider_id))
    )
    assert isinstance(plain, StaffSaid)
    assert isinstance(answer, StaffSaid)
    assert (plain.thread_id, plain.reply_to) == (thread, None)
    assert (answer.thread_id, answer.reply_to) == (thread, post.provider_id)


async def test_the_staff_group_stays_ours_when_it_moves(make: Make, fake: FakeTelegram) -> None:
    channel, person = make(), fake.world.people[5]
    moved = fake.migrates(fake.world.groups[STAFF], -1009)
    old, new = fake.updates.made[-2:]
    first = _only(channel, old)
    assert isinstance(first, GroupMoved)
    assert first.new_external_id == "-1009"
    assert not isinstance(_only(channel, new), AddedToGroup)
    assert isinstance(_only(channel, fake.says(person, "Hi", chat=moved)), StaffSaid)


async def test_a_group_that_is_not_ours_is_left(make: Make, fake: FakeTelegram) -> None:
    channel = make()
    group = fake.group(-10077, has_bot=False)
    event = _only(channel, fake.adds_bot(group))
    assert isinstance(event, AddedToGroup)
    await channel.leave(event.group.external_id)
    assert group.has_bot is False
    await channel.leave(event.group.external_id)
    await channel.leave("no number")


async def test_a_pressed_button_is_acknowledged_and_a_late_one_is_harmless(
    make: Make, fake: FakeTelegram
) -> None:
    channel = make()
    receipt = await channel.send(out(buttons=buttons("Yes")))
    event = _only(channel, fake.presses(fake.world.people[5], int(receipt.provider_id), "Yes"))
    assert isinstance(event, Pressed)
    assert (event.payload, event.message_id) == ("p:0", receipt.provider_id)
    assert event.acknowledge is not None
    await channel.acknowledge(event.acknowledge)
    assert len(fake.answers()) == 1
    await channel.acknowledge("unknown")


def _only(channel: TelegramChannel, payload: Payload) -> object:
    [event] = channel.parse(payload)
    return event


# --- files


def _reference(channel: TelegramChannel, update: Payload) -> str:
    event = _only(channel, update)
    assert isinstance(event, Said)
    return event.media[0].reference


async def test_a_photo_is_fetched_in_its_original_size(make: Make, fake: FakeTelegram) -> None:
    channel = make()
    reference = _reference(channel, fake.sends_photo(fake.world.people[5], b"the original"))
    found = await channel.fetch(reference, MEBIBYTE)
    assert (found.content, found.mime) == (b"the original", None)


@pytest.mark.parametrize(
    ("size", "claimed", "limit"),
    [
        (100, None, 99),
        (100, 10, 99),  # it claims to be smaller than it is
        (10, 21 * MEBIBYTE, 50 * MEBIBYTE),
    ],
)
async def test_a_file_beyond_the_limit_is_too_big(
    make: Make, fake: FakeTelegram, size: int, claimed: int | None, limit: int
) -> None:
    channel = make()
    update = fake.sends_document(fake.world.people[5], b"x" * size, size=claimed)
    with pytest.raises(FetchError) as caught:
        await channel.fetch(_reference(channel, update), limit)
    assert (caught.value.too_big, caught.value.retryable) == (True, False)


@pytest.mark.parametrize(
    ("method", "status", "retryable"),
    [
        ("getFile", 429, True),
        ("getFile", 502, True),
        ("getFile", 401, False),
        (DOWNLOAD, 502, True),
        (DOWNLOAD, 404, False),
    ],
)
async def test_a_file_that_is_not_handed_out_says_whether_to_try_again(
    make: Make, fake: FakeTelegram, method: str, status: int, retryable: bool
) -> None:
    channel = make()
    reference = _reference(channel, fake.sends_voice(fake.world.people[5]))
    fake.fail_next(method, status=status)
    with pytest.raises(FetchError) as caught:
        await channel.fetch(reference, MEBIBYTE)
    assert (caught.value.retryable, caught.value.too_big) == (retryable, False)


@pytest.mark.parametrize("method", ["getFile", DOWNLOAD])
async def test_a_download_that_breaks_off_is_tried_again_and_shows_no_token(
    make: Make, fake: FakeTelegram, method: str
) -> None:
    channel = make()
    reference = _reference(channel, fake.sends_voice(fake.world.people[5]))
    fake.hang_next(method)
    with pytest.raises(FetchError) as caught:
        await channel.fetch(reference, MEBIBYTE)
    assert caught.value.retryable
    assert caught.value.__suppress_context__
    assert TOKEN not in repr(caught.value)


async def test_an_unknown_reference_is_not_tried_again(make: Make) -> None:
    with pytest.raises(FetchError) as caught:
        await make().fetch("nonsense", MEBIBYTE)
    assert caught.value.retryable is False


@pytest.mark.parametrize("path", ["https://evil.example/x", "/etc/hostname", None])
async def test_a_file_is_only_taken_from_the_bot_api(make: Make, path: str | None) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if request.method == "GET":
            return httpx.Response(404)
        file = {"file_id": "F", "file_unique_id": "U", "file_path": path}
        return httpx.Response(200, json={"ok": True, "result": file})

    with pytest.raises(FetchError):
        await make(transport=httpx.MockTransport(answer)).fetch("F", MEBIBYTE)
    assert set(asked) == {"telegram.test"}


# --- check


async def test_an_account_that_works_has_no_faults(make: Make) -> None:
    assert await make().check() == ()
    assert await make(staff_chat_id=None).check() == ()


FAULTS: list[tuple[str, Callable[[FakeTelegram], object], str]] = [
    (
        "a network that is down",
        lambda fake: fake.fail_next("getMe", status=502),
        "TELEGRAM_API_URL",
    ),
    (
        "a group without topics",
        lambda fake: setattr(fake.world.groups[STAFF], "forum", False),
        "turn on Topics",
    ),
    (
        "a bot that is no administrator",
        lambda fake: setattr(fake.world.groups[STAFF], "bot_is_admin", False),
        "Manage topics",
    ),
    (
        "a bot that is not in the group",
        lambda fake: setattr(fake.world.groups[STAFF], "has_bot", False),
        "add the bot",
    ),
    ("an unknown group", lambda fake: fake.world.groups.clear(), "STAFF_CHAT_ID"),
    (
        "a group that moved",
        lambda fake: fake.migrates(fake.world.groups[STAFF], -1009),
        "set STAFF_CHAT_ID to -1009",
    ),
]


@pytest.mark.parametrize(
    ("breaks", "advice"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
async def test_a_fault_is_told_with_what_to_do(
    make: Make, fake: FakeTelegram, breaks: Callable[[FakeTelegram], object], advice: str
) -> None:
    breaks(fake)
    [fault] = await make().check()
    assert advice in fault


async def test_a_wrong_token_is_told_without_showing_it(make: Make) -> None:
    wrong = "1234:AAnobody-knows-this-token-of-nobody"
    [fault] = await make(token=wrong).check()
    assert "@BotFather" in fault
    assert wrong not in fault

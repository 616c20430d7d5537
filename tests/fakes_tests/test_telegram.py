"""python-telegram-bot cannot tell the fake from the Bot API."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.fakes import http
from tests.fakes.faults import Hang
from tests.fakes.telegram import DOWNLOAD, FakeTelegram

STAFF = -1001000000001


@pytest.fixture
def fake() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    async with _bot(fake) as ready:
        yield ready
    assert fake.violations == []


def _bot(fake: FakeTelegram, token: str | None = None) -> Bot:
    return Bot(token or fake.token, request=_transport(fake), get_updates_request=_transport(fake))


def _transport(fake: FakeTelegram) -> HTTPXRequest:
    return HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(app=fake.app)})


def _keyboard(*buttons: tuple[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data)] for text, data in buttons]
    )


async def test_a_text_arrives_parsed_with_its_buttons(fake: FakeTelegram, bot: Bot) -> None:
    fake.person(5, "Ana", started=True)
    sent = await bot.send_message(
        5,
        "<b>Hello</b> &amp; <a href='https://example.org'>more</a>",
        parse_mode="HTML",
        reply_markup=_keyboard(("This helped", "ok:1"), ("Not quite", "no:1")),
    )
    [seen] = fake.sent_to(5)
    assert (seen.text, seen.parse_mode) == ("Hello & more", "HTML")
    assert seen.message_id == sent.message_id
    assert seen.labels == ("This helped", "Not quite")
    assert [entity["type"] for entity in seen.entities] == ["bold", "text_link"]
    assert fake.violations == []


async def test_ids_of_two_runs_are_the_same() -> None:
    def run() -> list[Any]:
        fake = FakeTelegram()
        return [fake.says(fake.person(5), "hi"), fake.sends_photo(fake.person(6))]

    assert run() == run()


@pytest.mark.parametrize(
    ("label", "act"),
    [
        ("text", lambda f, p: f.says(p, "hello")),
        ("command", lambda f, p: f.starts(p, "code")),
        ("photo", lambda f, p: f.sends_photo(p, caption="a letter")),
        ("document", lambda f, p: f.sends_document(p)),
        ("voice", lambda f, p: f.sends_voice(p)),
        ("video", lambda f, p: f.sends_video(p)),
        ("video_note", lambda f, p: f.sends_video_note(p)),
        ("sticker", lambda f, p: f.sends_sticker(p)),
        ("location", lambda f, p: f.sends_location(p)),
        ("contact", lambda f, p: f.sends_contact(p, "+3225550199")),
        ("poll", lambda f, p: f.sends_poll(p, "When?", ["today", "tomorrow"])),
        ("edit", lambda f, p: f.edits(p, f.says(p, "helo"), "hello")),
        ("block", lambda f, p: f.blocks(p)),
        ("unblock", lambda f, p: f.unblocks(p)),
        ("added to a group", lambda f, p: f.adds_bot(f.group(STAFF), p)),
        ("removed from a group", lambda f, p: f.removes_bot(f.group(STAFF), p)),
    ],
)
async def test_every_action_is_an_update_that_the_library_reads(
    fake: FakeTelegram, bot: Bot, label: str, act: Callable[..., dict[str, Any]]
) -> None:
    made = act(fake, fake.person(5, "Ana", "nl", username="ana"))
    read = await bot.get_updates()
    assert read[-1].update_id == made["update_id"], label
    assert read[-1].effective_user is not None
    assert read[-1].effective_user.id == 5


async def test_updates_stay_until_their_offset_is_confirmed(fake: FakeTelegram, bot: Bot) -> None:
    ana = fake.person(5)
    first, second = fake.says(ana, "one"), fake.says(ana, "two")
    assert len(await bot.get_updates()) == 2
    assert len(await bot.get_updates(limit=1)) == 1
    [left] = await bot.get_updates(offset=first["update_id"] + 1)
    assert left.update_id == second["update_id"]
    assert await bot.get_updates(offset=second["update_id"] + 1) == ()


async def test_a_waiting_poll_is_woken_by_an_update(fake: FakeTelegram, bot: Bot) -> None:
    waiting = await _started(bot.get_updates(timeout=30), fake)
    fake.says(fake.person(5), "hello")
    [update] = await waiting
    assert update.message is not None
    assert update.message.text == "hello"


async def test_a_second_poller_ends_the_first_with_a_conflict(fake: FakeTelegram) -> None:
    async with _bot(fake) as one, _bot(fake) as two:
        first = await _started(one.get_updates(timeout=30), fake)
        second = await _started(two.get_updates(timeout=30), fake)
        with pytest.raises(Conflict):
            await first
        fake.says(fake.person(5), "hello")
        assert len(await second) == 1


async def test_polling_conflicts_with_a_webhook(fake: FakeTelegram, bot: Bot) -> None:
    await bot.set_webhook("https://help.example/hooks/telegram", secret_token="s3cret")
    with pytest.raises(Conflict):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == "https://help.example/hooks/telegram"
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_webhook_request_carries_the_secret(fake: FakeTelegram, bot: Bot) -> None:
    await bot.set_webhook("https://help.example/hooks/telegram", secret_token="s3cret")
    update = fake.says(fake.person(5), "مرحبا")
    headers, body = fake.webhook_request(update)
    assert headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
    read = Update.de_json(httpx.Response(200, content=body).json(), bot)
    assert read.message is not None
    assert read.message.text == "مرحبا"
    with pytest.raises(BadRequest, match=r"(?i)https url"):
        await bot.set_webhook("http://help.example/hooks/telegram")


async def test_only_the_kinds_of_update_that_were_asked_for_are_queued(
    fake: FakeTelegram, bot: Bot
) -> None:
    await bot.get_updates(allowed_updates=["message"])
    ana = fake.person(5)
    fake.says(ana, "hello")
    fake.blocks(ana)
    assert [update.message is not None for update in await bot.get_updates()] == [True]


REFUSALS: list[tuple[str, type[Exception], str, Callable[[FakeTelegram, Bot], Awaitable[Any]]]] = [
    ("unknown chat", BadRequest, "chat not found", lambda f, b: b.send_message(99, "x")),
    ("never wrote", Forbidden, "can't initiate", lambda f, b: b.send_message(6, "x")),
    ("blocked", Forbidden, "blocked by the user", lambda f, b: b.send_message(7, "x")),
    ("too long", BadRequest, "message is too long", lambda f, b: b.send_message(5, "x" * 4097)),
    ("empty", BadRequest, "text is empty", lambda f, b: b.send_message(5, " ")),
    (
        "open tag",
        BadRequest,
        "can't parse entities",
        lambda f, b: b.send_message(5, "<b>x", parse_mode="HTML"),
    ),
    (
        "stray bracket",
        BadRequest,
        "can't parse entities",
        lambda f, b: b.send_message(5, "2 < 3", parse_mode="HTML"),
    ),
    (
        "foreign tag",
        BadRequest,
        "can't parse entities",
        lambda f, b: b.send_message(5, "<p>x</p>", parse_mode="HTML"),
    ),
    (
        "crossed tags",
        BadRequest,
        "can't parse entities",
        lambda f, b: b.send_message(5, "<b><i>x</b></i>", parse_mode="HTML"),
    ),
    (
        "long caption",
        BadRequest,
        "caption is too long",
        lambda f, b: b.send_photo(5, b"photo", caption="x" * 1025),
    ),
    (
        "callback data",
        BadRequest,
        "button_data_invalid",
        lambda f, b: b.send_message(5, "x", reply_markup=_keyboard(("x", "é" * 33))),
    ),
    (
        "reply to nothing",
        BadRequest,
        "replied not found",
        lambda f, b: b.send_message(5, "x", reply_parameters=ReplyParameters(1)),
    ),
    ("copy", BadRequest, "message to copy not found", lambda f, b: b.copy_message(5, 5, 1)),
    ("query", BadRequest, "query is too old", lambda f, b: b.answer_callback_query("Q")),
    (
        "general topic",
        BadRequest,
        "message thread not found",
        lambda f, b: b.send_message(STAFF, "x", message_thread_id=1),
    ),
    (
        "reaction",
        BadRequest,
        "reaction_invalid",
        lambda f, b: b.set_message_reaction(
            5, f.says(f.world.people[5], "x")["message"]["message_id"], "✅"
        ),
    ),
    ("file id", BadRequest, "wrong file identifier", lambda f, b: b.send_document(5, "nothing")),
    ("action", BadRequest, "wrong parameter action", lambda f, b: b.send_chat_action(5, "sleep")),
]


@pytest.mark.parametrize(
    ("error", "words", "act"),
    [case[1:] for case in REFUSALS],
    ids=[case[0] for case in REFUSALS],
)
async def test_requests_are_refused_in_the_words_of_telegram(
    fake: FakeTelegram,
    bot: Bot,
    error: type[Exception],
    words: str,
    act: Callable[[FakeTelegram, Bot], Awaitable[Any]],
) -> None:
    fake.group(STAFF)
    fake.person(5, started=True)
    fake.person(6)
    fake.blocks(fake.person(7, started=True))
    with pytest.raises(error) as caught:
        await act(fake, bot)
    assert words in str(caught.value).lower()
    assert type(caught.value) is error
    assert fake.sent_to(5) == []


async def test_a_wrong_token_is_refused(fake: FakeTelegram) -> None:
    bot = _bot(fake, "1:wrong")
    with pytest.raises(InvalidToken):
        await bot.get_me()


async def test_people_who_unblock_the_bot_can_be_written_to(fake: FakeTelegram, bot: Bot) -> None:
    ana = fake.person(5, started=True)
    fake.blocks(ana)
    fake.unblocks(ana)
    await bot.send_message(5, "hello")
    assert fake.last_to(5).text == "hello"


async def test_4096_characters_are_counted_after_the_tags(fake: FakeTelegram, bot: Bot) -> None:
    fake.person(5, started=True)
    await bot.send_message(5, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert len(fake.last_to(5).text) == 4096


async def test_offsets_of_entities_count_in_utf16(fake: FakeTelegram, bot: Bot) -> None:
    fake.person(5, started=True)
    sent = await bot.send_message(5, "  😀<b>é</b> x", parse_mode="HTML")
    assert sent.parse_entities() == {sent.entities[0]: "é"}


async def test_a_pressed_button_can_be_answered_and_taken_away(
    fake: FakeTelegram, bot: Bot
) -> None:
    ana = fake.person(5, started=True)
    sent = await bot.send_message(5, "Fine?", reply_markup=_keyboard(("Yes", "y"), ("No", "n")))
    fake.presses(ana, sent.message_id, "Yes")
    [update] = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "y"
    await bot.answer_callback_query(update.callback_query.id, "Thank you")
    assert fake.answers()[0]["text"] == "Thank you"
    await bot.edit_message_reply_markup(5, sent.message_id)
    assert fake.last_to(5).labels == ()
    with pytest.raises(LookupError):
        fake.presses(ana, sent.message_id, "Yes")


async def test_an_edit_shows_and_an_edit_without_change_is_refused(
    fake: FakeTelegram, bot: Bot
) -> None:
    fake.person(5, started=True)
    sent = await bot.send_message(5, "one")
    await bot.edit_message_text("two", 5, sent.message_id)
    assert (fake.last_to(5).text, fake.last_to(5).edited) == ("two", True)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("two", 5, sent.message_id)
    await bot.delete_message(5, sent.message_id)
    assert fake.last_to(5).deleted


async def test_uploads_arrive_with_their_bytes(fake: FakeTelegram, bot: Bot) -> None:
    fake.person(5, started=True)
    await bot.send_photo(5, b"\x89PNG", caption="<i>map</i>", parse_mode="HTML")
    await bot.send_document(5, io.BytesIO(b"%PDF"), filename="form.pdf")
    await bot.send_voice(5, b"OggS")
    await bot.send_audio(5, b"ID3")
    await bot.send_video(5, b"mp4")
    await bot.send_location(5, 51.0, 4.5)
    photo, document, *others = fake.sent_to(5)
    assert photo.media is not None
    assert (photo.text, photo.media.content) == ("map", b"\x89PNG")
    assert document.media is not None
    assert (document.media.name, document.media.content) == ("form.pdf", b"%PDF")
    assert [item.media.kind for item in others if item.media] == ["voice", "audio", "video"]
    assert others[-1].location == (51.0, 4.5)
    assert fake.violations == []


async def test_an_album_is_one_group_of_messages(fake: FakeTelegram, bot: Bot) -> None:
    fake.person(5, started=True)
    await bot.send_media_group(5, [InputMediaPhoto(b"one", caption="both"), InputMediaPhoto(b"2")])
    one, two = fake.sent_to(5)
    assert one.album == two.album is not None
    assert one.media is not None
    assert one.media.content == b"one"
    assert (one.text, two.text) == ("both", "")


async def test_the_original_of_a_photo_is_the_last_of_its_sizes(
    fake: FakeTelegram, bot: Bot
) -> None:
    fake.sends_photo(fake.person(5), b"a readable letter")
    [update] = await bot.get_updates()
    assert update.message is not None
    file = await update.message.photo[-1].get_file()
    assert await file.download_as_bytearray() == b"a readable letter"
    small = await update.message.photo[0].get_file()
    assert await small.download_as_bytearray() != b"a readable letter"


async def test_a_file_above_20_mb_cannot_be_fetched(fake: FakeTelegram, bot: Bot) -> None:
    made = fake.sends_document(fake.person(5), b"huge", size=21_000_000)
    with pytest.raises(BadRequest, match="too big"):
        await bot.get_file(made["message"]["document"]["file_id"])


async def test_downloads_can_fail_too(fake: FakeTelegram, bot: Bot) -> None:
    made = fake.sends_document(fake.person(5), b"letter")
    file = await bot.get_file(made["message"]["document"]["file_id"])
    fake.fail_next(DOWNLOAD, status=502)
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert await file.download_as_bytearray() == b"letter"


async def test_copies_keep_content_and_albums(fake: FakeTelegram, bot: Bot) -> None:
    ana, group = fake.person(5), fake.group(STAFF)
    album = fake.sends_album(ana, [("photo", b"one"), ("photo", b"two")], "two pages")
    ids = [update["message"]["message_id"] for update in album]
    topic = await bot.create_forum_topic(group.id, "Ana")
    thread = topic.message_thread_id
    await bot.copy_messages(group.id, 5, ids, message_thread_id=thread)
    await bot.copy_message(group.id, 5, ids[1], message_thread_id=thread, caption="again")
    await bot.forward_message(group.id, 5, ids[0], message_thread_id=thread)
    first, second, again, forwarded = fake.sent_to(group.id, thread)
    assert first.album == second.album
    assert first.album not in (None, album[0]["message"]["media_group_id"])
    assert first.media is not None
    assert first.media.content == b"one"
    assert (first.text, again.text, forwarded.method) == ("two pages", "again", "forwardMessage")
    with pytest.raises(BadRequest, match="increasing"):
        await bot.copy_messages(group.id, 5, list(reversed(ids)))


async def test_topics_live_and_are_lost(fake: FakeTelegram, bot: Bot) -> None:
    ana, group = fake.person(5, "Ana"), fake.group(STAFF)
    topic = await bot.create_forum_topic(group.id, "Family 12")
    thread = topic.message_thread_id
    await bot.send_message(group.id, "A question", message_thread_id=thread)
    fake.writes_in_topic(ana, group, thread, "I take it")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert (update.message.is_topic_message, update.message.message_thread_id) == (True, thread)
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.forum_topic_created is not None
    await bot.edit_forum_topic(group.id, thread, name="Family 12, closed")
    await bot.close_forum_topic(group.id, thread)
    assert [(item.name, item.closed) for item in fake.topics(STAFF)] == [
        ("Family 12, closed", True)
    ]
    await bot.reopen_forum_topic(group.id, thread)
    fake.deletes_topic(group, thread)
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(group.id, "still there?", message_thread_id=thread)
    with pytest.raises(BadRequest, match=r"(?i)topic_id_invalid"):
        await bot.close_forum_topic(group.id, thread)


async def test_a_reply_outside_topics_has_a_thread_id_and_is_no_topic_message(
    fake: FakeTelegram, bot: Bot
) -> None:
    ana, group = fake.person(5), fake.group(STAFF, forum=False)
    sent = await bot.send_message(group.id, "hello")
    made = fake.says(ana, "hi", sent.message_id, chat=group)
    assert made["message"]["message_thread_id"] == sent.message_id
    assert "is_topic_message" not in made["message"]


async def test_ids_of_messages_repeat_in_another_group(fake: FakeTelegram, bot: Bot) -> None:
    one, other = fake.group(STAFF), fake.group(STAFF - 1)
    first, second = await bot.send_message(one.id, "x"), await bot.send_message(other.id, "x")
    assert first.message_id == second.message_id


async def test_a_group_without_rights_refuses_topics(fake: FakeTelegram, bot: Bot) -> None:
    fake.group(STAFF, bot_is_admin=False)
    with pytest.raises(BadRequest, match="rights"):
        await bot.create_forum_topic(STAFF, "Family")
    fake.group(STAFF, forum=False)
    with pytest.raises(BadRequest, match="not a forum"):
        await bot.create_forum_topic(STAFF, "Family")


async def test_a_migrated_group_names_its_new_id(fake: FakeTelegram, bot: Bot) -> None:
    moved = fake.migrates(fake.group(STAFF), STAFF - 5)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(STAFF, "hello")
    assert caught.value.new_chat_id == moved.id
    await bot.send_message(moved.id, "hello")


async def test_chats_and_members_can_be_looked_up(fake: FakeTelegram, bot: Bot) -> None:
    ana, group = fake.person(5, "Ana", started=True), fake.group(STAFF, title="Staff")
    fake.joins(ana, group, "administrator")
    assert (await bot.get_chat(STAFF)).is_forum
    assert (await bot.get_chat(5)).first_name == "Ana"
    assert (await bot.get_chat_member(STAFF, 5)).status == "administrator"
    me = await bot.get_chat_member(STAFF, bot.id)
    assert me.status == "administrator"
    await bot.leave_chat(STAFF)
    with pytest.raises(Forbidden):
        await bot.send_message(STAFF, "hello")


async def test_commands_actions_and_reactions_are_remembered(fake: FakeTelegram, bot: Bot) -> None:
    said = fake.says(fake.person(5), "hello")
    await bot.set_my_commands([BotCommand("help", "Uitleg")], language_code="nl")
    await bot.send_chat_action(5, "typing")
    await bot.set_message_reaction(5, said["message"]["message_id"], "👍")
    assert fake.world.commands["default", "nl"][0]["command"] == "help"
    assert fake.world.actions[0]["action"] == "typing"
    assert len(fake.world.reactions) == 1
    with pytest.raises(BadRequest, match="language"):
        await bot.set_my_commands([BotCommand("help", "راهنما")], language_code="prs")


async def test_ordered_failures_strike_once_each(
    fake: FakeTelegram, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else the library warns about its own change
    fake.person(5, started=True)
    fake.fail_next("sendMessage", status=429, retry_after=7)
    fake.fail_next("sendMessage", status=502)
    fake.fail_next("*", status=403, description="Forbidden: user is deactivated")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(5, "one")
    assert caught.value.retry_after == timedelta(seconds=7)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(5, "two")
    with pytest.raises(Forbidden, match="deactivated"):
        await bot.send_message(5, "three")
    assert fake.sent_to(5) == []
    await bot.send_message(5, "four")
    assert (len(fake.faults.struck), fake.count("sendMessage")) == (3, 1)


async def test_a_hanging_request_was_carried_out(fake: FakeTelegram, bot: Bot) -> None:
    fake.person(5, started=True)
    fake.hang_next("sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(5, "perhaps")
    assert fake.last_to(5).text == "perhaps"


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendTelepathy", {}, "no such method"),
        ("sendMessage", {"chat_id": 5}, "text: Field required"),
        ("sendMessage", {"chat_id": 5, "text": "x", "colour": "red"}, "colour"),
        ("sendMessage", {"chat_id": 5, "text": {"a": 1}}, "text"),
        (
            "sendMessage",
            {"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard": [[{"txt": "x"}]]}},
            "reply_markup",
        ),
        (
            "sendMessage",
            {
                "chat_id": 5,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "x", "data": "y"}]]},
            },
            "unknown parameter 'data'",
        ),
        ("sendPhoto", {"chat_id": 5, "photo": "attach://p"}, "missing"),
        ("sendDice", {"chat_id": 5}, "not in the fake"),
    ],
)
async def test_requests_that_are_not_of_the_bot_api_are_violations(
    fake: FakeTelegram, method: str, params: dict[str, Any], words: str
) -> None:
    fake.person(5, started=True)
    transport = httpx.ASGITransport(app=fake.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        answer = await client.post(f"/bot{fake.token}/{method}", json=params)
    assert answer.json()["ok"] is False
    [violation] = fake.violations
    assert words in violation
    assert fake.sent_to(5) == []


async def test_get_json_and_forms_are_all_understood(fake: FakeTelegram) -> None:
    fake.person(5, started=True)
    params = {"chat_id": "5", "text": "[hello]"}
    path = f"/bot{fake.token}/sendmessage"
    transport = httpx.ASGITransport(app=fake.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        await client.get(path, params=params)
        await client.post(path, json=params)
        await client.post(path, data=params)
        await client.post(path, data=params, files={"unused": b"x"})
    assert [item.text for item in fake.sent_to(5)] == ["[hello]"] * 4
    assert fake.violations == []


async def test_over_real_http_a_hanging_request_breaks_the_connection(fake: FakeTelegram) -> None:
    fake.person(5, started=True)
    async with http.serve(fake.app) as url:
        bot = Bot(fake.token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
        async with bot:
            fake.hang_next("sendMessage")
            with pytest.raises(NetworkError):
                await bot.send_message(5, "perhaps")
            await bot.send_message(5, "surely")
    assert [item.text for item in fake.sent_to(5)] == ["perhaps", "surely"]


async def test_a_request_can_wait_until_its_sender_gives_up(fake: FakeTelegram) -> None:
    fake.person(5, started=True)
    async with http.serve(fake.app) as url, Bot(fake.token, base_url=f"{url}/bot") as bot:
        fake.hang_next("sendMessage", how=Hang.WAIT)
        with pytest.raises(TimedOut):
            await bot.send_message(5, "perhaps", read_timeout=0.05)
    assert fake.last_to(5).text == "perhaps"


async def test_a_server_in_a_thread_wakes_polls_from_outside(fake: FakeTelegram) -> None:
    with http.serve_in_thread(fake.app) as url:
        async with Bot(fake.token, base_url=f"{url}/bot") as bot:
            waiting = await _started(bot.get_updates(timeout=30), fake)
            fake.says(fake.person(5), "hello")
            assert len(await waiting) == 1


async def test_a_server_stops_while_a_poll_is_open(fake: FakeTelegram) -> None:
    async with http.serve(fake.app) as url:
        bot = Bot(fake.token, base_url=f"{url}/bot")
        await bot.initialize()
        waiting = await _started(bot.get_updates(timeout=300), fake)
    with pytest.raises(NetworkError):
        await waiting
    await bot.shutdown()


async def _started(call: Awaitable[Any], fake: FakeTelegram) -> "asyncio.Future[Any]":
    """`call`, once it waits in the fake."""
    before, task = fake.updates.poller, asyncio.ensure_future(call)
    # The fake may live in another thread's loop, so no event of this one can tell.
    while fake.updates.poller is before and not task.done():  # noqa: ASYNC110
        await asyncio.sleep(0)
    return task

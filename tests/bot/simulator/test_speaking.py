"""What the phones send: payloads of the simulator's channel, and nothing from other pages."""

import pathlib

import httpx
import pytest

from bot.channels.simulator import SimulatorChannel
from bot.simulator import routes, speaking
from db.content import Button, Content
from handlers.events import MediaKind, Pressed, Said
from tests.bot.simulator.conftest import Site

SAY = "/try/phones/volunteer-1/messages"


async def post(site: Site, address: str = SAY, **what: object) -> httpx.Response:
    async with site.browser() as browser:
        return await browser.post(address, **what)  # type: ignore[arg-type]


def said(site: Site) -> Said:
    (event,) = channel(site).parse(site.taken[-1])
    assert isinstance(event, Said)
    return event


def channel(site: Site) -> SimulatorChannel:
    found = site.runtime.channels["simulator", "demo"]
    assert isinstance(found, SimulatorChannel)
    return found


async def test_a_text_is_taken_in_as_from_its_phone(site: Site) -> None:
    answer = await post(site, data={"text": "مرحبا"})
    assert answer.status_code == 204
    event = said(site)
    assert (event.sender.channel, event.sender.account) == ("simulator", "demo")
    assert (event.sender.external_id, event.text) == ("volunteer-1", "مرحبا")


async def test_the_same_words_twice_are_two_messages(site: Site) -> None:
    await post(site, data={"text": "hello"})
    await post(site, data={"text": "hello"})
    assert site.taken[0]["id"] != site.taken[1]["id"]


async def test_without_javascript_the_page_comes_back_as_it_was(site: Site) -> None:
    async with site.browser() as browser:
        del browser.headers["X-Try-It"]
        answer = await browser.post(
            "/try/phones/family-1/messages?volunteer=stranger-0123abcd&show=family",
            data={"suggestion": "hello"},
        )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/try?volunteer=stranger-0123abcd&show=family"
    assert said(site).sender.external_id == "family-1"


async def test_coming_back_never_leads_elsewhere(site: Site) -> None:
    async with site.browser() as browser:
        del browser.headers["X-Try-It"]
        answer = await browser.post(
            f"{SAY}?volunteer=//evil.example&show=//evil.example", data={"text": "x"}
        )
    assert answer.headers["location"] == "/try?volunteer=volunteer-1&show=volunteer"


async def test_a_button_names_the_message_it_hangs_on(site: Site) -> None:
    yes = Button(label="Yes", payload="consent:yes")
    message = await site.says("volunteer-1", Content(text="May we?", buttons=(yes,)))
    await post(site, data={"payload": "consent:yes", "message": str(message.id)})
    (event,) = channel(site).parse(site.taken[0])
    assert isinstance(event, Pressed)
    assert event.payload == "consent:yes"
    assert event.message_id is not None
    assert event.message_id.startswith("sim-")


@pytest.mark.parametrize("number", ["999999", "x", "-1", "9" * 30, "²"])
async def test_a_button_of_no_message_is_pressed_all_the_same(site: Site, number: str) -> None:
    answer = await post(site, data={"payload": "nonsense:1", "message": number})
    assert answer.status_code == 204
    (event,) = channel(site).parse(site.taken[0])
    assert event == Pressed(sender=event.sender, payload="nonsense:1")  # type: ignore[union-attr]


async def test_a_button_of_another_phone_is_not_found_on_this_one(site: Site) -> None:
    message = await site.says("family-1", Content(text="May we?"))
    await post(site, data={"payload": "consent:yes", "message": str(message.id)})
    assert site.taken[0]["message_id"] is None


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("image/jpeg", MediaKind.PHOTO),
        ("image/svg+xml", MediaKind.DOCUMENT),
        ("application/pdf", MediaKind.DOCUMENT),
        ("video/mp4", MediaKind.VIDEO),
        ("audio/mpeg", MediaKind.AUDIO),
    ],
)
async def test_an_uploaded_file_can_be_fetched_with_its_caption(
    site: Site, mime: str, kind: MediaKind
) -> None:
    answer = await post(site, data={"text": "look"}, files={"file": ("x.bin", b"bytes", mime)})
    assert answer.status_code == 204
    event = said(site)
    (file,) = event.media
    assert (event.text, file.kind, file.mime, file.name) == ("look", kind, mime, "x.bin")
    assert (await channel(site).fetch(file.reference, 100)).content == b"bytes"


async def test_a_type_that_is_none_is_taken_for_bytes(site: Site) -> None:
    await post(site, files={"file": ("x", b"1", "not a type; at=all")})
    assert said(site).media[0].mime == "application/octet-stream"


@pytest.mark.parametrize("sample", list(speaking.SAMPLE_FILES))
async def test_a_sample_is_sent_like_a_file(site: Site, sample: str) -> None:
    await post(site, data={"sample": sample})
    (file,) = said(site).media
    fetched = await channel(site).fetch(file.reference, 1_000_000)
    assert len(fetched.content) == file.size
    assert fetched.content[:4] in (b"OggS", b"\x89PNG")


@pytest.mark.parametrize("form", [{}, {"text": " \n"}, {"sample": "dance"}, {"payload": ""}])
async def test_nothing_is_not_sent(site: Site, form: dict[str, str]) -> None:
    assert (await post(site, data=form)).status_code == 422
    assert site.taken == []


@pytest.mark.parametrize("text", ["a\x00b", "x" * 100_000, "\u202eback"])
async def test_strange_text_is_taken_in_whole(site: Site, text: str) -> None:
    assert (await post(site, data={"text": text})).status_code == 204
    assert site.taken[0]["text"] == text


async def test_half_a_character_does_not_stop_a_message(site: Site) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await post(site, content=b"text=half%ED%A0%80", headers=form)
    assert answer.status_code == 204
    assert site.taken[0]["text"].startswith("half")


async def test_a_broken_form_is_refused_with_a_sentence(site: Site) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await post(site, content=b"--y\r\nnonsense", headers=form)
    assert (answer.status_code, answer.text) == (400, routes.UNREADABLE)
    assert site.taken == []


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    site: Site, tmp_path: pathlib.Path
) -> None:
    headers = {"Content-Length": str(50_000_000), "Content-Type": "multipart/form-data; boundary=x"}
    answer = await post(site, content=b"", headers=headers)
    assert answer.status_code == 413
    assert "20 MB" in answer.text
    assert site.taken == []


async def test_a_file_that_hides_its_size_is_refused_too(site: Site) -> None:
    async def endless() -> object:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        for _ in range(22):
            yield bytes(1024 * 1024)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await post(site, content=endless(), headers=headers)
    assert answer.status_code == 413
    assert site.taken == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Origin": "http://127.0.0.1:9999"},
        {},
    ],
)
async def test_another_page_cannot_speak_for_a_phone(site: Site, headers: dict[str, str]) -> None:
    async with site.browser() as browser:
        del browser.headers["Sec-Fetch-Site"]
        answer = await browser.post(SAY, data={"text": "x"}, headers=headers)
    assert answer.status_code == 403
    assert site.taken == []


async def test_an_older_browser_is_known_by_its_origin(site: Site) -> None:
    async with site.browser() as browser:
        del browser.headers["Sec-Fetch-Site"]
        answer = await browser.post(
            SAY, data={"text": "x"}, headers={"Origin": "http://127.0.0.1:8000"}
        )
    assert answer.status_code == 204


async def test_a_page_may_not_be_posted_to_by_reading(site: Site) -> None:
    async with site.browser() as browser:
        assert (await browser.get(SAY)).status_code == 405

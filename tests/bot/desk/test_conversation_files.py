"""A reply with a file: kept encrypted, sent with its words, and erased when nothing was sent."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.desk import files as allowed
from bot.desk import forms
from bot.outbox import Outbox
from db.models import Attachment, Conversation, MediaState
from handlers import media
from tests.bot.desk.world import Browser, World
from tests.bot.scene import ScriptedChannel

LETTER = b"%PDF-1.7 an invented letter"


async def send(
    browser: Browser, thread: Conversation, text: str, content: bytes, name: str = "letter.pdf"
) -> int:
    fields = await browser.fields(thread.id)
    answer = await browser.http.post(
        f"/desk/conversations/{thread.id}/reply",
        data={**fields, "text": text},
        files={"file": (name, content, "application/pdf")},
    )
    return answer.status_code


async def files(world: World) -> list[Attachment]:
    async with world.runtime.database.reading() as session:
        return list((await session.execute(select(Attachment))).scalars())


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and len(path.name) == 32]


@pytest.fixture
def channel(world: World, tmp_path: Path) -> ScriptedChannel:
    """The channel of everybody's phone; takes files of a hundred bytes."""
    found = ScriptedChannel(tmp_path, media=100)
    world.runtime.channels[found.name, found.account] = found
    return found


async def test_a_file_goes_out_with_its_words(world: World, channel: ScriptedChannel) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk()
    assert await send(browser, thread, "Here is the letter", LETTER) == 303
    [file] = await files(world)
    assert (file.kind, file.mime, file.state) == ("document", "application/pdf", MediaState.STORED)
    await Outbox(world.runtime, channel, worker="w").drain()
    sent = [one for one in channel.sent if one.media]
    assert [(one.text, one.media and one.media.content) for one in sent] == [
        ("Here is the letter", LETTER)
    ]
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert "letter.pdf" in page


async def test_a_file_needs_no_words(world: World, channel: ScriptedChannel) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk()
    assert await send(browser, thread, "", LETTER) == 303
    await Outbox(world.runtime, channel, worker="w").drain()
    assert [one.media.name for one in channel.sent if one.media] == ["letter.pdf"]


async def test_no_file_chosen_is_a_reply_in_words(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk()
    assert await send(browser, thread, "Only words", b"", name="") == 303
    assert await files(world) == []


@pytest.mark.parametrize(
    ("name", "mime", "content", "sentence"),
    [
        ("letter.pdf", "application/pdf", b"", "This file is empty"),
        ("game.exe", "application/x-msdownload", b"MZ", "This kind of file cannot be sent"),
        ("letter.pdf.exe", "application/pdf", b"MZ", "This kind of file cannot be sent"),
        ("letter.pdf", "application/x-msdownload", b"MZ", "This kind of file cannot be sent"),
        ("game", "application/octet-stream", b"MZ", "This kind of file cannot be sent"),
        ("page.html", "text/html", b"<p>", "This kind of file cannot be sent"),
    ],
)
async def test_a_file_that_nobody_can_use_is_refused_and_the_words_kept(
    world: World, tmp_path: Path, name: str, mime: str, content: bytes, sentence: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk()
    answer = await browser.http.post(
        f"/desk/conversations/{thread.id}/reply",
        data={**await browser.fields(thread.id), "text": "Look at this"},
        files={"file": (name, content, mime)},
    )
    assert answer.status_code == 422
    assert sentence in answer.text and "Look at this" in answer.text
    assert await files(world) == [] and kept(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("Photo.JPG", "image/jpeg"),
        ("note.m4a", "audio/x-m4a"),
        ("list.docx", "application/octet-stream"),
        ("Letter of 12.03", "application/pdf"),
        ("scan", "image/png"),
    ],
)
def test_what_people_send_each_other_is_taken(name: str, mime: str) -> None:
    assert allowed.fault(forms.Upload(name=name, mime=mime, content=b"x")) is None


@pytest.mark.usefixtures("channel")
async def test_a_file_too_large_for_the_channel_is_refused_and_the_words_kept(
    world: World, tmp_path: Path
) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk()
    fields = await browser.fields(thread.id)
    answer = await browser.http.post(
        f"/desk/conversations/{thread.id}/reply",
        data={**fields, "text": "Look at this"},
        files={"file": ("long.pdf", b"x" * 101, "application/pdf")},
    )
    assert answer.status_code == 422
    assert "This file is too large for this channel" in answer.text
    assert "Look at this" in answer.text
    assert await files(world) == []
    assert kept(tmp_path) == [], "nothing of it stays"


async def test_a_file_of_a_reply_that_came_too_late_is_erased(world: World, tmp_path: Path) -> None:
    ana = await world.signed_in(await world.colleague("Ana Haddad"))
    ben = await world.signed_in(await world.colleague("Ben"))
    thread = await world.talk()
    stale = await ben.fields(thread.id)
    await ana.act(thread.id, "claim")
    answer = await ben.http.post(
        f"/desk/conversations/{thread.id}/reply",
        data={**stale, "text": "Mine"},
        files={"file": ("letter.pdf", LETTER, "application/pdf")},
    )
    assert answer.status_code == 409
    assert await files(world) == []
    assert kept(tmp_path) == []


async def test_a_file_of_a_reply_to_nobody_is_erased(world: World, tmp_path: Path) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk()
    answer = await browser.http.post(
        f"/desk/conversations/{thread.id + 1}/reply",
        data={**await browser.fields(thread.id), "text": "Here is the letter"},
        files={"file": ("letter.pdf", LETTER, "application/pdf")},
    )
    assert answer.status_code == 404
    assert kept(tmp_path) == []


async def test_an_enormous_upload_is_refused_before_it_is_read(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk()
    fields = await browser.fields(thread.id)
    answer = await browser.http.post(
        f"/desk/conversations/{thread.id}/reply",
        data=fields,
        files={"file": ("a.bin", b"0" * (media.LARGEST + forms.LARGEST + 1), "image/png")},
    )
    assert answer.status_code == 413


async def test_an_upload_without_a_length_is_refused(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana Haddad"))
    thread = await world.talk()

    async def body() -> object:
        yield b"--x\r\n"

    answer = await browser.http.post(
        f"/desk/conversations/{thread.id}/reply",
        content=body(),  # type: ignore[arg-type]
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 411

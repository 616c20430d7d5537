"""Files: decrypted within scope, shown by the browser only where that is safe."""

import datetime as dt

import pytest

from db import erasing
from db.models import Attachment, MediaState
from tests.bot.desk.world import World

PIXELS = b"\x89PNG\r\n\x1a\n not really"


async def test_a_picture_is_decrypted_and_shown(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    (message,) = await world.last(thread)
    file = await world.file(message, PIXELS)
    answer = await browser.get(f"/desk/media/{file.id}")
    assert (answer.status_code, answer.content) == (200, PIXELS)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline")
    assert "sandbox" in answer.headers["content-security-policy"]
    page = (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert f'src="/desk/media/{file.id}"' in page


@pytest.mark.parametrize(
    "mime",
    ["text/html", "image/svg+xml", "application/pdf", "application/xhtml+xml", "", "IMAGE/SVG+XML"],
)
async def test_what_could_run_is_only_handed_over(world: World, mime: str) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    (message,) = await world.last(await world.talk())
    file = await world.file(message, b"<script>alert(1)</script>", mime=mime, name="x.html")
    answer = await browser.get(f"/desk/media/{file.id}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ('a"; x="\r\nSet-Cookie: a=b', "a_x_Set-Cookie_a_b"),
        ("رسالة.pdf", "pdf"),
        ("../../etc/passwd", "etc_passwd"),
        (None, "photo-1"),
        ("...", "file-1"),
    ],
)
async def test_a_file_name_cannot_break_out_of_its_header(
    world: World, name: str | None, plain: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    (message,) = await world.last(await world.talk())
    file = await world.file(message, PIXELS, name=name)
    answer = await browser.get(f"/desk/media/{file.id}")
    assert f'filename="{plain}"' in answer.headers["content-disposition"]
    assert "set-cookie" not in answer.headers


async def test_a_file_out_of_scope_is_not_here(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana", languages=("nl",)))
    (message,) = await world.last(await world.talk(await world.family(language="ar")))
    file = await world.file(message, PIXELS)
    assert (await browser.get(f"/desk/media/{file.id}")).status_code == 404
    assert (await browser.get("/desk/media/999")).status_code == 404


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (MediaState.WANTED, "is being fetched"),
        (MediaState.TOO_BIG, "is too large"),
        (MediaState.FAILED, "could not be fetched"),
        (MediaState.ERASED, "was erased"),
    ],
)
async def test_a_file_that_is_not_here_says_why(
    world: World, state: MediaState, sentence: str
) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    (message,) = await world.last(thread)
    file = await world.file(message, PIXELS, state=state, storage_key=None)
    assert sentence in (await browser.get(f"/desk/conversations/{thread.id}")).text
    assert (await browser.get(f"/desk/media/{file.id}")).status_code == 404


async def test_a_file_whose_bytes_are_lost_is_not_a_fault_of_the_desk(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    (message,) = await world.last(await world.talk())
    file = await world.file(message, PIXELS)
    stored = await world.fresh(Attachment, file.id)
    await world.runtime.media.erase(stored.storage_key)
    assert (await browser.get(f"/desk/media/{file.id}")).status_code == 404


async def test_what_was_erased_after_its_time_is_shown_as_such(world: World) -> None:
    browser = await world.signed_in(await world.colleague("Ana"))
    thread = await world.talk()
    path, gone = f"/desk/conversations/{thread.id}", "Erased: its time to be kept is over."
    assert gone not in (await browser.get(path)).text
    async with world.runtime.database.transaction() as session:
        later = world.now + dt.timedelta(days=9)
        await erasing.blank_messages(session, before=later, now=later, limit=100)
    assert gone in (await browser.get(path)).text
